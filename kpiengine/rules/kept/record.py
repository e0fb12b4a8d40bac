"""What is kept of a rule file without faults: its standing among the others, as JSON and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen

from kpiengine.rules.model.head import Head
from kpiengine.rules.model.words import KpiLevel, OwnPeriod, PeriodKind, State
from kpiengine.rules.standing import Standing


@frozen
class Kept:
    """One file in which nothing was found; `among` is the digest of all rule files, where it takes over another."""

    standing: Standing
    among: str | None = None


def to_json(kept: Kept) -> dict[str, Any]:
    """All of the head, though little of it is asked today: nobody can ask for what is not there."""
    standing, head = kept.standing, kept.standing.head
    if head is None:
        raise ValueError(standing.path)  # a file whose head cannot be read has faults
    own = isinstance(head.period, OwnPeriod)
    return {
        "among": kept.among,
        "pays": standing.pays,
        "id": head.id,
        "start": head.start.isoformat(),
        "to": _said(head.to),
        "period": str(head.period),
        "own_period": own,
        "agents": {name: list(values) for name, values in head.agents.items()},
        "excluded": {name: list(values) for name, values in head.excluded.items()},
        "plan": head.plan,
        "title": dict(head.title),
        "currency": head.currency,
        "owner": head.owner,
        "review_by": _said(head.review_by),
        "because": head.because,
        "count_when": head.count_when,
        "cutoff_days": head.cutoff_days,
        "level": str(head.level),
        "extends": head.extends,
        "state": str(head.state),
    }


def from_json(said: Mapping[str, Any], path: str) -> Kept:
    """As `to_json` wrote it; anything else raises one of `KeyError`, `TypeError`, `ValueError`, `AttributeError`."""
    head = Head(
        id=said["id"],
        start=date.fromisoformat(said["start"]),
        period=OwnPeriod(said["period"]) if said["own_period"] else PeriodKind(said["period"]),
        agents={name: tuple(values) for name, values in said["agents"].items()},
        plan=said["plan"],
        title=said["title"],
        to=_day(said["to"]),
        excluded={name: tuple(values) for name, values in said["excluded"].items()},
        currency=said["currency"],
        owner=said["owner"],
        review_by=_day(said["review_by"]),
        because=said["because"],
        count_when=said["count_when"],
        cutoff_days=said["cutoff_days"],
        level=KpiLevel(said["level"]),
        extends=said["extends"],
        state=State(said["state"]),
    )
    return Kept(Standing(path, head.state, head, said["pays"]), said["among"])


def _said(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)
