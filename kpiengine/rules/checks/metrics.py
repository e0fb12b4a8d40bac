"""[kpi.NAME] metric, level, params: what the catalogue knows, and names that mean one thing only."""

import keyword
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kpiengine.documents.finding import Finding, Path
from kpiengine.plugin import Better, Metric, Param
from kpiengine.rules.checks import messages
from kpiengine.rules.checks.context import Context
from kpiengine.rules.model import Kpi, KpiLevel
from kpiengine.rules.reserved import RESERVED


def check(context: Context) -> Iterator[Finding]:
    """Metrics exist, are measured at the level, take the parameters, and may be scored."""
    for kpi in context.ruleset.kpis.values():
        if context.broken("kpi", kpi.id, "metric"):
            continue
        yield from _name(context, kpi)
        metric = context.metric(kpi)
        if metric is None:
            if not context.reading.awaits("kpi", kpi.id):
                yield messages.unknown_metric(kpi, context.around.catalogue)
            continue
        if not context.broken("kpi", kpi.id, "level"):
            yield from _level(kpi, metric)
        if not context.broken("kpi", kpi.id, "params"):
            yield from _params(kpi, metric)
        if kpi.weight is not None and kpi.better is None and metric.better is Better.NEUTRAL:
            yield messages.neutral_scored(kpi.id, metric.id)


def _name(context: Context, kpi: Kpi) -> Iterator[Finding]:
    if kpi.id in RESERVED or keyword.iskeyword(kpi.id) or kpi.id in context.around.roster():
        yield messages.reserved_name(kpi.id)
    elif kpi.id in context.around.catalogue.metrics and kpi.metric != kpi.id:
        yield messages.named_like_metric(kpi.id, kpi.metric)


def _level(kpi: Kpi, metric: Metric) -> Iterator[Finding]:
    if kpi.level not in metric.levels:
        yield messages.level_not_measured(kpi.id, metric, kpi.level)
    for key, policy in (("if_missing", kpi.if_missing), ("if_few", kpi.if_few)):
        if policy != "team":
            continue
        if kpi.level is not KpiLevel.AGENT:
            yield messages.team_of_unit(kpi.id, key, kpi.level)
        elif KpiLevel.TEAM not in metric.levels:
            yield messages.no_team_value(kpi.id, key, metric)


def _params(kpi: Kpi, metric: Metric) -> Iterator[Finding]:
    yield from check_params(metric.id, metric.params, kpi.params, ("kpi", kpi.id, "params"))


def check_params(owner: str, known: Mapping[str, Param], given: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    """Every setting is known, of the kind of its default, and in its range."""
    for name, value in given.items():
        param = known.get(name)
        if param is None:
            yield messages.unknown_param(name, owner, list(known), (*path, name))
        elif param.one_of and (value not in param.one_of or isinstance(value, bool) != isinstance(param.default, bool)):
            yield messages.param_not_one_of(name, value, param.one_of, (*path, name))
        elif not param.one_of and not _same_kind(param.default, value):
            yield messages.param_kind(name, value, param.default, (*path, name))
        elif (param.minimum is not None and value < param.minimum) or (
            param.maximum is not None and value > param.maximum
        ):
            yield messages.param_range(name, value, param, (*path, name))


def _same_kind(default: object, value: object) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, Decimal):
        return isinstance(value, int | Decimal)
    if isinstance(default, list | tuple):
        return isinstance(value, list)
    if isinstance(default, Mapping):
        return _fits_table(default, list(value.values()) if isinstance(value, Mapping) else [value])
    return default is None or isinstance(value, type(default))


def _fits_table(default: Mapping[str, object], values: list[object]) -> bool:
    """A setting with one value per name (seconds per channel) also takes one value for all of them."""
    number = any(isinstance(known, int | Decimal) for known in default.values())
    like = Decimal(0) if number else next(iter(default.values()), None)
    return all(_same_kind(like, value) for value in values)
