"""[ruleset] level: a unit has no values of one person, none of a smaller unit, and no attributes; a queue no team."""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks.context import Context, placed
from kpiengine.rules.checks.messages import metrics as messages
from kpiengine.rules.choosing import variants
from kpiengine.rules.model.words import KpiLevel

AROUND_A_QUEUE = (KpiLevel.QUEUE, KpiLevel.CENTRE)
WORDS = {"team": "a team", "tenure_months": "a tenure"}
WIDER = (KpiLevel.AGENT, KpiLevel.TEAM, KpiLevel.SITE, KpiLevel.CENTRE)


def check(context: Context) -> Iterator[Finding]:
    """KPIs are of the subject's level or of what it belongs to; money is no percentage of somebody's pay."""
    head = context.ruleset.head
    if head.level is KpiLevel.AGENT or context.broken("ruleset", "level"):
        return
    allowed = AROUND_A_QUEUE if head.level is KpiLevel.QUEUE else WIDER[WIDER.index(head.level) :]
    for whole in context.ruleset.kpis.values():
        for case in variants(whole):
            kpi = case.kpi
            if kpi.level not in allowed and not context.broken("kpi", kpi.id, "level"):
                yield placed(messages.level_below_the_subject(kpi.id, kpi.level, head.level, allowed), case)
    if head.level is KpiLevel.QUEUE:
        yield from _of_people(context)
    of = context.ruleset.payout.of
    if of is not None and not context.broken("payout", "of"):
        yield messages.pay_of_a_unit(of, head.level)


def _of_people(context: Context) -> Iterator[Finding]:
    """What no queue has: a team, a tenure, hours at work, a mix of scenarios."""
    rules = context.ruleset
    if rules.scenarios is not None:
        yield messages.not_of_a_queue(("scenarios",), "a mix of scenarios", on="key")
    for kpi in rules.kpis.values():
        for by in kpi.by:
            if by.of in {"team", "tenure_months"}:
                yield messages.not_of_a_queue(("kpi", kpi.id, "by", by.of), WORDS[by.of], on="key")
    payout = rules.payout
    if payout.prorate is not None and payout.prorate.by != "none":
        yield messages.not_of_a_queue(("payout", "prorate", "by"), "a share of full time")
    if payout.per is not None and payout.per != "centre":
        yield messages.not_of_a_queue(("payout", "per"), f"a pool of its {payout.per}")
