"""The budget of a rule set and period: hold the run, or lower all amounts alike.

With `if_over = "scale"` the amounts as they would be paid are the weights of a split of the budget by largest
remainder, ties by agent id, so that their sum is the budget to the last cent. Undetermined amounts are not in the
sum: when they become known, the next run lowers all again; in a closed period only the one concerned. A budget of a
quarter or year is what its closed periods have left of it. Columns: `amount_due` before, `amount` after, `scaled`.
"""

from decimal import Decimal

import polars as pl

from kpiengine.decisions.split import split
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import BOOL
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.spent import OPEN, SPENT, lasts


def with_budget(frame: pl.DataFrame, payout: Payout, decimals: int) -> pl.DataFrame:
    """The frame with `scaled` (yes where the budget lowered the amount) and `budgeted` (the amount within it)."""
    assert payout.budget is not None  # noqa: S101 -- asked only where there is one
    budget = pl.lit(int(Decimal(payout.budget) * 10**decimals))
    if lasts(payout):
        budget = pl.max_horizontal(budget - pl.col(SPENT).fill_null(0), pl.lit(0))
    due = pl.col("amount_due").fill_null(0)
    over = (due.cast(pl.Int128).sum().over("period") > budget).alias("over")
    shares = split(frame, total=budget, weight=due, groups=["period"])
    frame = frame.with_columns(over, budgeted=shares)
    scaled = pl.col("over") & (due > 0)
    frame = frame.with_columns(scaled=scaled, budgeted=pl.when(scaled).then("budgeted").otherwise("amount_due"))
    return (_as_closed(frame) if "then:all_due" in frame.columns else frame).drop("over")


def earlier_open(checked: CheckedRuleSet) -> Node:
    """Whether an earlier period of the quarter or year may still spend something."""
    no = b.lit(value=False)
    return b.coalesce(b.name(OPEN, BOOL), no) if lasts(checked.ruleset.payout) else no


def _as_closed(frame: pl.DataFrame) -> pl.DataFrame:
    """In a closed period: what was due as before is paid as before, another amount is lowered as all were then.

    So late data of one payee change nobody else's amount; the difference comes on top of the budget.
    """
    due, every, paid = (pl.col(name).cast(pl.Int128) for name in ("amount_due", "then:all_due", "then:all_paid"))
    lowered = pl.when(every > 0).then((2 * due * paid + every) // (2 * every)).otherwise(due).cast(pl.Int64)
    closed, same = pl.col("then:closed").fill_null(value=False), pl.col("amount_due").eq(pl.col("then:amount_due"))
    found = pl.when(same.fill_null(value=False)).then("then:amount").otherwise(lowered)
    now = pl.when(closed).then(found).otherwise("budgeted")
    scaled = pl.when(closed).then((found < pl.col("amount_due")).fill_null(value=False)).otherwise("scaled")
    return frame.with_columns(budgeted=now, scaled=scaled)
