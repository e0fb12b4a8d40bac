"""[kpi.NAME] with its marks, bands and relaxations, and [ramp], which moves the marks of new people."""

from collections.abc import Mapping
from typing import Literal

from attrs import Factory, frozen

from kpiengine.plugin.curve import MARKS
from kpiengine.rules.lasting import Length
from kpiengine.rules.model.by import By, Line
from kpiengine.rules.model.values import Formula, Mark, Missing, Number, Slice, Titles
from kpiengine.rules.model.words import GatePolicy, KpiLevel


@frozen
class Band:
    """One line of `bands`: from (included) or over (not included), and the points it earns."""

    edge: Number
    included: bool
    points: Number


@frozen
class PointsAt:
    """Points at the three marks."""

    floor: Number = 0
    target: Number = 100
    stretch: Number = 120


@frozen
class Relax:
    """[kpi.NAME.relax.NAME]: other marks while a condition holds; where several hold, the highest priority wins."""

    id: str
    when: str
    target: Mark | None = None
    floor: Mark | None = None
    stretch: Number | Formula | None = None
    if_missing: GatePolicy = GatePolicy.HOLD
    priority: int | None = None
    because: str | None = None


@frozen
class Kpi:
    """[kpi.NAME]; target and floor are numbers, or pairs for good-inside-a-range; no weight means watched only.

    A text as a mark is a formula.  `curve` is "pass" or the id of a plugin's curve.
    """

    id: str
    metric: str
    title: Titles
    params: Mapping[str, object] = Factory(dict)
    slice: Slice = Factory(dict)
    level: KpiLevel = KpiLevel.AGENT
    window: Length | None = None
    target: Mark | None = None
    floor: Mark | None = None
    stretch: Number | Formula | None = None
    points_at: PointsAt = PointsAt()
    bands: tuple[Band, ...] = ()
    join: Literal["step", "line"] = "step"
    formula: Formula | None = None
    curve: str | None = None
    better: Literal["higher", "lower", "within"] | None = None
    weight: Number | None = None
    min_sample: int | None = None
    if_missing: Missing = "hold"
    if_few: Missing | None = None  # as if_missing when not said
    proven: Number | None = None
    lean: int = 0
    group: str | None = None
    because: str | None = None
    ramp: bool = True
    relax: Mapping[str, Relax] = Factory(dict)
    by: tuple[By, ...] = ()

    @property
    def given(self) -> tuple[str, ...]:
        """The marks that it says itself."""
        return tuple(key for key in MARKS if getattr(self, key) is not None)

    @property
    def pairs(self) -> tuple[str, ...]:
        """Those that have two ends."""
        return tuple(key for key in MARKS if isinstance(getattr(self, key), tuple))

    @property
    def formulas(self) -> Mapping[str, Formula]:
        """Those that are formulas."""
        return {key: mark for key in MARKS if isinstance(mark := getattr(self, key), str)}

    @property
    def policies(self) -> tuple[Missing, Missing]:
        """What no data does, and what too few cases do."""
        return self.if_missing, self.if_missing if self.if_few is None else self.if_few


@frozen
class Ramp:
    """[ramp]: from which number of `column` on every personal target is moved how far back to its floor."""

    column: str
    lines: tuple[Line, ...]  # each with `ease_percent`
