"""What each name and function means in the conditions of one place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial

from attrs import frozen

from kpiengine.expressions import build
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.functions import Function
from kpiengine.expressions.scope import Entry, Meaning, Ranked, Scope
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Type, number
from kpiengine.plugin import Better
from kpiengine.rules.calendar import calendar_functions
from kpiengine.rules.checks.messages import metrics as messages
from kpiengine.rules.choosing import cases, has_points, measured_alike
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.results import Results
from kpiengine.rules.scope.faults import of_scenarios
from kpiengine.rules.scope.lazy import Lazy
from kpiengine.rules.scope.measures import Measures
from kpiengine.rules.scope.names import COUNT, DAYS, MONTHS, MOST_POINTS, Names, too_high
from kpiengine.rules.scope.presence import on_leave, worked_percent
from kpiengine.rules.surroundings import FTE, Surroundings
from kpiengine.rules.windows import Value, Windows


def scope_of(measures: Measures, where: Names) -> Scope:
    """Names and functions of one condition; conditions of one place share them."""
    known = measures.scopes.get(where)
    if known is None:
        known = measures.scopes[where] = Meanings(measures, where).scope()
    return known


_OF_PEOPLE: Mapping[str, Type] = {"fte": FTE, "tenure_months": MONTHS, "tenure_days": DAYS}
_RESULTS = ("score", "tier", "worked_percent", "on_leave")
_OF_WORK = frozenset({"worked_percent", "on_leave"})  # of people, and of the units that they make up
_METRIC = "metric "  # how the catalogue calls one that it withholds


@frozen
class Meanings:
    """The names of one place; what they call for is noted in the measures."""

    measures: Measures
    where: Names

    def scope(self) -> Scope:
        """All of them."""
        return Scope(Lazy(self._entry, self._names), Lazy(self._function, self._function_names))

    def _function(self, name: str) -> Function | None:
        return self.functions.get(name)

    def _function_names(self) -> Iterable[str]:
        return self.functions

    def _names(self) -> Iterator[str]:
        catalogue = self.around.catalogue
        yield from (*_OF_PEOPLE, *self.around.roster())
        yield from (what.removeprefix(_METRIC) for what in catalogue.withheld if what.startswith(_METRIC))
        yield from (*catalogue.metrics, *self.ruleset.kpis, *_RESULTS)

    def _entry(self, name: str) -> Entry | None:
        if name in _RESULTS:
            return self._result(name)
        if name in self.ruleset.kpis or name in self.around.catalogue.metrics:
            return partial(self._value, name)
        if f"{_METRIC}{name}" in self.around.catalogue.withheld:
            return partial(self.measures.withheld, f"{_METRIC}{name}")
        kind = self.around.roster().get(name)
        if kind is None and name not in _OF_PEOPLE:
            return None
        if self._level is not KpiLevel.AGENT:
            return partial(self._of_a_person, name)
        return build.name(name, _OF_PEOPLE[name]) if kind is None else build.name(f"roster:{name}", kind)

    def _result(self, name: str) -> Entry:
        if KpiLevel.QUEUE in {self.where.level, self.ruleset.head.level} and name in _OF_WORK:
            return partial(self._of_a_person, name)
        match name:
            case "score":
                return self._score
            case "tier":
                return self._tier
            case "worked_percent":
                return partial(worked_percent, self.measures, self.where)
            case _:
                return partial(on_leave, self.measures)

    @property
    def _beside_its_queues(self) -> bool:
        """Whether a queue is judged here by a rule set that scores something else."""
        return self.where.level is KpiLevel.QUEUE and self.ruleset.head.level is not KpiLevel.QUEUE

    @property
    def ruleset(self) -> RuleSet:
        """The rule set that the place belongs to."""
        return self.measures.ruleset

    @property
    def _level(self) -> KpiLevel:
        """Whose values are meant."""
        return self.where.level or self.ruleset.head.level

    @property
    def around(self) -> Surroundings:
        """What the rule set is checked against."""
        return self.measures.around

    def _meaning_of(self, name: str) -> Meaning:
        return scope_of(self.measures, self.where).meaning(name)

    def _value(self, name: str) -> Node:
        measures, where = self.measures, self.where
        measures.used.append(name)
        level = measures.level_of(name, where)
        known = measures.known(name, level, where)
        node = build.name(f"used:{name}", measures.kind_of(name, where.metric)) if name == where.kpi else known
        own = level is self.ruleset.head.level
        measures.values[node] = Value(name, known, measures.better(name), key=measures.key(name, where), own=own)
        return node

    def _of_a_person(self, name: str) -> Node:
        unit = messages.EACH[self._level]
        raise ExpressionError(
            f"{name} is an attribute of a person, and {unit} has none",
            remedy="choose the people by `agents`, or compare a value",
            code="KPI202",
        )

    def _score_type(self) -> Type:
        """Its decimals, and how large it can be; refused where there is none."""
        if not self.ruleset.weighted:
            raise ExpressionError(
                "there is no score here: no KPI has a weight", remedy="compare a KPI instead", code="KPI202"
            )
        scores = self.ruleset.score
        top = build.round_to(build.number_lit(scores.maximum), scores.decimals)
        return number(scores.decimals, top.type.bound)

    def _score(self) -> Node:
        too_high("the score", 5, self.where)
        self._own("the score")
        self.measures.used.append("score")
        node = build.name("score", self._score_type())
        self.measures.values[node] = Value("score", node, Better.HIGHER, layer=5)
        return node

    def _tier(self) -> Ranked:
        too_high("the tier", 7, self.where)
        self._own("the tier")
        if self.where.place == "gate":
            raise ExpressionError(
                "a gate cannot ask for the tier: tiers are decided after the gates (layer 7)",
                remedy="compare the score, or a KPI",
                code="KPI222",
            )
        if not self.ruleset.tiers:
            raise ExpressionError(
                "there is no tier here: the rule set has none", remedy="compare the score", code="KPI202"
            )
        self.measures.used.append("tier")
        ranks = {tier.id: place for place, tier in enumerate(self.ruleset.tiers, 1)}
        return Ranked(build.name("tier", number(0, len(ranks))), ranks)

    def _own(self, what: str) -> None:
        """Refuse what a wider unit, or part of a day, does not have."""
        if self.where.short:
            raise ExpressionError(
                f"there is no {what.removeprefix('the ')} of a part of a day",
                remedy="compare a KPI or metric, or let `every` be a day or longer",
                code="KPI202",
            )
        if self.where.level not in {None, self.ruleset.head.level}:
            raise ExpressionError(
                f"{messages.EACH[self.where.level or KpiLevel.AGENT]} has no {what.removeprefix('the ')} here",
                remedy="compare a KPI or metric",
                code="KPI202",
            )

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        """By name; most conditions use none of them."""

        def one(name: str, make: Callable[[str], Node]) -> Function:
            return Function(name, make, f"{name}(csat)", raw=(0,))

        windows = Windows(self.measures, self.where, self._meaning_of)
        functions = (
            one("sample", self._sample),
            one("points", self._points),
            one("target", self._target),
            one("team", self._team),
            *calendar_functions(self.around),
            *windows.functions(),
            *Results(self.measures, windows, self._score_type, self._points_of).functions(),
        )
        return {function.id: function for function in functions}

    def _named(self, name: object, *, kpi_only: bool) -> str:
        """A KPI, or where allowed a metric; else the fault with the nearest name."""
        known = list(self.ruleset.kpis) + ([] if kpi_only else list(self.around.catalogue.metrics))
        if isinstance(name, str) and name in known:
            return name
        if f"metric {name}" in self.around.catalogue.withheld:
            self.measures.withheld(f"metric {name}")
        Scope(dict.fromkeys(known, COUNT)).meaning(str(name))
        raise ExpressionError(
            f"{name} is no KPI", remedy="write the name of a KPI"
        )  # pragma: no cover -- meaning() raised

    def _sample(self, name: object) -> Node:
        name = self._named(name, kpi_only=False)
        return build.name(f"n:{self.measures.want(name, self.measures.level_of(name, self.where))}", COUNT)

    def _points(self, name: object) -> Node:
        too_high("points", 4, self.where)
        return self._points_of(name)

    def _points_of(self, name: object) -> Node:
        """The points of a KPI, wherever they are asked for."""
        kpi = self.ruleset.kpis[self._named(name, kpi_only=True)]
        if self._beside_its_queues or self.where.short:
            self._own("points")
        if not all(has_points(case.kpi) for case in cases(kpi)):
            raise ExpressionError(f"{kpi.id} has no points: it has no target and floor, and no bands")
        decimals = self.ruleset.score.decimals
        node = build.name(f"points:{kpi.id}", number(decimals, MOST_POINTS * 10**decimals))
        self.measures.values[node] = Value(f"points({kpi.id})", node, Better.HIGHER, layer=4)
        return node

    def _target(self, name: object) -> Node:
        too_high("a target", 3, self.where)
        kpi = self.ruleset.kpis[self._named(name, kpi_only=True)]
        node = self.measures.in_force.get(f"target:{kpi.id}")
        if node is None and any(by.of == "scenario" and "target" in by.keys for by in kpi.by):
            raise of_scenarios(kpi, "target")
        if not measured_alike(kpi):
            raise of_scenarios(kpi)
        if node is None:
            pair = f"target_from:{kpi.id}" in self.measures.in_force
            what = "a target with two ends" if pair else "no target"
            raise ExpressionError(f"{kpi.id} has {what}", remedy="write the number to compare with")
        if self._beside_its_queues and node.op is not Op.LIT:
            raise ExpressionError(
                f"the target of {kpi.id} depends on the person, and {messages.EACH[KpiLevel.QUEUE]} is none",
                remedy="write the number to compare with",
            )
        return build.name(f"target:{kpi.id}", node.type)

    def _team(self, name: object) -> Node:
        name = self._named(name, kpi_only=False)
        kpi = self.ruleset.kpis.get(name)
        level = KpiLevel.QUEUE if self.where.level is KpiLevel.QUEUE else self.ruleset.head.level
        if level not in {KpiLevel.AGENT, KpiLevel.TEAM}:
            unit = messages.EACH[level]
            raise ExpressionError(f"{unit} has no team", remedy=f"write {name} alone")
        if kpi is not None and kpi.level not in {KpiLevel.AGENT, KpiLevel.TEAM}:
            raise ExpressionError(
                f"{name} is the value of the {kpi.level}, not of a team", remedy=f"write {name} alone"
            )
        node = self.measures.known(name, KpiLevel.TEAM, self.where)
        own = self.ruleset.head.level is KpiLevel.TEAM
        key = self.measures.want(name, KpiLevel.TEAM)
        self.measures.values[node] = Value(f"team({name})", node, self.measures.better(name), key=key, own=own)
        return node
