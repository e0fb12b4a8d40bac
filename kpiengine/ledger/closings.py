"""What is closed: which run of which period, by which texts, and what its lines add up to."""

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from kpiengine.ledger import entries
from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.pay_terms import PayTerms, read_terms
from kpiengine.periods import Period, next_period

CLOSE = "close"
AMEND = "amend"


@frozen
class Closing:
    """How a period was closed; `archive` and `bundle` are those that hold for it now, after amendments too."""

    entry: int
    plan: str
    period: str
    calendar: str
    end_day: int
    run: int
    content: str
    archive: str
    bundle: str
    recorded: str
    person: str
    sums: dict[str, int]
    terms: dict[str, PayTerms]  # by rule set


def closings(ledger: Ledger, plan: str | None = None) -> dict[tuple[str, str], Closing]:
    """Every closed period by plan and name, in the order of closing."""
    found: dict[tuple[str, str], Closing] = {}
    for entry in entries.entries(ledger.database, plan, None, (CLOSE, AMEND)):
        assert entry.plan is not None  # noqa: S101 -- both kinds are of a period
        assert entry.period is not None  # noqa: S101 -- as above
        body: Any = entry.body
        if entry.kind == CLOSE:
            found[entry.plan, entry.period] = Closing(
                entry=entry.id,
                plan=entry.plan,
                period=entry.period,
                calendar=body["calendar"],
                end_day=body["end_day"],
                run=body["run"],
                content=body["run_content"],
                archive=body["archive"],
                bundle=body["bundle"],
                recorded=entry.recorded,
                person=entry.person,
                sums=body["sums"],
                terms={name: read_terms(said) for name, said in body["terms"].items()},
            )
        else:
            found[entry.plan, entry.period] = evolve(
                found[entry.plan, entry.period], bundle=body["bundle"], archive=body["archive"]
            )
    return found


def due_in(ledger: Ledger, plan: str, period: Period) -> Period:
    """The plan's open period in which something that concerns `period` falls due: the first after it, not closed."""
    closed = closings(ledger, plan)
    found = period
    while (plan, found.name) in closed:
        found = next_period(found)
    return found


def sums_of_closed(ledger: Ledger, plan: str, period: Period, count: int = 3) -> dict[tuple[str, str], Sequence[int]]:
    """By rule set and currency what the last closed periods of the same calendar were closed at, before this one.

    The whole entitlements, with what was held back of them; 0 where a rule set had nobody in one of the periods.
    """
    before = [
        c for c in closings(ledger, plan).values() if c.calendar == period.calendar and c.end_day <= period.start_day
    ]
    last = sorted(before, key=lambda c: c.end_day)[-count:]
    text = (
        "SELECT a.ruleset, a.currency, SUM(s.entitlement) FROM statements s JOIN accounts a ON a.id = s.account "
        "WHERE s.batch = :batch GROUP BY a.ruleset, a.currency"
    )
    sums = [{(name, of): int(total or 0) for name, of, total in ledger.database.all(text, batch=c.entry)} for c in last]
    return {key: [each.get(key, 0) for each in sums] for key in sorted({key for each in sums for key in each})}
