"""Opening hours: which stretches of each local day a site or a queue is open, as integers.

A calendar has windows by weekday, other windows on single days (none on a holiday), and peak windows.  A window
belongs to the day on which it begins and may end on the next one: a holiday takes its own windows away and leaves
the end of the night shift before it.  Nothing here knows of columns; `plugin.clock` makes expressions of it.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from attrs import Factory, field, frozen

from kpiengine.periods.zones import DAY_MS

# [start, end) in milliseconds after the midnight at which the day begins; the end may lie on the next day.
Window: TypeAlias = tuple[int, int]
Windows: TypeAlias = tuple[Window, ...]
WEEK_DAYS = 7
WEEK_MS = WEEK_DAYS * DAY_MS
MONDAY = 4  # 1970-01-05, the first Monday in day numbers
CLOSED: Windows = ()


@frozen
class OpeningHours:
    """One calendar: `week` and `peak` have the windows of Monday to Sunday, `days` those of single local days."""

    id: str
    zone: str
    week: tuple[Windows, ...]
    days: tuple[tuple[int, Windows], ...] = ()  # (local day, its windows instead of the weekday's), ascending
    peak: tuple[Windows, ...] = (CLOSED,) * WEEK_DAYS

    @property
    def usual(self) -> tuple[Windows, ...]:
        """What is open between the midnights of Monday to Sunday, ends of the windows of the day before included."""
        return _between_midnights(self.week)

    @property
    def unusual(self) -> dict[int, Windows]:
        """What is open between the midnights of the local days on which that is not as usual."""
        own, usual = dict(self.days), self.usual
        found = {}
        for day in sorted({*own, *(day + 1 for day in own)}):
            before, on = (own.get(d, self.week[weekday(d)]) for d in (day - 1, day))
            spans = _between(before, on)
            if spans != usual[weekday(day)]:
                found[day] = spans
        return found

    @property
    def usual_peak(self) -> tuple[Windows, ...]:
        """The peak between the midnights of Monday to Sunday; what of it is closed is no peak."""
        return _between_midnights(self.peak)


@frozen
class Calendars:
    """The calendars of a project, by name, and where they hold.

    `default` holds where nothing else is said.  Without any calendar everything is open around the clock; with
    several and no default, whoever names none has none that is known.
    """

    by_name: Mapping[str, OpeningHours] = Factory(lambda: MappingProxyType({}))
    default: str | None = None
    of_site: Mapping[str, str] = field(default=Factory(lambda: MappingProxyType({})))


def weekday(day: int) -> int:
    """0 for Monday to 6 for Sunday, of a day number."""
    return (day - MONDAY) % WEEK_DAYS


def united(spans: Iterable[Window]) -> Windows:
    """The same time without overlaps and without seams, ascending."""
    found: list[Window] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def length(spans: Windows) -> int:
    """Milliseconds in all."""
    return sum(end - start for start, end in spans)


def _between_midnights(week: tuple[Windows, ...]) -> tuple[Windows, ...]:
    return tuple(_between(week[day - 1], week[day]) for day in range(WEEK_DAYS))


def _between(before: Windows, on: Windows) -> Windows:
    """What lies between the midnights of a day: its own windows, and what the day before leaves over."""
    own = [(start, min(end, DAY_MS)) for start, end in on]
    left = [(0, end - DAY_MS) for _, end in before if end > DAY_MS]
    return united([*left, *own])
