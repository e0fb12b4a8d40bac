"""Looks at neighbouring rows on Polars, in whole columns: groups are stretches of rows, and a look is a shift or a sum.

A running extreme runs over `number of the group * width + value`, so that no group reaches into the next.  Rows that
are alone in their group, often most of them, are left out of the work: what they see is known.  Running values over a
whole column and a look-up by row number are cheap; to group rows by a key costs ten times as much, and is done only for
text that differs inside a group.
"""

from functools import cached_property

import polars as pl
from attrs import field, frozen

from kpiengine.plugin.neighbours import LookAt
from kpiengine.sources.row_order import by_keys, differs, hash_of, mixed, numbers

_HALF = 2**63
_DIGITS, _ENOUGH = 64, 32  # binary digits of a number, and of a hash that tells a group's keys apart
_SEES_OTHERS = (LookAt.PREVIOUS, LookAt.FOLLOWING, LookAt.HIGHEST_BEFORE, LookAt.LOWEST_AFTER)
_ADDS_UP = (LookAt.RUNNING_SUM, LookAt.GROUP_SUM)


@frozen
class Groups:
    """Stretches of rows that belong together: `begins` is true where one begins.

    They are made of the rows with the numbers `rows`, out of `height`; the others are alone.  Without `rows` they are
    made of all rows as they stand.
    """

    begins: pl.Series = field(eq=False)
    height: int
    rows: pl.Series | None = field(default=None, eq=False)

    def look(self, at: LookAt, column: pl.Series) -> pl.Series:
        """What each row sees of `column`, which has all rows."""
        if self.rows is None:
            return self._seen(at, column)
        found = self._seen(at, column.gather(self.rows))
        if at in _SEES_OTHERS:
            own = pl.Series([None], dtype=found.dtype).new_from_index(0, self.height)
        else:
            own = column.cast(pl.Int64).fill_null(0) if at in _ADDS_UP else column.clone()
        return own.scatter(self.rows, found)

    def in_runs(self, starts: pl.Series) -> "Groups":
        """The groups cut where `starts`, which has all rows, is true."""
        if self.rows is not None:
            starts = starts.gather(self.rows)
        return of_several(self.begins | starts, self.height, self.rows)

    def narrowed(self, keys: pl.DataFrame) -> "Groups":
        """The groups taken apart by keys, of which there are all rows; each in its order."""
        keys = keys if self.rows is None else keys.gather(self.rows)
        keys = keys.select(
            self.number.alias("k"), *(pl.col(name).alias(f"k{i}") for i, name in enumerate(keys.columns))
        )
        places, highest = keys.height.bit_length(), self.number.max()
        above = highest.bit_length() if isinstance(highest, int) else 0
        some = 2 ** min(_ENOUGH, _DIGITS - above - places)
        number, place = pl.col("k").cast(pl.UInt64), pl.int_range(pl.len(), dtype=pl.UInt64)
        digits = (number * some + hash_of(keys.columns[1:]) % some) * 2**places + place
        digits = keys.select(digits.alias("digits")).to_series().sort()
        order = (digits % 2**places).cast(pl.UInt32)
        begins = differs(keys.gather(order))
        if mixed(begins, digits, 2**places):
            order = by_keys(keys.with_columns(o=numbers(keys.height)))
            begins = differs(keys.gather(order))
        return of_several(begins, self.height, order if self.rows is None else self.rows.gather(order))

    @cached_property
    def number(self) -> pl.Series:
        """Of each row the number of its group, from 0."""
        return self.begins.cast(pl.UInt32).cum_sum() - 1

    @cached_property
    def ends(self) -> pl.Series:
        """Which rows are the last of their group."""
        return self.begins.shift(-1, fill_value=True)

    def _seen(self, at: LookAt, column: pl.Series) -> pl.Series:  # noqa: PLR0911 -- one for each look
        match at:
            case LookAt.PREVIOUS:
                return _where(~self.begins, column.shift(1))
            case LookAt.FOLLOWING:
                return _where(~self.ends, column.shift(-1))
            case LookAt.FIRST:
                return column.filter(self.begins).gather(self.number)
            case LookAt.HIGHEST_BEFORE:
                return self._extreme(column, highest=True, others=True)
            case LookAt.LOWEST_AFTER:
                return self._extreme(column, highest=False, others=True)
            case LookAt.RUNNING_SUM:
                # A running sum that wrapped still gives exact differences.
                value = column.cast(pl.Int64).fill_null(0)
                total = value.cum_sum()
                return total - (total - value).filter(self.begins).gather(self.number)
            case LookAt.GROUP_SUM:
                total = column.cast(pl.Int64).fill_null(0).cum_sum().filter(self.ends)
                return (total - total.shift(1, fill_value=0)).gather(self.number)
            case LookAt.GROUP_MIN | LookAt.GROUP_MAX:
                highest = at is LookAt.GROUP_MAX
                if column.dtype.is_integer():
                    return self._extreme(column, highest=highest, others=False).cast(column.dtype)
                return self._extreme_of_few(column, highest=highest)

    def _extreme(self, column: pl.Series, *, highest: bool, others: bool) -> pl.Series:
        """The highest or lowest whole number of the group; of `others`: of those before this row, or after it."""
        low, high = column.min(), column.max()
        if not isinstance(low, int) or not isinstance(high, int):
            return pl.Series(column.name, [None], dtype=pl.Int64).new_from_index(0, len(column))
        span = high - low + 1
        fits = len(column) * (span + 1) < _HALF and abs(low) < _HALF // 2 > abs(high)
        kind = pl.Int64() if fits else pl.Int128()
        # What is not known lies under the least of the group, or over its highest.
        least, unknown = (low - 1, 0) if highest else (low, span)
        rows = pl.DataFrame({"value": column, "number": self.number})
        base = pl.col("number").cast(kind) * pl.lit(span + 1, dtype=kind)
        above = (pl.col("value").cast(kind) - pl.lit(least, dtype=kind)).fill_null(pl.lit(unknown, dtype=kind))
        rows = rows.select(base.alias("base"), (base + above).alias("lifted"))
        reach = rows.get_column("lifted")
        reach = reach.cum_max() if highest else reach.cum_min(reverse=True)
        if others:
            reach = reach.shift(1 if highest else -1)
        else:
            reach = reach.filter(self.ends if highest else self.begins).gather(self.number)
        gap = pl.col("reach") - pl.col("base")
        known = gap > 0 if highest else gap < span
        told = pl.when(known).then(gap + pl.lit(least, dtype=kind)).cast(pl.Int64)
        return rows.with_columns(reach.alias("reach")).select(told.alias(column.name)).to_series()

    def _extreme_of_few(self, column: pl.Series, *, highest: bool) -> pl.Series:
        """Of what is no number: where all rows of a group say the same, that is it."""
        other = ~self.begins & column.ne_missing(column.shift(1))
        differing = self._seen(LookAt.GROUP_SUM, other) > 0
        few = numbers(len(column)).filter(differing)
        if not len(few):
            return column
        value = pl.col("value").max() if highest else pl.col("value").min()
        some = pl.DataFrame({"value": column.gather(few), "number": self.number.gather(few)})
        found = some.select(value.over("number")).to_series()
        return column.clone().scatter(few, found)


def of_several(begins: pl.Series, height: int, rows: pl.Series | None = None) -> Groups:
    """Groups without the rows that are alone, if these are many."""
    several = ~(begins & begins.shift(-1, fill_value=True))
    count = several.sum()
    if rows is None and count * 2 > height:
        return Groups(begins, height)
    rows = numbers(height) if rows is None else rows
    return Groups(begins.filter(several), height, rows.filter(several))


def _where(condition: pl.Series, column: pl.Series) -> pl.Series:
    """The column, missing where the condition is false."""
    name = column.name
    return (
        pl.DataFrame({"value": column, "yes": condition}).select(pl.when("yes").then("value").alias(name)).to_series()
    )
