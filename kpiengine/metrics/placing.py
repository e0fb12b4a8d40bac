"""Gives rows to grid cells: events by their anchor, spans cut at the bounds, stocks once per period end.

Rows that do not count and rows that lie in no cell are left out, or have no cell.  A row without its anchor, or a
span without its start or end, lies in none.  Nothing here looks at what a row means.

To take rows out means to copy all the others.  Where most events lie in the grid anyway that costs as much as adding
them up, so there the few others stay, as a group of their own that is thrown away after the sums.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from kpiengine.metrics.engine import table_like
from kpiengine.metrics.grid import AT, Grid
from kpiengine.metrics.views import BuiltView
from kpiengine.periods import Period
from kpiengine.plugin import Event, Span, Stock

Frame = nw.LazyFrame[Any]
MS = "ms"  # length of a span inside its cell
AGE = "age_ms"  # age of a stock row at the end of the period
LOW, HIGH = "_low", "_high"


def place(built: BuiltView, grid: Grid, periods: Sequence[Period]) -> Frame:
    """The rows with `_at`: the grid cell, or for a stock the index of the period at whose end the row is open.

    Rows whose `_at` is missing are to be left out of every sum.
    """
    match built.view.time:
        case Event(anchor):
            return _events(built, nw.col(anchor), grid)
        case Span(start, end):
            return _spans(built.counting, nw.col(start), nw.col(end), grid, built.tables)
        case Stock(since, until):
            return _stocks(built.counting, nw.col(since), nw.col(until), periods, built.tables)


def _events(built: BuiltView, anchor: nw.Expr, grid: Grid) -> Frame:
    inside = (anchor >= grid.start) & (anchor < grid.end)
    cell = grid.cell(anchor)
    if built.rows is not None and built.span is not None and grid.holds_most_of(*built.span):
        return built.rows.with_columns(nw.when(built.counts & inside).then(cell).alias(AT))
    return built.counting.filter(inside).with_columns(cell.alias(AT))


def _spans(rows: Frame, start: nw.Expr, end: nw.Expr, grid: Grid, tables: Sequence[Frame]) -> Frame:
    touching = rows.filter((start < grid.end) & (end > grid.start) & (start < end))
    clipped = touching.with_columns(
        nw.max_horizontal(start, nw.lit(grid.start, dtype=nw.Int64)).alias(LOW),
        nw.min_horizontal(end, nw.lit(grid.end, dtype=nw.Int64)).alias(HIGH),
    )
    low, high = nw.col(LOW), nw.col(HIGH)
    first = clipped.with_columns(grid.cell(low).alias(AT), (high - low).alias(MS))
    if len(grid.atoms) == 1:
        return first
    # Few spans cross a bound; only these are joined with the cells, so that most rows are never multiplied.
    within = grid.cell(high - 1) == nw.col(AT)
    cells = table_like(tables, {"_cell": range(len(grid.atoms)), "_from": grid.bounds[:-1], "_to": grid.bounds[1:]})
    whole = first.filter(within)
    crossing = (
        first.filter(~within)
        .join(cells, how="cross")
        .filter((low < nw.col("_to")) & (high > nw.col("_from")))
        .with_columns(
            nw.col("_cell").alias(AT),
            (nw.min_horizontal(HIGH, "_to") - nw.max_horizontal(LOW, "_from")).alias(MS),
        )
        .drop("_cell", "_from", "_to")
    )
    return nw.concat([whole, crossing], how="vertical")


def _stocks(rows: Frame, since: nw.Expr, until: nw.Expr, periods: Sequence[Period], tables: Sequence[Frame]) -> Frame:
    if len(periods) == 1:
        ended = rows.with_columns(
            nw.lit(0, dtype=nw.Int64).alias(AT), nw.lit(periods[0].end, dtype=nw.Int64).alias("_end")
        )
    else:
        ends = table_like(tables, {AT: range(len(periods)), "_end": [period.end for period in periods]})
        ended = rows.join(ends, how="cross")
    end = nw.col("_end")
    is_open = ended.filter((since <= end) & (until.is_null() | (until > end)))
    return is_open.with_columns((end - since).alias(AGE)).drop("_end")
