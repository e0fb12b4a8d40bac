"""Silences and acknowledgements as entries of the log: who, until when, and why.

They have an end and an author, and are never changed; one that ends early has a further entry that says so.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from kpiengine.alerts.policy import Series
from kpiengine.alerts.quiet import Acknowledgement, Quiet, Silence
from kpiengine.ledger import entries
from kpiengine.ledger.database import Database
from kpiengine.ledger.opening import Ledger

SILENCE = "silence"
SILENCE_END = "silence_end"
ACKNOWLEDGE = "acknowledge"


@frozen
class Said:
    """A silence or an acknowledgement as it is listed."""

    number: int
    kind: str
    person: str
    recorded: str
    until: int
    because: str
    series: Series | None
    subject: str | None


def recall_quiet(database: Database) -> Quiet:
    """Everything that keeps quiet, with the ends that were set later."""
    silences: dict[int, Silence] = {}
    known = []
    for entry in entries.entries(database, kinds=(SILENCE, SILENCE_END, ACKNOWLEDGE)):
        body = entry.body
        if entry.kind == SILENCE:
            silences[entry.id] = Silence(entry.id, body["until"], _series(body), body["subject"], body["begins"])
        elif entry.kind == SILENCE_END:
            of = silences[body["silence"]]
            silences[of.number] = evolve(of, until=min(of.until, body["until"]))
        else:
            series = _series(body)
            if series is not None:
                known.append(Acknowledgement(entry.id, series, body["subject"], body["since"], body["until"]))
    return Quiet(tuple(silences.values()), tuple(known))


def add_silence(  # noqa: PLR0913, PLR0917 -- what a silence is
    ledger: Ledger,
    until: int,
    because: str,
    series: Series | None = None,
    subject: str | None = None,
    begins: int | None = None,
) -> int:
    """Its number; it holds from the next command on for everything that is not told yet."""
    body = {"until": until, "because": because, "subject": subject, "begins": begins, **_ids(series)}
    with ledger.writing():
        return ledger.append(SILENCE, body).id


def end_silence(ledger: Ledger, number: int, until: int, because: str) -> None:
    """Lets a silence end earlier."""
    with ledger.writing():
        ledger.append(SILENCE_END, {"silence": number, "until": until, "because": because})


def acknowledge(ledger: Ledger, series: Series, subject: str, since: int, until: int, because: str) -> int:  # noqa: PLR0913, PLR0917 -- what an acknowledgement is
    """Its number."""
    body = {"until": until, "because": because, "subject": subject, "since": since, **_ids(series)}
    with ledger.writing():
        return ledger.append(ACKNOWLEDGE, body).id


def said_quiet(database: Database, now: int) -> list[Said]:
    """What is in force at the instant, in the order of recording."""
    quiet = recall_quiet(database)
    until = {s.number: s.until for s in quiet.silences} | {a.number: a.until for a in quiet.acknowledgements}
    return [
        Said(
            entry.id,
            entry.kind,
            entry.person,
            entry.recorded,
            until[entry.id],
            str(entry.body["because"]),
            _series(entry.body),
            entry.body["subject"],
        )
        for entry in entries.entries(database, kinds=(SILENCE, ACKNOWLEDGE))
        if until[entry.id] > now
    ]


def moment(instant: int, zone: str = "UTC") -> str:
    """An instant as it is shown: to the minute, with the zone's short name."""
    return datetime.fromtimestamp(instant / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")


def _series(body: Mapping[str, Any]) -> Series | None:
    return None if body["alert"] is None else Series(body["ruleset"], body["alert"])


def _ids(series: Series | None) -> dict[str, str | None]:
    if series is None:
        return {"ruleset": None, "alert": None}
    return {"ruleset": series.ruleset, "alert": series.alert}
