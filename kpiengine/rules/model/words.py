"""The closed lists of words that a file chooses from: periods, states, levels, what an unknown condition does."""

from enum import StrEnum

from attrs import frozen


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
