# ruff: noqa: S101 -- these are the assertions of test classes that others inherit
"""What any metric must keep to, as a test class to inherit; and the same for all that a plugin brings.

    class TestColdRate(MetricContract):
        metric = "acme.cold_rate"
        cases = Path(__file__).parent.parent / "cases"

    class TestAcme(PluginContract):
        plugin = "acme"                                  # the name of its entry point
        cases = Path(__file__).parent.parent / "cases"

Every check looks at the metric as installed, on its worked examples (cases of this id in `cases`, and those that it
carries itself).  Where KPIENGINE_CONTRACT_EXAMPLES is a number, metrics are measured again and again on the first so
many that give a value; views and tables are looked at with all.
The checks are in `kpiengine.testing.checks`; each becomes a test of its own, and `kpiengine plugin check` runs them
without pytest.
"""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from attrs import evolve

from kpiengine.testing.cases import installed, metrics_of
from kpiengine.testing.checks.every import METRIC_CHECKS, PLUGIN_CHECKS, TABLE_CHECKS, VIEW_CHECKS, run
from kpiengine.testing.checks.gathering import (
    cases_in,
    metric_at,
    plugin_called,
    records_of,
    views_at,
    views_behind,
    views_elsewhere,
)
from kpiengine.testing.checks.records import Check, MetricAt, PluginAt, TableAt, ViewAt

_cases_in = cache(cases_in)
# That examples give their value as written is what `PluginCases` shows one by one.
_METRIC_CHECKS = tuple(check for check in METRIC_CHECKS if check.id != "examples")


class MetricContract:
    """Inherit it, and name the metric and the folder of its cases."""

    metric: ClassVar[str]
    cases: ClassVar[Path | None] = None
    engine: ClassVar[str] = "duckdb"

    @classmethod
    def pytest_generate_tests(cls, metafunc: Any) -> None:  # noqa: ANN401 -- pytest's, which is no dependency of ours
        """One test for each check: pytest asks each test class for its parameters."""
        _one_test_each(metafunc, metric_check=_METRIC_CHECKS, view_check=VIEW_CHECKS)

    def looked_at(self) -> MetricAt:
        """The metric as the catalogue has it, with its examples."""
        catalogue = installed()
        found = catalogue.metrics.get(self.metric)
        assert found is not None, catalogue.withheld.get(f"metric {self.metric}", f"no plugin brings {self.metric}")
        return metric_at(catalogue, found, _cases_in(self.cases), self.engine)

    def test_metric_keeps_to(self, metric_check: Check[MetricAt]) -> None:
        """What every metric must keep to."""
        verdict = run("metric", metric_check, [_thinned(self.looked_at())])
        assert verdict.passed, verdict.told

    def test_its_views_keep_to(self, view_check: Check[ViewAt]) -> None:
        """What the views that it counts on must keep to."""
        at = self.looked_at()
        verdict = run("view", view_check, views_at(at.catalogue, views_behind(at), [at]))
        assert verdict.passed, verdict.told


class PluginContract:
    """Inherit it, and name the plugin and the folder of its cases: every metric, view and table that it brings."""

    plugin: ClassVar[str]
    cases: ClassVar[Path | None] = None
    engine: ClassVar[str] = "duckdb"

    @classmethod
    def pytest_generate_tests(cls, metafunc: Any) -> None:  # noqa: ANN401 -- pytest's, which is no dependency of ours
        """One test for each check: pytest asks each test class for its parameters."""
        _one_test_each(metafunc, metric_check=_METRIC_CHECKS, view_check=VIEW_CHECKS)
        _one_test_each(metafunc, table_check=TABLE_CHECKS, plugin_check=PLUGIN_CHECKS)

    def metrics(self) -> tuple[MetricAt, ...]:
        """The plugin's metrics with their examples."""
        catalogue = installed()
        own = metrics_of(plugin_called(catalogue, self.plugin).name, catalogue)
        return tuple(metric_at(catalogue, one, _cases_in(self.cases), self.engine) for one in own)

    def test_plugin_keeps_to(self, plugin_check: Check[PluginAt]) -> None:
        """What every plugin must keep to."""
        verdict = run("plugin", plugin_check, [PluginAt(plugin_called(installed(), self.plugin))])
        assert verdict.passed, verdict.told

    def test_metrics_keep_to(self, metric_check: Check[MetricAt]) -> None:
        """What every metric must keep to."""
        verdict = run("metric", metric_check, [_thinned(at) for at in self.metrics()])
        assert verdict.passed, verdict.told

    def test_views_keep_to(self, view_check: Check[ViewAt]) -> None:
        """What every view must keep to."""
        views = records_of(plugin_called(installed(), self.plugin), "view", installed().views)
        metrics = self.metrics()
        looked_at = views_at(installed(), [*views, *views_elsewhere(views, metrics)], metrics)
        verdict = run("view", view_check, looked_at)
        assert verdict.passed, verdict.told

    def test_tables_keep_to(self, table_check: Check[TableAt]) -> None:
        """What every fact table must keep to."""
        tables = records_of(plugin_called(installed(), self.plugin), "table", installed().tables)
        verdict = run("table", table_check, [TableAt(installed(), one, _cases_in(self.cases)) for one in tables])
        assert verdict.passed, verdict.told


def _thinned(at: MetricAt) -> MetricAt:
    """Fewer examples where the environment asks for it: each is measured many times."""
    most = os.environ.get("KPIENGINE_CONTRACT_EXAMPLES", "")
    return evolve(at, examples=at.with_value[: int(most)]) if most.isdigit() else at


def _one_test_each(metafunc: Any, **checks: Sequence[Check[Any]]) -> None:  # noqa: ANN401 -- as above
    for name, some in checks.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, some, ids=[check.id for check in some])
