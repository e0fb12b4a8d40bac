"""Whole units shared out inside groups, for many groups at once: `numbers.largest_remainder` over columns.

The parts of a group add up to its total wherever somebody has a weight; equal claims go by id.  Products of total and
weight are Int128 on their way and Int64 at the end.  The divisor method is in `averages`.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.decisions.averages import averages

_PLACE, _WEIGHT, _TOTAL, _ALL, _QUOTA, _REST, _LEFT = (
    f"@{name}" for name in ["place", "weight", "total", "all", "quota", "rest", "left"]
)


def split(  # noqa: PLR0913 -- what is shared out, by what, inside which groups, by which name and method
    frame: pl.DataFrame,
    *,
    total: pl.Expr,
    weight: pl.Expr,
    groups: Sequence[str],
    by_name: str = "agent_id",
    method: str = "remainder",
) -> pl.Series:
    """Each row's share of its group's `total`; 0 where no weight of the group is above 0.

    Weights are whole numbers and not negative; `total` is the same in all rows of a group.
    """
    wide = frame.select(
        *groups,
        by_name,
        pl.int_range(pl.len()).alias(_PLACE),
        weight.cast(pl.Int128).fill_null(0).alias(_WEIGHT),
        total.cast(pl.Int128).fill_null(0).alias(_TOTAL),
    ).with_columns(pl.col(_WEIGHT).sum().over(groups).alias(_ALL))
    claims = wide.filter(pl.col(_WEIGHT) > 0)
    if method == "divisor":
        shared = averages(
            claims, groups=groups, place=_PLACE, total=_TOTAL, weight=_WEIGHT, whole=_ALL, by_name=by_name
        )
    else:
        shared = _remainders(claims, groups, by_name)
    found = wide.select(_PLACE).join(shared, on=_PLACE, how="left", maintain_order="left")
    return found["share"].fill_null(0)


def _remainders(claims: pl.DataFrame, groups: Sequence[str], by_name: str) -> pl.DataFrame:
    product, whole = pl.col(_TOTAL) * pl.col(_WEIGHT), pl.col(_ALL)
    claims = claims.with_columns((product // whole).alias(_QUOTA))
    claims = claims.with_columns((product - pl.col(_QUOTA) * whole).alias(_REST))
    claims = claims.with_columns((pl.col(_TOTAL) - pl.col(_QUOTA).sum().over(groups)).alias(_LEFT))
    # Only where units are left does the order of the claims matter.
    ordered = claims.filter(pl.col(_LEFT) > 0).sort(_REST, by_name, descending=[True, False])
    next_ones = ordered.with_columns(pl.int_range(pl.len()).over(groups).alias("nth"))
    more = next_ones.filter(pl.col("nth") < pl.col(_LEFT)).select(_PLACE, more=pl.lit(1, pl.Int64))
    return claims.join(more, on=_PLACE, how="left").select(
        _PLACE, share=pl.col(_QUOTA).cast(pl.Int64) + pl.col("more").fill_null(0)
    )
