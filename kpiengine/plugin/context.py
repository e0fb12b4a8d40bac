"""What a view may know of the run: periods, zone, opening hours, and what other views have made already."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import narwhals as nw
from attrs import field, frozen

from kpiengine.expressions.types import DAY_MS
from kpiengine.periods import Calendars, ZoneSpans
from kpiengine.plugin.clock import BusinessClock
from kpiengine.plugin.excluded import Clause, cut
from kpiengine.plugin.neighbours import Ordered, Ordering, windows

HOUR_MS = 3_600_000
Facts: TypeAlias = Mapping[str, nw.LazyFrame[Any]]
Rows = TypeVar("Rows", nw.LazyFrame[Any], Ordered)
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
    it, and only a view that picks among stretches of time calls `cut_excluded`.  `filled` are the columns
    ("table.column") of which files say that no row lacks them; views call `known`.
    """

    as_of: int
    periods: tuple[tuple[int, int], ...]
    zone: ZoneSpans = _UTC
    calendars: Calendars = field(factory=Calendars)
    ordering: Ordering = field(default=windows, eq=False)
    excluded: tuple[Clause, ...] = ()
    shared: Shared = field(factory=Shared, eq=False, repr=False)
    filled: frozenset[str] = field(default=frozenset(), repr=False)

    def known(self, column: str, *others: nw.Expr) -> nw.Expr:
        """A column of a fact table ("queue_entries.wait_s"); where it is missing, the first of the others that is not.

        What the others are made of is not even read where the files say that no row lacks the column.
        """
        own = nw.col(column.partition(".")[2])
        return own if column in self.filled else nw.coalesce(own, *others)

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
        self.shared.used.add(object())  # what is asked of them is asked at once, so that they are put in order once
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
