"""Neighbouring rows on Polars: one sort of the whole table, then plain columns.

Polars runs a window with an order by sorting inside each group, which for a few rows in each of millions of groups
takes some forty times as long as one sort of everything.  Here rows are sorted once by a 128-bit whole number, the
hash of the group's keys above the first column of the order; strings are never sorted.  Groups are then stretches of
neighbouring rows with a number that ascends, and every look is a shift, or a running value over `number * 2^64 +
value`, which cannot run over from one group into the next.

Nothing is left to luck: rows with equal sort keys are ordered by all columns of the order, and if two groups ever had
one hash, everything is sorted by the keys themselves.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl
from attrs import frozen

from kpiengine.plugin.neighbours import Look, LookAt, Ordered

_GROUP, _RUN, _PLACE, _KEY = "@group", "@run", "@place", "@key"
_WIDTH = 2**64
_HALF = 2**63


@frozen
class SortedRows:
    """Rows sorted by group and order, on Polars; the group's number is in a column of its own."""

    rows: pl.LazyFrame

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """The rows, without the number."""
        return nw.from_native(self.rows.drop(_GROUP))

    def look(self, **looks: Look) -> Ordered:
        """See `Ordered.look`."""
        return SortedRows(self.rows.with_columns(**{n: _looked(look, _GROUP) for n, look in looks.items()}))

    def look_in_runs(self, starts: str, **looks: Look) -> Ordered:
        """See `Ordered.look_in_runs`."""
        begins = _begins(_GROUP) | (pl.col(starts) == 1)
        rows = self.rows.with_columns(begins.cast(pl.Int64).cum_sum().alias(_RUN))
        return SortedRows(rows.with_columns(**{n: _looked(look, _RUN) for n, look in looks.items()}).drop(_RUN))

    def with_columns(self, **columns: nw.Expr) -> Ordered:
        """See `Ordered.with_columns`."""
        return SortedRows(nw.from_native(self.rows).with_columns(**columns).to_native())

    def narrowed(self, *keys: str) -> Ordered:
        """See `Ordered.narrowed`."""
        rows = self.rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(_PLACE))
        return SortedRows(_sorted(rows, (_GROUP, *keys), (_PLACE,)).drop(_PLACE))


def sorted_rows(frame: pl.LazyFrame, within: Sequence[str], by: Sequence[str]) -> SortedRows:
    """The rows of `frame` in groups of equal `within`, each in the order of `by`; missing keys are a group too."""
    return SortedRows(_sorted(frame, within, by))


def _sorted(rows: pl.LazyFrame, within: Sequence[str], by: Sequence[str]) -> pl.LazyFrame:
    """Sorted rows with the group's number, lazily.

    Everything that the sort reads goes into it as one structure, and comes out of it as the number: so Polars can
    leave out every other column that nobody asks for afterwards.
    """
    sort_key = hash_of(within).cast(pl.Int128) * _WIDTH
    schema = rows.collect_schema()
    if schema[by[0]].is_integer():
        sort_key += pl.col(by[0]).cast(pl.Int64).fill_null(-_HALF).cast(pl.Int128)
    fields = [pl.col(name).alias(f"k{i}") for i, name in enumerate(within)]
    fields += [pl.col(name).alias(f"o{i}") for i, name in enumerate(by)]
    number = pl.lit(0, dtype=pl.Int64).alias("number")
    marked = rows.with_columns(pl.struct(sort_key.alias("sort_key"), number, *fields).alias(_KEY))
    done = marked.map_batches(_in_order, predicate_pushdown=False, projection_pushdown=True, slice_pushdown=False)
    return done.with_columns(pl.col(_KEY).struct.field("number").alias(_GROUP)).drop(_KEY)


def hash_of(within: Sequence[str]) -> pl.Expr:
    """63 bits that are equal where all the keys are, and only by rare chance elsewhere."""
    found = pl.col(within[0]).hash(0)
    for seed, name in enumerate(within[1:], start=1):
        found = found.xor(pl.col(name).hash(seed))
    return found // 2


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows sorted by `@key`, whose field `number` then numbers the groups."""
    if _KEY not in frame.columns:  # nobody asks about neighbours
        return frame
    key = frame.get_column(_KEY).struct.unnest()
    keys = [name for name in key.columns if name[0] == "k"]
    order = _tied(key, keys, key.get_column("sort_key").arg_sort())
    starts = _starts(key, keys, order)
    if starts is None:
        whole = key.select(pl.col("sort_key") // _WIDTH, pl.col("^[ko][0-9]+$"))
        order = whole.select(pl.arg_sort_by(whole.columns)).to_series()
        starts = key.select(pl.col(keys).gather(order)).select(_differs(keys)).to_series()
    number = starts.cast(pl.Int64).cum_sum()
    empty = [pl.lit(None, dtype=kind).alias(name) for name, kind in key.schema.items() if name != "number"]
    filled = number.to_frame("number").with_columns(empty).select(pl.struct(key.columns).alias(_KEY)).to_series()
    del key, keys, starts, number
    others = frame.drop(_KEY).rechunk().select(pl.all().gather(order))
    return others.with_columns(filled).select(frame.columns)


def _tied(key: pl.DataFrame, keys: Sequence[str], order: pl.Series) -> pl.Series:
    """`order` where rows of one sort key stand in the order of all columns."""
    sort_key = key.get_column("sort_key").gather(order)
    same = (sort_key == sort_key.shift(1)).fill_null(value=False)
    if not same.any():
        return order
    places = (same | same.shift(-1).fill_null(value=False)).arg_true()
    few = order.gather(places)
    columns = ["sort_key", *keys, *(name for name in key.columns if name[0] == "o")]
    right = key.select(pl.col(columns).gather(few)).select(pl.arg_sort_by(columns)).to_series()
    return order.scatter(places, few.gather(right))


def _starts(key: pl.DataFrame, keys: Sequence[str], order: pl.Series) -> pl.Series | None:
    """Where a group begins in this order; None if two groups may have one hash, so that their rows are mixed."""
    found = key.select(pl.col("sort_key", *keys).gather(order))
    close = pl.col("sort_key") - pl.col("sort_key").shift(1) < _WIDTH
    both = found.select(starts=_differs(keys), mixed=_differs(keys) & close.fill_null(value=False))
    return None if both.get_column("mixed").any() else both.get_column("starts")


def _differs(keys: Sequence[str]) -> pl.Expr:
    first = pl.int_range(pl.len()) == 0
    return pl.any_horizontal(first, *(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in keys))


def _begins(group: str) -> pl.Expr:
    return (pl.col(group) != pl.col(group).shift(1)).fill_null(value=True)


def _ends(group: str) -> pl.Expr:
    return (pl.col(group) != pl.col(group).shift(-1)).fill_null(value=True)


def _looked(look: Look, group: str) -> pl.Expr:
    column, number = pl.col(look.column), pl.col(group)
    base = number.cast(pl.Int128) * _WIDTH
    lifted = base + column.cast(pl.Int64).cast(pl.Int128)
    match look.at:
        case LookAt.PREVIOUS:
            return pl.when(number == number.shift(1)).then(column.shift(1))
        case LookAt.FOLLOWING:
            return pl.when(number == number.shift(-1)).then(column.shift(-1))
        case LookAt.FIRST:
            begins = _begins(group)
            known = pl.when(begins).then(column.is_not_null()).forward_fill()
            return pl.when(known).then(pl.when(begins).then(column).forward_fill())
        case LookAt.HIGHEST_BEFORE:
            gap = lifted.cum_max().forward_fill().shift(1) - base
            return pl.when(gap >= -_HALF).then(gap).cast(pl.Int64)
        case LookAt.LOWEST_AFTER:
            gap = lifted.cum_min(reverse=True).backward_fill().shift(-1) - base
            return pl.when(gap < _HALF).then(gap).cast(pl.Int64)
        case LookAt.RUNNING_SUM:
            return _sum_so_far(column, group)
        case LookAt.GROUP_SUM:
            return pl.when(_ends(group)).then(_sum_so_far(column, group)).backward_fill()
        case LookAt.GROUP_MIN:
            return column.min().over(group)
        case LookAt.GROUP_MAX:
            return column.max().over(group)


def _sum_so_far(column: pl.Expr, group: str) -> pl.Expr:
    # A running sum that wrapped still gives exact differences.
    value = column.cast(pl.Int64).fill_null(0)
    total = value.cum_sum()
    return total - pl.when(_begins(group)).then(total - value).forward_fill()
