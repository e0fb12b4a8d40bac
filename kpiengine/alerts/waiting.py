"""An instant so long after another, by the calendar of a zone: a day later is the same time of the next local day.

Instants are milliseconds since 1970 UTC.  Minutes and hours are what they are; days and longer keep the time of day,
so a week over the change to summer time is a week and not 167 hours.
"""

from datetime import date, timedelta

from kpiengine.periods import day_number, zone_spans
from kpiengine.periods.zones import DAY_MS, ZoneSpans
from kpiengine.rules.lasting import Length

_SHORT = {"min": 60_000, "h": 3_600_000}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_EPOCH = date(1970, 1, 1)


def later(instant: int, length: Length, zone: str) -> int:
    """The instant that lies `length` after this one."""
    if length.unit in _SHORT:
        return instant + length.count * _SHORT[length.unit]
    day = instant // DAY_MS
    local = instant + _offset(zone_spans(zone, day, day), instant)
    day, time = divmod(local, DAY_MS)
    if length.unit in _MONTHS:
        target = day_number(_months_later(_EPOCH + timedelta(days=day), length.count * _MONTHS[length.unit]))
    else:
        target = day + length.count * (7 if length.unit == "week" else 1)
    spans = zone_spans(zone, target, target)
    wall = target * DAY_MS + time
    guess = wall - _offset(spans, wall)
    return wall - _offset(spans, guess)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    index = day.year * 12 + day.month - 1 + months
    first_after = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    last = (first_after - timedelta(days=1)).day
    return date(index // 12, index % 12 + 1, min(day.day, last))


def _offset(spans: ZoneSpans, instant: int) -> int:
    found = spans.offsets[0]
    for start, offset in zip(spans.starts, spans.offsets, strict=True):
        if start > instant:
            break
        found = offset
    return found
