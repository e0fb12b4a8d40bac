"""The measures that the conditions of a rule set call for."""

from collections.abc import Mapping

from attrs import Factory, define, evolve

from kpiengine.expressions import build
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import Type, number
from kpiengine.plugin import Better, Metric, Params
from kpiengine.rules.checked import Back, Closed, Only, Peers, Wanted
from kpiengine.rules.checks.messages import metrics as messages
from kpiengine.rules.choosing import cases, in_scenario, measured_alike
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.scope.faults import not_measured, of_scenarios, unusable
from kpiengine.rules.scope.names import COUNT, UNKNOWN, WIDER, Names, too_high
from kpiengine.rules.segments import segment_key, whole_key
from kpiengine.rules.spans import periods_in
from kpiengine.rules.surroundings import Surroundings
from kpiengine.rules.windows import Value


@define
class Measures:
    """The measures that a rule set needs; grows while conditions are read."""

    ruleset: RuleSet
    around: Surroundings
    wanted: dict[str, Wanted] = Factory(dict)
    used: list[str] = Factory(list)  # names of the condition that is being read, in the order of their use
    in_force: Mapping[str, Node] = Factory(dict)  # known once targets and weights are read
    values: dict[Node, Value] = Factory(dict)  # what windows may read, by the node that stands for it
    columns: dict[str, str] = Factory(dict)  # names of windows in the condition that is being read -> columns
    lifted: dict[str, Node] = Factory(dict)
    peers: dict[str, Peers] = Factory(dict)
    closed: dict[str, Closed] = Factory(dict)  # by column
    scopes: dict[Names, Scope] = Factory(dict)

    def add_kpis(self) -> None:
        """Each KPI at its level, and the team's value where an unknown one is replaced by it."""
        for kpi in self.ruleset.kpis.values():
            if measured_alike(kpi):
                self.want(kpi.id, kpi.level)
                if _leans_on_team(kpi):
                    self.want(kpi.id, KpiLevel.TEAM)
        if self.ruleset.scenarios is not None:
            for name in self.ruleset.weights:
                for kpi in in_scenario(self.ruleset, name).weighted:
                    self._want_in(kpi, name)

    def _want_in(self, kpi: Kpi, scenario: str) -> None:
        """A KPI in one scenario, and the same over everything, whose sample says whether there is evidence."""
        metric = self.around.catalogue.metrics.get(kpi.metric)
        if metric is None:
            return
        key = segment_key(kpi.id, scenario)
        alike = measured_alike(self.ruleset.kpis[kpi.id])
        for level in (kpi.level, *((KpiLevel.TEAM,) if _leans_on_team(kpi) else ())):
            end = "" if level is kpi.level else f"@{level}"
            whole = f"{kpi.id}{end}" if alike else f"{whole_key(key)}{end}"
            one = Wanted(
                key=whole,
                metric=metric,
                params=metric.settings(kpi.params, kpi.level),
                level=level,
                min_sample=metric.min_sample if kpi.min_sample is None else kpi.min_sample,
                slice=kpi.slice,
                mature=self.ruleset.head.count_when == "mature",
                back=self._back(kpi),
            )
            self.wanted.setdefault(whole, one)
            only = self._only(kpi, metric, scenario)
            self.wanted[f"{key}{end}"] = evolve(one, key=f"{key}{end}", only=only, whole=whole)

    def _only(self, kpi: Kpi, metric: Metric, scenario: str) -> Only | None:
        """The rows of the scenario; None where the value is that of the whole period.

        That is so for a unit that is wider than the subject, and for a metric whose rows do not say the scenario.
        """
        scenarios = self.ruleset.scenarios
        if scenarios is None or kpi.level not in {self.ruleset.head.level, KpiLevel.QUEUE}:
            return None
        judged = self.around.judge(metric, metric.settings(kpi.params, kpi.level))
        if scenarios.by not in judged.dimensions:
            return None
        others = tuple(sorted(name for name in self.ruleset.weights if name != scenario))
        return Only(scenarios.by, scenario, others if scenarios.other == scenario else None)

    def add_counts(self) -> None:
        """What points count, and what a rate pays for."""
        names = [one.count for one in self.ruleset.points.values()]
        if self.ruleset.payout.units is not None:
            names.append(self.ruleset.payout.units)
        for name in names:
            if self.meaning(name)[1] is not None:
                kpi = self.ruleset.kpis.get(name)
                self.want(name, kpi.level if kpi else self.ruleset.head.level)

    def key(self, name: str, where: Names) -> str:
        """The measure that a name means in a place."""
        kpi, level = self.ruleset.kpis.get(name), self.level_of(name, where)
        return name if level is (kpi.level if kpi else self.ruleset.head.level) else f"{name}@{level}"

    def level_of(self, name: str, where: Names) -> KpiLevel:
        """Whose value a name means: that of the place where it says one, unless the KPI is of a wider unit."""
        kpi, own = self.ruleset.kpis.get(name), self.ruleset.head.level
        meant = kpi.level if kpi else own
        if where.level is None or where.level is own:
            return meant
        return meant if WIDER[meant] > WIDER[where.level] else where.level

    def withheld(self, what: str) -> Node:
        """Refuse a metric that a broken plugin would have."""
        raise unusable(what.removeprefix("metric "), self.around.catalogue.why_withheld(what))

    def known(self, name: str, level: KpiLevel, where: Names) -> Node:
        """The value where there are cases enough, else missing."""
        return self.enough(self.want(name, level), self.kind_of(name), where)

    def enough(self, key: str, kind: Type, where: Names) -> Node:
        """The value of a measure where it has cases enough: its own minimum, or that of the place."""
        if where.min_sample is None:
            return build.name(f"known:{key}", kind)
        enough = build.ge(build.name(f"n:{key}", COUNT), build.number_lit(where.min_sample))
        return build.if_(enough, build.name(f"value:{key}", kind), build.missing(kind))

    def at_closing(self, of: str, back: int, kind: Type) -> Node:
        """A column of the record of an earlier period as it was closed."""
        one = Closed(of, back, kind)
        self.closed[one.column] = one
        return build.name(one.column, kind)

    def name(self, text: str, column: str) -> None:
        """Note a window that the condition names, with the column that shows it."""
        self.used.append(text)
        self.columns[text] = column

    def not_after(self, what: str, layer: int, where: Names) -> None:
        """Refuse what is decided after the place that asks for it."""
        too_high(what, layer, where)

    def better(self, name: str) -> Better:
        """Which way is good: the KPI's word, else within for a pair, else the metric's."""
        kpi, metric = self.meaning(name)
        if kpi is not None and kpi.better is not None:
            return Better(kpi.better)
        if kpi is not None and any("target" in case.kpi.pairs for case in cases(kpi)):
            return Better.WITHIN
        return metric.better if metric is not None else Better.HIGHER

    def want(self, name: str, level: KpiLevel) -> str:
        """Note the measure and give its key."""
        kpi, metric = self.meaning(name)
        if kpi is not None and not measured_alike(kpi):
            raise of_scenarios(kpi)
        own = kpi.level if kpi else self.ruleset.head.level
        key = name if level is own else f"{name}@{level}"
        if metric is not None and key not in self.wanted:
            given = kpi.params if kpi else {}
            if kpi is None or level is not own:  # a KPI's own level is judged with the KPI
                self._must_have(name, metric, level, metric.settings(given, own))
            least = kpi.min_sample if kpi and kpi.min_sample is not None else metric.min_sample
            self.wanted[key] = Wanted(
                key=key,
                metric=metric,
                params=metric.settings(given, own),
                level=level,
                min_sample=least,
                slice=kpi.slice if kpi else {},
                mature=self.ruleset.head.count_when == "mature",
                back=self._back(kpi),
            )
        return key

    def _back(self, kpi: Kpi | None) -> Back | None:
        """Over which periods a KPI is measured, if not over the one evaluated; faults of it are told by the checks."""
        calendar = self.around.calendar(self.ruleset.head.period)
        if kpi is None or kpi.window is None or calendar is None:
            return None
        count = periods_in(kpi.window, calendar)
        return None if count is None or count == 1 else Back(0, count - 1)

    def _must_have(self, name: str, metric: Metric, level: KpiLevel, settings: Params) -> None:
        """Refuse a level that the metric does not have, or not with these settings."""
        if level not in metric.levels:
            raise not_measured(name, metric, level)
        judged = self.around.judge(metric, settings)
        if judged.fault is not None and (why := self.around.catalogue.why_unusable(metric)) is not None:
            raise unusable(metric.id, why)
        if judged.fault is None and level not in judged.levels:
            raise ExpressionError(
                f"{name} has no value for {messages.EACH[level]} with these settings",
                remedy=f"give it a KPI with `params` of its own; `kpiengine metrics {metric.id}` shows them",
                code="KPI212",
            )

    def meaning(self, name: str) -> tuple[Kpi | None, Metric | None]:
        """The KPI of the name, and what it or the metric of the name measures."""
        kpi = self.ruleset.kpis.get(name)
        return kpi, self.around.catalogue.metrics.get(kpi.metric if kpi else name)

    def kind_of(self, name: str, metric_id: str | None = None) -> Type:
        """The type of a value: the decimals and range of its metric."""
        metric = self.meaning(name)[1] if metric_id is None else self.around.catalogue.metrics.get(metric_id)
        if metric is None:
            return UNKNOWN
        return number(metric.decimals, max(abs(end) for end in metric.range) * 10**metric.decimals)


def _leans_on_team(kpi: Kpi) -> bool:
    """Whether the team's value may stand in for the agent's, or pull at it."""
    return ("team" in kpi.policies or bool(kpi.lean)) and kpi.level is KpiLevel.AGENT
