"""Periods that a project makes for itself: pay periods of two weeks, months from the 26th, quarters of a fiscal year.

One begins on a given day and each further one as many days or months later, before that day too.  A period is called
after its calendar and its first day: `pay-2026-01-26`.
"""

import re
from datetime import date, timedelta

from attrs import frozen

LAST_DAY = 28  # of a month: on any later one some months would have no first day
LONGEST_DAYS, LONGEST_MONTHS = 366, 12
_MONTHS = 12
_LENGTH = re.compile(r"(?:([1-9]\d{0,2}) )?(day|week|month|quarter|half|year)s?")
_DAYS = {"day": 1, "week": 7}
_IN_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@frozen
class PayCalendar:
    """Periods of `days` days or of `months` months (one of the two is 0), one of which begins on `start`."""

    id: str
    start: date
    days: int = 0
    months: int = 0

    def span(self, day: date) -> tuple[date, date, str]:
        """First day, end day (not included) and name of the period that holds the day."""
        if self.days:
            first = day - timedelta(days=(day - self.start).days % self.days)
            end = first + timedelta(days=self.days)
        else:
            past = (day.year - self.start.year) * _MONTHS + day.month - self.start.month - (day.day < self.start.day)
            whole = past // self.months * self.months
            first, end = self._later(whole), self._later(whole + self.months)
        return first, end, f"{self.id}-{first.isoformat()}"

    def _later(self, months: int) -> date:
        """The day so many months after `start`."""
        index = self.start.year * _MONTHS + self.start.month - 1 + months
        return date(index // _MONTHS, index % _MONTHS + 1, self.start.day)


def read_length(text: str) -> tuple[int, int] | None:
    """Days and months of "2 weeks", "month" or "3 months", one of them 0; None if it is no length of up to a year."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    count, unit = int(found[1] or 1), found[2]
    days, months = count * _DAYS.get(unit, 0), count * _IN_MONTHS.get(unit, 0)
    return (days, months) if days <= LONGEST_DAYS and months <= LONGEST_MONTHS else None
