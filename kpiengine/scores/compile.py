"""Scoring one rule set as a list of steps: evidence, points, groups, measured weight, score.

Columns that it adds, K a KPI and G a group: `lack:K`, `evidence:K`, `used:K`, `target:K` (one number only),
`weight:K`, `points:K`, `group:G`, `measured`, `held`, `score`.  Score, groups and points have `score.decimals`;
weights and targets the decimals they are written with.
"""

from collections.abc import Mapping, Sequence

from attrs import evolve

from kpiengine.expressions import build as b
from kpiengine.expressions.program import Step
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import Type, number
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model import Kpi, Score
from kpiengine.scores.curve import direction, has_points, points, points_of
from kpiengine.scores.evidence import Evidence, Lack, add_evidence
from kpiengine.scores.steps import Steps, any_of, total, whole


def score_steps(checked: CheckedRuleSet, types: Mapping[str, Type]) -> tuple[Step, ...]:
    """The steps from measured values to the score, over a frame whose columns have `types`.

    A rule set without weighted KPIs has no score, only evidence and, where a KPI says how, points.
    """
    steps, rules = Steps(types), checked.ruleset
    for kpi in rules.kpis.values():
        _add_kpi(steps, checked, kpi)
    if rules.weighted:
        for group, members in groups(checked).items():
            steps.add(f"group:{group}", _group(steps, members, rules.score.decimals))
        _add_score(steps, rules.weighted, rules.score)
    return steps.done()


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
    used = add_evidence(steps, kpi, wanted.min_sample)
    if kpi.target is not None and not isinstance(kpi.target, tuple):
        steps.add(f"target:{kpi.id}", b.number_lit(kpi.target))
    if kpi.weight is not None:
        steps.add(f"weight:{kpi.id}", b.number_lit(kpi.weight))
    if has_points(kpi):
        earned = points_of(kpi, direction(kpi, wanted.metric.better), used, decimals)
        steps.add(f"points:{kpi.id}", _stated(steps, kpi, earned, decimals))


def _stated(steps: Steps, kpi: Kpi, earned: Node, decimals: int) -> Node:
    """Points of the value, or the number that the rule set states for a value that is not known."""
    few = kpi.if_missing if kpi.if_few is None else kpi.if_few
    for policy, lacking in ((kpi.if_missing, (Lack.NO_DATA, Lack.UNAVAILABLE)), (few, (Lack.FEW,))):
        if not isinstance(policy, str):
            concerned = any_of(b.eq(steps[f"lack:{kpi.id}"], whole(lack)) for lack in lacking)
            earned = b.if_(concerned, points(policy, decimals), earned)
    return earned


def _group(steps: Steps, members: Sequence[Kpi], decimals: int) -> Node:
    """Weighted mean of the members' points; missing while one of them holds."""
    mean = _mean(steps, members, decimals)
    return b.if_(any_of(_holds(steps, kpi) for kpi in members), b.missing(mean.type), mean)


def _add_score(steps: Steps, weighted: Sequence[Kpi], rules: Score) -> None:
    """The score, missing while a KPI holds or where too little weight was measured."""
    own = (b.if_(b.le(steps[f"evidence:{k.id}"], whole(Evidence.TEAM)), _weight(k), whole(0)) for k in weighted)
    measured = steps.add("measured", total(own))
    held = steps.add("held", any_of(_holds(steps, kpi) for kpi in weighted))
    mean, top = _mean(steps, weighted, rules.decimals), points(rules.maximum, rules.decimals)
    cut = b.max_(points(0, rules.decimals), b.min_(top, mean))
    unknown = b.or_(held, b.lt(measured, b.number_lit(rules.min_weight)))
    score = b.if_(unknown, b.missing(cut.type), cut)
    steps.add("score", evolve(score, type=number(rules.decimals, top.type.bound)))


def _mean(steps: Steps, members: Sequence[Kpi], decimals: int) -> Node:
    """Sum of weight times points over the sum of weights, one fraction; a KPI without points leaves both sums."""
    earned = [steps[f"points:{kpi.id}"] for kpi in members]
    terms = (b.coalesce(b.mul(_weight(k), p), whole(0)) for k, p in zip(members, earned, strict=True))
    mean = b.ratio((total(terms),), (weight_sum(steps, members),), decimals)
    # A weighted mean lies between its terms, which the bound of a quotient cannot know.
    return evolve(mean, type=number(decimals, max(p.type.bound for p in earned)))


def weight_sum(steps: Steps, members: Sequence[Kpi]) -> Node:
    """The weights that count: those of KPIs with points."""
    return total(b.if_(b.is_missing(steps[f"points:{k.id}"]), whole(0), _weight(k)) for k in members)


def _weight(kpi: Kpi) -> Node:
    """Its weight; a KPI that is only watched has none."""
    return whole(0) if kpi.weight is None else b.number_lit(kpi.weight)


def _holds(steps: Steps, kpi: Kpi) -> Node:
    return b.eq(steps[f"evidence:{kpi.id}"], whole(Evidence.HOLD))
