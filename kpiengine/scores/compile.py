"""Scoring one rule set as a list of steps: evidence, points, groups, measured weight, score.

Columns that it adds, K a KPI and G a group: those of `rules.in_force` (targets, weights and what led to them),
`used:K`, `lack:K`, `evidence:K`, `points:K`, `group:G`, `measured`, `held`, `score`; with [points] also `composite`
(the mean before them) and the columns of `points`. Score, groups and points have `score.decimals`.
"""

from collections.abc import Mapping, Sequence

from attrs import evolve

from kpiengine.expressions import build as b
from kpiengine.expressions.program import Step
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Type, number
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.choosing import cases, has_points, measured_alike
from kpiengine.rules.in_force import in_force, mark_names
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.segments import in_segment, scenarios_of
from kpiengine.scores.curve import Situation, direction, points, points_of
from kpiengine.scores.evidence import Evidence, Lack, judge, with_marks
from kpiengine.scores.points import add_points
from kpiengine.scores.scenarios import add_mix, add_segment
from kpiengine.scores.steps import Steps, any_of, total, whole


def score_steps(checked: CheckedRuleSet, types: Mapping[str, Type]) -> tuple[Step, ...]:
    """The steps from measured values to the score, over a frame whose columns have `types`.

    A rule set without weighted KPIs has no score, only evidence and, where a KPI says how, points.
    """
    steps, rules = Steps(types), checked.ruleset
    if rules.scenarios is not None:
        return _by_scenario(checked, types)
    for name, node in in_force(rules, checked.conditions).items():
        steps.add(name, node)
    for kpi in rules.kpis.values():
        _add_kpi(steps, checked, kpi)
    if rules.weighted:
        for group, members in groups(checked).items():
            steps.add(f"group:{group}", _group(steps, members, rules.score.decimals))
        _add_score(steps, checked)
    return steps.done()


def _by_scenario(checked: CheckedRuleSet, types: Mapping[str, Type]) -> tuple[Step, ...]:
    """What is known of the whole period, then each scenario, then the mean."""
    steps = Steps(types)
    segments = {name: in_segment(checked, name) for name in scenarios_of(checked.ruleset)}
    whole_period = _of_the_period(checked.ruleset)
    marks = evolve(whole_period, kpis={id_: k for id_, k in whole_period.kpis.items() if id_ in _watched(checked)})
    for name, node in in_force(marks, checked.conditions).items():
        steps.add(name, node)
    for kpi in whole_period.kpis.values():
        if kpi.id in marks.kpis:
            _add_kpi(steps, checked, kpi)
        else:
            with_marks(steps, kpi, judge(steps, kpi, checked.wanted[kpi.id]), None)
    for name, segment in segments.items():
        add_segment(steps, score_steps(segment, types), name)
    add_mix(steps, checked, segments)
    return steps.done()


def _of_the_period(rules: RuleSet) -> RuleSet:
    """The KPIs that have a value for the whole period, as they are without scenarios."""
    kpis = {
        kpi.id: evolve(kpi, by=tuple(by for by in kpi.by if by.of != "scenario"))
        for kpi in rules.kpis.values()
        if measured_alike(kpi)
    }
    return evolve(rules, kpis=kpis, weights={}, reweights={}, scenarios=None)


def _watched(checked: CheckedRuleSet) -> frozenset[str]:
    """KPIs that weigh nothing in any scenario: what they earn, they earn in the whole period."""
    return frozenset(checked.ruleset.kpis) - {kpi.id for kpi in checked.ruleset.weighted}


def groups(checked: CheckedRuleSet) -> dict[str, tuple[Kpi, ...]]:
    """Weighted KPIs by the dimension that they roll up to: their own `group`, else the metric's."""
    found: dict[str, tuple[Kpi, ...]] = {}
    for kpi in checked.ruleset.weighted:
        group = group_of(checked, kpi)
        found[group] = (*found.get(group, ()), kpi)
    return found


def group_of(checked: CheckedRuleSet, kpi: Kpi) -> str:
    """The dimension of one KPI."""
    return kpi.group or checked.wanted[kpi.id].metric.group


def _add_kpi(steps: Steps, checked: CheckedRuleSet, kpi: Kpi) -> None:
    wanted, decimals = checked.wanted[kpi.id], checked.ruleset.score.decimals
    judged = judge(steps, kpi, wanted)
    if not any(has_points(case.kpi) for case in cases(kpi)):
        with_marks(steps, kpi, judged, None)
        return
    marks = {name: steps.exact(f"{name}:{kpi.id}") for name in mark_names(kpi)}
    now = Situation(
        judged.used,
        direction(kpi, wanted.metric.better),
        marks,
        decimals,
        checked.conditions,
        checked.curves,
    )
    earned = points_of(kpi, now)
    sure = all(mark.op is Op.LIT for mark in marks.values()) and not kpi.by and kpi.curve in {None, "pass"}
    with_marks(steps, kpi, judged, None if sure and kpi.formula is None else earned)
    steps.add(f"points:{kpi.id}", _stated(steps, kpi, earned, decimals))


def _stated(steps: Steps, kpi: Kpi, earned: Node, decimals: int) -> Node:
    """Points of the value, or the number that the rule set states for a value that is not known."""
    missing, few = kpi.policies
    for policy, lacking in ((missing, (Lack.NO_DATA, Lack.UNAVAILABLE, Lack.NO_TARGET)), (few, (Lack.FEW,))):
        if not isinstance(policy, str):
            concerned = any_of(b.eq(steps[f"lack:{kpi.id}"], whole(lack)) for lack in lacking)
            earned = b.if_(concerned, points(policy, decimals), earned)
    return earned


def _group(steps: Steps, members: Sequence[Kpi], decimals: int) -> Node:
    """Weighted mean of the members' points; missing while one of them holds."""
    mean = _mean(steps, members, decimals)
    return b.if_(any_of(_holds(steps, kpi) for kpi in members), b.missing(mean.type), mean)


def _add_score(steps: Steps, checked: CheckedRuleSet) -> None:
    """The score, missing while a KPI holds, weights are not known, or too little weight was measured."""
    ruleset = checked.ruleset
    weighted, rules = ruleset.weighted, ruleset.score
    own = (
        b.if_(b.le(steps[f"evidence:{k.id}"], whole(Evidence.TEAM)), weight_of(steps, k), whole(0)) for k in weighted
    )
    measured = steps.add("measured", total(own))
    unsure = [b.is_missing(steps["reweighted"])] if ruleset.reweights else []
    held = steps.add(
        "held", any_of([*unsure, *(b.coalesce(_holds(steps, kpi), b.lit(value=True)) for kpi in weighted)])
    )
    mean, top = _mean(steps, weighted, rules.decimals), points(rules.maximum, rules.decimals)
    cut = b.max_(points(0, rules.decimals), b.min_(top, mean))
    unknown = b.or_(held, b.lt(measured, b.number_lit(rules.min_weight)))
    score = b.if_(unknown, b.missing(cut.type), cut)
    score = evolve(score, type=number(rules.decimals, top.type.bound))
    if ruleset.points:
        add_points(steps, checked, steps.add("composite", score))
    else:
        steps.add("score", score)


def _mean(steps: Steps, members: Sequence[Kpi], decimals: int) -> Node:
    """Sum of weight times points over the sum of weights, one fraction; a KPI without points leaves both sums."""
    earned = [steps[f"points:{kpi.id}"] for kpi in members]
    terms = (_term(weight_of(steps, k), p) for k, p in zip(members, earned, strict=True))
    mean = b.ratio((total(terms),), (weight_sum(steps, members),), decimals)
    # A weighted mean lies between its terms, which the bound of a quotient cannot know.
    return evolve(mean, type=number(decimals, max(p.type.bound for p in earned)))


def _term(weight: Node, earned: Node) -> Node:
    """Weight times points; 0 without points, whatever the weight is, which a reweight may leave unknown."""
    found = b.mul(weight, b.coalesce(earned, whole(0)))
    return found if weight.op is Op.LIT else b.if_(b.is_missing(earned), whole(0), found)


def weight_sum(steps: Steps, members: Sequence[Kpi]) -> Node:
    """The weights that count: those of KPIs with points."""
    return total(b.if_(b.is_missing(steps[f"points:{k.id}"]), whole(0), weight_of(steps, k)) for k in members)


def weight_of(steps: Steps, kpi: Kpi) -> Node:
    """Its weight in force."""
    return steps.exact(f"weight:{kpi.id}")


def _holds(steps: Steps, kpi: Kpi) -> Node:
    """A KPI that weighs nothing holds nothing up."""
    return b.and_(b.gt(weight_of(steps, kpi), whole(0)), b.eq(steps[f"evidence:{kpi.id}"], whole(Evidence.HOLD)))
