"""Lints on what a plan pushes: metrics without their guard, counts that weigh too much, jumps of money."""

import re
from collections.abc import Iterator
from decimal import Decimal

from kpiengine.documents.finding import Finding
from kpiengine.plugin import Control
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import guards as messages
from kpiengine.rules.checks.serving import guarded
from kpiengine.rules.checks.weights import reachable
from kpiengine.rules.model.words import KpiLevel

COUNT_WEIGHT = 15  # of a mere count, as for calls per hour in the metric book
COUNTS = frozenset({"count", "count/h", "calls", "per hour", "per agent-day"})
JUMP_PERCENT = 75  # of the highest tier's money, between two neighbouring tiers
SIDES = {  # of a centre: the groups of metrics that show each
    "customers": frozenset({"experience"}),
    "staff": frozenset({"people", "schedule", "utilisation", "availability"}),
    "cost": frozenset({"cost"}),
}
_NAME = re.compile(r"[A-Za-z_]\w*")


def guard(context: Context) -> Iterator[Finding]:
    """Every pushed metric has one of its guards, as a gate, with some weight or as a deduction."""
    for push, pair, found in guarded(context):
        if found is None:
            yield messages.no_guard(push.use.path, push.use.metric, pair)


def heavy_count(context: Context) -> Iterator[Finding]:
    """A mere count that makes much of the score."""
    for kpi in context.ruleset.weighted:
        metric = context.metric(kpi)
        if metric is None or metric.unit not in COUNTS or not context.ruleset.pays:
            continue
        most = max((table.get(kpi.id, Decimal(0)) for _, table in reachable(context)), default=Decimal(0))
        if most > COUNT_WEIGHT:
            yield messages.heavy_count(kpi.id, most, COUNT_WEIGHT)


def between_tiers(context: Context) -> Iterator[Finding]:
    """Between two neighbouring tiers lies most of the money, or the better one pays less."""
    tiers, kind = context.ruleset.tiers, context.ruleset.payout.kind
    if kind not in {"amount", "percent"}:
        return
    money = [Decimal((tier.percent if kind == "percent" else tier.bonus) or 0) * tier.multiply for tier in tiers]
    top = max(money, default=Decimal(0))
    steps = list(zip(tiers, tiers[1:], money, money[1:], strict=False))
    for _, upper, before, now in steps:
        if top and (now - before) * 100 > JUMP_PERCENT * top:
            yield messages.jump(upper.id, now - before, kind)
    for lower, upper, before, now in steps:
        if now < before and not upper.rewards:
            yield messages.tier_pays_less(upper.id, lower.id)


def personal(context: Context) -> Iterator[Finding]:
    """What is known of a person's health or the like, in a plan that pays."""
    if not context.ruleset.pays:
        return
    said: set[str] = set()
    for wanted in context.wanted.values():
        if wanted.metric.personal and wanted.metric.id not in said:
            said.add(wanted.metric.id)
            yield messages.personal(wanted.metric.id)


def system_points(context: Context) -> Iterator[Finding]:
    """A deduction for what only the system does."""
    for one in context.ruleset.points.values():
        metric = _metric_of(context, one.count)
        found = context.around.catalogue.metrics.get(metric)
        if found is not None and found.control is Control.SYSTEM and any((step.each or 0) < 0 for step in one.steps):
            yield messages.system_points(one.id, metric)


def ai_without_its_own(context: Context) -> Iterator[Finding]:
    """Weights that move with the share of machines, and nothing that judges the machines."""
    asks = [one for one in context.ruleset.reweights.values() if "ai_share" in _NAME.findall(one.when)]
    metrics = {kpi.metric for kpi in context.ruleset.kpis.values()}
    lacking = [name for name in ("ai_resolution_rate", "ai_csat") if name not in metrics]
    for one in asks:
        if lacking:
            yield messages.ai_unjudged(one.id, lacking)


def one_sided_centre(context: Context) -> Iterator[Finding]:
    """A centre's score that leaves out its customers, its staff or its cost (R9 of the metric book)."""
    rules = context.ruleset
    if rules.head.level is not KpiLevel.CENTRE or not rules.weighted:
        return
    metrics = [metric for kpi in rules.kpis.values() if (metric := context.metric(kpi)) is not None]
    groups = {metric.group for metric in metrics}
    lacking = [side for side, own in SIDES.items() if not own & groups]
    if lacking and len(metrics) == len(rules.kpis):  # an unknown metric may be the one that lacks
        yield messages.one_sided_centre(lacking)


def _metric_of(context: Context, name: str) -> str:
    kpi = context.ruleset.kpis.get(name)
    return kpi.metric if kpi else name
