"""Whether a bonus is due: three values, and what must be known for each.

Not eligible: a gate that forbids payment has failed, or whatever may still become known, no paying tier can be
reached.  Else undetermined while the score, a gate that holds, or the base of a percent is missing.  Else
eligible.  What is known to fail outranks what is missing.
"""

from collections.abc import Sequence
from enum import IntEnum

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.model import Tier
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


def pays(tier: Tier) -> bool:
    """Whether reaching this tier gives anything: money or a reward."""
    return bool((tier.bonus or tier.percent) and tier.multiply) or bool(tier.rewards)


def add_tier(steps: Steps) -> Node:
    """Adds `tier`, after gates: none if payment is forbidden, missing while a gate or the score is unknown."""
    lowered = steps["lowered"]
    none = b.or_(steps["forbidden"], b.coalesce(b.le(lowered, whole(0)), b.lit(value=False)))
    known = b.if_(steps["unsettled"], b.missing(lowered.type), lowered)
    return steps.add("tier", b.if_(none, whole(0), known))


def add_eligibility(steps: Steps, tiers: Sequence[Tier], base_unknown: Node) -> Node:
    """Adds `base_unknown` and `eligibility`."""
    missing_base = steps.add("base_unknown", base_unknown)
    paying = [index for index, tier in enumerate(tiers, start=1) if pays(tier)]
    undetermined = whole(Eligibility.UNDETERMINED)
    settled = b.if_(missing_base, undetermined, b.if_(_is_one_of(steps["tier"], paying, tiers), _ELIGIBLE, _NOT))
    known = b.if_(b.is_missing(steps["tier"]), undetermined, settled)
    # Gates only lower, so a tier under the lowest paying one stays there whatever is still unknown.
    lowest = paying[0] if paying else len(tiers) + 1
    out_of_reach = b.coalesce(b.lt(steps["lowered"], whole(lowest)), b.lit(value=False))
    return steps.add("eligibility", b.if_(b.or_(steps["forbidden"], out_of_reach), _NOT, known))


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
