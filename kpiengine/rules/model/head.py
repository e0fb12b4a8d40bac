"""[ruleset]: who it is for, and from when."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import Factory, frozen

from kpiengine.rules.model.values import Titles
from kpiengine.rules.model.words import KpiLevel, OwnPeriod, PeriodKind, State


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
