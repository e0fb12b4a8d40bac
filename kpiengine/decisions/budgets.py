"""The budget of a rule set and period: hold the run, or lower all amounts alike.

With `if_over = "scale"` the amounts as they would be paid are the weights of a split of the budget by largest
remainder, ties by agent id, so that their sum is the budget to the last cent. Undetermined amounts are not in the
sum: when they become known, the next run lowers all again. Columns: `amount_due` before, `amount` after, `scaled`.
"""

from decimal import Decimal

import polars as pl

from kpiengine.decisions.split import split
from kpiengine.rules.model.payout import Payout


def with_budget(frame: pl.DataFrame, payout: Payout, decimals: int) -> pl.DataFrame:
    """The frame with `scaled` (yes where the budget lowered the amount) and `budgeted` (the amount within it)."""
    assert payout.budget is not None  # noqa: S101 -- asked only where there is one
    budget = int(Decimal(payout.budget) * 10**decimals)
    due = pl.col("amount_due").fill_null(0)
    over = (due.cast(pl.Int128).sum().over("period") > budget).alias("over")
    shares = split(frame, total=pl.lit(budget), weight=due, groups=["period"])
    frame = frame.with_columns(over, budgeted=shares)
    scaled = pl.col("over") & (due > 0)
    frame = frame.with_columns(scaled=scaled, budgeted=pl.when(scaled).then("budgeted").otherwise("amount_due"))
    return frame.drop("over")
