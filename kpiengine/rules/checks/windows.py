"""[kpi.NAME] window: a whole number of the rule set's periods, and not too many."""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import windows as messages
from kpiengine.rules.spans import periods_in
from kpiengine.rules.windows import MOST_BACK


def check(context: Context) -> Iterator[Finding]:
    """One finding for each KPI."""
    calendar = context.around.calendar(context.ruleset.head.period)
    if calendar is None or context.broken("ruleset", "period"):
        return
    for kpi in context.ruleset.kpis.values():
        if kpi.window is None or context.broken("kpi", kpi.id, "window"):
            continue
        count = periods_in(kpi.window, calendar)
        if count is None:
            yield messages.no_whole_periods(kpi.id, kpi.window, str(context.ruleset.head.period))
        elif count > MOST_BACK:
            yield messages.window_too_long(kpi.id, kpi.window, count, MOST_BACK)
