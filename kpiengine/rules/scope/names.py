"""What one condition may say: where it stands, and which layer that is."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import frozen

from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.types import number
from kpiengine.rules.model.words import KpiLevel

Place: TypeAlias = Literal["mark", "weight", "points", "gate", "money", "reward", "alert"]
COUNT = number(0, 10**12)
MONTHS = number(0, 10**4)
DAYS = number(0, 10**6)
MOST_POINTS = 1000
PRESENCE = "~presence"  # key of the measure that prorating needs; no KPI can be called so
UNKNOWN = number(0, 10**12)  # stands for a metric that does not exist: reported elsewhere


@frozen
class Names:
    """What one condition may say: where it stands, and from how many cases on its values count."""

    place: Place
    min_sample: int | None = None
    kpi: str | None = None  # whose points the formula gives: there the name means the value that the score goes by
    level: KpiLevel | None = None  # whose values are meant, if not those of the rule set's subject
    metric: str | None = None  # what that KPI measures there, where scenarios differ
    short: bool = False  # about parts of days, before which no period lies and which have no score


WIDER = {level: place for place, level in enumerate((KpiLevel.AGENT, *list(KpiLevel)[1:]))}
_LAYERS: Mapping[Place, tuple[str, int]] = {
    "mark": ("a target", 2),
    "weight": ("a weight", 2),
    "points": ("points", 3),
}


def too_high(what: str, layer: int, where: Names) -> None:
    """Refuse what is decided after the place that asks for it."""
    asker, highest = _LAYERS.get(where.place, ("", layer))
    if layer > highest:
        raise ExpressionError(
            f"{asker} cannot ask for {what}: that is decided later (layer {layer})",
            remedy="use values of metrics, the roster, calendars or benchmarks",
            code="KPI222",
        )
