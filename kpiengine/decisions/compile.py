"""Deciding one rule set as a list of steps that follow those of the score.

Columns that it adds, G a gate, R a reward, CODE a reason: `tier_by_score` (0 none, 1 the lowest), `gate:G`,
`failed:G`, `forbidden`, `unsettled`, `dropped`, `lowered`, `tier` (after gates), `base_unknown`, `eligibility`,
`capped`, `amount_exact`, `amount_exact_ends`, `amount` (minor units), `reward:R`, `why:CODE`.
"""

from collections.abc import Mapping

from attrs import frozen

from kpiengine.decisions.amounts import add_amount, base_unknown
from kpiengine.decisions.eligibility import add_eligibility, add_tier
from kpiengine.decisions.gates import add_dropped, add_gates, add_lowered
from kpiengine.decisions.reasons import Reason, add_reasons
from kpiengine.decisions.rewards import add_rewards
from kpiengine.expressions import build as b
from kpiengine.expressions.program import Step
from kpiengine.expressions.types import Type
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model import RuleSet
from kpiengine.scores.steps import Steps, whole


@frozen
class Deciding:
    """The steps of a rule set's decision, and the reasons that they can give."""

    steps: tuple[Step, ...]
    reasons: tuple[Reason, ...]


def decides(rules: RuleSet) -> bool:
    """Whether the rule set decides on pay at all; one without tiers scores or alerts only."""
    return bool(rules.tiers and rules.weighted)


def decide_steps(checked: CheckedRuleSet, types: Mapping[str, Type]) -> Deciding:
    """The steps over a frame that is scored already; `types` are those of its columns.

    Rewards with a condition of their own are judged also where there are no tiers.
    """
    steps, rules = Steps(types), checked.ruleset
    if not decides(rules):
        add_rewards(steps, checked)
        return Deciding(steps.done(), ())
    gates = rules.gates.values()
    _add_tier_by_score(steps, rules)
    add_gates(steps, checked)
    add_dropped(steps, gates)
    add_lowered(steps, gates, rules.tiers)
    add_tier(steps)
    add_eligibility(steps, rules.tiers, base_unknown(steps, rules))
    add_amount(steps, rules)
    add_rewards(steps, checked)
    reasons = add_reasons(steps, checked)
    return Deciding(steps.done(), reasons)


def _add_tier_by_score(steps: Steps, rules: RuleSet) -> None:
    """The highest tier whose lower edge the score reaches; edges are included and there are no upper ones."""
    score, found = steps["score"], whole(0)
    for index, tier in enumerate(rules.tiers, start=1):
        found = b.if_(b.ge(score, b.number_lit(tier.start)), whole(index), found)
    steps.add("tier_by_score", found)
