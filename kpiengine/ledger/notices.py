"""Notices of alerts as they are recorded, and the messages that carry them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from kpiengine.alerts.policy import Series
from kpiengine.ledger.opening import Ledger


@frozen
class Noted:
    """One notice as it is recorded."""

    id: int
    series: Series
    level: str
    subject: str
    number: int
    at: int
    event: int
    quiet: str | None
    body: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What tells it from every other one, for ever."""
        return f"{self.series}/{self.level}:{self.subject}/{self.body['window']}/{self.event}/{self.number}"


@frozen
class Delivery:
    """A message to be sent: to which receiver, for which person of his, and what is in it."""

    receiver: str
    notices: tuple[int, ...]
    person: str | None = None
    place: str | None = None  # the unit that it is grouped by


def noted_of(row: Sequence[Any]) -> Noted:
    """A row of the table as a notice: id, rule set, alert, level, name, number, at, event, quiet, body."""
    number, ruleset, alert, level, subject, count, at, event, quiet, body = row
    return Noted(number, Series(ruleset, alert), level, subject, count, at, event, quiet, json.loads(body))


SELECT_NOTICES = (
    "SELECT n.id, e.ruleset, e.alert, s.level, s.name, n.number, n.at, n.event, n.quiet, n.body "
    "FROM alert_notices AS n JOIN alert_series AS e ON e.id = n.series JOIN alert_subjects AS s ON s.id = n.subject"
)


def add_deliveries(ledger: Ledger, entry: int, deliveries: Sequence[Delivery]) -> None:
    """Messages to be sent, inside the transaction of what they tell."""
    first = 1 + (ledger.database.value("SELECT max(id) FROM deliveries") or 0)
    rows = [
        (first + place, f"{ledger.id}/{first + place}", entry, each.receiver, each.person, each.place)
        for place, each in enumerate(deliveries)
    ]
    ledger.database.add_many("deliveries", ("id", "idempotency", "entry", "receiver", "person", "place"), rows)
    pairs = [(first + place, notice) for place, each in enumerate(deliveries) for notice in sorted(set(each.notices))]
    ledger.database.add_many("delivery_notices", ("delivery", "notice"), pairs)
