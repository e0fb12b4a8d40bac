"""The rule set as data: frozen classes that mirror the file's headings and keys, and know nothing of TOML.

Numbers are exact (`int` or `Decimal`); conditions and formulas are still text, with the path by which the
locator finds them.  What a key means is in docs/reference/rule-language.md.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

from attrs import Factory, frozen

from kpiengine.rules.lasting import Length

Number: TypeAlias = int | Decimal
Pair: TypeAlias = tuple[Number, Number]
Formula: TypeAlias = str  # as written, between its quotes
Mark: TypeAlias = Number | Pair | Formula
Moved: TypeAlias = Mapping[str, Number]  # KPI -> points of weight
Titles: TypeAlias = Mapping[str, str]  # language -> text
SliceValue: TypeAlias = str | int | Decimal | bool
Slice: TypeAlias = Mapping[str, tuple[SliceValue, ...]]  # dimension -> values, one of which a row must have


class PeriodKind(StrEnum):
    """What one scorecard and one payment span."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


@frozen
class OwnPeriod:
    """A period of the project's own calendars, by the calendar's name."""

    value: str

    def __str__(self) -> str:
        return self.value


class State(StrEnum):
    """What a rule set is for: paying, trying out, or being written."""

    LIVE = "live"
    SHADOW = "shadow"
    DRAFT = "draft"


class KpiLevel(StrEnum):
    """Whose value it is."""

    AGENT = "agent"
    TEAM = "team"
    QUEUE = "queue"
    SITE = "site"
    CENTRE = "centre"


class GatePolicy(StrEnum):
    """What a condition that cannot be known does: nothing is decided, it counts as true, or as false."""

    HOLD = "hold"
    PASS = "pass"  # noqa: S105 -- a policy, not a secret
    FAIL = "fail"


CUTOFF = Length(3, "day")


@frozen
class Head:
    """[ruleset]: who it is for and from when; `to` is included."""

    id: str
    start: date  # key `from`
    period: PeriodKind | OwnPeriod
    agents: Mapping[str, tuple[str, ...]]
    plan: str
    title: Titles
    to: date | None = None
    excluded: Mapping[str, tuple[str, ...]] = Factory(dict)  # key `except`
    currency: str | None = None
    owner: str | None = None
    review_by: date | None = None
    because: str | None = None
    count_when: Literal["happened", "mature"] | None = None
    cutoff: Length | None = None
    level: KpiLevel = KpiLevel.AGENT
    extends: str | None = None
    state: State = State.LIVE

    @property
    def waits(self) -> Length:
        """How long after a period what is known decides."""
        return self.cutoff or CUTOFF


@frozen
class Band:
    """One line of `bands`: from (included) or over (not included), and the points it earns."""

    edge: Number
    included: bool
    points: Number


# What an unknown value does to a KPI: a word, or a number of points.
Missing: TypeAlias = Literal["redistribute", "team", "hold"] | Number


@frozen
class PointsAt:
    """Points at the three marks."""

    floor: Number = 0
    target: Number = 100
    stretch: Number = 120


# What a key may differ by: names, or lower edges of a number or a day.
Dimension: TypeAlias = Literal["scenario", "site", "team", "tenure_months", "date"]


@frozen
class Line:
    """One line of a `by`: for which name or from which number or day on (included), and the keys that differ."""

    at: str | Number | date
    values: Mapping[str, object]


@frozen
class By:
    """Keys that differ by one thing; a list of numbers or days rises."""

    of: Dimension
    lines: tuple[Line, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Every key that one of the lines says."""
        return frozenset(key for line in self.lines for key in line.values)


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
    ramp: bool = True
    relax: Mapping[str, Relax] = Factory(dict)
    by: tuple[By, ...] = ()

    @property
    def policies(self) -> tuple[Missing, Missing]:
        """What no data does, and what too few cases do."""
        return self.if_missing, self.if_missing if self.if_few is None else self.if_few


@frozen
class Ramp:
    """[ramp]: from which number of `column` on every personal target is moved how far back to its floor."""

    column: str
    lines: tuple[Line, ...]  # each with `ease_percent`


@frozen
class Scenarios:
    """[scenarios]: by which dimension of the contacts, and how the scores of an agent's scenarios are mixed."""

    by: str
    blend: Literal["handle_time", "contacts", "paid_hours", "main"] = "handle_time"
    min_percent: Number = 10
    other: str | None = None


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


@frozen
class Score:
    """[score]: decimals of points and score, the upper end, and the least weight that must be measured."""

    decimals: int = 2
    maximum: Number = 100
    min_weight: Number = 60
    max_weight: Number | None = None


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


@frozen
class Tier:
    """[tier.NAME]; `start` is the lower edge (key `from`), included."""

    id: str
    start: Number
    title: Titles
    bonus: Number | None = None
    percent: Number | None = None
    multiply: Number = 1
    rewards: tuple[str, ...] = ()


@frozen
class Payout:
    """[payout]; `of` is a roster column for kind percent; rounding as in `expressions.tree.Rounding`."""

    kind: Literal["amount", "percent"] = "amount"
    of: str | None = None
    cap: Number | None = None
    decimals: int | None = None
    rounding: Literal["half_up", "half_even", "down"] = "half_up"


@frozen
class Reward:
    """[reward.NAME]; `when` is None for one that a tier gives."""

    id: str
    kind: Literal["leave", "list", "badge", "course", "gift"]
    title: Titles
    amount: str | Number = 1
    when: str | None = None
    if_missing: GatePolicy = GatePolicy.HOLD


@frozen
class Alert:
    """[alert.NAME]; `message` per language may hold {names}."""

    id: str
    when: str
    title: Titles
    severity: Literal["info", "warning", "critical"] = "warning"
    kind: Literal["warning", "praise"] = "warning"
    min_sample: int | None = None
    message: Titles = Factory(dict)


@frozen
class Accept:
    """[accept.CODE]: one lint of this file, accepted in the open until a day."""

    code: str
    because: str
    by: str
    until: date


@frozen
class RuleSet:
    """One rule file."""

    head: Head
    kpis: Mapping[str, Kpi] = Factory(dict)
    ramp: Ramp | None = None
    scenarios: Scenarios | None = None
    weights: Mapping[str, Moved] = Factory(dict)  # scenario -> KPI -> weight
    reweights: Mapping[str, Reweight] = Factory(dict)
    score: Score = Score()
    gates: Mapping[str, Gate] = Factory(dict)
    tiers: tuple[Tier, ...] = ()  # ascending by `start`
    payout: Payout = Payout()
    rewards: Mapping[str, Reward] = Factory(dict)
    alerts: Mapping[str, Alert] = Factory(dict)
    accepts: tuple[Accept, ...] = ()

    @property
    def weighted(self) -> tuple[Kpi, ...]:
        """The KPIs that make the score in some case, in file order."""
        named = {kpi for row in self.weights.values() for kpi in row}
        named |= {kpi for one in self.reweights.values() for kpi in gains(one)}
        return tuple(k for k in self.kpis.values() if k.weight is not None or k.id in named)

    @property
    def pays(self) -> bool:
        """Whether it decides about money or rewards."""
        return bool(self.tiers)


def gains(reweight: Reweight) -> tuple[str, ...]:
    """KPIs that may have a weight through it."""
    if isinstance(reweight.shift, Move):
        return (reweight.shift.to,)
    gained = [kpi for kpi, points in (reweight.shift or {}).items() if points > 0]
    return (*(reweight.set or {}), *gained)
