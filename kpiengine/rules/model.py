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

Number: TypeAlias = int | Decimal
Pair: TypeAlias = tuple[Number, Number]
Titles: TypeAlias = Mapping[str, str]  # language -> text
SliceValue: TypeAlias = str | int | Decimal | bool
Slice: TypeAlias = Mapping[str, tuple[SliceValue, ...]]  # dimension -> values, one of which a row must have


class PeriodKind(StrEnum):
    """What one scorecard and one payment span."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class KpiLevel(StrEnum):
    """Whose value it is."""

    AGENT = "agent"
    TEAM = "team"
    QUEUE = "queue"
    SITE = "site"
    CENTRE = "centre"


class GatePolicy(StrEnum):
    """What a gate or reward does when its condition cannot be known."""

    HOLD = "hold"
    PASS = "pass"  # noqa: S105 -- a policy, not a secret
    FAIL = "fail"


@frozen
class Head:
    """[ruleset]: who it is for and from when; `to` is included."""

    id: str
    start: date  # key `from`
    period: PeriodKind
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
    level: KpiLevel = KpiLevel.AGENT


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


@frozen
class Kpi:
    """[kpi.NAME]; target and floor are numbers, or pairs for good-inside-a-range; no weight means watched only."""

    id: str
    metric: str
    title: Titles
    params: Mapping[str, object] = Factory(dict)
    slice: Slice = Factory(dict)
    level: KpiLevel = KpiLevel.AGENT
    target: Number | Pair | None = None
    floor: Number | Pair | None = None
    stretch: Number | None = None
    points_at: PointsAt = PointsAt()
    bands: tuple[Band, ...] = ()
    curve: Literal["pass"] | None = None
    better: Literal["higher", "lower", "within"] | None = None
    weight: Number | None = None
    min_sample: int | None = None
    if_missing: Missing = "hold"
    if_few: Missing | None = None  # as if_missing when not said
    group: str | None = None


@frozen
class Score:
    """[score]: decimals of points and score, the upper end, and the least weight that must be measured."""

    decimals: int = 2
    maximum: Number = 100
    min_weight: Number = 60


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
    score: Score = Score()
    gates: Mapping[str, Gate] = Factory(dict)
    tiers: tuple[Tier, ...] = ()  # ascending by `start`
    payout: Payout = Payout()
    rewards: Mapping[str, Reward] = Factory(dict)
    alerts: Mapping[str, Alert] = Factory(dict)
    accepts: tuple[Accept, ...] = ()

    @property
    def weighted(self) -> tuple[Kpi, ...]:
        """The KPIs that make the score, in file order."""
        return tuple(k for k in self.kpis.values() if k.weight is not None)
