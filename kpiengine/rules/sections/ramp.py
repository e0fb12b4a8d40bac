"""[ramp]: new people's targets, eased towards their floors."""

from typing import Any

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import Key, Report, Section
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.messages import keys as messages
from kpiengine.rules.model.by import Line
from kpiengine.rules.model.kpi import Ramp
from kpiengine.rules.varied import Lines

COLUMNS = ("tenure_months", "tenure_days")

EASE = Section(
    "ease",
    "How far targets are eased from here on.",
    (
        Key(
            "ease_percent",
            Number("percent", 0, 99),
            "Every target at level agent is moved this much of the way back to its floor.",
            "ease_percent = 30",
            required=True,
        ),
    ),
    lambda _, values: values,
    dict,
)


class _Section(Section):
    """Exactly one list."""

    def read(self, name: str, table: Any, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a Ramp or None
        """The ramp; None where it cannot be read."""
        given = [word for word in COLUMNS if word in table]
        if len(given) != 1 and len(given) == len(table):
            report.add(messages.exactly_one(path, COLUMNS, given))
        return super().read(name, table, path, report)


def _make(_: str, values: dict[str, tuple[Line, ...]]) -> Ramp | None:
    return next((Ramp(column, lines) for column, lines in values.items()), None)


SECTION = _Section(
    "ramp",
    "New people: every personal target is eased, by full months (or days) from `hired_on` to the first day of the "
    "period. Marks of KPIs of a team or site, bands, formulas and `pass` are never eased.",
    (
        Key(
            "tenure_months",
            Lines(EASE),
            "By full months.",
            "tenure_months = [{ from = 0, ease_percent = 20 }, { from = 3, ease_percent = 0 }]",
        ),
        Key(
            "tenure_days",
            Lines(EASE, Number("whole number", 0, 36_500, whole=True)),
            "By days.",
            "tenure_days = [{ from = 0, ease_percent = 20 }, { from = 90, ease_percent = 0 }]",
        ),
    ),
    _make,
    Ramp,
)
