"""Scaled integers as decimal text, for whole columns: 7540 with two decimals is "75.40".

This is where numbers leave the integers, at the edge of the house.  It rounds nothing; a missing number stays
missing.  For one number alone there is `kpiengine.numbers.format_scaled`, which gives the same text.
"""

import polars as pl


def format_scaled_column(column: pl.Expr, scale: int) -> pl.Expr:
    """Text of an integer column with `scale` decimals, all of them written out; the column keeps its name."""
    if scale == 0:
        return column.cast(pl.String)
    unit = 10**scale
    size = column.abs()
    sign = pl.when(column < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole = (size // unit).cast(pl.String)
    part = (size % unit).cast(pl.String).str.zfill(scale)
    return pl.concat_str(sign, whole, pl.lit("."), part).name.keep()
