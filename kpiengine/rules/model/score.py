"""[score] and [points.NAME]: what the points come to, and what adds to it or takes from it."""

from attrs import frozen

from kpiengine.rules.lasting import Length
from kpiengine.rules.model.values import Number, Titles
from kpiengine.rules.paying import PointStep


@frozen
class Score:
    """[score]: decimals of points and score, the upper end, and the least weight that must be measured."""

    decimals: int = 2
    maximum: Number = 100
    min_weight: Number = 60
    max_weight: Number | None = None
    tiers_by: str | None = None  # a KPI whose value, instead of the score, reaches the tiers


@frozen
class Points:
    """[points.NAME]: what adds to or takes from the score, by the ordinal of each case."""

    id: str
    count: str
    title: Titles
    steps: tuple[PointStep, ...] = ()
    within: Length | None = None  # None: the period
    minimum: Number | None = None
    maximum: Number | None = None
    approve: str | None = None
    because: str | None = None
