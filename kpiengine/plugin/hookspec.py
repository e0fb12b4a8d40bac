"""The whole plugin contract on one page: what a plugin may implement.

A plugin is a package with an entry point in the group `kpiengine.v1`.  Each hook takes no arguments, computes
nothing and returns records; the engine calls each plugin alone, so that a fault is that plugin's only.
"""

import pluggy

from kpiengine.plugin.columns import FactTable
from kpiengine.plugin.curve import Curve
from kpiengine.plugin.metric import Metric
from kpiengine.plugin.view import View

GROUP = "kpiengine.v1"
API_VERSION = 1  # a plugin may say which version it needs in a module attribute of this name
hookspec = pluggy.HookspecMarker("kpiengine")
hookimpl = pluggy.HookimplMarker("kpiengine")


@hookspec
def kpiengine_fact_tables() -> list[FactTable]:
    """Tables that this plugin's metrics need, with columns, keys, ranges and checks."""
    raise NotImplementedError  # a specification is never called


@hookspec
def kpiengine_views() -> list[View]:
    """Views over fact tables; other plugins' metrics may count on them too."""
    raise NotImplementedError  # a specification is never called


@hookspec
def kpiengine_metrics() -> list[Metric]:
    """Metrics, each with its plan, parameters and documents."""
    raise NotImplementedError  # a specification is never called


@hookspec
def kpiengine_curves() -> list[Curve]:
    """Ways from a value to points, for `curve = "ID"` in rule files."""
    raise NotImplementedError  # a specification is never called
