"""[calendar.NAME] of the project file -> opening hours: windows by weekday, holidays, other days, peak windows."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from kpiengine.documents.locate import Locator
from kpiengine.errors import KpiError
from kpiengine.periods import Calendars, OpeningHours, day_number
from kpiengine.periods.opening import CLOSED, WEEK_DAYS, Window, Windows
from kpiengine.periods.zones import DAY_MS
from kpiengine.project import messages
from kpiengine.project.section import Section
from kpiengine.project.zone import zone_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", re.ASCII)
_MINUTE = 60_000


def read_calendar(name: str, section: Section, zone: str) -> OpeningHours:
    """One calendar; what is faulty is noted in the section and left out."""
    section.check_keys()
    if "hours" not in section.data.keys() | section.meant:
        remedy = 'hours = { mon-fri = "09:00-18:00" }'
        section.fault(messages.missing_key(section.place(), "hours", section.name, remedy))
    days = dict(_holidays(section))
    for day, windows, written in _single_days(section.section("days")):
        if day in days:
            section.fault(messages.day_twice(section.place("days", written), written, section.name))
        days[day] = windows
    return OpeningHours(
        id=name,
        zone=zone_of(section) or zone,
        week=_week(section.section("hours")),
        days=tuple(sorted(days.items())),
        peak=_week(section.section("peak")),
    )


def typed_calendars(written: Mapping[str, Any], zone: str) -> Calendars:
    """Calendars written as below [calendar] of a project file, outside one; raises `KpiError` with the first fault."""
    root = Section((), {"calendar": dict(written)}, Locator("", ""))
    found = {name: read_calendar(name, section, zone) for name, section in root.named("calendar", "calendar")}
    if root.faults:
        fault = root.faults[0]
        raise KpiError(f"{fault.message}; {fault.remedy}" if fault.remedy else fault.message)
    return Calendars(found, next(iter(found)) if len(found) == 1 else None)


def _week(section: Section) -> tuple[Windows, ...]:
    """Windows of Monday to Sunday; days that are not written are closed."""
    found: dict[int, Windows] = {}
    for name in section.data:
        days = _weekdays(name)
        if not days:
            section.fault(messages.no_weekday(section.place(name), name, section.name))
        windows = _windows(section, name)
        for day in days:
            if day in found:
                section.fault(messages.day_twice(section.place(name), WEEKDAYS[day], section.name))
            found[day] = windows
    return tuple(found.get(day, CLOSED) for day in range(WEEK_DAYS))


def _weekdays(name: str) -> tuple[int, ...]:
    """`mon` is one day, `mon-fri` are five, `sat-mon` three; nothing for what is no day."""
    first, dash, last = name.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        return ()
    start = WEEKDAYS.index(first)
    more = (WEEKDAYS.index(last) - start) % WEEK_DAYS if dash else 0
    return tuple((start + i) % WEEK_DAYS for i in range(more + 1))


def _holidays(section: Section) -> Iterator[tuple[int, Windows]]:
    """Days without any window."""
    written: Any = section.data.get("holidays", [])
    seen = set()
    if not isinstance(written, list) or not all(_is_date(item) for item in written):
        wanted = "a list of dates without quotes, such as [2026-01-01, 2026-12-25]"
        section.fault(messages.wrong_kind(section.place("holidays"), "holidays", wanted, written))
        return
    for day in written:
        if day in seen:
            section.fault(messages.day_twice(section.place("holidays"), day.isoformat(), section.name))
        seen.add(day)
        yield day_number(day), CLOSED


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _single_days(section: Section) -> Iterator[tuple[int, Windows, str]]:
    for name in section.data:
        windows = _windows(section, name)
        try:
            day = date.fromisoformat(name)
        except ValueError:
            section.fault(messages.no_date(section.place(name), name, section.name))
            continue
        yield day_number(day), windows, name


def _windows(section: Section, key: str) -> Windows:
    """The windows of a day, ascending; one text stands for a list of one, and an empty list is a closed day."""
    found: list[tuple[Window, str]] = []
    for text in section.texts(key) or ():
        window = _window(text)
        if window is None:
            section.fault(messages.no_window(section.place(key), text))
        else:
            found.append((window, text))
    found.sort()
    for (first, written), (second, other) in pairwise(found):
        if second[0] < first[1]:
            section.fault(messages.windows_meet(section.place(key), written, other))
    return tuple(window for window, _ in found)


def _window(text: str) -> Window | None:
    match = _WINDOW.fullmatch(text)
    if match is None:
        return None
    hour, minute, to_hour, to_minute = match.groups()
    start = (int(hour) * 60 + int(minute)) * _MINUTE
    end = DAY_MS if to_hour is None else (int(to_hour) * 60 + int(to_minute)) * _MINUTE
    if start == end:
        return None
    return (start, end if end > start else end + DAY_MS)
