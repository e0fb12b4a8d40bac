"""The business clock as expressions: open time between two instants, and whether an instant lies in it.

Open time up to an instant is a step function of whole weeks, plus clipped windows of the week that runs, plus what
unusual days and changes of the clocks have added or taken away until then.  So it is integer arithmetic on one column,
the same on every engine, with one comparison for each unusual day and each change of the clocks, in a balanced tree.
Exact over midnight and daylight saving: open are the milliseconds that really passed while the wall clock was inside a
window; an hour that the clocks repeat is open twice, one that they leave out never.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

import narwhals as nw
from attrs import field, frozen

from kpiengine.periods import ZoneSpans, start_of_day, zone_spans
from kpiengine.periods.opening import (
    WEEK_MS,
    Calendars,
    OpeningHours,
    Windows,
    length,
    united,
    weekday,
)
from kpiengine.periods.zones import DAY_MS

Named: TypeAlias = nw.Expr | str | None


@frozen
class BusinessClock:
    """The calendars of a run over the days for which they are asked; outside these, and where unknown, missing."""

    calendars: Calendars
    first_day: int
    last_day: int

    def between(self, start: nw.Expr, end: nw.Expr, calendar: Named) -> nw.Expr:
        """Open milliseconds from `start` to `end`; negative if `end` comes first."""
        if not self.calendars.by_name:
            return end - start
        return self._by_calendar(calendar, lambda hours: hours.until(end) - hours.until(start), nw.Int64)

    def open_at(self, instant: nw.Expr, calendar: Named) -> nw.Expr:
        """Whether it is open."""
        if not self.calendars.by_name:
            return nw.when(~instant.is_null()).then(nw.lit(value=True))
        return self._by_calendar(calendar, lambda hours: hours.is_open(instant), nw.Boolean)

    def peak_at(self, instant: nw.Expr, calendar: Named) -> nw.Expr:
        """Whether it is open and peak; missing where the calendar has no peak windows."""
        return self._by_calendar(calendar, lambda hours: hours.is_peak(instant), nw.Boolean)

    def calendar_of_site(self, site: nw.Expr) -> nw.Expr:
        """The calendar that a site has; missing where it has none."""
        found = nw.lit(None, dtype=nw.String)
        for name, calendar in self.calendars.of_site.items():
            found = nw.when(site == name).then(nw.lit(calendar)).otherwise(found)
        return found

    def _by_calendar(
        self, calendar: Named, make: "Callable[[_Hours], nw.Expr]", dtype: type[nw.Int64 | nw.Boolean]
    ) -> nw.Expr:
        """What each row's own calendar says; the default where it names none, missing where there is no such one."""
        known = self.calendars.by_name
        missing = nw.lit(None, dtype=dtype)
        default = make(self._hours(self.calendars.default)) if self.calendars.default is not None else missing
        if calendar is None:
            return default
        if isinstance(calendar, str):
            return make(self._hours(calendar)) if calendar in known else missing
        by_default = calendar.is_null()
        if self.calendars.default is not None:
            by_default |= calendar == self.calendars.default
        found: nw.Expr = nw.when(by_default).then(default)
        for name in known:
            if name != self.calendars.default:
                found = nw.when(calendar == name).then(make(self._hours(name))).otherwise(found)
        return found

    def _hours(self, name: str) -> "_Hours":
        return _compiled(self.calendars.by_name[name], self.first_day, self.last_day)


@frozen
class _Hours:
    """One calendar over days, compiled: wall time is counted from the Monday midnight `monday` (a day number)."""

    monday: int
    first: int  # instants: asked for outside [first, last) it is missing
    last: int
    zone: ZoneSpans
    usual: tuple[Windows, ...]  # of each day of a week
    usual_peak: tuple[Windows, ...]
    unusual: Mapping[tuple[Windows, Windows], tuple[int, ...]] = field(eq=False)  # (usual, own) -> days
    edges: tuple[int, ...]  # instants from which `more` holds
    more: tuple[int, ...]

    def until(self, t: nw.Expr) -> nw.Expr:
        """Open milliseconds from `monday` until the instant."""
        return self._inside(t, self._by_offset(t, self._passed) + stepped(t, self.edges, self.more))

    def is_open(self, t: nw.Expr) -> nw.Expr:
        """Whether the instant is in a window."""
        return self._inside(t, self._by_offset(t, self._open))

    def is_peak(self, t: nw.Expr) -> nw.Expr:
        """Whether the instant is in a window and in a peak window."""
        if not any(self.usual_peak):
            return nw.lit(None, dtype=nw.Boolean)
        return self._inside(t, self._by_offset(t, lambda wall: self._peak(wall) & self._open(wall)))

    def _by_offset(self, t: nw.Expr, make: Callable[[nw.Expr], nw.Expr]) -> nw.Expr:
        """What the wall clock says, which has few offsets: made once for each, so that expressions stay small."""
        first, *others = dict.fromkeys(self.zone.offsets)
        found = make(t + (first - self.monday * DAY_MS))
        for offset in others:
            holds = stepped(t, self.zone.starts[1:], [int(own == offset) for own in self.zone.offsets]) == 1
            found = nw.when(holds).then(make(t + (offset - self.monday * DAY_MS))).otherwise(found)
        return found

    def _passed(self, wall: nw.Expr) -> nw.Expr:
        """Open wall time as if it had always been usual until today, and what today is."""
        weeks, week = wall // WEEK_MS, _whole_week(self.usual)
        found = weeks * length(week) + _clipped(wall - weeks * WEEK_MS, week)
        for (usual, own), days in self.unusual.items():
            day = wall // DAY_MS
            change = _clipped(wall - day * DAY_MS, own) - _clipped(wall - day * DAY_MS, usual)
            found += nw.when(self._is_one_of(day, days)).then(change).otherwise(nw.lit(0, dtype=nw.Int64))
        return found

    def _open(self, wall: nw.Expr) -> nw.Expr:
        found = _usually_within(wall, self.usual)
        for (_, own), days in self.unusual.items():
            day = wall // DAY_MS
            found = nw.when(self._is_one_of(day, days)).then(_within(wall - day * DAY_MS, own)).otherwise(found)
        return found

    def _peak(self, wall: nw.Expr) -> nw.Expr:
        return _usually_within(wall, self.usual_peak)

    def _is_one_of(self, day: nw.Expr, days: Sequence[int]) -> nw.Expr:
        return day.is_in([one - self.monday for one in days])

    def _inside(self, t: nw.Expr, found: nw.Expr) -> nw.Expr:
        # Clipping a missing instant gives a number on every engine, so what is missing is said here.
        return nw.when((t >= self.first) & (t < self.last)).then(found)


@lru_cache(maxsize=256)
def _compiled(hours: OpeningHours, first_day: int, last_day: int) -> _Hours:
    spans = zone_spans(hours.zone, first_day, last_day)
    monday = first_day - weekday(first_day) - 7
    usual = hours.usual
    unusual = {day: own for day, own in hours.unusual.items() if first_day <= day < last_day}
    groups: dict[tuple[Windows, Windows], list[int]] = {}
    changes: dict[int, int] = {}
    for day, own in unusual.items():
        before = usual[weekday(day)]
        groups.setdefault((before, own), []).append(day)
        after = start_of_day(day + 1, spans)
        changes[after] = changes.get(after, 0) + length(own) - length(before)
    walls = _Walls(monday, usual, unusual)
    for start, (old, new) in zip(spans.starts[1:], pairwise(spans.offsets), strict=True):
        # Wall time that the clocks leave out was counted and never passed; what they repeat passes twice.
        changes[start] = changes.get(start, 0) + walls.until(start + old) - walls.until(start + new)
    edges = tuple(sorted(edge for edge, change in changes.items() if change))
    more = [0]
    for edge in edges:
        more.append(more[-1] + changes[edge])
    bounds = (start_of_day(first_day, spans), start_of_day(last_day, spans))
    found = {key: tuple(days) for key, days in groups.items()}
    return _Hours(monday, *bounds, spans, usual, hours.usual_peak, found, edges, tuple(more))


@frozen
class _Walls:
    """Open wall time in plain numbers, for the few instants at which clocks change."""

    monday: int
    usual: tuple[Windows, ...]
    unusual: Mapping[int, Windows]

    def until(self, wall: int) -> int:
        """Open milliseconds of the wall clock from `monday` until this reading."""
        day, rest = divmod(wall, DAY_MS)
        weeks, days = divmod(day - self.monday, 7)
        whole = weeks * sum(map(length, self.usual)) + sum(length(self.usual[i]) for i in range(days))
        whole += sum(length(own) - length(self.usual[weekday(d)]) for d, own in self.unusual.items() if d < day)
        own = self.unusual.get(day, self.usual[weekday(day)])
        return whole + sum(min(max(rest - start, 0), end - start) for start, end in own)


def _whole_week(days: Sequence[Windows]) -> Windows:
    return united((i * DAY_MS + start, i * DAY_MS + end) for i, own in enumerate(days) for start, end in own)


def _clipped(at: nw.Expr, spans: Windows) -> nw.Expr:
    """How much of the spans lies before `at`."""
    if not spans:
        return nw.lit(0, dtype=nw.Int64)
    clips = [at.clip(start, end) - start if start else at.clip(0, end) for start, end in spans]
    return sum(clips[1:], start=clips[0])


def _usually_within(wall: nw.Expr, usual: Sequence[Windows]) -> nw.Expr:
    """Whether wall time, counted from a Monday, lies in the windows of its day; equal days are looked at as one."""
    if all(day == usual[0] for day in usual):
        return _within(wall - wall // DAY_MS * DAY_MS, usual[0], DAY_MS)
    return _within(wall - wall // WEEK_MS * WEEK_MS, _whole_week(usual), WEEK_MS)


def _within(at: nw.Expr, spans: Windows, whole: int = DAY_MS) -> nw.Expr:
    """Whether `at`, from 0 to `whole`, lies in one of the spans."""
    found = nw.lit(value=False)
    for number, (start, end) in enumerate(spans):
        inside = nw.lit(value=True) if (start, end) == (0, whole) else (at >= start) & (at < end)
        found = found | inside if number else inside
    return found


def stepped(at: nw.Expr, edges: Sequence[int], values: Sequence[int]) -> nw.Expr:
    """values[i] where i is how many of `edges` (ascending) the number has reached; a balanced tree of comparisons."""
    if not edges:
        return nw.lit(values[0], dtype=nw.Int64)
    middle = len(edges) // 2
    low = stepped(at, edges[:middle], values[: middle + 1])
    high = stepped(at, edges[middle + 1 :], values[middle + 1 :])
    return nw.when(at < edges[middle]).then(low).otherwise(high)
