"""`proven` for shares only, `lean` where there is a team to lean to, and curves that exist and have what they need."""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import evidence as messages
from kpiengine.rules.choosing import Case, cases, variants
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.shares import hits_of


def check(context: Context) -> Iterator[Finding]:
    """Every KPI."""
    for kpi in context.ruleset.kpis.values():
        if context.broken("kpi", kpi.id, "metric") or context.broken("kpi", kpi.id, "by"):
            continue
        own = (*(f for one in variants(kpi) for f in (*_proven(context, one.kpi), *_lean(context, one.kpi))),)
        yield from dict.fromkeys(own)
        for case in cases(kpi):
            yield from _curve(context, case)


def _proven(context: Context, kpi: Kpi) -> Iterator[Finding]:
    metric = context.metric(kpi)
    if kpi.proven is None or metric is None or context.broken("kpi", kpi.id, "params"):
        return
    if kpi.lean:
        yield messages.both_leaned_and_proven(kpi.id)
    elif hits_of(metric, kpi.params) is None:
        yield messages.no_share(kpi.id, metric)
    elif context.pair(kpi):
        yield messages.proven_within(kpi.id)


def _lean(context: Context, kpi: Kpi) -> Iterator[Finding]:
    metric = context.metric(kpi)
    if not kpi.lean or metric is None:
        return
    if kpi.level is not KpiLevel.AGENT:
        yield messages.lean_of_unit(kpi.id, kpi.level)
    elif KpiLevel.TEAM not in metric.levels:
        yield messages.lean_without_team(kpi.id, metric)


def _curve(context: Context, case: Case) -> Iterator[Finding]:
    name = case.kpi.curve
    if name in {None, "pass"} or context.broken("kpi", case.kpi.id, "curve"):
        return
    curve = context.around.catalogue.curves.get(str(name))
    if curve is None:
        yield messages.unknown_curve(case.path("curve"), str(name), context.around.catalogue)
        return
    for mark in curve.needs:
        if mark not in case.kpi.given:
            yield messages.curve_needs(case.path("curve"), curve.id, mark)
        elif mark in case.kpi.pairs:
            yield messages.curve_takes_no_pair(case.path(mark), curve.id, mark)
