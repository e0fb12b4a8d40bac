"""A view: a named, shared table made from facts, and how its rows lie in time."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol, TypeAlias

import narwhals as nw
from attrs import Factory, frozen

from kpiengine.plugin.columns import Column
from kpiengine.plugin.context import Context, Facts
from kpiengine.plugin.params import Params


@frozen
class Event:
    """A row counts in the period in which the instant `anchor` lies."""

    anchor: str


@frozen
class Span:
    """A row is a stretch [start, end); the engine cuts it at atom bounds and gives the column `ms`."""

    start: str
    end: str


@frozen
class Days:
    """A row is a stretch of whole local days, both ends included; the engine cuts it at atom bounds.

    It gives the column `days`: how many of them lie in the cell.  The columns in `spread` (amounts, stored as whole
    numbers) are shared out over the days: what a cut gets is the rounded share up to its end less the rounded share
    up to its start, so that the cuts of a row add up to its amount however it is cut.
    """

    first: str
    last: str
    spread: tuple[str, ...] = ()


@frozen
class Stock:
    """A row counts at each period end at which it is open: from <= end and (until missing or until > end).

    The engine gives the column `age_ms`, the time since `since` at that end: on the clock, or with `business` the
    open time by the calendar whose name the column `calendar` has.  With `every = "day"` a row counts at the end of
    each local day of the period instead.  A period that still runs ends, for this, at the run's as-of.
    `at = "start"` looks at the periods' starts instead.
    """

    since: str
    until: str
    at: Literal["start", "end"] = "end"
    every: Literal["period", "day"] = "period"
    business: bool = False
    calendar: str | None = None


Time: TypeAlias = Event | Span | Days | Stock


@frozen
class Reach:
    """How many milliseconds of rows before and after a period a view needs to judge the rows inside it."""

    back: int = 0
    ahead: int = 0


class Build(Protocol):
    """Makes a view from checked facts: lazy in, lazy out, pure, and it never drops a row.

    A row that must not count gets a text in the column `out` (its reason); a missing `out` means it counts.  A column
    `counts` may say the same as yes or no (`left_out` makes both), which is quicker.
    """

    def __call__(self, facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
        """The view's rows, with every column that `View.columns` and `View.subjects` name."""
        ...


@frozen
class View:
    """A named table that metrics count on; metrics on one view with equal parameters share one pass.

    `facts` are the tables that `build` gets; `needs` are columns ("table.column") without which every metric on
    the view is unavailable.  `subjects` says which column holds the id of a level ("agent", "queue").
    `columns` are the columns that part expressions may use, with their types.  `params` are the parameters that
    `build` reads.  `reach` and `matures_after` are milliseconds, or functions of the parameters.
    `pieces` says that a row of the first table may become several (a stretch of time cut where a plan changes); no
    row may be lost all the same.
    `reads` are the columns of parents ("agent_legs.contact_is_test") that `build` looks at, so that the engine joins no
    others; a view that does not say is built once more, without rows, to find out.
    `exposure` says what the counting rows show of how much an agent did, in which queue: "contacts" weighs the values
    of queues.  Each is an expression that is summed, or None for the number of rows; a view with one has the subjects
    agent and queue, and reads no parameters.
    """

    id: str
    facts: tuple[str, ...]
    build: Build
    time: Time
    subjects: Mapping[str, str]
    columns: Mapping[str, Column]
    dimensions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    reach: Reach | Callable[[Params], Reach] = Reach()
    matures_after: int | Callable[[Params], int] = 0
    pieces: bool = False
    exposure: Mapping[str, str | None] = Factory(dict)
    reads: tuple[str, ...] | None = None


def matures_after(view: View, params: Params) -> int:
    """Milliseconds after its anchor until a row of the view is final; `params` may hold more than the view reads."""
    if isinstance(view.matures_after, int):
        return view.matures_after
    return view.matures_after({name: params[name] for name in view.params if name in params})
