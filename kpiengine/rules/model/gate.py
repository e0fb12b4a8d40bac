"""[gate.NAME]: a condition, and what its failure does."""

from attrs import frozen

from kpiengine.rules.model.values import Number, Titles
from kpiengine.rules.model.words import GatePolicy, KpiLevel


@frozen
class GateElse:
    """What a failed gate does; exactly one is set."""

    no_bonus: bool = False
    drop_tiers: int | None = None
    cap_tier: str | None = None
    pay_percent: Number | None = None


@frozen
class Gate:
    """[gate.NAME]."""

    id: str
    require: str
    otherwise: GateElse  # key `else`
    title: Titles
    if_missing: GatePolicy = GatePolicy.HOLD
    level: KpiLevel = KpiLevel.AGENT  # the rule set's own where the file says none
    because: str | None = None
