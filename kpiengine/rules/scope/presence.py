"""Time at work as a value: what a share of the full amount compares with, and who was away."""

from kpiengine.expressions import build
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.tree import Node
from kpiengine.plugin import Metric
from kpiengine.rules.checked import Wanted
from kpiengine.rules.full_time import full_time_hours, working_days
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.scope.measures import Measures
from kpiengine.rules.scope.names import PRESENCE, Names
from kpiengine.rules.surroundings import FTE


def add_presence(measures: Measures) -> Node | None:
    """The measure that `payout.prorate` compares with full time, and what full time is; None without one.

    Raises `ExpressionError` where no installed metric gives it.
    """
    payout = measures.ruleset.payout
    prorate = payout.prorate
    if prorate is None or prorate.by not in {"paid_hours", "worked_days"}:
        return None
    metric = _provided(measures, prorate.by)
    params = {"count_as_worked": prorate.count_as_worked} if prorate.by == "paid_hours" else {}
    measures.wanted[PRESENCE] = Wanted(
        key=PRESENCE, metric=metric, params=metric.settings(params), level=measures.ruleset.head.level, min_sample=0
    )
    around = measures.around
    make = full_time_hours if prorate.by == "paid_hours" else working_days
    return make(around.site_full_time, around.full_time)


def _provided(measures: Measures, name: str) -> Metric:
    metric = measures.around.catalogue.metrics.get(name)
    if metric is None:
        raise ExpressionError(
            f"no installed plugin measures {name}",
            remedy="install the plugin that counts schedules, or leave it out",
            code="KPI210",
        )
    return metric


def worked_percent(measures: Measures, where: Names) -> Node:
    """Hours worked as a percent of those of the own contract."""
    _provided(measures, "worked_hours")
    full = full_time_hours(measures.around.site_full_time, measures.around.full_time)
    worked = measures.known("worked_hours", KpiLevel.AGENT, where)
    measures.used.append("worked_hours")
    return build.ratio((worked, build.lit(100)), (full, build.name("fte", FTE)), 1)


def on_leave(measures: Measures) -> Node:
    """No time at work, and some leave."""
    for name in ("worked_hours", "leave_hours"):
        _provided(measures, name)
        measures.used.append(name)
    worked, leave = (_value_of_any(measures, name) for name in ("worked_hours", "leave_hours"))
    return build.and_(build.le(worked, build.lit(0)), build.gt(leave, build.lit(0)))


def _value_of_any(measures: Measures, name: str) -> Node:
    """The value of a metric, from however few cases."""
    return build.name(f"value:{measures.want(name, measures.ruleset.head.level)}", measures.kind_of(name))
