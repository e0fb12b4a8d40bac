"""Tiers start apart, pay as the payout says, and gates name tiers that exist."""

from collections.abc import Iterator
from itertools import pairwise

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import money as messages


def check(context: Context) -> Iterator[Finding]:
    """Distinct starts; bonus or percent as the kind of payout; `cap_tier` is a tier."""
    ruleset = context.ruleset
    sound = [tier for tier in ruleset.tiers if not context.broken("tier", tier.id, "from")]
    sound = [tier for tier in sound if "from" in context.reading.keys("tier", tier.id)]
    for lower, upper in pairwise(sound):
        if ruleset.rank is None and lower.start == upper.start:
            yield messages.tiers_together(lower.id, upper.id, upper.start)
    if not context.broken("payout", "kind"):
        for tier in ruleset.tiers:
            if ruleset.payout.kind == "amount" and tier.percent is not None:
                yield messages.tier_pays_otherwise(tier.id, "percent", "amount", "bonus")
            if ruleset.payout.kind == "percent" and tier.bonus is not None:
                yield messages.tier_pays_otherwise(tier.id, "bonus", "percent", "percent")
            if ruleset.payout.kind in {"rate", "pool"}:
                keys = [key for key in ("bonus", "percent") if getattr(tier, key) is not None]
                yield from (messages.tier_pays_otherwise(tier.id, key, ruleset.payout.kind, "multiply") for key in keys)
    names = [tier.id for tier in ruleset.tiers]
    for gate in ruleset.gates.values():
        cap = gate.otherwise.cap_tier
        if cap is not None and cap not in names and not context.reading.misspelt("tier"):
            yield messages.unknown_tier(cap, names, ("gate", gate.id, "else", "cap_tier"))
