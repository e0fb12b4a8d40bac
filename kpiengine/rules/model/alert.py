"""[alert.NAME]: when it fires, how bad that is, and who is told."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import Factory, frozen

from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.values import Titles
from kpiengine.rules.model.words import KpiLevel

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

    def at_the_end_of(self, head: Head) -> bool:
        """Whether it is judged when a period of the rule set is over, with its subjects; else it is judged apart."""
        apart = self.level is KpiLevel.QUEUE and head.level is not KpiLevel.QUEUE
        return self.every in {None, str(head.period)} and not apart

    @property
    def is_short(self) -> bool:
        """Whether it is judged several times a day."""
        return isinstance(self.every, Length) and self.every.unit in {"min", "h"}

    def path(self, severity: str) -> tuple[str, ...]:
        """Where the condition of a severity is written."""
        own = () if isinstance(self.when, str) else (severity,)
        return ("alert", self.id, "when", *own)


SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")
