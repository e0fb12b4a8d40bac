"""Few places: who of those that may have a reward comes first, by unit and period.

Equals on the last place all get it.  Somebody whose claim is not known yet might come before others; so it is counted
how many are certainly ahead, and how many may be.  Columns, R a reward: `ahead:R` and `maybe:R`.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.decisions.given import Given
from kpiengine.decisions.ranks import unit_columns
from kpiengine.rules.model.reward import Reward


def columns(reward: Reward) -> tuple[str, str]:
    """Their names."""
    return f"ahead:{reward.id}", f"maybe:{reward.id}"


def with_places(frame: pl.DataFrame, rewards: Sequence[Reward]) -> pl.DataFrame:
    """The frame with both counts for each reward; missing for who has no value to be ordered by."""
    for reward in rewards:
        groups, order = unit_columns(reward.per), f"order:{reward.id}"
        claim = pl.col(f"claim:{reward.id}")
        unplaced = (claim == Given.UNKNOWN) & pl.col(order).is_null()
        # Whose place in the order is not known may be the first of all.
        ahead, maybe = columns(reward)
        frame = _counted(frame, claim == Given.YES, order, groups, ahead)
        frame = _counted(frame, claim != Given.NO, order, groups, maybe)
        frame = frame.with_columns(pl.col(maybe) + unplaced.sum().cast(pl.Int64).over(groups))
    return frame


def _counted(frame: pl.DataFrame, which: pl.Expr, order: str, groups: Sequence[str], name: str) -> pl.DataFrame:
    """The frame with a column: in how many rows of the group with a larger value `which` holds."""
    keys = [*groups, order]
    values = frame.filter(pl.col(order).is_not_null()).group_by(keys).agg(which.sum().cast(pl.Int64).alias("n"))
    values = values.sort(order, descending=True)
    values = values.with_columns((pl.col("n").cum_sum().over(groups) - pl.col("n")).alias(name))
    return frame.join(values.select(*keys, name), on=keys, how="left", maintain_order="left")
