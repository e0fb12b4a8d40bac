"""[ruleset] level: a unit has no values of one person, none of a smaller unit, and no attributes."""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks.context import Context, placed
from kpiengine.rules.checks.messages import metrics as messages
from kpiengine.rules.choosing import variants
from kpiengine.rules.model.words import KpiLevel

WIDER = (KpiLevel.AGENT, KpiLevel.TEAM, KpiLevel.SITE, KpiLevel.CENTRE)


def check(context: Context) -> Iterator[Finding]:
    """KPIs are of the subject's level or of what it belongs to; money is no percentage of somebody's pay."""
    head = context.ruleset.head
    if head.level is KpiLevel.AGENT or context.broken("ruleset", "level"):
        return
    allowed = WIDER[WIDER.index(head.level) :]
    for whole in context.ruleset.kpis.values():
        for case in variants(whole):
            kpi = case.kpi
            if kpi.level not in allowed and not context.broken("kpi", kpi.id, "level"):
                yield placed(messages.level_below_the_subject(kpi.id, kpi.level, head.level, allowed), case)
    of = context.ruleset.payout.of
    if of is not None and not context.broken("payout", "of"):
        yield messages.pay_of_a_unit(of, head.level)
