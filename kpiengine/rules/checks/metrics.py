"""[kpi.NAME] metric, level, params: what the catalogue knows, and names that mean one thing only."""

import keyword
from collections.abc import Iterator, Mapping

from kpiengine.documents.finding import Finding
from kpiengine.plugin import Better, Metric
from kpiengine.rules.checks.context import Context, placed
from kpiengine.rules.checks.messages import metrics as messages
from kpiengine.rules.checks.params import check_params
from kpiengine.rules.choosing import Case, variants
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.reserved import RESERVED


def check(context: Context) -> Iterator[Finding]:
    """Metrics exist, are measured at the level, take the parameters, and may be scored."""
    weighted = {kpi.id for kpi in context.ruleset.weighted}
    for kpi in context.ruleset.kpis.values():
        if context.broken("kpi", kpi.id, "metric") or context.broken("kpi", kpi.id, "by"):
            continue
        yield from _name(context, kpi)
        seen: set[Finding] = set()
        for case in variants(kpi):
            found = [placed(finding, case) for finding in _measure(context, case, scored=kpi.id in weighted)]
            yield from (finding for finding in found if finding not in seen)
            seen |= set(found)


def _measure(context: Context, case: Case, *, scored: bool) -> Iterator[Finding]:
    """What is measured, in one scenario or in all."""
    kpi = case.kpi
    metric = context.metric(kpi)
    if metric is None:
        yield messages.unknown_metric(kpi, context.around.catalogue)
        return
    if not context.broken("kpi", kpi.id, "level"):
        yield from _level(context, kpi, metric)
    if not context.broken("kpi", kpi.id, "params"):
        yield from _plan(context, kpi, metric)
    if scored and kpi.better is None and metric.better is Better.NEUTRAL:
        yield messages.neutral_scored(kpi.id, metric.id, "metric" if kpi.weight is None else "weight")


def _name(context: Context, kpi: Kpi) -> Iterator[Finding]:
    if kpi.id in RESERVED or keyword.iskeyword(kpi.id) or kpi.id in context.around.roster():
        yield messages.reserved_name(kpi.id)
    elif kpi.id in context.around.catalogue.metrics and kpi.metric != kpi.id:
        yield messages.named_like_metric(kpi.id, kpi.metric)


def _level(context: Context, kpi: Kpi, metric: Metric) -> Iterator[Finding]:
    if kpi.level not in metric.levels:
        yield messages.level_not_measured(kpi.id, metric, kpi.level)
    elif kpi.level is KpiLevel.QUEUE and not context.around.catalogue.exposures("contacts"):
        yield messages.no_contacts(kpi.id)
    for key, policy in (("if_missing", kpi.if_missing), ("if_few", kpi.if_few)):
        if policy != "team":
            continue
        if kpi.level is not KpiLevel.AGENT:
            yield messages.team_of_unit(kpi.id, key, kpi.level)
        elif KpiLevel.TEAM not in metric.levels:
            yield messages.no_team_value(kpi.id, key, metric)


def _plan(context: Context, kpi: Kpi, metric: Metric) -> Iterator[Finding]:
    """The metric works with these settings, and has a value at the level: some have one under some settings only."""
    judge = context.around.judge
    path = ("kpi", kpi.id, "params")
    faults = list(check_params(metric, kpi.params, path))
    yield from faults
    if faults:
        return
    judged = judge(metric, metric.settings(kpi.params, kpi.level))
    if judged.fault is not None:
        why = context.around.catalogue.why_unusable(metric)
        if why is not None:
            yield messages.unusable_metric(kpi, why)
            return
        alone = (
            name for name in kpi.params if judge(metric, metric.settings({name: kpi.params[name]}, kpi.level)).fault
        )
        yield messages.params_unusable(metric.id, next(alone, None), judged.fault, path)
        return
    if kpi.level in judged.levels or kpi.level not in metric.levels or context.broken("kpi", kpi.id, "level"):
        return
    others = [
        (name, option)
        for name, param in metric.params.items()
        for option in (param.one_of if not isinstance(param.default, list | tuple | Mapping) else ())
        if kpi.level in judge(metric, metric.settings({**kpi.params, name: option}, kpi.level)).levels
    ]
    yield messages.level_without_values(kpi.id, metric, kpi.level, others[0] if others else None, judged.levels)
