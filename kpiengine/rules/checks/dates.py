"""[ruleset] from, to and period: in order, at the bound of a period, and of a calendar that there is."""

from collections.abc import Iterator
from datetime import date

from kpiengine.documents.finding import Finding
from kpiengine.periods import days_of
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import people as messages


def check(context: Context) -> Iterator[Finding]:
    """`from` is not after `to`, and where money depends on it the first day of a period."""
    head = context.ruleset.head
    calendar = None if context.broken("ruleset", "period") else context.around.calendar(head.period)
    if calendar is None and not context.broken("ruleset", "period"):
        yield messages.unknown_period(head.period.value, context.around.periods)
    if context.broken("ruleset", "from") or head.start == date.min:
        return
    if head.to is not None and head.to < head.start:
        yield messages.to_before_from(head.start, head.to)
    # What pays nothing begins with the first whole period; nobody counts on a part of one.
    if calendar is not None and context.ruleset.pays:
        first, following = days_of(calendar, head.start)
        if first != head.start:
            yield messages.not_first_day(head.start, head.period.value, first, following)
