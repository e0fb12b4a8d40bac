"""The outbox: messages that were written with the result, and how sending them went.

A message is there once and for ever; it counts as sent when an attempt says so, and an attempt says so only after the
receiver did.  A command that dies in between sends it again under the same key.
"""

from collections.abc import Sequence

from attrs import frozen

from kpiengine.ledger.database import Database
from kpiengine.ledger.notices import SELECT_NOTICES, Noted, noted_of
from kpiengine.ledger.opening import Ledger

SENT = "sent"
FAILED = "failed"


@frozen
class Message:
    """One message that is not sent yet; `key` is the same at every attempt."""

    id: int
    key: str
    receiver: str
    person: str | None
    place: str | None
    notices: tuple[Noted, ...]
    attempts: int = 0


def unsent(database: Database, receiver: str | None = None) -> list[Message]:
    """What still has to be sent, in the order in which it was written."""
    rows = database.all(
        "SELECT d.id, d.idempotency, d.receiver, d.person, d.place, (SELECT count(*) FROM delivery_attempts AS a "
        "WHERE a.delivery = d.id) FROM deliveries AS d WHERE NOT EXISTS (SELECT 1 FROM delivery_attempts AS a WHERE "
        "a.delivery = d.id AND a.outcome = :sent) ORDER BY d.id",
        sent=SENT,
    )
    found: dict[int, list[Noted]] = {row[0]: [] for row in rows}
    if rows:
        select = SELECT_NOTICES.replace("SELECT ", "SELECT x.delivery, ", 1)
        text = f"{select} JOIN delivery_notices AS x ON x.notice = n.id WHERE x.delivery >= :first ORDER BY n.id"
        for delivery, *row in database.all(text, first=rows[0][0]):
            if delivery in found:
                found[delivery].append(noted_of(row))
    return [
        Message(number, key, to, person, place, tuple(found[number]), attempts)
        for number, key, to, person, place, attempts in rows
        if receiver in {None, to}
    ]


def mark(ledger: Ledger, message: Message, outcome: str, detail: str) -> None:
    """Notes how an attempt went, durably."""
    with ledger.writing():
        number = 1 + (
            ledger.database.value("SELECT max(number) FROM delivery_attempts WHERE delivery = :d", d=message.id) or 0
        )
        ledger.database.add(
            "delivery_attempts",
            delivery=message.id,
            number=number,
            attempt=ledger.attempt,
            recorded=ledger.moment,
            outcome=outcome,
            detail=detail,
        )


def attempts_of(database: Database) -> Sequence[tuple[str, str, str, str]]:
    """Key, receiver, outcome and detail of every attempt, in their order."""
    rows = database.all(
        "SELECT d.idempotency, d.receiver, a.outcome, a.detail FROM delivery_attempts AS a JOIN deliveries AS d "
        "ON d.id = a.delivery ORDER BY a.recorded, a.delivery, a.number"
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
