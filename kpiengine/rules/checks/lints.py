"""Sound rule sets that are likely to be gamed, or to surprise their authors: warnings that can be accepted."""

from collections.abc import Iterator
from decimal import Decimal

from kpiengine.documents.finding import Finding
from kpiengine.plugin import Control
from kpiengine.rules.checks.context import Context, placed
from kpiengine.rules.checks.messages import lints as messages
from kpiengine.rules.choosing import cases, variants
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.words import KpiLevel

CLIFF = 50


def one_kpi(context: Context) -> Iterator[Finding]:
    """One KPI makes the whole score of a plan that pays."""
    scored = context.ruleset.weighted
    if len(scored) == 1 and context.ruleset.tiers:
        yield messages.one_kpi(scored[0].id)


def one_group(context: Context) -> Iterator[Finding]:
    """Several KPIs, all of one group."""
    scored = context.ruleset.weighted
    each = [case.kpi for kpi in scored for case in variants(kpi)]
    groups = {kpi.group or getattr(context.metric(kpi), "group", None) for kpi in each}
    if len(scored) > 1 and len(groups) == 1 and None not in groups and context.ruleset.tiers:
        yield messages.one_group(str(groups.pop()), [kpi.id for kpi in scored])


def review(context: Context) -> Iterator[Finding]:
    """The day of review is over."""
    day = context.ruleset.head.review_by
    today = context.around.today
    if day is not None and today is not None and day < today:
        yield messages.review_over(day, context.ruleset.head.owner)


def system_scored(context: Context) -> Iterator[Finding]:
    """A metric that only the system moves is scored per person."""
    for whole in context.ruleset.weighted:
        for case in variants(whole):
            metric = context.metric(case.kpi)
            if metric is not None and metric.control is Control.SYSTEM and case.kpi.level is KpiLevel.AGENT:
                yield placed(messages.system_scored(whole.id, metric.id), case)


def cliff(context: Context) -> Iterator[Finding]:
    """One step of the value moves the points by half of them or more."""
    for kpi in context.ruleset.weighted:
        seen: set[Finding] = set()
        for case in cases(kpi):
            found = [placed(finding, case) for finding in _cliffs(case.kpi)]
            yield from (finding for finding in found if finding not in seen)
            seen |= set(found)


def _cliffs(kpi: Kpi) -> Iterator[Finding]:
    if kpi.curve == "pass":
        yield messages.cliff(kpi.id, "curve", Decimal(100))
    elif kpi.points_at.floor >= CLIFF and not kpi.bands and kpi.formula is None and kpi.curve is None:
        yield messages.cliff(kpi.id, "points_at", Decimal(kpi.points_at.floor))


def unreachable_tier(context: Context) -> Iterator[Finding]:
    """A tier starts above the highest score."""
    for tier in context.ruleset.tiers:
        if tier.start > context.ruleset.score.maximum:
            yield messages.unreachable_tier(tier.id, tier.start, context.ruleset.score.maximum)
