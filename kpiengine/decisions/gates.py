"""Gates: conditions that lower the tier, take a part of the money, or forbid payment.

A gate whose condition is missing does what its policy says: `pass` lets through, `fail` counts as failed, `hold`
leaves the tier unknown.  Of several failed gates the drops add up, then the lowest cap holds, and one that
forbids payment beats all.  Every failed gate is listed; none hides another.
"""

from collections.abc import Iterable
from fractions import Fraction

from attrs import evolve

from kpiengine.decisions.product import Share
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.gate import Gate
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.model.words import GatePolicy
from kpiengine.scores.steps import Steps, any_of, total, whole


def forbids(gate: Gate) -> bool:
    """Whether its failure means no payment at all."""
    return gate.otherwise.no_bonus or gate.otherwise.pay_percent == 0


def add_gates(steps: Steps, checked: CheckedRuleSet) -> None:
    """Adds, for each gate G, `gate:G` (true, false or missing) and `failed:G`; then `forbidden` and `unsettled`."""
    gates = checked.ruleset.gates.values()
    for gate in gates:
        condition = steps.add(f"gate:{gate.id}", checked.conditions[f"gate.{gate.id}.require"])
        lenient = gate.if_missing is not GatePolicy.FAIL
        steps.add(f"failed:{gate.id}", b.not_(b.coalesce(condition, b.lit(value=lenient))))
    steps.add("forbidden", any_of(steps[f"failed:{gate.id}"] for gate in gates if forbids(gate)))
    held = (gate for gate in gates if gate.if_missing is GatePolicy.HOLD)
    steps.add("unsettled", any_of(b.is_missing(steps[f"gate:{gate.id}"]) for gate in held))


def paid_share(steps: Steps, gate: Gate) -> Share | None:
    """What a gate lets through, in lowest terms: small factors keep the product in 64 bits."""
    if gate.otherwise.pay_percent is None:
        return None
    share = Fraction(gate.otherwise.pay_percent) / 100
    part, full = whole(share.numerator), whole(share.denominator)
    return Share(b.if_(steps[f"failed:{gate.id}"], part, full), full)


def add_dropped(steps: Steps, gates: Iterable[Gate]) -> Node:
    """Adds `dropped`: the tier by score less the drops of all failed gates, never under none."""
    by_score = steps["tier_by_score"]
    drops = [
        b.if_(steps[f"failed:{gate.id}"], whole(gate.otherwise.drop_tiers), whole(0))
        for gate in gates
        if gate.otherwise.drop_tiers
    ]
    dropped = b.max_(whole(0), b.sub(by_score, total(drops)))
    return steps.add("dropped", evolve(dropped, type=by_score.type))  # it lies between none and the tier by score


def add_lowered(steps: Steps, gates: Iterable[Gate], tiers: tuple[Tier, ...]) -> Node:
    """Adds `lowered`: the dropped tier under the lowest cap of the failed gates."""
    found = steps["dropped"]
    for gate in gates:
        if gate.otherwise.cap_tier is not None:
            cap = whole(index_of(gate.otherwise.cap_tier, tiers))
            found = b.if_(steps[f"failed:{gate.id}"], b.min_(found, cap), found)
    return steps.add("lowered", found)


def index_of(tier_id: str, tiers: tuple[Tier, ...]) -> int:
    """A tier as a number: 1 for the lowest, 0 stands for none."""
    return next(index for index, tier in enumerate(tiers, start=1) if tier.id == tier_id)
