"""Answers to charges of points that wait for somebody's yes: an input of the next run, as corrections are.

An answer is to one charge of one payee, with its number; when late cases make it another charge, that waits anew.
Nobody answers about themselves.
"""

from decimal import Decimal

import polars as pl

from kpiengine.errors import KpiError
from kpiengine.expressions.document import read_type
from kpiengine.ledger import archive as archives
from kpiengine.ledger import entries
from kpiengine.ledger.approvals import check_may_approve
from kpiengine.ledger.entries import Entry
from kpiengine.ledger.messages import some
from kpiengine.ledger.opening import RESULTS, Ledger
from kpiengine.ledger.runs import recall
from kpiengine.numbers import format_scaled
from kpiengine.project import Approval

CHARGE = "charge"
_SCHEMA = {"agent_id": pl.String, "points": pl.String, "charge": pl.String, "agreed": pl.Boolean}


def answer(  # noqa: PLR0913 -- which charge of whom, and what was said
    ledger: Ledger,
    approval: Approval,
    plan: str,
    period: str,
    payee: str,
    *,
    points: str,
    agreed: bool,
    because: str,
) -> Entry:
    """Records a yes or a no to the charge that waits; raises KpiError where none does."""
    check_may_approve(ledger.person, approval, (payee,), "a charge")
    waiting = waits_in(ledger, plan, period)
    mine = waiting.filter(agent_id=payee, points=points)
    if mine.is_empty():
        names = [f"{agent} {rule}" for agent, rule in waiting.select("agent_id", "points").iter_rows()]
        raise KpiError(
            f"no charge of {points} waits for {payee} in {period}; waiting are: {some(names) or 'none'}. The newest "
            f"run is what counts: kpiengine evaluate --period {period}"
        )
    row = mine.row(0, named=True)
    said = {
        "ruleset": row["ruleset"],
        "points": points,
        "payee": payee,
        "charge": row["charge"],
        "agreed": agreed,
        "because": because,
    }
    with ledger.writing():
        return ledger.append(CHARGE, said, plan, period)


def waits_in(ledger: Ledger, plan: str, period: str) -> pl.DataFrame:
    """The charges of the newest run that wait for a yes: agent_id, ruleset, points, charge as text."""
    run = recall(ledger).newest.get((plan, period))
    if run is None:
        raise KpiError(f"{plan} {period} has no recorded run; `kpiengine evaluate --period {period}` comes first")
    found = [pl.DataFrame(schema=dict.fromkeys(("agent_id", "ruleset", "points", "charge"), pl.String))]
    kept = archives.find(ledger.place.folder / RESULTS, run.archive)
    for ruleset, trace in kept.traces.items():
        rules = [name.removeprefix("waits:") for name in trace.frame.columns if name.startswith("waits:")]
        for rule in rules:
            scale = read_type(trace.document["types"][f"proposed:{rule}"]).scale
            rows = trace.frame.filter(pl.col(f"waits:{rule}")).select("agent_id", f"proposed:{rule}")
            charges = [format_scaled(value, scale) for value in rows[f"proposed:{rule}"]]
            found.append(
                rows.select(
                    "agent_id",
                    pl.lit(ruleset).alias("ruleset"),
                    pl.lit(rule).alias("points"),
                    pl.Series("charge", charges, pl.String),
                )
            )
    return pl.concat(found)


def answers_in(ledger: Ledger, before: int | None = None) -> dict[tuple[str, str], pl.DataFrame]:
    """The last answer about each payee, by rule set and period: agent_id, points, charge, agreed."""
    last: dict[tuple[str, str], dict[tuple[str, str], tuple[str, bool]]] = {}
    for entry in entries.entries(ledger.database, kinds=(CHARGE,)):
        if before is None or entry.id < before:
            said = entry.body
            own = last.setdefault((said["ruleset"], entry.period or ""), {})
            own[said["payee"], said["points"]] = (str(Decimal(said["charge"])), bool(said["agreed"]))
    return {
        pair: pl.DataFrame([(*key, *told) for key, told in own.items()], schema=_SCHEMA, orient="row")
        for pair, own in last.items()
    }
