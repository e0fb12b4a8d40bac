"""What the registry found, frozen: handed to the checks and the stages as an argument."""

from collections.abc import Mapping

from attrs import Factory, frozen

from kpiengine.plugin.columns import FactTable
from kpiengine.plugin.metric import Metric, View


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
class Catalogue:
    """Metrics, views and fact tables by id, with the plugin that each came from.

    `withheld` says of things that a plugin wanted to bring why they are not here ("metric aht" -> cause).
    """

    metrics: Mapping[str, Metric] = Factory(dict)
    views: Mapping[str, View] = Factory(dict)
    tables: Mapping[str, FactTable] = Factory(dict)
    origin: Mapping[str, str] = Factory(dict)  # "metric aht" -> plugin name
    plugins: tuple[PluginInfo, ...] = ()
    withheld: Mapping[str, str] = Factory(dict)
