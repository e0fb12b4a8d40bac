"""Looking at neighbouring rows: what came before and after in a group, and what the whole group knows.

A view says which rows belong together and in which order, and asks for columns made from the neighbours:

    rows = context.ordered(facts["contacts"], within=("customer_id",), by=("ts_arrived", "contact_id"))
    rows = rows.look(last_end=highest_before("ts_ended"), next_start=following("ts_arrived"))
    return rows.frame

Rows are never dropped, multiplied or changed; they may come back in another order.  How it is done is the engine's
affair: `Windows` in this module writes window functions, which every engine understands; the run may hand the context
something quicker with the same answers.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

import narwhals as nw
from attrs import frozen

Frame: TypeAlias = nw.LazyFrame[Any]

# Stands for "none known" inside running extremes: engines differ in what a missing value does there.  No number that
# the contract of a column lets through comes near it.
_LOWEST, _HIGHEST = -(2**63) + 1, 2**63 - 1


class LookAt(StrEnum):
    """What can be asked about the rows around a row."""

    PREVIOUS = "previous"
    FOLLOWING = "following"
    FIRST = "first"
    HIGHEST_BEFORE = "highest_before"
    LOWEST_AFTER = "lowest_after"
    RUNNING_SUM = "running_sum"
    GROUP_MIN = "group_min"
    GROUP_MAX = "group_max"
    GROUP_SUM = "group_sum"


@frozen
class Look:
    """One column to be made: what is asked, and of which column."""

    at: LookAt
    column: str


def previous(column: str) -> Look:
    """The value in the row before, of any type; missing in the first row of the group."""
    return Look(LookAt.PREVIOUS, column)


def following(column: str) -> Look:
    """The value in the row after, of any type; missing in the last row of the group."""
    return Look(LookAt.FOLLOWING, column)


def first(column: str) -> Look:
    """The value in the first row of the group, of any type; missing if it is missing there."""
    return Look(LookAt.FIRST, column)


def highest_before(column: str) -> Look:
    """The highest whole number in the rows before this one; missing values are passed over."""
    return Look(LookAt.HIGHEST_BEFORE, column)


def lowest_after(column: str) -> Look:
    """The lowest whole number in the rows after this one; missing values are passed over."""
    return Look(LookAt.LOWEST_AFTER, column)


def running_sum(column: str) -> Look:
    """The sum of whole numbers from the first row of the group to this one; a missing value adds nothing."""
    return Look(LookAt.RUNNING_SUM, column)


def group_min(column: str) -> Look:
    """The lowest value in the group, numbers or text; missing if none is known."""
    return Look(LookAt.GROUP_MIN, column)


def group_max(column: str) -> Look:
    """The highest value in the group, numbers or text; missing if none is known."""
    return Look(LookAt.GROUP_MAX, column)


def group_sum(column: str) -> Look:
    """The sum of whole numbers over the group; a missing value adds nothing, so of none known it is 0."""
    return Look(LookAt.GROUP_SUM, column)


class Ordered(Protocol):
    """Rows in groups, each group in its order.  Every method gives new ordered rows and leaves these as they are."""

    @property
    def frame(self) -> Frame:
        """The rows, with the columns that were made."""
        ...

    def look(self, **looks: Look) -> "Ordered":
        """With one column for each look, by its name; looks see the columns as they were before this call."""
        ...

    def look_in_runs(self, starts: str, **looks: Look) -> "Ordered":
        """As `look`, where each group is cut into runs: a run begins where the whole number `starts` is 1.

        The first row of a group begins a run whatever it says.  `starts` is 0 or 1, and never missing.
        """
        ...

    def with_columns(self, **columns: nw.Expr) -> "Ordered":
        """With columns that are made from each row alone."""
        ...

    def narrowed(self, *keys: str) -> "Ordered":
        """The same rows in the same order, in groups that also share these keys."""
        ...


Ordering: TypeAlias = Callable[[Frame, Sequence[str], Sequence[str]], Ordered]


@frozen
class Windows:
    """Ordered rows by window functions of the engine: right on every engine, slow on Polars."""

    frame: Frame
    within: tuple[str, ...]
    by: tuple[str, ...]

    def look(self, **looks: Look) -> Ordered:
        """See `Ordered.look`."""
        return Windows(self._looked(self.within, looks), self.within, self.by)

    def look_in_runs(self, starts: str, **looks: Look) -> Ordered:
        """See `Ordered.look_in_runs`."""
        # The first row begins a run even if it says 0.
        begins = nw.when(nw.col("_nth") == 1).then(nw.lit(1)).otherwise(nw.col(starts))
        frame = self._numbered(self.within).with_columns(begins.alias("_begins"))
        run = nw.col("_begins").cum_sum().over(*self.within, order_by=self.by)
        frame = frame.with_columns(run.alias("_run")).drop("_begins", "_nth")
        runs = Windows(frame, (*self.within, "_run"), self.by).look(**looks)
        return Windows(runs.frame.drop("_run"), self.within, self.by)

    def with_columns(self, **columns: nw.Expr) -> Ordered:
        """See `Ordered.with_columns`."""
        return Windows(self.frame.with_columns(**columns), self.within, self.by)

    def narrowed(self, *keys: str) -> Ordered:
        """See `Ordered.narrowed`."""
        return Windows(self.frame, (*self.within, *keys), self.by)

    def _looked(self, within: tuple[str, ...], looks: dict[str, Look]) -> Frame:
        # Windows cannot stand inside windows, so running extremes take two steps; under names of their own, because
        # a look may give its column the name of one that another look reads.
        helpers = [f"_{n}" for n in looks]
        made = self.frame
        if any(look.at is LookAt.FIRST for look in looks.values()):
            made = self._numbered(within)
            helpers.append("_nth")
        made = made.with_columns(**{f"_{n}": self._expr(look, within) for n, look in looks.items()})
        made = made.with_columns(**{f"_{n}": self._moved(f"_{n}", look, within) for n, look in looks.items()})
        return made.with_columns(**{n: nw.col(f"_{n}") for n in looks}).drop(*helpers)

    def _numbered(self, within: tuple[str, ...]) -> Frame:
        # Not every engine has a first value in an order, but all can count.
        frame = self.frame.with_columns(_nth=nw.lit(1))
        return frame.with_columns(_nth=nw.col("_nth").cum_sum().over(*within, order_by=self.by))

    def _expr(self, look: Look, within: tuple[str, ...]) -> nw.Expr:  # noqa: PLR0911 -- one for each look
        column = nw.col(look.column)
        match look.at:
            case LookAt.PREVIOUS:
                return column.shift(1).over(*within, order_by=self.by)
            case LookAt.FOLLOWING:
                return column.shift(-1).over(*within, order_by=self.by)
            case LookAt.FIRST:
                return nw.when(nw.col("_nth") == 1).then(column).max().over(*within)
            case LookAt.HIGHEST_BEFORE:
                return column.fill_null(_LOWEST).cum_max().over(*within, order_by=self.by)
            case LookAt.LOWEST_AFTER:
                return column.fill_null(_HIGHEST).cum_min(reverse=True).over(*within, order_by=self.by)
            case LookAt.RUNNING_SUM:
                return column.fill_null(0).cum_sum().over(*within, order_by=self.by).cast(nw.Int64)
            case LookAt.GROUP_MIN:
                return column.min().over(*within)
            case LookAt.GROUP_MAX:
                return column.max().over(*within)
            case LookAt.GROUP_SUM:
                return column.fill_null(0).sum().over(*within).cast(nw.Int64)

    def _moved(self, name: str, look: Look, within: tuple[str, ...]) -> nw.Expr:
        column = nw.col(name)
        match look.at:
            case LookAt.HIGHEST_BEFORE:
                column = column.shift(1).over(*within, order_by=self.by)
                return nw.when(column > _LOWEST).then(column)
            case LookAt.LOWEST_AFTER:
                column = column.shift(-1).over(*within, order_by=self.by)
                return nw.when(column < _HIGHEST).then(column)
            case _:
                return column


def windows(frame: Frame, within: Sequence[str], by: Sequence[str]) -> Ordered:
    """Ordered rows by window functions, on whatever engine the frame is."""
    return Windows(frame, tuple(within), tuple(by))
