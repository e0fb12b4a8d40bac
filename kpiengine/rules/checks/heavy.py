"""Lints on weights and calendars: one figure that weighs too much, a calendar that begins inside a period."""

import re
from collections.abc import Iterator
from decimal import Decimal

from kpiengine.documents.finding import Finding
from kpiengine.periods import days_of
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import weights as messages
from kpiengine.rules.checks.weights import reachable
from kpiengine.rules.written import curve_formulas, formulas

HEAVY = 60  # tables of the trade give one figure 50 at most; a rule set of two KPIs may lean to one of them

_CALENDAR = re.compile(r"in_calendar\(\s*[\"'](\w+)[\"']\s*\)")


def one_weight(context: Context) -> Iterator[Finding]:
    """A KPI of a plan that pays weighs more than half; one KPI alone is told otherwise."""
    ruleset = context.ruleset
    if len(ruleset.weighted) < 2 or not ruleset.tiers or ruleset.score.max_weight is not None:  # noqa: PLR2004 -- several
        return
    said: set[str] = set()
    for _, table in reachable(context):
        for kpi, weight in table.items():
            if weight > Decimal(HEAVY) and kpi not in said:
                said.add(kpi)
                yield messages.weighs_most(kpi, weight, HEAVY)


def calendar_cut(context: Context) -> Iterator[Finding]:
    """`in_calendar` asks for the first day of the period; a stretch that begins later goes unseen at first."""
    ruleset = context.ruleset
    calendar = context.around.calendar(ruleset.head.period)
    if calendar is None:
        return
    for written in (*formulas(ruleset), *curve_formulas(ruleset)):
        for name in _CALENDAR.findall(written.text):
            for start, _ in context.around.calendars.get(name, ()):
                if days_of(calendar, start)[0] != start:
                    yield messages.calendar_cut(written.path, name, start, ruleset.head.period.value)
                    break
