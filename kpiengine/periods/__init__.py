"""Calendars and time zones as integers: periods are half-open spans of local days, bounds are instants.

An instant is milliseconds since 1970-01-01T00:00Z, a day the number of days since 1970-01-01.
"""

from kpiengine.periods.calendars import (
    CALENDARS,
    Period,
    day_number,
    day_of,
    days_of,
    next_period,
    parse_period,
    period_at,
    periods_between,
    previous_period,
)
from kpiengine.periods.opening import Calendars, OpeningHours
from kpiengine.periods.pay import PayCalendar
from kpiengine.periods.zones import ZoneSpans, check_zone, day_starts, local_day, start_of_day, zone_spans

__all__ = [
    "CALENDARS",
    "Calendars",
    "OpeningHours",
    "PayCalendar",
    "Period",
    "ZoneSpans",
    "check_zone",
    "day_number",
    "day_of",
    "day_starts",
    "days_of",
    "local_day",
    "next_period",
    "parse_period",
    "period_at",
    "periods_between",
    "previous_period",
    "start_of_day",
    "zone_spans",
]
