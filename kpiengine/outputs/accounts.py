"""Where the rows went, for people: for each measure of a result the rows read, used, out and rejected, with reasons.

The table has one line for each place in which rows ended.  Within one rule set, measure and view

    read + cut = used + out + rejected

`what` says which of these a line is; `reason` why rows are out or rejected.  `cut` are the pieces that a view makes of
stretches of time, beside their rows.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import polars as pl
from attrs import asdict, frozen

from kpiengine.metrics.tally import Tally
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rules.checked import CheckedRuleSet

Tallies: TypeAlias = Mapping[tuple[int, str, int], tuple[Tally, ...]]
COLUMNS = ("ruleset", "measure", "metric", "view", "table", "what", "reason", "rows")


@frozen
class MeasureAccount:
    """The account of one measure of a rule set on one view; `measure` is what the rule set calls it."""

    ruleset: str
    measure: str
    tally: Tally


def accounts_of(
    plan: EvaluationPlan, holding: Sequence[CheckedRuleSet], period: int, tallies: Tallies
) -> tuple[MeasureAccount, ...]:
    """The accounts of these rule sets in one period of the plan, in order."""
    return tuple(
        MeasureAccount(checked.ruleset.head.id, key, tally)
        for index, checked in enumerate(plan.rulesets)
        if any(checked is own for own in holding)
        for key in checked.wanted
        for tally in tallies.get((index, key, period), ())
    )


def accounts_table(accounts: Sequence[MeasureAccount]) -> pl.DataFrame:
    """One line for each place in which rows ended."""
    schema = {name: pl.Int64 if name == "rows" else pl.String for name in COLUMNS}
    return pl.DataFrame([line for one in accounts for line in _lines(one)], schema=schema, orient="row")


def _lines(one: MeasureAccount) -> Iterator[tuple[object, ...]]:
    tally = one.tally
    owner = (one.ruleset, one.measure, tally.metric, tally.view, tally.table)
    yield (*owner, "read", None, tally.read)
    if tally.cut:
        yield (*owner, "cut", "pieces beside their rows", tally.cut)
    yield (*owner, "used", None, tally.used)
    for what, reasons in (("out", tally.out), ("rejected", tally.rejected)):
        for reason, rows in reasons.items():
            yield (*owner, what, reason, rows)


def accounts_text(plan: str, period: str, accounts: Sequence[MeasureAccount]) -> str:
    """The same as a JSON document."""
    listed = [{"ruleset": one.ruleset, "measure": one.measure, **asdict(one.tally)} for one in accounts]
    said = {"format": 1, "plan": plan, "period": period, "accounts": listed}
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
