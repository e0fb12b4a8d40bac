"""Scoring a rule set with scenarios: each as a rule set of its own, then the mean of their scores by exposure.

Each scenario has the columns of `scores.compile` under names with `#S`: points:K#S, weight:K#S, group:G#S,
measured#S, held#S, reweighted#S, score#S.  Beside them, for the whole period:

    work:S      percent of the subject's work that lies in the scenario
    counts:S    its weight in the score: the exposure, or 0 where its share is under `min_percent`
    mix:S       that weight as a percent: what the other scenarios leave over is shared out among those that count
    points:K, group:G, held, score      the means over the scenarios that count, each as printed, rounded once

Percents are shared out by largest remainder, so that they make 100.00; the score is made of exposures, not of them.
Equal remainders go by the scenario's name.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from kpiengine.expressions import build as b
from kpiengine.expressions.program import Step
from kpiengine.expressions.tree import Node, Rounding
from kpiengine.expressions.types import number
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.scenarios import Scenarios
from kpiengine.rules.segments import renaming, segment_key
from kpiengine.scores.curve import points
from kpiengine.scores.points import add_points
from kpiengine.scores.steps import Steps, any_of, total, whole

SHARE_DECIMALS = 2
FULL = 100 * 10**SHARE_DECIMALS
COMPOSITES = ("reweighted", "measured", "held", "score")
UNITS = ("unit:team", "unit:site")
SHARED = "ease"  # of the subject, the same in every scenario


def add_segment(steps: Steps, own: Sequence[Step], scenario: str) -> None:
    """The steps of one scenario's rule set, its results under the scenario's name."""
    groups = [step.name for step in own if step.name.startswith("group:")]
    names = {name: segment_key(name, scenario) for name in (*COMPOSITES, *groups)}
    # In a team that somebody was in, what differs by team or site goes by that one.
    units = {unit: there for unit in UNITS if (there := segment_key(unit, scenario)) in steps}
    renamed = renaming(names | units)
    for step in own:
        if step.name != SHARED or SHARED not in steps:
            steps.add(names.get(step.name, step.name), renamed(step.node))


def add_mix(steps: Steps, checked: CheckedRuleSet, segments: Mapping[str, CheckedRuleSet]) -> None:
    """Adds the shares and the means over the scenarios; the steps of every one stand before."""
    rules = checked.ruleset
    assert rules.scenarios is not None  # noqa: S101 -- it is called for rule sets with scenarios
    decimals = rules.score.decimals
    exposures = {name: b.coalesce(steps[f"exposure:{name}"], whole(0)) for name in segments}
    _add_shares(steps, "work", exposures)
    for name, counted in _counting(rules.scenarios, exposures).items():
        steps.add(f"counts:{name}", counted)
    counts = {name: steps[f"counts:{name}"] for name in segments}
    _add_shares(steps, "mix", counts)
    unknown = {name: b.coalesce(steps[segment_key("held", name)], b.lit(value=True)) for name in segments}
    kpis = [f"points:{kpi.id}" for kpi in rules.weighted]
    for column in (*kpis, *_groups(steps, segments)):
        terms = {name: steps[own] for name in segments if (own := segment_key(column, name)) in steps}
        if terms:
            held = any_of(_counted(counts[name], unknown[name]) for name in terms)
            steps.add(column, _unless(held, _mean(counts, terms, decimals)))
    scores = {name: steps[segment_key("score", name)] for name in segments}
    held = steps.add("held", any_of(_counted(counts[name], b.is_missing(scores[name])) for name in segments))
    top = points(rules.score.maximum, decimals)
    score = evolve(_unless(held, _mean(counts, scores, decimals)), type=number(decimals, top.type.bound))
    if rules.points:
        add_points(steps, checked, steps.add("composite", score))
    else:
        steps.add("score", score)


def _groups(steps: Steps, segments: Mapping[str, CheckedRuleSet]) -> Iterable[str]:
    """The dimensions of all scenarios, each once."""
    found = {
        f"group:{kpi.group or segment.wanted[kpi.id].metric.group}": None
        for segment in segments.values()
        for kpi in segment.ruleset.kpis.values()
    }
    return [column for column in found if column not in steps]


def _counting(scenarios: Scenarios, exposures: Mapping[str, Node]) -> dict[str, Node]:
    """The exposure where it counts, else 0; where no share reaches the least one, all of them count."""
    nothing = whole(0)
    if scenarios.blend == "main":
        most = b.max_(*exposures.values())
        return {
            name: b.if_(b.and_(b.eq(mine, most), b.gt(mine, nothing)), whole(1), nothing)
            for name, mine in exposures.items()
        }
    everything, least = total(exposures.values()), b.number_lit(scenarios.min_percent)
    reached = {name: b.ge(b.mul(mine, whole(100)), b.mul(everything, least)) for name, mine in exposures.items()}
    none = b.not_(any_of(reached.values()))
    return {name: b.if_(b.or_(reached[name], none), mine, nothing) for name, mine in exposures.items()}


def _add_shares(steps: Steps, word: str, parts: Mapping[str, Node]) -> None:
    """Percents of the parts in their sum, by largest remainder; missing where there is nothing at all."""
    everything = total(parts.values())
    down = {name: _share(part, everything) for name, part in parts.items()}
    rest = {name: b.sub(b.mul(part, whole(FULL)), b.mul(down[name], everything)) for name, part in parts.items()}
    left = b.sub(whole(FULL), total(down.values()))
    for name in parts:
        before = total(
            b.if_(_before(rest[other], rest[name], first=other < name), whole(1), whole(0))
            for other in parts
            if other != name
        )
        share = b.if_(b.lt(before, left), b.add(down[name], whole(1)), down[name])
        steps.add(f"{word}:{name}", _percent(share))


def _share(part: Node, everything: Node) -> Node:
    """Hundredths of a percent, rounded down."""
    share = b.ratio((part, whole(FULL)), (everything,), 0, Rounding.DOWN)
    return evolve(share, type=number(0, FULL))


def _before(other: Node, mine: Node, *, first: bool) -> Node:
    """Whether another remainder goes before this one."""
    return b.ge(other, mine) if first else b.gt(other, mine)


def _percent(share: Node) -> Node:
    """Hundredths of a percent as a percent with two decimals."""
    exact = b.ratio((share,), (whole(10**SHARE_DECIMALS),), SHARE_DECIMALS)
    return evolve(exact, type=number(SHARE_DECIMALS, FULL))


def _mean(counts: Mapping[str, Node], terms: Mapping[str, Node], decimals: int) -> Node:
    """The mean of the scenarios that count and have a figure, rounded once."""
    mean = b.weighted_mean([(counts[name], term) for name, term in terms.items()], decimals)
    return evolve(mean, type=number(decimals, max((term.type.bound for term in terms.values()), default=0)))


def _unless(held: Node, value: Node) -> Node:
    return b.if_(held, b.missing(value.type), value)


def _counted(counts: Node, what: Node) -> Node:
    """Something about a scenario, where that counts."""
    return b.and_(b.gt(counts, whole(0)), what)
