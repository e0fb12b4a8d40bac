"""Which tier is reached before the gates: by the score, by one KPI, or by rank.

`tier_by_score` is 0 for none and 1 for the lowest tier; missing while that cannot be known.
"""

from fractions import Fraction

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.paying import Rank
from kpiengine.scores.steps import Steps, whole


def add_tier_by_value(steps: Steps, checked: CheckedRuleSet) -> None:
    """Adds `tier_by_score`; for tiers by rank the counts of `ranks` stand before."""
    rules = checked.ruleset
    if rules.rank is not None:
        steps.add("tier_by_score", _ranked(steps, rules, rules.rank))
        return
    value, found = value_of(steps, rules), whole(0)
    for index, tier in enumerate(rules.tiers, start=1):
        found = b.if_(b.ge(value, b.number_lit(tier.start)), whole(index), found)
    steps.add("tier_by_score", found)


def value_of(steps: Steps, rules: RuleSet) -> Node:
    """What reaches the tiers: the score, or the KPI that `score.tiers_by` names."""
    by = rules.score.tiers_by
    return steps["score"] if by is None or by == "score" else steps[f"known:{by}"]


def too_small(steps: Steps, rank: Rank) -> Node:
    """Whether the group is too small to rank anybody."""
    return b.lt(steps["rank_group"], whole(rank.min_group))


def _ranked(steps: Steps, rules: RuleSet, rank: Rank) -> Node:
    """The best tier whose places reach down to this one; equals on the edge are all in, or all out."""
    place = b.add(steps["rank_above"], whole(1)) if rank.ties == "all_in" else steps["rank_within"]
    found = whole(0)
    for index, tier in enumerate(rules.tiers, start=1):
        found = b.if_(_inside(steps, tier, place), whole(index), found)
    return b.if_(too_small(steps, rank), b.missing(found.type), found)


def _inside(steps: Steps, tier: Tier, place: Node) -> Node:
    if tier.top is not None:
        return b.le(place, whole(tier.top))
    share = Fraction(tier.top_percent or 0) / 100
    return b.le(b.mul(place, whole(share.denominator)), b.mul(steps["rank_group"], whole(share.numerator)))
