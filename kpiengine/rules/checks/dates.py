"""[ruleset] from and to: in order, and at the bound of a period."""

from collections.abc import Iterator
from datetime import date, timedelta

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks import messages
from kpiengine.rules.checks.context import Context
from kpiengine.rules.model import PeriodKind


def check(context: Context) -> Iterator[Finding]:
    """`from` is the first day of a period and not after `to`."""
    head = context.ruleset.head
    if context.broken("ruleset", "from") or head.start == date.min:
        return
    if head.to is not None and head.to < head.start:
        yield messages.to_before_from(head.start, head.to)
    if not context.broken("ruleset", "period"):
        first = period_start(head.start, head.period)
        if first != head.start:
            yield messages.not_first_day(head.start, head.period, first, next_start(first, head.period))


def period_start(day: date, period: PeriodKind) -> date:
    """The first day of the period in which `day` lies."""
    match period:
        case PeriodKind.DAY:
            return day
        case PeriodKind.WEEK:
            return day - timedelta(days=day.weekday())
        case PeriodKind.MONTH:
            return day.replace(day=1)
        case PeriodKind.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case PeriodKind.YEAR:
            return day.replace(month=1, day=1)


def next_start(first: date, period: PeriodKind) -> date:
    """The first day of the next period, where `first` begins one."""
    days = {PeriodKind.DAY: 1, PeriodKind.WEEK: 7, PeriodKind.MONTH: 32, PeriodKind.QUARTER: 100, PeriodKind.YEAR: 370}
    return period_start(first + timedelta(days=days[period]), period)
