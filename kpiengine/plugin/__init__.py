"""The public contract for authors of metric plugins."""

from kpiengine.plugin.catalogue import Catalogue, PluginInfo
from kpiengine.plugin.columns import Column, ColumnType, FactTable, Parent, RowCheck
from kpiengine.plugin.context import Context, Facts
from kpiengine.plugin.curve import Curve
from kpiengine.plugin.hookspec import API_VERSION, GROUP, hookimpl, hookspec
from kpiengine.plugin.metric import Better, Case, Control, Metric
from kpiengine.plugin.neighbours import (
    Look,
    LookAt,
    Ordered,
    first,
    following,
    group_max,
    group_min,
    group_sum,
    highest_before,
    lowest_after,
    previous,
    running_sum,
)
from kpiengine.plugin.params import Param, Params
from kpiengine.plugin.plan import Agg, Part, Plan, Reduce, Running, Total
from kpiengine.plugin.reasons import COUNTS, OUT, first_reason, left_out, not_live
from kpiengine.plugin.view import Build, Days, Event, Reach, Span, Stock, Time, View

__all__ = [
    "API_VERSION",
    "COUNTS",
    "GROUP",
    "OUT",
    "Agg",
    "Better",
    "Build",
    "Case",
    "Catalogue",
    "Column",
    "ColumnType",
    "Context",
    "Control",
    "Curve",
    "Days",
    "Event",
    "FactTable",
    "Facts",
    "Look",
    "LookAt",
    "Metric",
    "Ordered",
    "Param",
    "Params",
    "Parent",
    "Part",
    "Plan",
    "PluginInfo",
    "Reach",
    "Reduce",
    "RowCheck",
    "Running",
    "Span",
    "Stock",
    "Time",
    "Total",
    "View",
    "first",
    "first_reason",
    "following",
    "group_max",
    "group_min",
    "group_sum",
    "highest_before",
    "hookimpl",
    "hookspec",
    "left_out",
    "lowest_after",
    "not_live",
    "previous",
    "running_sum",
]
