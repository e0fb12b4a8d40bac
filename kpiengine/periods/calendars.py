"""Days, ISO weeks, months, quarters, halves and years of a zone, by name and by date.

Beside these stand the calendars that a project makes for itself (`periods.pay`).  Weeks begin on Monday and do not
nest in months; nothing here assumes that one calendar nests in another.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from attrs import frozen

from kpiengine.errors import KpiError
from kpiengine.periods.pay import PayCalendar
from kpiengine.periods.zones import ZoneSpans, start_of_day, zone_spans

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
FIRST_YEAR, LAST_YEAR = 1900, 2200
MONTHS = 12


@frozen
class Period:
    """A named span of local days [start_day, end_day) and its bounds [start, end) in milliseconds UTC."""

    calendar: str  # day, week, month, quarter, half, year, or the id of the project's own
    name: str  # 2021-01-04, 2021-W01, 2021-01, 2021-Q1, 2021-H1, 2021
    zone: str
    start_day: int
    end_day: int
    start: int
    end: int
    own: PayCalendar | None = None


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def day_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + _EPOCH_ORDINAL)


def _months(day: date, length: int) -> tuple[date, date]:
    """The stretch of `length` months, counted from January, that holds the day."""
    index = (day.month - 1) // length * length + length
    start = date(day.year, index - length + 1, 1)
    return start, date(day.year + index // MONTHS, index % MONTHS + 1, 1)


def _day(day: date) -> tuple[date, date, str]:
    return day, day + timedelta(days=1), day.isoformat()


def _week(day: date) -> tuple[date, date, str]:
    start = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return start, start + timedelta(days=7), f"{year:04}-W{week:02}"


def _month(day: date) -> tuple[date, date, str]:
    return *_months(day, 1), f"{day.year:04}-{day.month:02}"


def _quarter(day: date) -> tuple[date, date, str]:
    return *_months(day, 3), f"{day.year:04}-Q{(day.month + 2) // 3}"


def _half(day: date) -> tuple[date, date, str]:
    return *_months(day, 6), f"{day.year:04}-H{(day.month + 5) // 6}"


def _year(day: date) -> tuple[date, date, str]:
    return *_months(day, 12), f"{day.year:04}"


_SPANS: dict[str, Callable[[date], tuple[date, date, str]]] = {
    "day": _day,
    "week": _week,
    "month": _month,
    "quarter": _quarter,
    "half": _half,
    "year": _year,
}
CALENDARS = tuple(_SPANS)

_DAY_NAME = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_WEEK_NAME = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)
_MONTH_NAME = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_QUARTER_NAME = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_HALF_NAME = re.compile(r"(\d{4})-H([12])", re.ASCII)
_YEAR_NAME = re.compile(r"(\d{4})", re.ASCII)
_FORMS = "a day is 2021-01-04, a week 2021-W01, a month 2021-01, a quarter 2021-Q1, a half 2021-H1, a year 2021"


def period_at(calendar: str | PayCalendar, day: date, zone: str) -> Period:
    """The period of `calendar` that holds the local day; raises `KpiError` for an unknown calendar or zone."""
    first, end, _ = _span(calendar, day)
    return _period(calendar, day, zone_spans(zone, day_number(first), day_number(end)))


def days_of(calendar: str | PayCalendar, day: date) -> tuple[date, date]:
    """First day and end day (not included) of the period of `calendar` that holds the day."""
    first, end, _ = _span(calendar, day)
    return first, end


def _span(calendar: str | PayCalendar, day: date) -> tuple[date, date, str]:
    """First day, end day (not included) and name of the period of `calendar` that holds the day."""
    span = calendar.span if isinstance(calendar, PayCalendar) else _SPANS.get(calendar)
    if span is None:
        close = difflib.get_close_matches(str(calendar), CALENDARS, n=1)
        remedy = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(CALENDARS)}"
        raise KpiError(f'there is no calendar "{calendar}"; {remedy}')
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise KpiError(f"{day} is out of reach; periods lie between {FIRST_YEAR} and {LAST_YEAR}")
    return span(day)


def _period(calendar: str | PayCalendar, day: date, spans: ZoneSpans) -> Period:
    first, end, name = _span(calendar, day)
    start, stop = start_of_day(day_number(first), spans), start_of_day(day_number(end), spans)
    own = calendar if isinstance(calendar, PayCalendar) else None
    kind = calendar.id if isinstance(calendar, PayCalendar) else calendar
    return Period(kind, name, spans.zone, day_number(first), day_number(end), start, stop, own)


def parse_period(text: str, zone: str, own: Mapping[str, PayCalendar] | None = None) -> Period:
    """The period of that name, as `Period.name` writes it; raises `KpiError` with the right form.

    `own` are the project's calendars by id.
    """
    calendar, day = _read_own(text, own or {}) or _read(text)
    period = period_at(calendar, day, zone)
    if period.start == period.end:
        raise KpiError(f"there was no {text} in {zone}: its clocks went from the day before to the day after")
    return period


def _read_own(text: str, own: Mapping[str, PayCalendar]) -> tuple[PayCalendar, date] | None:
    name, day = text[:-11], text[-10:]
    if name not in own or text[-11:-10] != "-" or not _DAY_NAME.fullmatch(day):
        return None
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        return None
    first, _, right = own[name].span(asked)
    if first != asked:
        raise KpiError(f'"{text}" does not begin a period of {name}; the one with that day is {right}')
    return own[name], asked


def _read(text: str) -> tuple[str, date]:
    try:
        if found := _DAY_NAME.fullmatch(text):
            return "day", date(int(found[1]), int(found[2]), int(found[3]))
        if found := _WEEK_NAME.fullmatch(text):
            return "week", date.fromisocalendar(int(found[1]), int(found[2]), 1)
        if found := _MONTH_NAME.fullmatch(text):
            return "month", date(int(found[1]), int(found[2]), 1)
        if found := _QUARTER_NAME.fullmatch(text):
            return "quarter", date(int(found[1]), int(found[2]) * 3 - 2, 1)
        if found := _HALF_NAME.fullmatch(text):
            return "half", date(int(found[1]), int(found[2]) * 6 - 5, 1)
        if found := _YEAR_NAME.fullmatch(text):
            return "year", date(int(found[1]), 1, 1)
    except ValueError:
        raise KpiError(f'there is no period "{text}" in the calendar; {_FORMS}') from None
    raise KpiError(f'"{text}" is not the name of a period; {_FORMS}')


def periods_between(calendar: str | PayCalendar, first: date, last: date, zone: str) -> tuple[Period, ...]:
    """The whole periods of `calendar` that touch the days `first` to `last`, both included, in order.

    A period is never cut: asking for 5 January to 3 February by month gives January and February.  A day that the
    zone never had (2011-12-30 in Samoa) is no period.  Raises `KpiError` if `last` is before `first`.
    """
    if last < first:
        raise KpiError(f"the last day {last} is before the first day {first}")
    start, end = _span(calendar, first)[0], _span(calendar, last)[1]
    spans = zone_spans(zone, day_number(start), day_number(end))
    found = []
    while start < end:
        period = _period(calendar, start, spans)
        start = day_of(period.end_day)
        if period.start < period.end:
            found.append(period)
    return tuple(found)


def next_period(period: Period) -> Period:
    """The period that begins where this one ends."""
    return period_at(period.own or period.calendar, day_of(period.end_day), period.zone)


def previous_period(period: Period) -> Period:
    """The period that ends where this one begins."""
    return period_at(period.own or period.calendar, day_of(period.start_day - 1), period.zone)
