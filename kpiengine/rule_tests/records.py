"""A file of rule tests as data: what is given and what must come out of it.

Numbers are exact (`int` or `Decimal`).  `None` stands for missing wherever a figure may be missing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import Factory, field, frozen

from kpiengine.documents.finding import Path
from kpiengine.documents.locate import Locator
from kpiengine.rules.model.values import Number


@frozen
class Moment:
    """A metric in one period: its value (None: missing) and on how many cases it rests (None: on plenty).

    `away`: the agent was on leave, so there is nothing to measure.
    """

    value: Number | None = None
    n: int | None = None
    away: bool = False


# A metric over periods, the oldest first; the last is the one that is evaluated.
Series = tuple[Moment, ...]


@frozen
class Part:
    """What is given of an agent in one scenario: the share of his work that lies in it, and figures of it alone."""

    share: Number | None = None
    metrics: Mapping[str, Series] = field(default=Factory(dict), eq=False)


@frozen
class Expected:
    """What must come out for one agent: only what is in `figures`, `kpis` and `groups` is looked at.

    `figures` maps score, tier, amount and the like to what is expected of them; `kpis` does so for each KPI, `groups`
    and `scenarios` have scores by name, `states` those of alerts after the last periods.
    """

    figures: Mapping[str, Any] = Factory(dict)
    kpis: Mapping[str, Mapping[str, Any]] = Factory(dict)
    groups: Mapping[str, Any] = Factory(dict)
    scenarios: Mapping[str, Any] = Factory(dict)
    states: Mapping[str, tuple[str, ...]] = Factory(dict)
    path: Path = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is expected."""
        return not (self.figures or self.kpis or self.groups or self.scenarios or self.states)


@frozen
class Person:
    """One agent of a case: what is given of him and what must come out; `path` is where the file says so.

    `roster` are his rows of the roster, as written: usually one.  `presence` is the percent of full time that he was
    there, where money goes by that.  `parts` are what is given by scenario.
    """

    id: str
    metrics: Mapping[str, Series] = field(default=Factory(dict), eq=False)
    roster: Sequence[Mapping[str, Any]] = field(default=({},), eq=False)
    score: Number | None = None
    presence: Number | None = None
    expected: Expected = Expected()
    path: Path = ()
    parts: Mapping[str, Part] = field(default=Factory(dict), eq=False)


@frozen
class RuleCase:
    """One test; `facts` are readable rows by table, where metrics are to be measured.

    `apart`: each agent stands for himself, so that the figures of his team, site or centre are his own.
    """

    title: str
    people: tuple[Person, ...]
    period: str | None = None
    as_of: str | None = None
    facts: Mapping[str, Any] = field(default=Factory(dict), eq=False)
    path: Path = ()
    apart: bool = False


@frozen
class CaseFile:
    """One file of tests of one rule set."""

    ruleset: str
    cases: tuple[RuleCase, ...]
    locator: Locator
    period: str | None = None

    @property
    def path(self) -> str:
        """The file as people call it."""
        return self.locator.path
