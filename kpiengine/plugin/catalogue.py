"""What the registry found, frozen: handed to the checks and the stages as an argument."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import Factory, field, frozen

from kpiengine.plugin.columns import Column, FactTable
from kpiengine.plugin.curve import Curve
from kpiengine.plugin.metric import Metric
from kpiengine.plugin.params import Params
from kpiengine.plugin.view import View


@frozen
class PluginInfo:
    """One installed plugin: entry-point name, distribution and version, what it brought, or why it is broken.

    `problem` has one line per fault; a plugin with a problem may still have brought what is not faulty.
    `printed` is what it wrote to the terminal while it was loaded, made harmless.
    """

    name: str
    distribution: str
    version: str
    brought: tuple[str, ...] = ()  # "metric aht", "view handled_legs", "table agent_legs"
    problem: str | None = None
    printed: str = ""


@frozen
class Judgement:
    """What a metric's plan comes to under some parameters: why it cannot be used, or the levels that have values.

    `dimensions` are those that all its views have, by which it can be sliced; `matures_after` is how long after the
    event (milliseconds) the last of its views is final.
    """

    fault: str | None
    levels: tuple[str, ...]
    dimensions: Mapping[str, Column] = Factory(dict)
    matures_after: int = 0


# A metric and complete parameters -> what the plan comes to; never raises for a plugin's fault.
Judge: TypeAlias = Callable[[Metric, Params], Judgement]


def unjudged(metric: Metric, params: Params) -> Judgement:
    """What the metric says of itself, its plan unseen."""
    del params
    return Judgement(None, metric.levels)


@frozen
class Catalogue:
    """Metrics, views, fact tables and curves by id, with the plugin that each came from.

    `withheld` says of things that a plugin wanted to bring why they are not here ("metric aht" -> cause).  `judge`
    looks at plans under parameters that a rule set asks for, as the registry does under the defaults.
    """

    metrics: Mapping[str, Metric] = Factory(dict)
    views: Mapping[str, View] = Factory(dict)
    tables: Mapping[str, FactTable] = Factory(dict)
    curves: Mapping[str, Curve] = Factory(dict)
    origin: Mapping[str, str] = Factory(dict)  # "metric aht" -> plugin name
    plugins: tuple[PluginInfo, ...] = ()
    withheld: Mapping[str, str] = Factory(dict)
    judge: Judge = field(default=unjudged, eq=False, repr=False)

    def exposures(self, kind: str) -> tuple[View, ...]:
        """The views that say how much agents did, such as "contacts", by id."""
        return tuple(self.views[id_] for id_ in sorted(self.views) if kind in self.views[id_].exposure)

    def describing(self, subject: str) -> FactTable | None:
        """The table that tells of one kind of subject, such as queues."""
        return next((self.tables[id_] for id_ in sorted(self.tables) if self.tables[id_].describes == subject), None)

    def why_withheld(self, what: str) -> str | None:
        """The plugin that wanted to bring "metric aht" and why it is not here, or None if nobody did."""
        text = self.withheld.get(what)
        if text is None:
            return None
        owners = [info.name for info in self.plugins if info.problem and text in info.problem]
        cause = text.partition(" cannot be used: ")[2] or text.partition(" ")[2]
        return f"plugin {' and '.join(owners)}: {cause}" if owners else cause

    def why_unusable(self, metric: Metric) -> str | None:
        """The plugin that brings the metric and why its plan does not work as it comes, or None if it does."""
        fault = self.judge(metric, metric.settings({})).fault
        return None if fault is None else f"plugin {self.origin.get(f'metric {metric.id}', 'of the metric')}: {fault}"
