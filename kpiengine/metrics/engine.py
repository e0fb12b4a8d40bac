"""Brings the rows of an engine home: the only place of the measure stage that knows engines by name.

Everything else is written once, as lazy Narwhals frames.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

Frame = nw.LazyFrame[Any]


def collect(frame: Frame) -> pl.DataFrame:
    """Runs the frame on its own engine and gives the rows as a local Polars frame; Polars runs as a stream."""
    native = frame.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    local: pl.DataFrame = frame.collect("polars").to_native()
    return local


def untouched(rows: Frame, table: Frame, column: str) -> bool:
    """Whether `rows` are the rows of `table` and have the column as it is there; on Polars, where plans can be read."""
    mine, own = rows.to_native(), table.to_native()
    if not isinstance(mine, pl.LazyFrame) or not isinstance(own, pl.LazyFrame):
        return False
    return mine.select(column).explain() == own.select(column).explain()


def collect_together(frames: Sequence[Frame]) -> list[pl.DataFrame]:
    """Runs several frames that are made of the same rows; Polars makes what they have in common once for all.

    What frames share is rows put in order, which are a source of their own; what comes behind it is done row by row, so
    it runs as a stream.
    """
    natives = [frame.to_native() for frame in frames]
    lazy = [native for native in natives if isinstance(native, pl.LazyFrame)]
    if len(lazy) == len(frames):
        return pl.collect_all(lazy, engine="streaming")
    return [collect(frame) for frame in frames]


def table_like(tables: Sequence[Frame], columns: Mapping[str, Sequence[int]]) -> Frame:
    """A small table of whole numbers on the engine of `tables`, to be joined with frames that are made of them.

    Engines other than Polars get it as literals beside one row of `tables`: so it lives in the same session and
    connection.  If `tables` have no rows it has none either, and then there is nothing to join it with.
    """
    if isinstance(tables[0].to_native(), pl.LazyFrame):
        return nw.from_native(pl.LazyFrame(columns, schema=dict.fromkeys(columns, pl.Int64)))
    one = nw.concat([table.head(1).select(one=nw.lit(1)) for table in tables], how="vertical").head(1)
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    literals = [{name: nw.lit(value, dtype=nw.Int64) for name, value in row.items()} for row in rows]
    return nw.concat([one.select(**row) for row in literals], how="vertical")
