# ruff: noqa: S101  # these are the assertions of a test class that others inherit
"""What any metric must keep to, as a test class to inherit.

    class TestColdRate(MetricContract):
        metric = "acme.cold_rate"
        cases = Path(__file__).parent.parent / "cases"

Every check looks at the metric as installed.  The metric's worked examples (cases of this id in `cases`, and those
that it carries itself) are measured on DuckDB with their rows in another order; `test_cases` style tests of your
own show them one by one on Polars.
"""

from pathlib import Path
from typing import ClassVar

from attrs import evolve

from kpiengine.facts.records import FactStore
from kpiengine.periods import day_of, parse_period
from kpiengine.plugin import Context, Metric, Params, View
from kpiengine.registry.formulas import alternatives, plan_fault
from kpiengine.testing.cases import MetricCase, cases_of, installed, read_cases, run_case
from kpiengine.testing.rows import Reader, given_rows
from kpiengine.testing.trial import spans_around


class MetricContract:
    """Inherit it, and name the metric and the folder of its cases."""

    metric: ClassVar[str]
    cases: ClassVar[Path | None] = None
    engine: ClassVar[str] = "duckdb"

    def loaded(self) -> Metric:
        """The metric as the catalogue has it."""
        found = installed().metrics.get(self.metric)
        assert found is not None, installed().withheld.get(f"metric {self.metric}", f"no plugin brings {self.metric}")
        return found

    def examples(self) -> tuple[MetricCase, ...]:
        """All worked examples of the metric."""
        files = sorted(self.cases.glob("*.toml")) if self.cases else ()
        return tuple(c for file in files for c in read_cases(file) if c.metric == self.metric) + cases_of(self.loaded())

    def views(self) -> tuple[View, ...]:
        """The views that it counts on under its default parameters."""
        metric = self.loaded()
        names = {part.view for part in metric.plan_for(metric.settings({})).parts.values()}
        return tuple(installed().views[name] for name in sorted(names))

    def test_says_what_it_means(self) -> None:
        """Titles in English and Chinese, what it means, and a formula."""
        metric = self.loaded()
        assert metric.title.get("en")
        assert metric.title.get("zh")
        assert metric.docs.get("en")
        assert metric.formula
        assert metric.example

    def test_every_parameter_value_makes_a_plan(self) -> None:
        """Each alternative of each parameter, one at a time, gives a plan that parses and types."""
        metric = self.loaded()
        for params in alternatives(metric):
            fault = plan_fault(metric, params, installed().views)
            assert fault is None, f"{params}: {fault}"

    def test_every_parameter_has_a_meaning(self) -> None:
        """The one sentence that `kpiengine metrics NAME` shows."""
        for name, param in self.loaded().params.items():
            assert param.doc, name

    def test_has_worked_examples(self) -> None:
        """At least one that gives a value."""
        assert any(case.expected is not None for case in self.examples())

    def test_rows_in_another_order_on_another_engine_give_the_same(self) -> None:
        """Neither the order of rows nor the engine may show in a value."""
        for case in self.examples():
            facts = {id_: given_rows(r)[::-1] for id_, r in case.facts.items()}
            outcome = run_case(evolve(case, facts=facts), installed(), self.engine)
            assert outcome.value == case.expected, case.title
            assert case.status in {None, outcome.status}, case.title

    def test_no_rows_is_no_value(self) -> None:
        """Without any row there is no value, and above all no 0."""
        tables = {table for view in self.views() for table in view.facts}
        case = MetricCase("nothing", self.metric, None, dict.fromkeys(tables, ()))
        assert run_case(case, installed()).value is None

    def test_views_neither_drop_nor_multiply_rows(self) -> None:
        """Each row of a view's first table is there once (or in pieces), with the columns that the view declares."""
        metric = self.loaded()
        for case in self.examples():
            settings = metric.settings(case.params)
            period = parse_period(case.period, case.zone)
            store = Reader(installed(), day_of(period.start_day), spans_around([period])).store(case.facts)
            plan = metric.plan_for(settings)
            for view in sorted({part.view for part in plan.parts.values()}):
                self._check_rows(installed().views[view], settings, store, period.end)

    def _check_rows(self, view: View, settings: Params, store: FactStore, as_of: int) -> None:
        tables = {name: store.tables[name] for name in view.facts if name in store.tables}
        if view.facts[0] not in tables:
            return
        params = {name: settings[name] for name in view.params}
        built = view.build(tables, params, Context(as_of, ()))
        missing = set(view.columns) - set(built.collect_schema().names())
        assert not missing, f"view {view.id} lacks its columns {sorted(missing)}"
        before, after = tables[view.facts[0]].collect("polars").shape[0], built.collect("polars").shape[0]
        assert after == before or (view.pieces and after > before), f"view {view.id} drops or multiplies rows"
