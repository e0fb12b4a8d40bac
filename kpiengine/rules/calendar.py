"""Calendars and benchmarks of the project file in formulas: `in_calendar`, `calendar_days`, `benchmark`.

Nothing dated cuts a period: `in_calendar` asks for the first day of the period, `calendar_days` counts its days.
"""

from collections.abc import Sequence
from functools import partial

from kpiengine.expressions import build as b
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.functions import Function
from kpiengine.expressions.scope import nearest
from kpiengine.expressions.tree import Node
from kpiengine.rules.choosing import DAY, day
from kpiengine.rules.surroundings import Surroundings

_FIRST, _LAST = b.name("first_day", DAY), b.name("last_day", DAY)


def calendar_functions(around: Surroundings) -> tuple[Function, ...]:
    """The three functions."""
    return (
        Function("in_calendar", partial(_in_calendar, around), 'in_calendar("peak")', raw=(0,)),
        Function("calendar_days", partial(_calendar_days, around), 'calendar_days("peak")', raw=(0,)),
        Function("benchmark", partial(_benchmark, around), 'benchmark("industry_csat")', raw=(0,)),
    )


def _in_calendar(around: Surroundings, name: object) -> Node:
    spans = (b.and_(b.ge(_FIRST, start), b.le(_FIRST, end)) for start, end in _spans(around, name))
    return b.or_(b.lit(value=False), *spans)


def _calendar_days(around: Surroundings, name: object) -> Node:
    total = b.lit(0)
    for start, end in _spans(around, name):
        met = b.add(b.sub(b.min_(_LAST, end), b.max_(_FIRST, start)), b.lit(1))
        total = b.add(total, b.max_(b.lit(0), met))
    return total


def _spans(around: Surroundings, name: object) -> list[tuple[Node, Node]]:
    spans = around.calendars.get(str(name))
    if spans is None:
        raise _unknown("calendar", name, list(around.calendars), "on = [{ from = 2026-11-01, to = 2026-11-12 }]")
    return [(b.lit(day(first)), b.lit(day(last))) for first, last in spans]


def _benchmark(around: Surroundings, name: object) -> Node:
    value = around.benchmarks.get(str(name))
    if value is None:
        raise _unknown("benchmark", name, list(around.benchmarks), "value = 80")
    return b.number_lit(value)


def _unknown(what: str, name: object, known: Sequence[str], example: str) -> ExpressionError:
    remedy = nearest(str(name), known) or f"add [{what}.{name}] with {example} to kpiengine.toml"
    return ExpressionError(f'the project has no {what} "{name}"', remedy=remedy, code="KPI231")
