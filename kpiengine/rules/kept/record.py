"""What is kept of a rule file without faults: its standing among the others, as JSON and back."""

from collections.abc import Sequence
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


def to_json(kept: Kept) -> list[Any]:
    """All of the head, though little of it is asked today: nobody can ask for what is not there.

    A list, since it is written and read for every file: what is kept by another release is not read at all.
    """
    standing, head = kept.standing, kept.standing.head
    if head is None:
        raise ValueError(standing.path)  # a file whose head cannot be read has faults
    return [
        kept.among,
        standing.pays,
        head.id,
        head.start.isoformat(),
        _said(head.to),
        isinstance(head.period, OwnPeriod),
        head.period.value,
        head.agents,
        head.excluded,
        head.plan,
        head.title,
        head.currency,
        head.owner,
        _said(head.review_by),
        head.because,
        head.count_when,
        head.cutoff_days,
        head.level,
        head.extends,
        head.state,
    ]


def from_json(said: Sequence[Any], path: str) -> Kept:
    """As `to_json` wrote it; anything else raises one of `KeyError`, `TypeError`, `ValueError`, `AttributeError`."""
    among, pays, id_, start, to, own, period, agents, excluded, plan, title, *rest = said
    currency, owner, review_by, because, count_when, cutoff_days, level, extends, state = rest
    head = Head(
        id=id_,
        start=date.fromisoformat(start),
        period=OwnPeriod(period) if own else PeriodKind(period),
        agents={name: tuple(values) for name, values in agents.items()},
        plan=plan,
        title=title,
        to=_day(to),
        excluded={name: tuple(values) for name, values in excluded.items()},
        currency=currency,
        owner=owner,
        review_by=_day(review_by),
        because=because,
        count_when=count_when,
        cutoff_days=cutoff_days,
        level=KpiLevel(level),
        extends=extends,
        state=State(state),
    )
    return Kept(Standing(path, head.state, head, pays), among)


def _said(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)
