"""Whether a bonus is due: three values, and what must be known for each.

Not eligible: a gate that forbids payment has failed, or whatever may still become known, no paying tier can be
reached and no minimum is guaranteed.  Else undetermined while the score, a gate that holds, an approval, or something
that the amount is made of is missing.  Else eligible.  What is known to fail outranks what is missing.
"""

from collections.abc import Sequence
from enum import IntEnum

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.tier import Tier
from kpiengine.scores.steps import Steps, whole


class Eligibility(IntEnum):
    """As stored; ordered, so that a better decision is a larger number."""

    NOT_ELIGIBLE = 0
    UNDETERMINED = 1
    ELIGIBLE = 2

    @property
    def word(self) -> str:
        """As written in outputs."""
        return self.name.lower()


def pays(tier: Tier, payout: Payout | None = None) -> bool:
    """Whether reaching this tier gives anything: money or a reward."""
    own = payout is not None and payout.kind in {"rate", "pool"}
    return bool((own or tier.bonus or tier.percent) and tier.multiply) or bool(tier.rewards)


def add_tier(steps: Steps) -> Node:
    """Adds `tier`, after gates: none if payment is forbidden, missing while a gate or the score is unknown."""
    lowered = steps["lowered"]
    none = b.or_(steps["forbidden"], b.coalesce(b.le(lowered, whole(0)), b.lit(value=False)))
    known = b.if_(steps["unsettled"], b.missing(lowered.type), lowered)
    return steps.add("tier", b.if_(none, whole(0), known))


def eligibility(steps: Steps, rules: RuleSet, unknown: Node, guaranteed: Node) -> Node:
    """The verdict; `unknown`: the amount, or a yes to a charge, is not known; `guaranteed`: a minimum is due anyway."""
    undetermined = whole(Eligibility.UNDETERMINED)
    tiers = rules.tiers
    if not tiers:
        settled = b.if_(b.or_(unknown, steps["unsettled"]), undetermined, _ELIGIBLE)
        return b.if_(steps["forbidden"], _NOT, settled)
    paying = [index for index, tier in enumerate(tiers, start=1) if pays(tier, rules.payout)]
    due = b.or_(guaranteed, _is_one_of(steps["tier"], paying, tiers))
    settled = b.if_(unknown, undetermined, b.if_(due, _ELIGIBLE, _NOT))
    known = b.if_(b.is_missing(steps["tier"]), undetermined, settled)
    # Gates only lower, so a tier under the lowest paying one stays there whatever is still unknown.
    lowest = paying[0] if paying else len(tiers) + 1
    out_of_reach = b.coalesce(b.lt(steps["lowered"], whole(lowest)), b.lit(value=False))
    lost = b.or_(steps["forbidden"], b.and_(out_of_reach, b.not_(guaranteed)))
    return b.if_(lost, _NOT, known)


def _is_one_of(tier: Node, paying: Sequence[int], tiers: Sequence[Tier]) -> Node:
    """Whether the tier pays; one comparison where every tier from the lowest paying one up does."""
    if not paying:
        return b.lit(value=False)
    gaps = [index for index in range(paying[0], len(tiers) + 1) if index not in paying]
    found = b.ge(tier, whole(paying[0]))
    for index in gaps:
        found = b.and_(found, b.ne(tier, whole(index)))
    return found


_NOT = whole(Eligibility.NOT_ELIGIBLE)
_ELIGIBLE = whole(Eligibility.ELIGIBLE)
