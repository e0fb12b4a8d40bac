"""The log: everything that was ever recorded, in one order, each entry chained to the one before by its hash.

The number of an entry is its place in time, whatever the clock says.  The last hash stands for the whole ledger: it
is printed on what leaves the house, so that a ledger that was changed later no longer agrees with it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from kpiengine.ledger.database import Database

BEGINNING = "0" * 64


@frozen
class Entry:
    """One line of the log; `body` is what was recorded, as plain data."""

    id: int
    attempt: int
    kind: str
    plan: str | None
    period: str | None
    person: str
    recorded: str
    text: str
    previous: str
    hash: str

    @property
    def body(self) -> Mapping[str, Any]:
        """What was recorded."""
        found: Mapping[str, Any] = json.loads(self.text)
        return found


COLUMNS = "id, attempt, kind, plan, period, person, recorded, body, previous, hash"


def append(  # noqa: PLR0913 -- one argument for each column
    database: Database,
    attempt: int,
    kind: str,
    body: Mapping[str, Any],
    *,
    person: str,
    moment: str,
    plan: str | None = None,
    period: str | None = None,
) -> Entry:
    """Adds a line, inside a transaction of the caller's."""
    last = newest(database)
    number, previous = (1, BEGINNING) if last is None else (last.id + 1, last.hash)
    text = canonical(body)
    made = Entry(number, attempt, kind, plan, period, person, moment, text, previous, "")
    sealed = chained(made)
    database.add(
        "entries",
        id=number,
        attempt=attempt,
        kind=kind,
        plan=plan,
        period=period,
        person=person,
        recorded=moment,
        body=text,
        previous=previous,
        hash=sealed,
    )
    return Entry(number, attempt, kind, plan, period, person, moment, text, previous, sealed)


def newest(database: Database) -> Entry | None:
    """The last line."""
    row = database.one(f"SELECT {COLUMNS} FROM entries ORDER BY id DESC LIMIT 1")  # noqa: S608 -- our own names
    return None if row is None else Entry(*row)


def entries(
    database: Database, plan: str | None = None, period: str | None = None, kinds: Sequence[str] = ()
) -> list[Entry]:
    """The lines of a plan, a period, some kinds, or all, in their order."""
    asked = {"plan": plan, "period": period}
    wanted = {name: value for name, value in asked.items() if value is not None}
    where = " AND ".join(f"{name} = :{name}" for name in wanted) or "1 = 1"
    rows = database.all(f"SELECT {COLUMNS} FROM entries WHERE {where} ORDER BY id", **wanted)  # noqa: S608 -- our own names
    return [entry for entry in (Entry(*row) for row in rows) if not kinds or entry.kind in kinds]


def chained(entry: Entry) -> str:
    """The hash of an entry, over all that it says and the hash before it."""
    said = [
        *(entry.id, entry.attempt, entry.kind, entry.plan, entry.period, entry.person, entry.recorded),
        *(entry.text, entry.previous),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def canonical(body: object) -> str:
    """Plain data in one form of text."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text_hash(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
