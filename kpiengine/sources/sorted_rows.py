"""Neighbouring rows on Polars: one sort of the whole table, then plain columns.

Polars runs a window with an order by sorting inside each group, which for a few rows in each of millions of groups
takes many times as long as one sort of everything.  Here rows are sorted once, as 128-bit whole numbers: the hash of
the group's keys, then the first column of the order, then the row's place.  Strings are never sorted.  Groups are then
stretches of neighbouring rows with a number that ascends, and a look is a shift, or a running value over `number * span
+ value`, which cannot run over from one group into the next.  Groups that are narrowed leave the rows where they are:
only the columns that are looked at go into the other order and back.

Nothing is left to luck: rows with equal sort keys are ordered by all columns of the order, and if two groups ever had
one hash, everything is sorted by the keys themselves.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import narwhals as nw
import polars as pl
from attrs import frozen
from polars.io.plugins import register_io_source

from kpiengine.plugin.neighbours import Look, LookAt, Ordered

_KEY, _GROUP = "@key", "@group"
_NARROW = "@narrow"  # of narrowed groups: which row stands at each place, where each row stands, number at each place
_WIDTH, _HALF = 2**64, 2**63
_FEW = 4
_BITS = 127  # binary digits of the widest whole number
_NARROW_WIDTH = 2**32  # Polars numbers rows with 32 bits


@frozen
class SortedRows:
    """Rows sorted by group and order, on Polars; the group's number is in a column of its own.

    With `keys` the groups also share these, and looks go by the order in the column `@narrow`.
    """

    rows: pl.LazyFrame
    keys: tuple[str, ...] = ()

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """The rows, without the number."""
        # Queries that want different columns would each look again at what they have in common.
        return nw.from_native(self.rows.drop(_GROUP, _NARROW, strict=False).cache())

    def look(self, **looks: Look) -> Ordered:
        """See `Ordered.look`."""
        return self._looked(looks, self._group)

    def look_in_runs(self, starts: str, **looks: Look) -> Ordered:
        """See `Ordered.look_in_runs`."""
        begins = _begins(self._group) | (self._moved(pl.col(starts)) == 1)
        return self._looked(looks, begins.cast(pl.Int64).cum_sum())

    def with_columns(self, **columns: nw.Expr) -> Ordered:
        """See `Ordered.with_columns`."""
        return SortedRows(nw.from_native(self.rows).with_columns(**columns).to_native(), self.keys)

    def narrowed(self, *keys: str) -> Ordered:
        """See `Ordered.narrowed`."""
        every = (*self.keys, *keys)
        place = pl.int_range(pl.len(), dtype=pl.Int64)
        # The group comes first, so that rows stay near their place and little memory is walked through.
        some = hash_of(every) % _NARROW_WIDTH
        key = pl.col(_GROUP).cast(pl.Int128) * _WIDTH + some.cast(pl.Int128) * _NARROW_WIDTH + place.cast(pl.Int128)
        fields = [*_fields((_GROUP, *every), ()), place.alias("o0")]
        made = pl.struct(key.alias("digits"), *fields).map_batches(_narrow_order, return_dtype=_NARROW_TYPE)
        return SortedRows(self.rows.with_columns(made.alias(_NARROW)), every)

    def _looked(self, looks: dict[str, Look], group: pl.Expr) -> "SortedRows":
        made = {name: self._home(_looked(self._moved(pl.col(one.column)), one, group)) for name, one in looks.items()}
        return SortedRows(self.rows.with_columns(**made), self.keys)

    @property
    def _group(self) -> pl.Expr:
        return pl.col(_NARROW).struct.field("number") if self.keys else pl.col(_GROUP)

    def _moved(self, column: pl.Expr) -> pl.Expr:
        return column.gather(pl.col(_NARROW).struct.field("row")) if self.keys else column

    def _home(self, column: pl.Expr) -> pl.Expr:
        return column.gather(pl.col(_NARROW).struct.field("place")) if self.keys else column


def sorted_rows(frame: pl.LazyFrame, within: Sequence[str], by: Sequence[str]) -> SortedRows:
    """The rows of `frame` in groups of equal `within`, each in the order of `by`; missing keys are a group too.

    Lazy.  They are a source of their own, which is asked for the columns that somebody wants: so nothing else is read
    or moved.  The rows to be sorted are made as a stream, whatever makes the plan around them.
    """
    schema = frame.collect_schema()
    key = pl.struct(hash_of(within).cast(pl.Int64).alias("hash"), *_fields((), by))
    marked = frame.with_columns(key.alias(_KEY))

    def rows(
        columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        del batch_size
        wanted = [*schema, _GROUP] if columns is None else columns
        if _GROUP in wanted:
            asked = [name for name in wanted if name != _GROUP]
            keys = [name for name in within if name not in wanted]
            found = _in_order(marked.select(*asked, *keys, _KEY).collect(engine="streaming"), within).select(wanted)
        else:  # nobody asks about neighbours
            found = frame.select(wanted).collect(engine="streaming")
        found = found if predicate is None else found.filter(predicate)
        yield found if n_rows is None else found.head(n_rows)

    source = register_io_source(rows, schema={**schema, _GROUP: pl.Int64}, explain_name="sorted")
    # Polars finds by itself what queries have in common, but not inside what some of them have in common already.
    return SortedRows(source.cache())


def hash_of(within: Sequence[str]) -> pl.Expr:
    """63 bits that are equal where all the keys are, and only by rare chance elsewhere."""
    found = pl.col(within[0]).hash(0)
    for seed, name in enumerate(within[1:], start=1):
        found = found.xor(pl.col(name).hash(seed))
    return found // 2


def _fields(within: Sequence[str], by: Sequence[str]) -> list[pl.Expr]:
    keys = [pl.col(name).alias(f"k{i}") for i, name in enumerate(within)]
    return keys + [pl.col(name).alias(f"o{i}") for i, name in enumerate(by)]


def _in_order(frame: pl.DataFrame, within: Sequence[str]) -> pl.DataFrame:
    """The rows sorted by `@key`, which becomes the number of the group."""
    key = frame.get_column(_KEY).struct.unnest().with_columns(frame.select(_fields(within, ())))
    first = _above_least(key.get_column("o0"))
    order, head = _sorted(key.get_column("hash"), first)
    order = _settled(key, order, head)
    keys = frame.select(within).rechunk().gather(order)
    starts = keys.select(_differs(within)).to_series()
    if _mixed(starts, head, 2 ** _bits(first)):
        order = _by_keys(key)
        keys = frame.select(within).rechunk().gather(order)
        starts = keys.select(_differs(within)).to_series()
    made = [keys.with_columns(starts.cast(pl.Int64).cum_sum().alias(_GROUP))]
    frame = frame.drop(_KEY, *within)
    del key, keys, first, head, starts
    while frame.width:  # a few columns at a time, so that no more than these are there twice
        some = frame.columns[:_FEW]
        made.append(frame.select(some).rechunk().gather(order))
        frame = frame.drop(some)
    return pl.concat(made, how="horizontal")


def _sorted(group: pl.Series, first: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Row numbers in the order of two columns of whole numbers from 0, and both as one number, in that order.

    The row's own number is put behind them, so that plain numbers are sorted: quicker than sorting rows by numbers.
    """
    places, under = len(group).bit_length(), _bits(first)
    spare = max(0, _bits(group) + under + places - _BITS)  # of a hash, some digits less will do
    both = (pl.col("group") // 2**spare).cast(pl.Int128) * 2**under + pl.col("first").cast(pl.Int128)
    row = pl.int_range(pl.len(), dtype=pl.Int64).cast(pl.Int128)
    whole = pl.DataFrame({"group": group, "first": first}).select(both * 2**places + row).to_series().sort()
    split = whole.to_frame("it").select(row=(pl.col("it") % 2**places).cast(pl.UInt32), both=pl.col("it") // 2**places)
    return split.get_column("row"), split.get_column("both")


def _above_least(first: pl.Series) -> pl.Series:
    """By how much each value lies above the least; nothing for what is no whole number."""
    least = first.min() if first.dtype.is_integer() else None
    if not isinstance(least, int):
        return pl.zeros(len(first), dtype=pl.Int64, eager=True)
    # As wide as the distance of two whole numbers may be.
    return first.to_frame("o0").select((pl.col("o0").cast(pl.Int128) - least).fill_null(0)).to_series()


def _bits(digits: pl.Series) -> int:
    """How many binary digits the highest of these whole numbers from 0 has."""
    highest = digits.max()
    return highest.bit_length() if isinstance(highest, int) else 0


_NARROW_TYPE = pl.Struct({"row": pl.UInt32, "place": pl.UInt32, "number": pl.Int64})


def _narrow_order(given: pl.Series) -> pl.Series:
    key = given.struct.unnest().rechunk()
    keys = key.select(pl.col("^k.*$"))
    digits = key.get_column("digits")  # nearly in order already, and then it is quick to sort rows by them
    order = digits.arg_sort()
    starts = keys.gather(order).select(_differs(keys.columns)).to_series()
    if _mixed(starts, digits.gather(order), _NARROW_WIDTH):
        order = _by_keys(key)
        starts = keys.gather(order).select(_differs(keys.columns)).to_series()
    places = pl.int_range(len(order), dtype=pl.UInt32, eager=True)
    back = pl.zeros(len(order), dtype=pl.UInt32, eager=True).scatter(order, places)
    number = starts.cast(pl.Int64).cum_sum()
    return pl.DataFrame({"row": order, "place": back, "number": number}, schema=_NARROW_TYPE.to_schema()).to_struct()


def _settled(key: pl.DataFrame, order: pl.Series, head: pl.Series) -> pl.Series:
    """The order, with rows of equal `head` ordered by all keys; `head` is given in that order."""
    same = (head == head.shift(1)).fill_null(value=False)
    if not same.any():
        return order
    at = (same | same.shift(-1).fill_null(value=False)).arg_true()
    few = order.gather(at)
    tied = key.select(pl.all().gather(few)).with_columns(head.gather(at).alias("head"))
    return order.scatter(at, few.gather(tied.select(pl.arg_sort_by("head", *_by(key))).to_series()))


def _by_keys(key: pl.DataFrame) -> pl.Series:
    """The order by the keys themselves, and then by the columns of the order."""
    return key.select(pl.arg_sort_by(_by(key))).to_series()


def _by(key: pl.DataFrame) -> list[str]:
    return [name for letter in "ko" for name in key.columns if name[0] == letter]


def _mixed(starts: pl.Series, head: pl.Series, width: int) -> bool:
    """Whether rows of two groups with one hash may be mixed: then somewhere a group ends inside a hash.

    `head` is in order; its part above `width` is equal where the hash is.
    """
    above = head // width
    return bool((starts & (above == above.shift(1))).fill_null(value=False).any())


def _differs(keys: Sequence[str]) -> pl.Expr:
    first = pl.int_range(pl.len()) == 0
    return pl.any_horizontal(first, *(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in keys))


def _begins(group: pl.Expr) -> pl.Expr:
    return (group != group.shift(1)).fill_null(value=True)


def _looked(column: pl.Expr, look: Look, group: pl.Expr) -> pl.Expr:  # noqa: PLR0911 -- one for each look
    """The look at `column`, both in order; `group` ascends."""
    match look.at:
        case LookAt.PREVIOUS:
            return pl.when(group == group.shift(1)).then(column.shift(1))
        case LookAt.FOLLOWING:
            return pl.when(group == group.shift(-1)).then(column.shift(-1))
        case LookAt.FIRST:
            begins = _begins(group)
            known = pl.when(begins).then(column.is_not_null()).forward_fill()
            return pl.when(known).then(pl.when(begins).then(column).forward_fill())
        case LookAt.HIGHEST_BEFORE:
            return pl.map_batches([column, group], _highest_before, return_dtype=pl.Int64)
        case LookAt.LOWEST_AFTER:
            return pl.map_batches([column, group], _lowest_after, return_dtype=pl.Int64)
        case LookAt.RUNNING_SUM:
            # A running sum that wrapped still gives exact differences.
            value = column.cast(pl.Int64).fill_null(0)
            total = value.cum_sum()
            return total - pl.when(_begins(group)).then(total - value).forward_fill()
        case LookAt.GROUP_SUM:
            return _of_groups(column.cast(pl.Int64).fill_null(0), group, pl.col("value").sum())
        case LookAt.GROUP_MIN:
            return _of_groups(column, group, pl.col("value").min())
        case LookAt.GROUP_MAX:
            return _of_groups(column, group, pl.col("value").max())


def _highest_before(given: Sequence[pl.Series]) -> pl.Series:
    lifted = _lifted(given)
    if lifted is None:
        return _nothing(given)
    rows, low, _ = lifted
    gap = pl.col("lifted").cum_max().forward_fill().shift(1) - pl.col("base")
    return rows.select(pl.when(gap >= 0).then(gap + low).cast(pl.Int64)).to_series()


def _lowest_after(given: Sequence[pl.Series]) -> pl.Series:
    lifted = _lifted(given)
    if lifted is None:
        return _nothing(given)
    rows, low, span = lifted
    gap = pl.col("lifted").cum_min(reverse=True).backward_fill().shift(-1) - pl.col("base")
    return rows.select(pl.when(gap < span).then(gap + low).cast(pl.Int64)).to_series()


def _lifted(given: Sequence[pl.Series]) -> tuple[pl.DataFrame, int, int] | None:
    """Values raised by the number of their group, so far that groups do not overlap; in 64 bits where they fit."""
    values, groups = given
    low, high = values.min(), values.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return None
    span = high - low + 1
    kind = pl.Int64 if (int(groups[-1]) + 1) * span < _HALF and abs(low) < _HALF // 2 > abs(high) else pl.Int128
    whole = pl.DataFrame({"value": values, "group": groups})
    rows = whole.select(base=pl.col("group").cast(kind) * pl.lit(span, dtype=kind), value=pl.col("value").cast(kind))
    return rows.select("base", lifted=pl.col("base") + (pl.col("value") - low)), low, span


def _nothing(given: Sequence[pl.Series]) -> pl.Series:
    return pl.Series(given[0].name, [None], dtype=pl.Int64).new_from_index(0, len(given[0]))


def _of_groups(column: pl.Expr, group: pl.Expr, value: pl.Expr) -> pl.Expr:
    """An aggregate of each group in each of its rows.

    A row that is alone in its group has its own value: only the others are grouped, often a few in a hundred.
    """

    def whole(given: Sequence[pl.Series]) -> pl.Series:
        values, groups = given
        new = (groups != groups.shift(1)).fill_null(value=True)
        several = (~(new & new.shift(-1).fill_null(value=True))).arg_true()
        if not len(several):
            return values
        some = pl.DataFrame({"value": values.gather(several), "group": groups.gather(several)})
        found = some.select(value.over("group")).to_series()
        at = pl.int_range(len(values), dtype=pl.UInt32, eager=True)
        at = at.scatter(several, pl.int_range(len(values), len(values) + len(several), dtype=pl.UInt32, eager=True))
        return pl.concat([values, found], rechunk=True).gather(at)

    return pl.map_batches([column, group], whole, return_dtype=pl.self_dtype())
