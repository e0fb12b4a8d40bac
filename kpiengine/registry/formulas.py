"""Whether a plugin's expressions parse and type.

Loading checks each metric under its default parameters; all alternatives are for the contract test, because every
command loads the plugins.  Bounds are looked at when rows are counted, not here: what is checked are names, kinds
and the form of a formula.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import Kind, Type, number
from kpiengine.plugin import (
    Agg,
    FactTable,
    Metric,
    Param,
    Params,
    Part,
    Plan,
    Reduce,
    Running,
    Total,
    View,
)
from kpiengine.plugin.catalogue import Judge, Judgement
from kpiengine.plugin.dimensions import common_dimensions
from kpiengine.plugin.naming import LENGTH, settings, view_scope
from kpiengine.plugin.view import matures_after
from kpiengine.registry import messages
from kpiengine.registry.isolation import Fault, attempt, escaped

COUNTED = number(0, 10**9)
# What a part or an intermediate figure is taken to be at most: its real size is known when rows are counted.
SMALL = 10**6
LENGTHS = dict.fromkeys(("period_days", "period_ms", "open_ms"), LENGTH)  # of the whole period


def alternatives(metric: Metric) -> Iterator[dict[str, Any]]:
    """Complete parameter sets worth trying: the defaults, then one parameter changed at a time."""
    defaults = metric.settings({})
    yield defaults
    for name, param in metric.params.items():
        for value in _others(param):
            if value != param.default:
                yield {**defaults, name: value}


def _others(param: Param) -> tuple[Any, ...]:
    """Other values of one parameter: each listed word, alone in a list or table; else the ends of the range."""
    match param.default:
        case bool():
            return (not param.default,)
        case tuple() | list():
            return tuple((word,) for word in param.one_of)
        case Mapping():
            one = next(iter(param.default.values()), None)
            return (one, *({word: one} for word in param.one_of))
        case _:
            return param.one_of or tuple(end for end in (param.minimum, param.maximum) if end is not None)


def plan_fault(metric: Metric, params: Params, views: Mapping[str, View]) -> str | None:
    """Why the metric cannot be used under these (complete) parameters, or None."""
    plan = attempt(lambda: metric.plan_for(params))
    if isinstance(plan, Fault):
        return f"its plan fails: {plan.text}"
    if type(plan) is not Plan:
        return f"its plan is a {escaped(type(plan).__name__, 60)}, not a Plan"
    return _PlanCheck(metric, plan, params, views).fault()


def judge_on(views: Mapping[str, View], tables: Iterable[FactTable] = ()) -> Judge:
    """Judges plans on these views, each once; what a plugin raises meanwhile is its fault in words.

    `tables` may describe the subjects of the views.
    """
    known: dict[tuple[str, str], tuple[Metric, Judgement]] = {}
    describing = tuple(table for table in tables if table.describes is not None)

    def judge(metric: Metric, params: Params) -> Judgement:
        key = metric.id, repr(sorted(params.items()))
        seen = known.get(key)
        if seen is None or seen[0] is not metric:
            found = attempt(lambda: _judgement(metric, params, views, describing))
            seen = known[key] = metric, Judgement(found.text, ()) if isinstance(found, Fault) else found
        return seen[1]

    return judge


def _judgement(metric: Metric, params: Params, views: Mapping[str, View], describing: Iterable[FactTable]) -> Judgement:
    fault = plan_fault(metric, params, views)
    if fault is not None:
        return Judgement(fault, ())
    parts = metric.plan_for(params).parts.values()
    counted = [views[part.view] for part in parts if part.at is None]
    levels = tuple(level for level in metric.levels if _has_values(metric, level, counted))
    used = [views[name] for name in dict.fromkeys(part.view for part in parts)]
    dimensions = common_dimensions(used, describing)
    return Judgement(None, levels, dimensions, max(matures_after(view, params) for view in used))


def _has_values(metric: Metric, level: str, counted: Iterable[View]) -> bool:
    """Teams are added up from their agents, so a view that credits no agent has no values for them."""
    subject = metric.counted_by(level)
    return subject is None or all(subject in view.subjects for view in counted)


def table_condition_faults(table: FactTable, columns: Mapping[str, Type]) -> str | None:
    """Why one of the table's row checks cannot be used, or None."""
    for check in table.checks:
        try:
            parse(check.condition, Scope(dict(columns)), Kind.BOOL)
        except ExpressionError as error:
            return f'its check "{escaped(check.condition, 120)}": {error}'
    return None


def exposure_fault(view: View) -> str | None:
    """Why what the view says of exposures cannot be used, or None."""
    scope = view_scope(view, {})
    for kind, text in view.exposure.items():
        try:
            _aggregate(Agg.COUNT if text is None else Agg.SUM, text, None, scope)
        except ExpressionError as error:
            return f'its exposure "{escaped(kind, 60)}": {error}'
    return None


@frozen
class _PlanCheck:
    metric: Metric
    plan: Plan
    params: Params
    views: Mapping[str, View]
    types_of: dict[tuple[str, Agg, str | None, str | None], Type] = field(factory=dict)
    scopes: dict[str, Scope] = field(factory=dict)

    def fault(self) -> str | None:
        """The first fault of the plan."""
        if not self.plan.parts:
            return "its plan has no parts"
        types: dict[str, Type] = {}
        for name, part in self.plan.parts.items():
            fault = self._part(name, part, types)
            if fault is not None:
                return fault
        try:
            for step_number, step in enumerate(self.plan.reduce, start=1):
                types = self._fold(f"step {step_number} of reduce", step, types)
            types_of_value = {**LENGTHS, **types}
            self._formula("its value", self.plan.value, types_of_value)
            for condition in self.plan.errors:
                self._formula("its error", condition, types_of_value, Kind.BOOL)
        except ExpressionError as error:
            return str(error)
        named = [("sample", self.plan.sample)]
        named += [("coverage", name) for name in self.plan.coverage or ()]
        for what, name in named:
            if name not in types:
                return f"its {what} names a part that there is not: " + messages.unknown_name("part", name, types)
        if self.plan.coverage is not None and "min_coverage" not in self.params:
            return 'it has coverage and no parameter "min_coverage"'
        return None

    def _part(self, name: str, part: Part, types: dict[str, Type]) -> str | None:
        view = self.views.get(part.view)
        if view is None:
            return f'part "{name}": ' + messages.unknown_name("view", part.view, self.views)
        lacking = [param for param in view.params if param not in self.metric.params]
        if lacking:
            return f'the view "{view.id}" reads the parameter "{lacking[0]}", which the metric does not have'
        for key in self.plan.by:
            if key not in view.columns:
                return f'part "{name}": ' + messages.unknown_name("column", key, view.columns) + " to group by"
            types.setdefault(key, view.columns[key].static_type)
        try:
            types[name] = self._aggregated(view, part)
        except ExpressionError as error:
            return f'part "{name}": {error}'
        return None

    def _aggregated(self, view: View, part: Part) -> Type:
        """The type of a part; metrics repeat their conditions, so each is read once."""
        if view.id not in self.scopes:
            self.scopes[view.id] = view_scope(view, self.params)
        asked = (view.id, part.agg, part.of, part.where)
        if asked not in self.types_of:
            self.types_of[asked] = _aggregate(part.agg, part.of, part.where, self.scopes[view.id])
        return self.types_of[asked]

    def _fold(self, place: str, step: Reduce, types: dict[str, Type]) -> dict[str, Type]:
        now = dict(types)
        for name, let in step.let.items():
            match let:
                case Running(of, by):
                    _known(by, now, place)
                    now[name] = _known(of, now, place)
                case Total(of):
                    now[name] = _known(of, now, place)
                case str():
                    now[name] = _small(self._formula(f'"{name}" in {place}', let, now).type)
        scope = Scope({**settings(self.params), **now})
        try:
            made = {name: _aggregate(*part, scope) for name, part in step.parts.items()}
        except ExpressionError as error:
            raise ExpressionError(f"{place}: {error}") from None
        return {**{key: _known(key, now, place) for key in step.keep}, **made}

    def _formula(self, place: str, text: str, types: Mapping[str, Type], kind: Kind = Kind.NUMBER) -> Node:
        try:
            node = parse(text, Scope({**settings(self.params), **types}))
        except ExpressionError as error:
            raise ExpressionError(f'{place} "{escaped(text, 120)}": {error}') from None
        if node.kind is not kind:
            raise ExpressionError(f"{place} is no {'number' if kind is Kind.NUMBER else 'condition'}")
        return node


def _aggregate(agg: Agg, of: str | None, where: str | None, scope: Scope) -> Type:
    """The type of an aggregate; raises `ExpressionError`."""
    value = None if of is None else parse(of, scope)
    if where is not None:
        parse(where, scope, Kind.BOOL)
    if agg is Agg.COUNT:
        return COUNTED
    if value is None or value.kind in (Kind.BOOL, Kind.TEXT):
        raise ExpressionError(f"{agg.value} needs a number to work on")
    return _small(value.type)


def _small(type_: Type) -> Type:
    return evolve(type_, bound=min(type_.bound, SMALL))


def _known(name: str, types: Mapping[str, Type], place: str) -> Type:
    if name not in types:
        raise ExpressionError(f"{place}: " + messages.unknown_name("part or key", name, types))
    return types[name]
