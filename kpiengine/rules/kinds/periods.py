"""The names of periods."""

import re
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Bad, Report
from kpiengine.rules.messages import values as messages
from kpiengine.rules.model.words import OwnPeriod, PeriodKind


@frozen
class PeriodName:
    """A kind of period, or the name of one of the project's calendars; whether there is such a one is checked later."""

    words: str = f"{', '.join(PeriodKind)}, or a calendar"

    def read(self, value: object, path: Path, report: Report) -> PeriodKind | OwnPeriod | Bad:
        """The kind, or the calendar's name."""
        if not isinstance(value, str):
            report.add(messages.wrong_kind(path, value, f"one of {self.words} in quotes"))
            return BAD
        right = _PERIODS_ELSEWHERE.get(value)
        if right is not None or not CALENDAR.fullmatch(value):
            report.add(messages.not_one_of(path, value, tuple(PeriodKind), right, "a calendar of the project"))
            return BAD
        return _KINDS.get(value) or OwnPeriod(value)

    def schema(self) -> dict[str, Any]:
        """The kinds, or a name."""
        return {"anyOf": [{"enum": [kind.value for kind in PeriodKind]}, {"type": "string", "pattern": _NOT_A_KIND}]}


_KINDS = {kind.value: kind for kind in PeriodKind}
_PERIODS_ELSEWHERE = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
    "semester": "half",
    "half-year": "half",
    "half_year": "half",
    "days": "day",
    "weeks": "week",
    "months": "month",
    "quarters": "quarter",
    "years": "year",
}
CALENDAR = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_NOT_A_KIND = f"^(?!({'|'.join(_PERIODS_ELSEWHERE)})$){CALENDAR.pattern}$"
