"""[period.NAME] of the project file -> a calendar of the project's own: pay periods, fiscal months, quarters, years."""

from datetime import date, datetime

from kpiengine.periods import CALENDARS, PayCalendar
from kpiengine.periods.pay import LAST_DAY, read_length
from kpiengine.project import messages
from kpiengine.project.section import Section

_EXAMPLE = date(2026, 1, 26)


def read_period(name: str, section: Section) -> PayCalendar | None:
    """The calendar; None after reporting why it cannot be one."""
    section.check_keys()
    if name in CALENDARS:
        section.fault(messages.not_allowed(section.place(), "the name", name, "that is a calendar already"))
    start, length = _start(section), _length(section)
    if start is None or length is None or name in CALENDARS:
        return None
    days, months = length
    if months and start.day > LAST_DAY:
        wanted = f"from a month's day {LAST_DAY + 1} on, some months would have no first day"
        section.fault(messages.not_allowed(section.place("from"), "from", start, wanted))
        return None
    return PayCalendar(name, start, days, months)


def _start(section: Section) -> date | None:
    value = section.data.get("from")
    if value is None:
        if "from" not in section.meant:
            section.fault(messages.missing_key(section.place(), "from", section.name, f"from = {_EXAMPLE}"))
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        section.fault(messages.wrong_kind(section.place("from"), "from", f"a date such as {_EXAMPLE}", value))
        return None
    return value


def _length(section: Section) -> tuple[int, int] | None:
    text = section.required("every", 'every = "2 weeks"')
    if not text:
        return None
    length = read_length(text)
    if length is None:
        wanted = 'type it as "2 weeks", "month" or "3 months"; it is a year at most'
        section.fault(messages.not_allowed(section.place("every"), "every", text, wanted))
    return length
