"""Faults of names that have no value in a place."""

from kpiengine.expressions.errors import ExpressionError
from kpiengine.plugin import Metric
from kpiengine.rules.checks.messages import metrics as messages
from kpiengine.rules.choosing import variants
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.words import KpiLevel


def of_scenarios(kpi: Kpi, what: str = "metric") -> ExpressionError:
    """What differs from scenario to scenario has no value for the whole period."""
    metrics = sorted({case.kpi.metric for case in variants(kpi)})
    if what == "target":
        message, remedy = f"{kpi.id} has a target for each scenario", "write the number to compare with"
    elif len(metrics) > 1:
        message = f"{kpi.id} is another metric in each scenario, so it has no value for the whole period"
        remedy = f"write the metric: {' or '.join(metrics)}"
    else:
        message = f"{kpi.id} is measured otherwise in each scenario, so it has no value for the whole period"
        remedy = "give the condition a KPI of its own, without by.scenario"
    return ExpressionError(message, remedy=remedy, code="KPI250")


def unusable(metric: str, why: str | None) -> ExpressionError:
    """A metric with a fault of its own."""
    return ExpressionError(f"the metric {metric} cannot be used: {why}", remedy=messages.SEE_PLUGINS, code="KPI224")


def not_measured(name: str, metric: Metric, level: KpiLevel) -> ExpressionError:
    """A level at which the metric has no value."""
    levels = ", ".join(metric.levels)
    remedy = (
        f"write team({name})"
        if level is KpiLevel.AGENT and KpiLevel.TEAM in metric.levels
        else f"its levels are {levels}"
    )
    return ExpressionError(f"{name} is not measured for {messages.EACH[level]}", remedy=remedy, code="KPI212")
