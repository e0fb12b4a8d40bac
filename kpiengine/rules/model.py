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

from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.paying import Clawback, Holdback, Limits, PointStep, Prorate, Rank, Rate, UnitLevel

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
    cutoff_days: int = 3  # after the end of the period: what is known then decides the pay
    level: KpiLevel = KpiLevel.AGENT
    extends: str | None = None
    state: State = State.LIVE


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


def exposure_kind(blend: str) -> str:
    """What is measured for a way to mix; the main scenario is that with the most handle time."""
    return "handle_time" if blend == "main" else blend


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
    tiers_by: str | None = None  # a KPI whose value, instead of the score, reaches the tiers


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


@frozen
class Tier:
    """[tier.NAME]; `start` is the lower edge (key `from`), included.  With [rank] it is `top` or `top_percent`."""

    id: str
    start: Number
    title: Titles
    bonus: Number | None = None
    percent: Number | None = None
    multiply: Number = 1
    rewards: tuple[str, ...] = ()
    top: int | None = None
    top_percent: Number | None = None
    because: str | None = None


@frozen
class Payout:
    """[payout]; `of` is a roster column for kind percent; rounding as in `expressions.tree.Rounding`.

    A text as `pool` or `multiply` is a formula.  Amounts are for full time and the whole period.
    """

    kind: Literal["amount", "percent", "rate", "pool"] = "amount"
    of: str | None = None
    cap: Number | None = None
    decimals: int | None = None
    rounding: Literal["half_up", "half_even", "down"] = "half_up"
    minimum: Number | None = None
    multiply: Number | Formula = 1
    units: str | None = None
    rates: tuple[Rate, ...] = ()
    whole: bool = False
    accumulate: Literal["period", "quarter", "year"] = "period"
    pool: Number | Formula | None = None
    per: UnitLevel | None = None  # None: the whole rule set
    split_by: Formula | None = None
    method: Literal["remainder", "divisor"] = "remainder"
    if_nobody: Literal["keep", "carry"] = "keep"
    if_corrected: Literal["top_up", "resplit"] = "top_up"
    prorate: Prorate | None = None
    budget: Number | None = None
    if_over: Literal["hold", "scale"] = "hold"
    holdback: Holdback | None = None
    clawback: Clawback | None = None
    by: tuple[By, ...] = ()


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
    look_back: Length | None = None
    places: int | None = None
    per: UnitLevel | None = None
    rank_by: Formula | None = None
    expires: Length | None = None
    because: str | None = None


Severity: TypeAlias = Literal["info", "warning", "critical"]
Unknown: TypeAlias = Literal["keep", "fire", "resolve"]


@frozen
class Action:
    """What an alert starts beside its message: ids for other systems, nothing is done here."""

    course: str | None = None
    coach: str | None = None
    event: str | None = None


@frozen
class Escalate:
    """Who else is told of an alert that has fired for so long, and of which nobody has said that he knows."""

    after: Length
    notify: tuple[str, ...]


@frozen
class Alert:
    """[alert.NAME]; `message` per language may hold {names}; `when` is one condition, or one per severity."""

    id: str
    when: str | Mapping[Severity, str]
    title: Titles
    severity: Severity = "warning"
    kind: Literal["warning", "praise"] = "warning"
    min_sample: int | None = None
    message: Titles = Factory(dict)
    level: KpiLevel = KpiLevel.AGENT  # the rule set's own where the file says none
    every: str | Length | None = None  # the name of a period, or a length; None: the rule set's period
    window: Length | None = None
    hours: Literal["always", "open"] = "always"
    if_missing: Unknown = "keep"
    if_few: Unknown = "keep"
    times: Times | None = None  # key `for`
    unless: str | None = None
    clear: str | None = None
    keep_firing: Length | None = None
    quiets: Literal["all"] | tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    group_by: str | None = None
    repeat_every: Length | None = None
    escalate: Escalate | None = None
    action: Action | None = None
    because: str | None = None

    @property
    def by_severity(self) -> Mapping[str, str]:
        """Severity -> condition, the mildest first."""
        if isinstance(self.when, str):
            return {self.severity: self.when}
        return {word: self.when[word] for word in SEVERITIES if word in self.when}

    def at_the_end_of(self, period: str) -> bool:
        """Whether it is judged when a period of this kind is over; else it is for `watch`."""
        return self.every in {None, period} and self.level is not KpiLevel.QUEUE

    def path(self, severity: str) -> tuple[str, ...]:
        """Where the condition of a severity is written."""
        own = () if isinstance(self.when, str) else (severity,)
        return ("alert", self.id, "when", *own)


SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")


@frozen
class Accept:
    """[accept.CODE]: one lint of this file, accepted in the open until a day."""

    code: str
    because: str
    by: str
    until: date


@frozen
class Segments:
    """[segments]: what parts a period, and from how many days on a stretch stands alone."""

    split_by: Literal["ruleset"] = "ruleset"
    min_days: int = 5


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
    segments: Segments = Segments()
    gates: Mapping[str, Gate] = Factory(dict)
    points: Mapping[str, Points] = Factory(dict)
    rank: Rank | None = None
    tiers: tuple[Tier, ...] = ()  # the worst first: ascending by `start`, or descending by `top`
    payout: Payout = Payout()
    rewards: Mapping[str, Reward] = Factory(dict)
    alerts: Mapping[str, Alert] = Factory(dict)
    accepts: tuple[Accept, ...] = ()
    limits: Limits = Factory(Limits)

    @property
    def weighted(self) -> tuple[Kpi, ...]:
        """The KPIs that make the score in some case, in file order."""
        named = {kpi for row in self.weights.values() for kpi in row}
        named |= {kpi for one in self.reweights.values() for kpi in gains(one)}
        return tuple(k for k in self.kpis.values() if k.weight is not None or k.id in named)

    @property
    def pays(self) -> bool:
        """Whether it decides about money or rewards."""
        return bool(self.tiers) or self.payout.kind in {"rate", "pool"}

    @property
    def decides(self) -> bool:
        """Whether there is something to decide by: tiers of a score or a KPI, or money that needs no tier."""
        by_value = self.score.tiers_by is not None or self.rank is not None
        return bool(self.tiers and (self.weighted or by_value)) or self.payout.kind in {"rate", "pool"}


def gains(reweight: Reweight) -> tuple[str, ...]:
    """KPIs that may have a weight through it."""
    if isinstance(reweight.shift, Move):
        return (reweight.shift.to,)
    gained = [kpi for kpi, points in (reweight.shift or {}).items() if points > 0]
    return (*(reweight.set or {}), *gained)
