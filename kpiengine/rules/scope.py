"""What names mean in the conditions of a rule set, and which measures their use calls for.

Layers (design: an expression may use lower ones only): 0 roster, calendars, benchmarks, 1 metric values of this and
earlier periods, 2 values of peers, 3 targets and weights, 4 points, 5 score, 6 peers' points and scores, 7 gates and
tiers, 8 rewards, 9 alerts.  A gate decides the tier, so it cannot ask for it, and a target cannot ask for points.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal, TypeAlias

from attrs import Factory, define, evolve, frozen

from kpiengine.expressions import build
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.functions import Function
from kpiengine.expressions.scope import Entry, Ranked, Scope
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import Type, number
from kpiengine.plugin import Better, Metric, Params
from kpiengine.rules.calendar import calendar_functions, later_functions
from kpiengine.rules.checked import Back, Only, Peers, Wanted
from kpiengine.rules.checks.messages import metrics as messages
from kpiengine.rules.choosing import cases, has_points, in_scenario, measured_alike, variants
from kpiengine.rules.full_time import full_time_hours, working_days
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.segments import segment_key, whole_key
from kpiengine.rules.spans import periods_in
from kpiengine.rules.surroundings import FTE, Surroundings
from kpiengine.rules.windows import Value, Windows

Place: TypeAlias = Literal["mark", "weight", "points", "gate", "money", "reward", "alert"]
COUNT = number(0, 10**12)
MONTHS = number(0, 10**4)
DAYS = number(0, 10**6)
MOST_POINTS = 1000
PRESENCE = "~presence"  # key of the measure that prorating needs; no KPI can be called so
UNKNOWN = number(0, 10**12)  # stands for a metric that does not exist: reported elsewhere


@frozen
class Names:
    """What one condition may say: where it stands, and from how many cases on its values count."""

    place: Place
    min_sample: int | None = None
    kpi: str | None = None  # whose points the formula gives: there the name means the value that the score goes by
    level: KpiLevel | None = None  # whose values are meant, if not those of the rule set's subject
    metric: str | None = None  # what that KPI measures there, where scenarios differ


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
    _scopes: dict[Names, Scope] = Factory(dict)

    def add_kpis(self) -> None:
        """Each KPI at its level, and the team's value where an unknown one is replaced by it."""
        for kpi in self.ruleset.kpis.values():
            if measured_alike(kpi):
                self._want(kpi.id, kpi.level)
                if _leans_on_team(kpi):
                    self._want(kpi.id, KpiLevel.TEAM)
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
            if self._meaning(name)[1] is not None:
                kpi = self.ruleset.kpis.get(name)
                self._want(name, kpi.level if kpi else self.ruleset.head.level)

    def scope(self, where: Names) -> Scope:
        """Names and functions of one condition; conditions of one place share them."""
        known = self._scopes.get(where)
        if known is None:
            known = self._scopes[where] = self._scope(where)
        return known

    def _scope(self, where: Names) -> Scope:
        names: dict[str, Entry] = {
            "fte": build.name("fte", FTE),
            "tenure_months": build.name("tenure_months", MONTHS),
            "tenure_days": build.name("tenure_days", DAYS),
        }
        for column, kind in self.around.roster().items():
            names[column] = build.name(f"roster:{column}", kind)
        if (where.level or self.ruleset.head.level) is not KpiLevel.AGENT:
            names = {name: partial(self._of_a_person, name) for name in names}
        for what in self.around.catalogue.withheld:
            if what.startswith("metric "):
                names[what.removeprefix("metric ")] = partial(self._withheld, what)
        for name in (*self.around.catalogue.metrics, *self.ruleset.kpis):
            names[name] = partial(self._value, name, where)
        names["score"] = partial(self._score, where)
        names["tier"] = partial(self._tier, where)
        names["worked_percent"] = partial(self._worked_percent, where)
        names["on_leave"] = self._on_leave
        return Scope(names, self._functions(where))

    # -- values ----------------------------------------------------------------------------------------------------

    def _value(self, name: str, where: Names) -> Node:
        self.used.append(name)
        level = self._level(name, where)
        known = self._known(name, level, where)
        node = build.name(f"used:{name}", self._type(name, where.metric)) if name == where.kpi else known
        own = level is self.ruleset.head.level
        self.values[node] = Value(name, known, self._better(name), key=self.key(name, where), own=own)
        return node

    def key(self, name: str, where: Names) -> str:
        """The measure that a name means in a place."""
        kpi, level = self.ruleset.kpis.get(name), self._level(name, where)
        return name if level is (kpi.level if kpi else self.ruleset.head.level) else f"{name}@{level}"

    def _level(self, name: str, where: Names) -> KpiLevel:
        """Whose value a name means: that of the place where it says one, unless the KPI is of a wider unit."""
        kpi, own = self.ruleset.kpis.get(name), self.ruleset.head.level
        meant = kpi.level if kpi else own
        if where.level is None or where.level is own:
            return meant
        return meant if _WIDER[meant] > _WIDER[where.level] else where.level

    def _of_a_person(self, name: str) -> Node:
        unit = messages.EACH[self.ruleset.head.level]
        raise ExpressionError(
            f"{name} is an attribute of a person, and {unit} has none",
            remedy="choose the people by `agents`, or compare a value",
            code="KPI202",
        )

    def _withheld(self, what: str) -> Node:
        raise _unusable(what.removeprefix("metric "), self.around.catalogue.why_withheld(what))

    def _known(self, name: str, level: KpiLevel, where: Names) -> Node:
        """The value where there are cases enough, else missing."""
        return self.enough(self._want(name, level), self._type(name), where)

    def enough(self, key: str, kind: Type, where: Names) -> Node:
        """The value of a measure where it has cases enough: its own minimum, or that of the place."""
        if where.min_sample is None:
            return build.name(f"known:{key}", kind)
        enough = build.ge(build.name(f"n:{key}", COUNT), build.number_lit(where.min_sample))
        return build.if_(enough, build.name(f"value:{key}", kind), build.missing(kind))

    def name(self, text: str, column: str) -> None:
        """Note a window that the condition names, with the column that shows it."""
        self.used.append(text)
        self.columns[text] = column

    def not_after(self, what: str, layer: int, where: Names) -> None:
        """Refuse what is decided after the place that asks for it."""
        _too_high(what, layer, where)

    def _better(self, name: str) -> Better:
        """Which way is good: the KPI's word, else within for a pair, else the metric's."""
        kpi, metric = self._meaning(name)
        if kpi is not None and kpi.better is not None:
            return Better(kpi.better)
        if kpi is not None and any(isinstance(case.kpi.target, tuple) for case in cases(kpi)):
            return Better.WITHIN
        return metric.better if metric is not None else Better.HIGHER

    def _want(self, name: str, level: KpiLevel) -> str:
        """Note the measure and give its key."""
        kpi, metric = self._meaning(name)
        if kpi is not None and not measured_alike(kpi):
            raise _of_scenarios(kpi)
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
            raise _not_measured(name, metric, level)
        judged = self.around.judge(metric, settings)
        if judged.fault is not None and (why := self.around.catalogue.why_unusable(metric)) is not None:
            raise _unusable(metric.id, why)
        if judged.fault is None and level not in judged.levels:
            raise ExpressionError(
                f"{name} has no value for {messages.EACH[level]} with these settings",
                remedy=f"give it a KPI with `params` of its own; `kpiengine metrics {metric.id}` shows them",
                code="KPI212",
            )

    def _meaning(self, name: str) -> tuple[Kpi | None, Metric | None]:
        kpi = self.ruleset.kpis.get(name)
        return kpi, self.around.catalogue.metrics.get(kpi.metric if kpi else name)

    def _type(self, name: str, metric_id: str | None = None) -> Type:
        metric = self._meaning(name)[1] if metric_id is None else self.around.catalogue.metrics.get(metric_id)
        if metric is None:
            return UNKNOWN
        return number(metric.decimals, max(abs(end) for end in metric.range) * 10**metric.decimals)

    # -- presence --------------------------------------------------------------------------------------------------

    def add_presence(self) -> Node | None:
        """The measure that `payout.prorate` compares with full time, and what full time is; None without one.

        Raises `ExpressionError` where no installed metric gives it.
        """
        payout = self.ruleset.payout
        prorate = payout.prorate
        if prorate is None or prorate.by not in {"paid_hours", "worked_days"}:
            return None
        metric = self._provided(prorate.by)
        params = {"count_as_worked": prorate.count_as_worked} if prorate.by == "paid_hours" else {}
        self.wanted[PRESENCE] = Wanted(
            key=PRESENCE, metric=metric, params=metric.settings(params), level=self.ruleset.head.level, min_sample=0
        )
        around = self.around
        make = full_time_hours if prorate.by == "paid_hours" else working_days
        return make(around.site_full_time, around.full_time)

    def _provided(self, name: str) -> Metric:
        metric = self.around.catalogue.metrics.get(name)
        if metric is None:
            raise ExpressionError(
                f"no installed plugin measures {name}",
                remedy="install the plugin that counts schedules, or leave it out",
                code="KPI210",
            )
        return metric

    def _worked_percent(self, where: Names) -> Node:
        """Hours worked as a percent of those of the own contract."""
        self._provided("worked_hours")
        full = full_time_hours(self.around.site_full_time, self.around.full_time)
        worked = self._known("worked_hours", KpiLevel.AGENT, where)
        self.used.append("worked_hours")
        return build.ratio((worked, build.lit(100)), (full, build.name("fte", FTE)), 1)

    def _on_leave(self) -> Node:
        """No time at work, and some leave."""
        for name in ("worked_hours", "leave_hours"):
            self._provided(name)
            self.used.append(name)
        worked, leave = (self._value_of_any(name) for name in ("worked_hours", "leave_hours"))
        return build.and_(build.le(worked, build.lit(0)), build.gt(leave, build.lit(0)))

    def _value_of_any(self, name: str) -> Node:
        """The value of a metric, from however few cases."""
        return build.name(f"value:{self._want(name, self.ruleset.head.level)}", self._type(name))

    # -- results ---------------------------------------------------------------------------------------------------

    def _score(self, where: Names) -> Node:
        _too_high("the score", 5, where)
        self._own("the score", where)
        if not self.ruleset.weighted:
            raise ExpressionError(
                "there is no score here: no KPI has a weight", remedy="compare a KPI instead", code="KPI202"
            )
        self.used.append("score")
        scores = self.ruleset.score
        top = build.round_to(build.number_lit(scores.maximum), scores.decimals)
        node = build.name("score", number(scores.decimals, top.type.bound))
        self.values[node] = Value("score", node, Better.HIGHER, layer=5)
        return node

    def _tier(self, where: Names) -> Ranked:
        _too_high("the tier", 7, where)
        self._own("the tier", where)
        if where.place == "gate":
            raise ExpressionError(
                "a gate cannot ask for the tier: tiers are decided after the gates (layer 7)",
                remedy="compare the score, or a KPI",
                code="KPI222",
            )
        if not self.ruleset.tiers:
            raise ExpressionError(
                "there is no tier here: the rule set has none", remedy="compare the score", code="KPI202"
            )
        self.used.append("tier")
        ranks = {tier.id: place for place, tier in enumerate(self.ruleset.tiers, 1)}
        return Ranked(build.name("tier", number(0, len(ranks))), ranks)

    def _own(self, what: str, where: Names) -> None:
        """Refuse what a wider unit does not have."""
        if where.level not in {None, self.ruleset.head.level}:
            raise ExpressionError(
                f"{messages.EACH[where.level or KpiLevel.AGENT]} has no {what.removeprefix('the ')} here",
                remedy="compare a KPI or metric",
                code="KPI202",
            )

    # -- functions -------------------------------------------------------------------------------------------------

    def _functions(self, where: Names) -> Mapping[str, Function]:
        def one(name: str, make: Callable[[str], Node]) -> Function:
            return Function(name, make, f"{name}(csat)", raw=(0,))

        functions = (
            one("sample", partial(self._sample, where=where)),
            one("points", partial(self._points, where=where)),
            one("target", partial(self._target, where=where)),
            one("team", partial(self._team, where=where)),
            *calendar_functions(self.around),
            *Windows(self, where).functions(),
            *later_functions(),
        )
        return {function.id: function for function in functions}

    def _named(self, name: object, *, kpi_only: bool) -> str:
        """A KPI, or where allowed a metric; else the fault with the nearest name."""
        known = list(self.ruleset.kpis) + ([] if kpi_only else list(self.around.catalogue.metrics))
        if isinstance(name, str) and name in known:
            return name
        if f"metric {name}" in self.around.catalogue.withheld:
            self._withheld(f"metric {name}")
        Scope(dict.fromkeys(known, COUNT)).meaning(str(name))
        raise ExpressionError(
            f"{name} is no KPI", remedy="write the name of a KPI"
        )  # pragma: no cover -- meaning() raised

    def _sample(self, name: object, *, where: Names) -> Node:
        name = self._named(name, kpi_only=False)
        return build.name(f"n:{self._want(name, self._level(name, where))}", COUNT)

    def _points(self, name: object, *, where: Names) -> Node:
        _too_high("points", 4, where)
        kpi = self.ruleset.kpis[self._named(name, kpi_only=True)]
        if not all(has_points(case.kpi) for case in cases(kpi)):
            raise ExpressionError(f"{kpi.id} has no points: it has no target and floor, and no bands")
        decimals = self.ruleset.score.decimals
        node = build.name(f"points:{kpi.id}", number(decimals, MOST_POINTS * 10**decimals))
        self.values[node] = Value(f"points({kpi.id})", node, Better.HIGHER, layer=4)
        return node

    def _target(self, name: object, *, where: Names) -> Node:
        _too_high("a target", 3, where)
        kpi = self.ruleset.kpis[self._named(name, kpi_only=True)]
        node = self.in_force.get(f"target:{kpi.id}")
        if node is None and any(by.of == "scenario" and "target" in by.keys for by in kpi.by):
            raise _of_scenarios(kpi, "target")
        if not measured_alike(kpi):
            raise _of_scenarios(kpi)
        if node is None:
            pair = f"target_from:{kpi.id}" in self.in_force
            what = "a target with two ends" if pair else "no target"
            raise ExpressionError(f"{kpi.id} has {what}", remedy="write the number to compare with")
        return build.name(f"target:{kpi.id}", node.type)

    def _team(self, name: object, *, where: Names) -> Node:
        name = self._named(name, kpi_only=False)
        kpi = self.ruleset.kpis.get(name)
        if self.ruleset.head.level not in {KpiLevel.AGENT, KpiLevel.TEAM}:
            unit = messages.EACH[self.ruleset.head.level]
            raise ExpressionError(f"{unit} has no team", remedy=f"write {name} alone")
        if kpi is not None and kpi.level not in {KpiLevel.AGENT, KpiLevel.TEAM}:
            raise ExpressionError(
                f"{name} is the value of the {kpi.level}, not of a team", remedy=f"write {name} alone"
            )
        node = self._known(name, KpiLevel.TEAM, where)
        own = self.ruleset.head.level is KpiLevel.TEAM
        key = self._want(name, KpiLevel.TEAM)
        self.values[node] = Value(f"team({name})", node, self._better(name), key=key, own=own)
        return node


def _leans_on_team(kpi: Kpi) -> bool:
    """Whether the team's value may stand in for the agent's, or pull at it."""
    return ("team" in kpi.policies or bool(kpi.lean)) and kpi.level is KpiLevel.AGENT


def _of_scenarios(kpi: Kpi, what: str = "metric") -> ExpressionError:
    """What differs from scenario to scenario has no value for the whole period."""
    metrics = sorted({case.kpi.metric for case in variants(kpi)})
    if what == "target":
        message, remedy = f"{kpi.id} has a target for each scenario", "write the number to compare with"
    elif len(metrics) > 1:
        message = f"{kpi.id} is another metric in each scenario, so it has no value for the whole period"
        remedy = f"write the metric: {' or '.join(metrics)}"
    else:
        message = f"{kpi.id} is measured otherwise in each scenario, so it has no value for the whole period"
        remedy = "give the condition a KPI of its own, without by.scenario"
    return ExpressionError(message, remedy=remedy, code="KPI250")


def _unusable(metric: str, why: str | None) -> ExpressionError:
    return ExpressionError(f"the metric {metric} cannot be used: {why}", remedy=messages.SEE_PLUGINS, code="KPI224")


_WIDER = {level: place for place, level in enumerate((KpiLevel.AGENT, *list(KpiLevel)[1:]))}
_LAYERS: Mapping[Place, tuple[str, int]] = {
    "mark": ("a target", 2),
    "weight": ("a weight", 2),
    "points": ("points", 3),
}


def _too_high(what: str, layer: int, where: Names) -> None:
    """Refuse what is decided after the place that asks for it."""
    asker, highest = _LAYERS.get(where.place, ("", layer))
    if layer > highest:
        raise ExpressionError(
            f"{asker} cannot ask for {what}: that is decided later (layer {layer})",
            remedy="use values of metrics, the roster, calendars or benchmarks",
            code="KPI222",
        )


def _not_measured(name: str, metric: Metric, level: KpiLevel) -> ExpressionError:
    levels = ", ".join(metric.levels)
    remedy = (
        f"write team({name})"
        if level is KpiLevel.AGENT and KpiLevel.TEAM in metric.levels
        else f"its levels are {levels}"
    )
    return ExpressionError(f"{name} is not measured for {messages.EACH[level]}", remedy=remedy, code="KPI212")
