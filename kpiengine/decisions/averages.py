"""Whole units shared out by the divisor method, for many groups at once: `numbers.divisor_shares` over columns.

By that method (Webster, Sainte-Laguë) a part with weight w that has s units asks for the next one with
w / (2s + 1), and the largest requests of a group win.  Nearly all of them are settled by one division: those above a
bound that gives out a little less than there is.  Only requests between that bound and one that gives out a little
more, about three for each part, are put in order.
"""

from collections.abc import Sequence

import polars as pl

_DIGIT = 2**62  # requests are compared by their whole part and two such digits: exact for shares below 2**61


def averages(  # noqa: PLR0913 -- what is shared out, by what, inside which groups, and where it is said
    claims: pl.DataFrame, *, groups: Sequence[str], place: str, total: str, weight: str, whole: str, by_name: str
) -> pl.DataFrame:
    """`place` and `share` of every row: `total` by `weight` (Int128, above 0), of which `whole` is the group's sum.

    Equal requests go by name.
    """
    heads = pl.len().cast(pl.Int128).over(groups)
    few = pl.max_horizontal(pl.col(total) - heads, pl.lit(0, pl.Int128))
    claims = claims.with_columns(sure=_rounded(weight, few, whole), most=_rounded(weight, pl.col(total) + heads, whole))
    claims = claims.with_columns(left=(pl.col(total) - pl.col("sure").sum().over(groups)).cast(pl.Int64))
    asked = claims.filter(pl.col("left") > 0).with_columns(pl.col("sure", "most").cast(pl.Int64))
    asked = asked.with_columns(has=pl.int_ranges("sure", "most")).explode("has").drop_nulls("has")
    asked = _in_digits(asked, pl.col(weight), pl.col("has").cast(pl.Int128) * 2 + 1)
    asked = asked.sort("d0", "d1", "d2", by_name, place, descending=[True, True, True, False, False])
    won = asked.filter(pl.int_range(pl.len()).over(groups) < pl.col("left")).group_by(place).agg(more=pl.len())
    found = claims.join(won, on=place, how="left")
    return found.select(place, share=pl.col("sure").cast(pl.Int64) + pl.col("more").fill_null(0).cast(pl.Int64))


def _rounded(weight: str, units: pl.Expr, whole: str) -> pl.Expr:
    """The weight's part of so many units, rounded half up: how many requests reach the bound `whole / units`."""
    return (units * pl.col(weight) * 2 + pl.col(whole)) // (pl.col(whole) * 2)


def _in_digits(asked: pl.DataFrame, weight: pl.Expr, odd: pl.Expr) -> pl.DataFrame:
    """`weight / odd` as three columns whose order is its own: two different fractions differ within two digits."""
    asked = asked.with_columns(odd=odd).with_columns(d0=weight // pl.col("odd"))
    rest: pl.Expr = weight - pl.col("d0") * pl.col("odd")
    for digit in ("d1", "d2"):
        asked = asked.with_columns(rest=rest * _DIGIT)
        asked = asked.with_columns((pl.col("rest") // pl.col("odd")).alias(digit))
        rest = pl.col("rest") - pl.col(digit) * pl.col("odd")
    return asked.with_columns(pl.col("d0", "d1", "d2").cast(pl.Int64))
