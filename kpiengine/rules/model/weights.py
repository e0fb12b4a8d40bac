"""[reweight.NAME]: other weights while a condition holds."""

from attrs import frozen

from kpiengine.rules.model.values import Formula, Moved, Number, Titles
from kpiengine.rules.model.words import GatePolicy


@frozen
class Move:
    """Points of weight that go from one KPI to another: a number or a formula, never more than there are."""

    source: str  # key `from`
    to: str
    points: Number | Formula


@frozen
class Reweight:
    """[reweight.NAME]: other weights while a condition on the period holds; exactly one of `set`, `shift` is there."""

    id: str
    when: str
    title: Titles
    set: Moved | None = None
    shift: Moved | Move | None = None
    scenario: str | None = None
    priority: int | None = None
    if_missing: GatePolicy = GatePolicy.HOLD
    because: str | None = None


def gains(reweight: Reweight) -> tuple[str, ...]:
    """KPIs that may have a weight through it."""
    if isinstance(reweight.shift, Move):
        return (reweight.shift.to,)
    gained = [kpi for kpi, points in (reweight.shift or {}).items() if points > 0]
    return (*(reweight.set or {}), *gained)
