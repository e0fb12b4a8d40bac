# ruff: noqa: S101 -- these are the assertions of a test class that others inherit
"""Every worked example of a distribution as a test of its own, on Polars.

    class TestCases(PluginCases):
        plugin = "acme"                                  # the name of its entry point
        cases = Path(__file__).parent.parent / "cases"

`MetricContract` measures the same examples on another engine.
"""

from pathlib import Path
from typing import Any, ClassVar

from kpiengine.testing.cases import MetricCase, installed, metrics_of, read_folder, run_case


class PluginCases:
    """Inherit it, and name the plugin and the folder of its cases."""

    plugin: ClassVar[str]
    cases: ClassVar[Path]

    @classmethod
    def pytest_generate_tests(cls, metafunc: Any) -> None:  # noqa: ANN401 -- pytest's, which is no dependency of ours
        """Pytest asks each test class for its parameters: here the cases, by file, metric and title."""
        if "case" in metafunc.fixturenames:
            found = [(path, case) for path, cases in read_folder(cls.cases) for case in cases]
            ids = [f"{path.stem}: {case.metric}: {case.title}" for path, case in found]
            metafunc.parametrize("case", [case for _, case in found], ids=ids)

    def test_case_gives_its_value(self, case: MetricCase) -> None:
        """The value, and where the case says so the status and the sample; no row is lost on the way."""
        outcome = run_case(case, installed())
        assert outcome.value == case.expected
        assert case.status in {None, outcome.status}
        assert case.n in {None, outcome.n}
        assert all(tally.adds_up for tally in outcome.tallies), outcome.tallies

    def test_every_metric_has_a_case(self) -> None:
        """A metric that nobody has worked out by hand is not finished."""
        own = metrics_of(self.plugin, installed())
        assert own, f"no metric of the plugin {self.plugin} is in the catalogue"
        with_case = {case.metric for _, cases in read_folder(self.cases) for case in cases}
        carried = {metric.id for metric in own if metric.cases}
        without = {metric.id for metric in own} - with_case - carried
        assert not without, f"no worked example for {', '.join(sorted(without))}"
