"""Gates read aloud."""

from kpiengine.rules.model.gate import Gate, GateElse
from kpiengine.rules.plain import plain
from kpiengine.rules.read.voice import Voice


class Gates:
    """One sentence for each gate."""

    def __init__(self, reader: Voice) -> None:
        self.reader = reader
        self.say = reader.say

    def sentence(self, gate: Gate) -> str:
        """What a gate asks, and what its failure does."""
        return self.say(
            "gate",
            name=self.reader.named(gate.id, gate.title),
            level=self.reader.level(gate.level),
            condition=self.reader.condition(gate.require),
            otherwise=self._otherwise(gate.otherwise),
            policy=self.say(f"policy {gate.if_missing}"),
        )

    def _otherwise(self, what: GateElse) -> str:
        if what.drop_tiers is not None:
            return self.say("drop one") if what.drop_tiers == 1 else self.say("drop_tiers", n=what.drop_tiers)
        if what.cap_tier is not None:
            tier = next(tier for tier in self.reader.rules.tiers if tier.id == what.cap_tier)
            return self.say("cap_tier", tier=self.reader.named(tier.id, tier.title))
        if what.pay_percent is not None:
            return self.say("pay_percent", percent=plain(what.pay_percent))
        return self.say("no_bonus")
