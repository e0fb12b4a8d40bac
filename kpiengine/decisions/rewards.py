"""Rewards beside money: given by a tier, or by a condition of their own.

A reward of a tier goes with the eligibility; one with `when` is judged for itself. Columns, R a reward: `met:R` (the
condition in this period, where `for` asks for several), `skip:R` (whether the period does not count), those of
`streaks`, `claim:R` and, with few places, `order:R`; then `reward:R`. `met:R`, `claim:R` and `reward:R` are 0 not
given, 1 not known yet, 2 given.
"""

from kpiengine.decisions.eligibility import Eligibility
from kpiengine.decisions.given import Given
from kpiengine.decisions.streaks import streak
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.words import GatePolicy
from kpiengine.scores.steps import Steps, any_of, whole

ON_MISSING = {GatePolicy.HOLD: Given.UNKNOWN, GatePolicy.PASS: Given.YES, GatePolicy.FAIL: Given.NO}
_NO, _UNKNOWN, _YES = (whole(state) for state in Given)


def add_claims(steps: Steps, checked: CheckedRuleSet) -> None:
    """Adds `claim:R` for every reward, and `order:R` where places are few."""
    for reward in checked.ruleset.rewards.values():
        steps.add(f"claim:{reward.id}", _claim(steps, checked, reward))
        if reward.places is not None:
            by = checked.conditions.get(f"reward.{reward.id}.rank_by")
            steps.add(f"order:{reward.id}", b.add(steps["score"] if by is None else by, whole(0)))


def add_rewards(steps: Steps, checked: CheckedRuleSet) -> None:
    """Adds `reward:R` for every reward of the rule set; for few places the counts of `places` stand before."""
    for reward in checked.ruleset.rewards.values():
        claim = steps[f"claim:{reward.id}"]
        if reward.places is None:
            steps.add(f"reward:{reward.id}", claim)
            continue
        places = whole(reward.places)
        sure = b.lt(steps[f"maybe:{reward.id}"], places)
        lost = b.ge(steps[f"ahead:{reward.id}"], places)
        placed = b.if_(sure, claim, b.if_(lost, _NO, _UNKNOWN))
        # Who cannot be put in order is behind everybody who can, unless that is still open.
        placed = b.coalesce(placed, _UNKNOWN)
        steps.add(f"reward:{reward.id}", b.if_(b.eq(claim, _NO), _NO, placed))


def _claim(steps: Steps, checked: CheckedRuleSet, reward: Reward) -> Node:
    if reward.when is None:
        return _of_tier(steps, checked, reward)
    now = _of_condition(checked, reward)
    if reward.times is None or reward.times.of == 1:
        return now
    steps.add(f"met:{reward.id}", now)
    skip = checked.conditions.get(f"reward.{reward.id}.unless", b.lit(value=False))
    steps.add(f"skip:{reward.id}", skip)
    return streak(steps, checked, reward)


def _of_condition(checked: CheckedRuleSet, reward: Reward) -> Node:
    condition = checked.conditions[f"reward.{reward.id}.when"]
    return b.if_(b.is_missing(condition), whole(ON_MISSING[reward.if_missing]), b.if_(condition, _YES, _NO))


def _of_tier(steps: Steps, checked: CheckedRuleSet, reward: Reward) -> Node:
    """Given with the tier; not known yet only where a tier that gives it may still be reached."""
    giving = [index for index, tier in enumerate(checked.ruleset.tiers, start=1) if reward.id in tier.rewards]
    if not giving or "tier" not in steps:
        return _NO
    eligibility = steps["eligibility"]
    given = b.coalesce(any_of(b.eq(steps["tier"], whole(index)) for index in giving), b.lit(value=False))
    in_reach = b.coalesce(b.ge(steps["lowered"], whole(giving[0])), b.lit(value=True))
    held = b.if_(b.and_(b.eq(eligibility, whole(Eligibility.UNDETERMINED)), in_reach), _UNKNOWN, _NO)
    return b.if_(b.and_(b.eq(eligibility, whole(Eligibility.ELIGIBLE)), given), _YES, held)
