"""What is to be looked at: a metric with its examples, and the views and tables behind it; or a whole plugin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from kpiengine.errors import KpiError
from kpiengine.plugin import Catalogue, FactTable, Metric, Plan, PluginInfo, View
from kpiengine.registry.formulas import alternatives
from kpiengine.registry.isolation import Fault as Raised
from kpiengine.registry.isolation import attempt
from kpiengine.testing.cases import MetricCase, cases_of, metrics_of, read_folder
from kpiengine.testing.checks.every import METRIC_CHECKS, PLUGIN_CHECKS, TABLE_CHECKS, VIEW_CHECKS, run
from kpiengine.testing.checks.records import MetricAt, PluginAt, TableAt, Verdict, ViewAt

Record = TypeVar("Record", FactTable, View)


def metric_at(catalogue: Catalogue, metric: Metric, cases: Iterable[MetricCase], engine: str = "duckdb") -> MetricAt:
    """The metric with those of the cases that are about it, and those that it carries itself."""
    own = tuple(case for case in cases if case.metric == metric.id)
    return MetricAt(catalogue, metric, (*own, *cases_of(metric)), engine)


def views_at(catalogue: Catalogue, views: Iterable[View], metrics: Iterable[MetricAt]) -> tuple[ViewAt, ...]:
    """The views with the examples of all metrics that count on them."""
    uses: dict[str, list[tuple[MetricCase, dict[str, object]]]] = {view.id: [] for view in views}
    own = tuple(metrics)
    others = [one for id_, one in catalogue.metrics.items() if id_ not in {at.metric.id for at in own}]
    elsewhere = {name for one in others for params in alternatives(one) for name in _views_of(one, params)}
    for at in own:
        for case in at.examples:
            settings = at.metric.settings(case.params)
            for name in _views_of(at.metric, settings) & uses.keys():
                uses[name].append((case, settings))
    return tuple(ViewAt(catalogue, catalogue.views[id_], tuple(of), id_ in elsewhere) for id_, of in uses.items())


def _views_of(metric: Metric, settings: dict[str, object]) -> set[str]:
    plan = attempt(lambda: metric.plan_for(settings))
    if isinstance(plan, Raised) or not isinstance(plan, Plan):
        return set()  # the settings check says it
    return {part.view for part in plan.parts.values()}


def views_behind(at: MetricAt) -> tuple[View, ...]:
    """The views that a metric counts on under its defaults."""
    names = _views_of(at.metric, at.metric.settings({}))
    return tuple(at.catalogue.views[name] for name in sorted(names & at.catalogue.views.keys()))


def views_elsewhere(own: Iterable[View], metrics: Iterable[MetricAt]) -> tuple[View, ...]:
    """Views of other plugins that the metrics count on: nobody else has these examples of them."""
    behind = {view.id: view for at in metrics for view in views_behind(at)}
    return tuple(view for id_, view in behind.items() if id_ not in {view.id for view in own})


def cases_in(folder: Path | None) -> tuple[MetricCase, ...]:
    """All cases of a folder's TOML files."""
    return tuple(case for _, cases in read_folder(folder) for case in cases) if folder is not None else ()


def check_metric(at: MetricAt) -> Iterator[Verdict]:
    """Every check of one metric and of the views behind it."""
    yield from (run("metric", check, [at]) for check in METRIC_CHECKS)
    views = views_at(at.catalogue, views_behind(at), [at])
    yield from (run("view", check, views) for check in VIEW_CHECKS)


def check_plugin(
    catalogue: Catalogue, name: str, cases: Sequence[MetricCase], engine: str = "duckdb"
) -> Iterator[Verdict]:
    """Every check of a plugin and of all that it brings, one at a time; `name` is its entry point's.

    Raises `KpiError` if there is no such plugin.
    """
    info = plugin_called(catalogue, name)
    tables = records_of(info, "table", catalogue.tables)
    views = records_of(info, "view", catalogue.views)
    metrics = [metric_at(catalogue, metric, cases, engine) for metric in metrics_of(info.name, catalogue)]
    yield from (run("plugin", check, [PluginAt(info)]) for check in PLUGIN_CHECKS)
    tables_at = [TableAt(catalogue, table, tuple(cases)) for table in tables]
    yield from (run("table", check, tables_at) for check in TABLE_CHECKS if tables)
    at_views = views_at(catalogue, [*views, *views_elsewhere(views, metrics)], metrics)
    yield from (run("view", check, at_views) for check in VIEW_CHECKS if at_views)
    yield from (run("metric", check, metrics) for check in METRIC_CHECKS if metrics)


def plugin_called(catalogue: Catalogue, name: str) -> PluginInfo:
    """The plugin of this entry-point name or distribution."""
    for info in catalogue.plugins:
        if name in {info.name, info.distribution} and info.distribution:
            return info
    installed = ", ".join(info.name for info in catalogue.plugins if info.distribution) or "none"
    raise KpiError(f'there is no plugin "{name}"; installed: {installed}')


def records_of(info: PluginInfo, kind: str, known: Mapping[str, Record]) -> list[Record]:
    """What the plugin brings of one kind, as the catalogue has it."""
    return [known[what.removeprefix(f"{kind} ")] for what in info.brought if what.startswith(f"{kind} ")]
