"""Where each recorded run stands in its life, and which commands came to no good end."""

from datetime import datetime
from typing import Any

from attrs import asdict

from kpiengine.ledger import attempts, entries
from kpiengine.ledger.closings import closings
from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.paying import CONFIRM, payroll_batch
from kpiengine.ledger.process import is_alive
from kpiengine.ledger.runs import recorded_runs, released


def state_of_runs(ledger: Ledger, plan: str | None = None) -> list[dict[str, Any]]:
    """Every run with its state: superseded, evaluated, held, closed, exported, paid, or late (after the close)."""
    runs = recorded_runs(ledger, plan)
    closed = closings(ledger, plan)
    newest = {(run.plan, run.period): run.entry for run in runs}
    found = []
    for run in runs:
        closing, why = closed.get((run.plan, run.period)), ""
        if closing is not None and run.entry >= closing.run:
            state = period_state(ledger, run.plan, run.period) if run.entry == closing.run else "late"
        elif newest[run.plan, run.period] != run.entry:
            state = "superseded"
        elif released(ledger, run):
            state = "evaluated"
        else:
            state, why = "held", "; ".join(run.held)
        found.append({**asdict(run), "state": state, "why": why})
    return found


def period_state(ledger: Ledger, plan: str, period: str) -> str:
    """How far a closed period has come: closed, exported or paid."""
    if payroll_batch(ledger, plan, period) is None:
        return "closed"
    found = entries.entries(ledger.database, plan, period, (CONFIRM,))
    return "paid" if found and found[-1].body["paid"] else "exported"


def attempts_of_concern(ledger: Ledger) -> tuple[list[dict[str, Any]], bool]:
    """Commands that died or still run, the last one if it was refused, and whether the last one is sound."""
    every = attempts.attempts(ledger.database)
    last = every[-1] if every else None
    quiet = {attempts.DONE, attempts.REFUSED}
    found = [
        {**asdict(a), "outcome": _outcome(a)}
        for a in every
        if a.outcome not in quiet or (a is last and a.outcome == attempts.REFUSED)
    ]
    return found, last is None or _outcome(last) in {attempts.DONE, "running"}


def last_good(ledger: Ledger, command: str = "evaluate") -> datetime | None:
    """When the last command of this name ended that ended well; None for never."""
    every = attempts.attempts(ledger.database)
    done = [a for a in every if a.outcome == attempts.DONE and command in a.command.split()]
    ends = [datetime.fromisoformat(a.ended) for a in done if a.ended is not None]
    return max(ends, default=None)


def _outcome(attempt: attempts.Attempt) -> str:
    if attempt.outcome is not None:
        return attempt.outcome
    return "running" if is_alive(attempt.process) else attempts.DIED
