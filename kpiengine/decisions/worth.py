"""The first step of the money: what the payout pays before anything is done to it.

amount   the tier's bonus
percent  the tier's percent of a column of the roster
rate     units times their rates: each at the rate of its own stretch, or all at the last one reached; where the count
         goes on over a quarter or year, what that adds to the earlier periods (`decisions.accumulated`)
pool     the share that the split gave, in whole minor units
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce

from kpiengine.decisions.product import Product, Share
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.accumulated import WORTH, accumulates
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Number
from kpiengine.scores.steps import Steps, total, whole

HUNDREDTH = b.number_lit(Decimal("0.01"))


def worth(steps: Steps, rules: RuleSet, decimals: int) -> Product:
    """The amount of step 1, without the tier's `multiply`."""
    payout = rules.payout
    match payout.kind:
        case "amount":
            return Product((by_tier(steps["tier"], [tier.bonus or 0 for tier in rules.tiers]),))
        case "percent":
            percent = by_tier(steps["tier"], [tier.percent or 0 for tier in rules.tiers])
            # Without a percent there is nothing to know about the base.
            return Product((percent, b.coalesce(base(steps, payout), whole(0)), HUNDREDTH))
        case "rate":
            if accumulates(payout):
                return Product((b.coalesce(steps[WORTH], whole(0)),))
            return _rated(steps, payout, b.coalesce(steps[f"known:{payout.units}"], whole(0)))
        case "pool":
            return Product((b.coalesce(steps["pool_share"], whole(0)),), (Share(whole(1), whole(10**decimals)),))


def by_tier(tier: Node, values: Sequence[Number | Node]) -> Node:
    """The value of the tier that was reached (first value: lowest tier), 0 for none."""
    found = whole(0)
    for index, value in enumerate(values, start=1):
        found = b.if_(b.ge(tier, whole(index)), value if isinstance(value, Node) else b.number_lit(value), found)
    return found


def base(steps: Steps, payout: Payout) -> Node:
    """The column of the roster of which a percent is paid."""
    return steps[f"roster:{payout.of}"]


def multiplies(rules: RuleSet) -> bool:
    """Whether a tier changes the amount by a factor of its own; in a pool the factor is in the split."""
    return rules.payout.kind != "pool" and any(tier.multiply != 1 for tier in rules.tiers)


def multiplier(steps: Steps, rules: RuleSet) -> Node:
    """The factor of the tier that was reached."""
    return by_tier(steps["tier"], [tier.multiply for tier in rules.tiers])


def rated(steps: Steps, payout: Payout, units: Node) -> Node:
    """What so many units are worth together, where the marks do not shrink with presence."""
    (first, *rest) = _rated(steps, payout, units).worth
    return reduce(b.mul, rest, first)


def _rated(steps: Steps, payout: Payout, units: Node) -> Product:
    scale = payout.prorate is not None and "rates" in payout.prorate.scale and payout.prorate.by != "none"
    part, full = (steps["presence"], steps["presence_full"]) if scale else (whole(1), whole(1))
    reached = b.mul(units, full)
    edges = [b.mul(b.number_lit(rate.over), part) for rate in payout.rates]
    if payout.whole:
        pay: Node = whole(0)
        for rate, edge in zip(payout.rates, edges, strict=True):
            pay = b.if_(b.gt(reached, edge), b.number_lit(rate.pay), pay)
        return Product((pay, units))
    parts = []
    for index, (rate, edge) in enumerate(zip(payout.rates, edges, strict=True)):
        end = b.min_(reached, edges[index + 1]) if index + 1 < len(edges) else reached
        parts.append(b.mul(b.number_lit(rate.pay), b.max_(whole(0), b.sub(end, edge))))
    if not scale:
        return Product((total(parts),))
    best = max(payout.rates, key=lambda rate: rate.pay)
    return Product((total(parts),), (Share(whole(1), full),), (b.number_lit(best.pay), units))
