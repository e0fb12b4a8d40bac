"""[reward.NAME]: what is no money."""

from typing import Literal

from attrs import frozen

from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.model.values import Formula, Number, Titles
from kpiengine.rules.model.words import GatePolicy, KpiLevel
from kpiengine.rules.paying import UnitLevel


@frozen
class Reward:
    """[reward.NAME]; `when` is None for one that a tier gives."""

    id: str
    kind: Literal["leave", "list", "badge", "course", "gift"]
    title: Titles
    amount: str | Number = 1
    when: str | None = None
    if_missing: GatePolicy = GatePolicy.HOLD
    times: Times | None = None  # key `for`
    unless: str | None = None
    level: KpiLevel = KpiLevel.AGENT  # the rule set's own where the file says none
    look_back: Length | None = None
    places: int | None = None
    per: UnitLevel | None = None
    rank_by: Formula | None = None
    expires: Length | None = None
    because: str | None = None
