"""How one alert lasts, whom it quiets and whom it tells: what the log is folded by.

A policy is made from the alert's section of the rule file and knows nothing of values.  Severities are numbers here:
0 does not hold, 1 info (and praise), 2 warning, 3 critical.
"""

from typing import Literal

from attrs import field, frozen

from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.model.alert import SEVERITIES, Alert
from kpiengine.rules.model.ruleset import RuleSet

LEVEL_OF = {word: number for number, word in enumerate(SEVERITIES, start=1)}
WORD_OF = {number: word for word, number in LEVEL_OF.items()}


@frozen(order=True)
class Series:
    """One alert of one rule set: what windows are counted for, whatever the text of the rule becomes."""

    ruleset: str
    alert: str

    def __str__(self) -> str:
        return f"{self.ruleset}.{self.alert}"


@frozen
class Escalation:
    """Who else hears of it when it has fired for so long and nobody has said that he knows."""

    after: Length
    notify: tuple[str, ...]


@frozen
class Policy:
    """One alert's rules over time: it fires when `when` held in `least` of the last `of` windows."""

    series: Series
    level: str = "agent"
    least: int = 1
    of: int = 1
    praise: bool = False
    has_clear: bool = False
    keep: Length | None = None
    repeat: Length | None = None  # also the cool-down: no second beginning is told sooner
    escalation: Escalation | None = None
    quiets: Literal["all"] | tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    group_by: str | None = None
    times: Times | None = None
    titles: dict[str, str] = field(factory=dict, eq=False)

    @property
    def is_cause(self) -> bool:
        """Whether it keeps others quiet while it fires."""
        return bool(self.quiets)

    def quietens(self, other: "Policy") -> bool:
        """Whether the other one sends nothing for subjects inside a subject of this one that fires."""
        if other.series == self.series:
            return False
        if self.quiets == "all":
            return not other.is_cause
        return other.series.ruleset == self.series.ruleset and other.series.alert in self.quiets


def policy_of(alert: Alert, ruleset: RuleSet) -> Policy:
    """The policy that the alert's section writes down."""
    times, escalate = alert.times, alert.escalate
    return Policy(
        series=Series(ruleset.head.id, alert.id),
        level=str(alert.level),
        least=1 if times is None else times.least,
        of=1 if times is None else times.of,
        praise=alert.kind == "praise",
        has_clear=alert.clear is not None,
        keep=alert.keep_firing,
        repeat=alert.repeat_every,
        escalation=None if escalate is None else Escalation(escalate.after, escalate.notify),
        quiets=alert.quiets,
        notify=alert.notify,
        group_by=None if alert.group_by == "receiver" else alert.group_by,
        times=times,
        titles=dict(alert.title),
    )
