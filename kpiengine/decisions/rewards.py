"""Rewards beside money: given by a tier, or by a condition of their own.

A reward of a tier goes with the eligibility; one with `when` is judged for itself.  `reward:R` is 0 not given,
1 not known yet, 2 given.
"""

from enum import IntEnum

from kpiengine.decisions.eligibility import Eligibility
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model import GatePolicy, Reward
from kpiengine.scores.steps import Steps, any_of, whole


class Given(IntEnum):
    """State of one reward for one agent."""

    NO = 0
    UNKNOWN = 1
    YES = 2


ON_MISSING = {GatePolicy.HOLD: Given.UNKNOWN, GatePolicy.PASS: Given.YES, GatePolicy.FAIL: Given.NO}


def add_rewards(steps: Steps, checked: CheckedRuleSet) -> None:
    """Adds `reward:R` for every reward of the rule set."""
    for reward in checked.ruleset.rewards.values():
        given = _of_tier(steps, checked, reward) if reward.when is None else _of_condition(checked, reward)
        steps.add(f"reward:{reward.id}", given)


def _of_condition(checked: CheckedRuleSet, reward: Reward) -> Node:
    condition = checked.conditions[f"reward.{reward.id}.when"]
    return b.if_(
        b.is_missing(condition),
        whole(ON_MISSING[reward.if_missing]),
        b.if_(condition, whole(Given.YES), whole(Given.NO)),
    )


def _of_tier(steps: Steps, checked: CheckedRuleSet, reward: Reward) -> Node:
    """Given with the tier; not known yet only where a tier that gives it may still be reached."""
    giving = [index for index, tier in enumerate(checked.ruleset.tiers, start=1) if reward.id in tier.rewards]
    if not giving:
        return whole(Given.NO)
    eligibility, no, yes, unknown = steps["eligibility"], whole(Given.NO), whole(Given.YES), whole(Given.UNKNOWN)
    given = b.coalesce(any_of(b.eq(steps["tier"], whole(index)) for index in giving), b.lit(value=False))
    in_reach = b.coalesce(b.ge(steps["lowered"], whole(giving[0])), b.lit(value=True))
    held = b.if_(b.and_(b.eq(eligibility, whole(Eligibility.UNDETERMINED)), in_reach), unknown, no)
    return b.if_(b.and_(b.eq(eligibility, whole(Eligibility.ELIGIBLE)), given), yes, held)
