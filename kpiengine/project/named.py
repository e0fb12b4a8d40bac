"""[calendar.NAME] with `on`, and [benchmark.NAME]: days and figures that formulas of rule files call by name."""

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from kpiengine.project import messages
from kpiengine.project.section import Section

_EXAMPLE = "on = [{ from = 2026-11-01, to = 2026-11-12 }]"


def days_of(section: Section) -> tuple[tuple[date, date], ...]:
    """Spans of days, both included, in the order of time; overlaps are a fault, since days are counted."""
    section.check_keys()
    section.text("because")
    for key in sorted(section.data.keys() - {"on", "because"}):
        section.fault(messages.not_beside(section.place(key), key, "on"))
    found: list[tuple[date, date]] = []
    rows = section.data.get("on", [])
    if not isinstance(rows, list):
        section.fault(messages.wrong_kind(section.place("on"), "on", f"a list such as {_EXAMPLE}", rows))
        rows = []
    for row in rows:
        span = _span(row)
        if span is None:
            wanted = "{ from = 2026-11-01, to = 2026-11-12 }, both included, or one day"
            section.fault(messages.not_allowed(section.place("on"), "on", row, f"a line is {wanted}"))
        else:
            found.append(span)
    found.sort()
    for before, after in pairwise(found):
        if after[0] <= before[1]:
            section.fault(messages.not_allowed(section.place("on"), "on", str(after[0]), "no day stands twice"))
    return tuple(found)


def _span(row: object) -> tuple[date, date] | None:
    if _is_day(row):
        return (row, row)  # type: ignore[return-value]  # a date, as just asked
    if not isinstance(row, dict) or set(row) != {"from", "to"} or not all(map(_is_day, row.values())):
        return None
    return (row["from"], row["to"]) if row["from"] <= row["to"] else None


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def value_of(section: Section) -> Decimal:
    """The figure, exact as written."""
    section.check_keys()
    section.text("because")
    if "value" not in section.data.keys() | section.meant:
        section.fault(messages.missing_key(section.place(), "value", section.name, "value = 80"))
    return section.number("value") or Decimal(0)
