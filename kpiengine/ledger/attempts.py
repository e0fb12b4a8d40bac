"""Commands that write, each with its beginning and its end, so that one that died can be seen.

An attempt without an end is one that still runs or has died.  Whoever comes next says so in the ledger, and from
then on the old one can record nothing: that fence holds also where the lock was lost.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from attrs import frozen

from kpiengine.ledger import messages
from kpiengine.ledger.database import Database
from kpiengine.ledger.process import Worker, is_alive, number_of

DIED = "died"
DONE = "done"
REFUSED = "refused"
COLUMNS = {
    "attempts": ("id", "command", "person", "host", "process", "started"),
    "attempt_ends": ("attempt", "ended", "outcome", "detail"),
}


@frozen
class Attempt:
    """One command that wrote or wanted to; `outcome` is None while it runs, or if nobody saw it die."""

    id: int
    command: str
    person: str
    host: str
    process: str
    started: str
    ended: str | None = None
    outcome: str | None = None
    detail: str = ""


def begin(database: Database, worker: Worker, moment: str) -> tuple[int, tuple[Attempt, ...]]:
    """The number of a new attempt, and those found dead.

    Raises KpiError (75) while one of this machine still runs, which can only be if the lock file was taken away.
    """
    with database.writing():
        dead = []
        for attempt in open_attempts(database):
            # A server's lock ends with the connection, so whoever holds it knows that the others are gone.
            if database.dialect.hold is None and attempt.host == worker.host and is_alive(attempt.process):
                raise messages.locked(database.place, f"process {number_of(attempt.process)}")
            _end(database, attempt.id, moment, DIED, f"found by attempt of {worker.person}")
            dead.append(attempt)
        number = 1 + (database.value("SELECT max(id) FROM attempts") or 0)
        values = {
            "id": number,
            "command": worker.command,
            "person": worker.person,
            "host": worker.host,
            "process": worker.process,
            "started": moment,
        }
        database.add("attempts", **values, hash=row_hash(values))
    return number, tuple(dead)


def end(database: Database, attempt: int, moment: str, outcome: str, detail: str) -> None:
    """Says how an attempt ended, unless somebody else did."""
    with database.writing():
        if database.value("SELECT attempt FROM attempt_ends WHERE attempt = :attempt", attempt=attempt) is None:
            _end(database, attempt, moment, outcome, detail)


def check_fence(database: Database, attempt: int) -> None:
    """Inside a transaction: raises KpiError (75) if this attempt was taken for dead."""
    if database.value("SELECT attempt FROM attempt_ends WHERE attempt = :attempt", attempt=attempt) is not None:
        raise messages.fenced(database.place, attempt)


def open_attempts(database: Database) -> Sequence[Attempt]:
    """Those without an end."""
    return [attempt for attempt in attempts(database) if attempt.outcome is None]


def attempts(database: Database) -> Sequence[Attempt]:
    """All of them, in their order."""
    rows = database.all(
        "SELECT id, command, person, host, process, started, ended, outcome, coalesce(detail, '') FROM attempts "
        "LEFT JOIN attempt_ends ON attempt = id ORDER BY id"
    )
    return [Attempt(*row) for row in rows]


def row_hash(values: Mapping[str, object]) -> str:
    """What shows that a row outside the chain was changed by hand."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _end(database: Database, attempt: int, moment: str, outcome: str, detail: str) -> None:
    values = {"attempt": attempt, "ended": moment, "outcome": outcome, "detail": detail}
    database.add("attempt_ends", **values, hash=row_hash(values))
