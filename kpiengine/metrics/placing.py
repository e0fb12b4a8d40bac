"""Gives rows to grid cells: events by their anchor, spans and days cut at the bounds, stocks once per period.

Rows that do not count and rows that lie in no cell are left out, or have no cell.  A row without its anchor, or a
span without its start or end, lies in none.  Nothing here looks at what a row means.

To take rows out means to copy all the others.  Where most events lie in the grid anyway that costs as much as adding
them up, so there the few others stay, as a group of their own that is thrown away after the sums.  A yes or no is the
cheapest key beside others, so where there is one cell, that is what says which rows lie in it.
"""

from collections.abc import Callable, Sequence
from typing import Any

import narwhals as nw
from attrs import field, frozen

from kpiengine.metrics.engine import table_like
from kpiengine.metrics.grid import AT, Grid
from kpiengine.metrics.views import BuiltView
from kpiengine.periods import Period, day_starts
from kpiengine.plugin import Days, Event, Span, Stock
from kpiengine.plugin.naming import AGE, DAYS, MS

Frame = nw.LazyFrame[Any]
LOW, HIGH = "_low", "_high"
INSIDE = "_inside"


@frozen
class Placed:
    """Rows with their cells in the column `key`, if there is one: numbers, missing in rows that lie in no cell.

    Where all that count lie in one cell, that is `only`: rows lie in it if `key` is true, or all if there is no `key`.
    `whole` says that the rows in no cell are still among them.  `counts` says whether a row counts, where that is known
    of each row without asking for its reason.
    """

    rows: Frame = field(eq=False)
    key: str | None = AT
    only: int | None = None
    whole: bool = False
    counts: nw.Expr | None = field(default=None, eq=False)

    @property
    def inside(self) -> nw.Expr:
        """Whether a row lies in a cell."""
        if self.key is None:
            return nw.lit(value=True)
        return nw.col(self.key) if self.only is not None else ~nw.col(self.key).is_null()


def place(built: BuiltView, grid: Grid, periods: Sequence[Period], later: int = 0) -> Placed:
    """The rows by grid cell, or for a stock by the index of the period at whose end the row is open.

    Events count `later` milliseconds after their anchor.
    """
    match built.view.time:
        case Event(anchor):
            return _events(built, nw.col(anchor), grid, later)
        case Span(start, end) if grid.single and built.says_counts and _mostly_inside(built, grid):
            return _in_place(built, nw.col(start), nw.col(end), grid)
        case Span(start, end):
            return _all_of(grid, _spans(built.counting, nw.col(start), nw.col(end), grid, built.tables))
        case Days(first, last, spread):
            return _all_of(grid, _days(built.counting, nw.col(first), nw.col(last), spread, grid, built.tables))
        case Stock() as stock:
            return Placed(_stocks(built, stock, grid, periods))


def _all_of(grid: Grid, rows: Frame) -> Placed:
    """Rows that all lie in the grid."""
    return Placed(rows, None, 0) if grid.single else Placed(rows)


def _events(built: BuiltView, anchor: nw.Expr, grid: Grid, later: int) -> Placed:
    if later:
        anchor += later
    inside = (anchor >= grid.start) & (anchor < grid.end)
    sure = built.extent is not None and grid.start <= built.extent[0] + later and built.extent[1] + later < grid.end
    if built.rows is None or not (sure or _mostly_inside(built, grid, later)):
        return _all_of(grid, built.counting.filter(inside).with_columns(grid.cell(anchor).alias(AT)))
    counting = built.counts if sure else built.counts & inside  # where all lie inside nobody need read when
    if grid.single:
        counts = built.counts if built.says_counts or not built.has_reasons else None
        return Placed(built.rows.with_columns(counting.alias(INSIDE)), INSIDE, 0, whole=True, counts=counts)
    return Placed(built.rows.with_columns(nw.when(counting).then(grid.cell(anchor)).alias(AT)), whole=True)


def _mostly_inside(built: BuiltView, grid: Grid, later: int = 0) -> bool:
    return built.span is not None and grid.holds_most_of(built.span[0] + later, built.span[1] + later)


def _in_place(built: BuiltView, start: nw.Expr, end: nw.Expr, grid: Grid) -> Placed:
    """Stretches in one cell, among them those that do not touch it, whose length means nothing."""
    assert built.rows is not None  # noqa: S101 -- only views that could be built are placed
    touches = (start < grid.end) & (end > grid.start) & (start < end)
    low = nw.max_horizontal(start, nw.lit(grid.start, dtype=nw.Int64))
    high = nw.min_horizontal(end, nw.lit(grid.end, dtype=nw.Int64))
    rows = built.rows.with_columns((built.counts & touches).alias(INSIDE), low.alias(LOW), high.alias(HIGH))
    rows = rows.with_columns((nw.col(HIGH) - nw.col(LOW)).alias(MS))
    return Placed(rows, INSIDE, 0, whole=True, counts=built.counts)


def _spans(rows: Frame, start: nw.Expr, end: nw.Expr, grid: Grid, tables: Sequence[Frame]) -> Frame:
    return _cut(rows, start, end, Bounds(grid.bounds, grid.cell, MS), tables)


def _days(  # noqa: PLR0913, PLR0917 -- what is cut, what is shared out, and where
    rows: Frame, first: nw.Expr, last: nw.Expr, spread: Sequence[str], grid: Grid, tables: Sequence[Frame]
) -> Frame:
    start, end = first.cast(nw.Int64), last.cast(nw.Int64) + 1
    cut = _cut(rows, start, end, Bounds(grid.days, grid.cell_of_day, DAYS), tables)
    if not spread:
        return cut
    length, before = end - start, nw.col(LOW) - start
    after = before + nw.col(DAYS)
    return cut.with_columns(**{name: _share(nw.col(name), before, after, length) for name in spread})


def _share(amount: nw.Expr, before: nw.Expr, after: nw.Expr, length: nw.Expr) -> nw.Expr:
    """What the days from `before` to `after` of `length` get: the rounded share up to the one less that to the other.

    Exact on every engine, also where `//` goes through a double: amounts are under 10^15 and days few, so what is
    divided is far below 2^52.
    """
    size = amount.abs()
    whole = (size // length).cast(nw.Int64)
    rest = size - whole * length

    def up_to(days: nw.Expr) -> nw.Expr:
        return whole * days + ((2 * rest * days + length) // (2 * length)).cast(nw.Int64)

    got = up_to(after) - up_to(before)
    return nw.when(amount < 0).then(-got).otherwise(got)


@frozen
class Bounds:
    """Cell i is [bounds[i], bounds[i + 1]); `cell` numbers a place between the first and the last of them.

    `length` is the name of the column that says how much of a row lies in its cell.
    """

    bounds: tuple[int, ...]
    cell: Callable[[nw.Expr], nw.Expr]
    length: str


def _cut(rows: Frame, start: nw.Expr, end: nw.Expr, cells: Bounds, tables: Sequence[Frame]) -> Frame:
    """One row for each cell that a stretch touches, with the length inside it."""
    bounds, first_bound, last_bound = cells.bounds, cells.bounds[0], cells.bounds[-1]
    touching = rows.filter((start < last_bound) & (end > first_bound) & (start < end))
    clipped = touching.with_columns(
        nw.max_horizontal(start, nw.lit(first_bound, dtype=nw.Int64)).alias(LOW),
        nw.min_horizontal(end, nw.lit(last_bound, dtype=nw.Int64)).alias(HIGH),
    )
    low, high = nw.col(LOW), nw.col(HIGH)
    first = clipped.with_columns(cells.cell(low).alias(AT), (high - low).alias(cells.length))
    if len(bounds) == 2:  # noqa: PLR2004 -- one cell
        return first
    # Few stretches cross a bound; only these are joined with the cells, so that most rows are never multiplied.
    within = cells.cell(high - 1) == nw.col(AT)
    table = table_like(tables, {"_cell": range(len(bounds) - 1), "_from": bounds[:-1], "_to": bounds[1:]})
    whole = first.filter(within)
    crossing = (
        first.filter(~within)
        .join(table, how="cross")
        .filter((low < nw.col("_to")) & (high > nw.col("_from")))
        .with_columns(
            nw.col("_cell").alias(AT),
            nw.max_horizontal(LOW, "_from").alias(LOW),
            (nw.min_horizontal(HIGH, "_to") - nw.max_horizontal(LOW, "_from")).alias(cells.length),
        )
        .drop("_cell", "_from", "_to")
    )
    return nw.concat([whole, crossing], how="vertical")


def _stocks(built: BuiltView, stock: Stock, grid: Grid, periods: Sequence[Period]) -> Frame:
    since, until, end = nw.col(stock.since), nw.col(stock.until), nw.col("_end")
    ats, ends = stock_ends(built, stock, grid, periods)
    if len(ends) == 1:
        ended = built.counting.with_columns(
            nw.lit(ats[0], dtype=nw.Int64).alias(AT), nw.lit(ends[0], dtype=nw.Int64).alias("_end")
        )
    else:
        ended = built.counting.join(table_like(built.tables, {AT: ats, "_end": ends}), how="cross")
    is_open = ended.filter((since <= end) & (until.is_null() | (until > end)))
    age = end - since
    if stock.business and built.context is not None:
        age = built.context.business_ms(since, end, None if stock.calendar is None else nw.col(stock.calendar))
    return is_open.with_columns(age.alias(AGE)).drop("_end")


def stock_ends(built: BuiltView, stock: Stock, grid: Grid, periods: Sequence[Period]) -> tuple[list[int], list[int]]:
    """Index of the period and instant of each count; what would lie in the future is counted now."""
    now = max(period.end for period in periods) if built.context is None else built.context.as_of
    if stock.at == "start":
        return list(range(len(periods))), [period.start for period in periods]
    if stock.every == "period":
        return list(range(len(periods))), [max(min(period.end, now), period.start) for period in periods]
    found = []
    for index, period in enumerate(periods):
        days = day_starts(range(period.start_day + 1, period.end_day + 1), grid.zone)
        past = [end for end in days if end <= now] or [max(min(period.end, now), period.start)]
        found += [(index, end) for end in past]
    return [index for index, _ in found], [end for _, end in found]
