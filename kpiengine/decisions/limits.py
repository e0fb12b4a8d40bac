"""Limits of a rule set: over one of them the run is held until somebody releases it.

A figure that equals its limit passes.  The project file's limits are the ledger's to hold against a whole run; here are
those that the rule file tightens, and a budget that must not be passed.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
from attrs import frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.numbers import format_scaled
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.spent import SPENT, lasts
from kpiengine.scores.steps import Steps

SHOWN = 5  # agents named in a sentence


@frozen
class Breach:
    """One limit that a period of a rule set is over: which, what was found, and whom it concerns.

    `found` and `limit` are in the currency's major units as text; `agents` are empty where it is a total.
    """

    limit: str  # the key as written: limits.per_agent, payout.budget
    period: str
    found: str
    most: str
    currency: str | None
    agents: tuple[str, ...] = ()

    def __str__(self) -> str:
        money = f" {self.currency}" if self.currency else ""
        who = f" for {', '.join(self.agents[:SHOWN])}" if self.agents else ""
        rest = len(self.agents) - SHOWN
        who += f" and {rest} more" if rest > 0 else ""
        return f"{self.period}: {self.found}{money}{who} is over {self.limit} = {self.most}"


def over_one(steps: Steps, rules: RuleSet) -> Node:
    """Whether the amount of one agent is over `limits.per_agent`."""
    most = rules.limits.per_agent
    if most is None:
        return b.lit(value=False)
    return b.coalesce(b.gt(steps["amount"], b.number_lit(most)), b.lit(value=False))


def breaches(frame: pl.DataFrame, rules: RuleSet, decimals: int) -> tuple[Breach, ...]:
    """Every limit that the decisions of a frame are over, by period."""
    amount, over = pl.col("amount"), pl.col("over_limit")
    periods = frame.group_by("period_name", maintain_order=True).agg(
        total=amount.cast(pl.Int128).sum(),
        most=amount.filter(over).max(),
        agents=pl.col("agent_id").filter(over).sort(),
        spent=pl.col(SPENT).max().fill_null(0) if lasts(rules.payout) else pl.lit(0),
    )
    found: list[Breach] = []
    for row in periods.iter_rows(named=True):
        found += _of_period(row, rules, decimals)
    return tuple(found)


def _of_period(row: Mapping[str, Any], rules: RuleSet, decimals: int) -> list[Breach]:
    """`row` has a period's name, its total, the largest amount over the limit of one agent, and whose they are."""
    currency, limits, found = rules.head.currency, rules.limits, []
    period, total = str(row["period_name"]), row["total"]
    if row["agents"]:
        most = format_scaled(row["most"], decimals)
        found.append(Breach("limits.per_agent", period, most, str(limits.per_agent), currency, tuple(row["agents"])))
    totals = {"limits.per_rule": limits.per_rule, "limits.per_run": limits.per_run}
    if rules.payout.if_over == "hold":
        totals["payout.budget"] = rules.payout.budget
    for name, most_of in totals.items():
        found_in_all = total + row["spent"] if name == "payout.budget" else total
        if most_of is not None and found_in_all > Decimal(most_of) * 10**decimals:
            found.append(Breach(name, period, format_scaled(found_in_all, decimals), str(most_of), currency))
    return found
