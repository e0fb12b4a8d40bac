"""How many whole periods a length of time is: "3 months" are three of a monthly rule set, one of a quarterly one."""

from kpiengine.periods import PayCalendar
from kpiengine.rules.lasting import Length

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def periods_in(length: Length, calendar: str | PayCalendar) -> int | None:
    """The number of periods of the calendar; None where it is no whole number."""
    days, months = length.count * _DAYS.get(length.unit, 0), length.count * _MONTHS.get(length.unit, 0)
    if isinstance(calendar, PayCalendar):
        own_days, own_months = calendar.days, calendar.months
    else:
        own_days, own_months = _DAYS.get(calendar, 0), _MONTHS.get(calendar, 0)
    whole, own = (days, own_days) if own_days else (months, own_months)
    return whole // own if whole and whole % own == 0 else None
