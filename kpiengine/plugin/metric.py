"""A metric is data, not a procedure: views, parts, a plan, and a record that says what it means.

View   a named, shared table made from facts
Part   one integer aggregate over a view (sum, count, min, max)
Plan   parts, optional keys with reduce steps, and the formula over the parts
Metric the plan with its title, unit, direction, parameters and documents
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

import narwhals as nw
from attrs import Factory, field, frozen

from kpiengine.expressions.types import DAY_MS
from kpiengine.periods import Calendars, ZoneSpans
from kpiengine.plugin.clock import BusinessClock
from kpiengine.plugin.columns import Column
from kpiengine.plugin.excluded import Clause, cut
from kpiengine.plugin.neighbours import Ordered, Ordering, windows

HOUR_MS = 3_600_000

Params: TypeAlias = Mapping[str, Any]
Facts: TypeAlias = Mapping[str, nw.LazyFrame[Any]]
Rows = TypeVar("Rows", nw.LazyFrame[Any], Ordered)


class Better(StrEnum):
    """Which way is good; `within` means good inside a range, `neutral` is context and never scored."""

    HIGHER = "higher"
    LOWER = "lower"
    WITHIN = "within"
    NEUTRAL = "neutral"


class Control(StrEnum):
    """Who can move the value: the agent, agent and system together, or the system alone."""

    AGENT = "agent"
    SHARED = "shared"
    SYSTEM = "system"


_UTC = ZoneSpans("UTC", (0,), (0,))
# How far from the asked periods opening hours are known: a matter may be old, a deadline far.
_DAYS_BEFORE, _DAYS_AFTER = 3_653, 731


@frozen
class Shared:
    """What views have made together, by what it is and of which facts; and what was `used` since it was last asked."""

    made: dict[Hashable, tuple[Any, Facts]] = field(factory=dict)
    used: set[Hashable] = field(factory=set)

    def once(self, what: Hashable, facts: Facts, make: Callable[[], Rows]) -> Rows:
        """See `Context.once`."""
        # The facts are kept beside what was made of them, so that no other table can ever have their identity.
        key = what, tuple((name, id(facts[name])) for name in sorted(facts))
        if key not in self.made:
            self.made[key] = make(), dict(facts)
        self.used.add(key)
        rows: Rows = self.made[key][0]
        return rows

    def taken(self) -> frozenset[Hashable]:
        """What was used since the last call."""
        found = frozenset(self.used)
        self.used.clear()
        return found


@frozen
class Context:
    """All that a view may know of the run; there is no clock.

    Instants are milliseconds UTC; `periods` are the asked [start, end) in instants, ascending; `zone` is the
    reporting zone as spans of constant offset.  `calendars` are the project's opening hours: where a function takes a
    `calendar`, it is a column of their names or one name; where it is missing the project's default holds.  `ordering`
    is how the engine puts rows in order; views call `ordered`.  `excluded` is what must not count; the engine sees to
    it, and only a view that picks among stretches of time calls `cut_excluded`.
    """

    as_of: int
    periods: tuple[tuple[int, int], ...]
    zone: ZoneSpans = _UTC
    calendars: Calendars = field(factory=Calendars)
    ordering: Ordering = field(default=windows, eq=False)
    excluded: tuple[Clause, ...] = ()
    shared: Shared = field(factory=Shared, eq=False, repr=False)

    def once(self, what: Hashable, facts: Facts, make: Callable[[], Rows]) -> Rows:
        """The same lazy rows for all views of a run that ask for them: made at the first call, by `make`.

        `what` says everything that they depend on beside the facts and what is excluded: a name, and the settings that
        were used.  Where several views are made of costly rows (a sort of everything), these are then computed once for
        all of them.
        """
        return self.shared.once((what, self.excluded), facts, make)

    def wall_clock(self, instant: nw.Expr) -> nw.Expr:
        """Milliseconds that the wall clock shows since 1970-01-01 00:00, for days, weekdays and hours of the day."""
        return instant + self._stepped(instant, self.zone.offsets)

    def ordered(self, rows: nw.LazyFrame[Any], *, within: Sequence[str], by: Sequence[str]) -> Ordered:
        """`rows` in groups of equal keys `within`, each in the order of `by`, to look at neighbouring rows.

        Missing keys are equal to each other.  `by` must leave no ties (end it with the table's key) and have no
        missing values.  Text is ordered by its code points.
        """
        return self.ordering(rows, within, by)

    def cut_excluded(
        self, rows: nw.LazyFrame[Any], table: nw.LazyFrame[Any], *, start: str, end: str, subjects: Mapping[str, str]
    ) -> nw.LazyFrame[Any]:
        """Stretches cut where an exclusion begins or ends, with `out` for the pieces inside one.

        Needed only where a view picks one stretch of several, such as the first of a day.  `table` is any table that
        has rows wherever `rows` does; `subjects` are the view's.
        """
        return cut(rows, self.excluded, start, end, subjects, table)

    def local_day(self, instant: nw.Expr) -> nw.Expr:
        """Number of the local day (since 1970-01-01) of an instant column, on any engine."""
        return self.wall_clock(instant) // DAY_MS

    def day_start(self, day: nw.Expr) -> nw.Expr:
        """First instant of a column of local days, on any engine; the other way round than `local_day`."""
        midnight = day.cast(nw.Int64) * DAY_MS  # days are 32 bits wide, instants 64
        starts, offsets = self.zone.starts, self.zone.offsets
        # A day that begins in a gap of the clocks begins at the jump.
        begins = [midnight - offsets[0]]
        begins += [
            nw.max_horizontal(midnight - offset, nw.lit(start, dtype=nw.Int64))
            for start, offset in zip(starts[1:], offsets[1:], strict=True)
        ]
        found = begins[-1]
        for i in range(len(offsets) - 2, -1, -1):
            found = nw.when(midnight < starts[i + 1] + offsets[i]).then(begins[i]).otherwise(found)
        return found

    def slot(self, instant: nw.Expr, length_ms: int = HOUR_MS) -> nw.Expr:
        """Number of the clock hour (or shorter slot of it) of an instant column: what comes twice in autumn is two."""
        within = [offset % length_ms for offset in self.zone.offsets]
        return (instant + self._stepped(instant, within)) // length_ms

    def business_ms(self, start: nw.Expr, end: nw.Expr, calendar: nw.Expr | str | None = None) -> nw.Expr:
        """Milliseconds of open time between two instant columns, exact on any engine; negative if `end` is earlier.

        A project without calendars is open around the clock.  Missing where an instant or the calendar is not known,
        or an instant lies more than ten years before the asked periods or two years after them.
        """
        return self._clock.between(start, end, calendar)

    def in_hours(self, instant: nw.Expr, calendar: nw.Expr | str | None = None) -> nw.Expr:
        """Whether an instant column lies in the opening hours; missing as in `business_ms`."""
        return self._clock.open_at(instant, calendar)

    def in_peak(self, instant: nw.Expr, calendar: nw.Expr | str | None = None) -> nw.Expr:
        """Whether an instant column lies in a peak window of the opening hours; missing if none are declared."""
        return self._clock.peak_at(instant, calendar)

    def calendar_of(self, own: nw.Expr, site: nw.Expr) -> nw.Expr:
        """The name of the calendar that holds: the row's own (its queue's), else that of its site, else missing."""
        return nw.coalesce(own, self._clock.calendar_of_site(site))

    @property
    def _clock(self) -> BusinessClock:
        bounds = [instant // DAY_MS for period in self.periods for instant in period] or [self.as_of // DAY_MS]
        return BusinessClock(self.calendars, min(bounds) - _DAYS_BEFORE, max(bounds) + _DAYS_AFTER)

    def _stepped(self, instant: nw.Expr, values: Sequence[int]) -> nw.Expr:
        # Exact on every engine, also where `//` goes through a double: instants are far below 2^53.
        found = nw.lit(values[-1], dtype=nw.Int64)
        for edge, value in zip(reversed(self.zone.starts[1:]), reversed(values[:-1]), strict=True):
            found = nw.when(instant < edge).then(nw.lit(value, dtype=nw.Int64)).otherwise(found)
        return found


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

    A row that must not count gets a text in the column `out` (its reason); a missing `out` means it counts.
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


class Agg(StrEnum):
    """How rows become one integer, and how parts of disjoint rows merge (sum and count add)."""

    SUM = "sum"
    COUNT = "count"
    MIN = "min"
    MAX = "max"


@frozen
class Part:
    """One aggregate: `agg` of the expression `of` over the view's rows for which `where` is true.

    COUNT counts rows for which `where` is true and `of` (if given) is not missing.  Sums of nothing and counts
    of nothing are 0 in a cell that has rows, and missing in one that has none.
    `at = "centre"` takes the part from the whole centre instead of the subject's own cell.
    """

    view: str
    agg: Agg = Agg.COUNT
    of: str | None = None
    where: str | None = None
    at: str | None = None


@frozen
class Running:
    """In a reduce step: the running sum of part `of` in ascending order of key `by`, within the cell."""

    of: str
    by: str


@frozen
class Total:
    """In a reduce step: the sum of part `of` over the whole cell."""

    of: str


@frozen
class Reduce:
    """Folds keys away: first the `let` columns, then `parts` grouped by the cell and the keys in `keep`.

    `let` values are expressions over parts and keys, `Running` or `Total`; `parts` are (agg, expression, where).
    """

    parts: Mapping[str, tuple[Agg, str | None, str | None]]
    keep: tuple[str, ...] = ()
    let: Mapping[str, str | Running | Total] = Factory(dict)


@frozen
class Plan:
    """How a metric is measured: parts, keys to fold away, and the formula over what is left.

    `value` is one fraction over part names and parameters, rounded once to the metric's decimals; `sample`
    names the part that counts cases.  `coverage` = (known, all) makes the value unavailable where known / all is
    under the parameter `min_coverage`.  `value` may also name `period_days`,
    `period_ms` and `open_ms`: local days, milliseconds and open milliseconds of the whole period.
    `errors` are conditions over the same names, each with the sentence that is said where it holds: there is no
    value then, and its status is error ("lowest != highest": "answers on several scales").
    """

    parts: Mapping[str, Part]
    value: str
    sample: str
    by: tuple[str, ...] = ()
    reduce: tuple[Reduce, ...] = ()
    coverage: tuple[str, str] | None = None
    errors: Mapping[str, str] = Factory(dict)


@frozen
class Param:
    """A setting of a metric, with its default and what else is allowed; durations and counts in the unit said.

    Where the default is a list, `one_of` says what may be in it; where it is a table (a value for each channel),
    which names may be in it, and one value may be given for all of them.  `at` are levels with a default of their own.
    """

    default: Any
    one_of: tuple[Any, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    doc: str = ""
    at: Mapping[str, Any] = Factory(dict)


@frozen
class Case:
    """A worked example: rows per fact table, and the value as printed (None: no value)."""

    title: str
    expected: str | None
    facts: Mapping[str, tuple[Mapping[str, Any], ...]]
    params: Params = Factory(dict)
    level: str = "centre"
    subject: str | None = None


@frozen
class Metric:
    """What is measured, for whom, in which unit, and how it is read.

    `unit` is the one under the default parameters; `units` says it under any, where a parameter changes it.
    `range` is in the metric's unit, both ends allowed, as decimal text or whole numbers; a value outside it is a
    fault of the plugin.  `human`: for teams, sites and the centre only rows of people count who have the role agent on
    that day, and rows that name nobody; for one person it does not matter, since a rule set says whom it scores.
    `levels` are those at which it may be measured.  `min_sample` is a default that a rule
    set may override.
    """

    id: str
    title: Mapping[str, str]
    unit: str
    decimals: int
    range: tuple[int, int]
    better: Better
    levels: tuple[str, ...]
    group: str
    control: Control
    plan: Plan | Callable[[Params], Plan]
    min_sample: int = 1
    params: Mapping[str, Param] = Factory(dict)
    personal: bool = False
    docs: Mapping[str, str] = Factory(dict)
    formula: str = ""
    example: str = ""
    source: str = ""
    cases: tuple[Case, ...] = field(default=())
    units: Callable[[Params], str] | None = None
    human: bool = False

    def unit_for(self, params: Params) -> str:
        """The unit under these parameters (complete: defaults filled in)."""
        return self.unit if self.units is None else self.units(params)

    def plan_for(self, params: Params) -> Plan:
        """The plan under these parameters (complete: defaults filled in)."""
        return self.plan if isinstance(self.plan, Plan) else self.plan(params)

    def settings(self, given: Params, level: str | None = None) -> dict[str, Any]:
        """Defaults (those of the level, where it has its own) with `given` laid over them.

        Unknown names are the caller's to refuse.
        """
        own = {
            name: param.at.get(level, param.default) if level else param.default for name, param in self.params.items()
        }
        return own | {name: given[name] for name in own if name in given}
