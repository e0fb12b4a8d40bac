"""Spans of time that must not count, asked for by one person and accepted by another: inputs of later runs.

Beside them stand those of the project's own table (`facts.exclusions`).  A span is for ever: it holds for closed
periods too, where what it changes shows as a revision.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kpiengine.ledger import entries
from kpiengine.ledger.corrections import ACCEPT, EXCLUSION, PROPOSE
from kpiengine.ledger.entries import Entry
from kpiengine.ledger.opening import Ledger
from kpiengine.planning.exclusions import Exclusion

PREFIX = "request-"


def ask_exclusion(ledger: Ledger, wanted: Exclusion, because: str, changes: Sequence[Mapping[str, Any]]) -> Entry:
    """Records the request with what it would change; nothing is left out before another person accepts it."""
    body = {
        "kind": EXCLUSION,
        "payee": wanted.scope_id if wanted.scope == "agent" else None,
        "scope": wanted.scope,
        "scope_id": wanted.scope_id,
        "start": wanted.start,
        "end": wanted.end,
        "metrics": list(wanted.metrics),
        "because": because,
        "changes": [dict(change) for change in changes],
    }
    with ledger.writing():
        return ledger.append(PROPOSE, body)


def accepted(ledger: Ledger, before: int | None = None) -> tuple[Exclusion, ...]:
    """Every span that was accepted, or only those accepted before an entry of the log."""
    found: dict[int, Entry] = {}
    spans = []
    for entry in entries.entries(ledger.database, kinds=(PROPOSE, ACCEPT)):
        if before is not None and entry.id >= before:
            break
        if entry.kind == PROPOSE:
            found[entry.id] = entry
            continue
        request = found[int(entry.body["request"])]
        if request.body["kind"] == EXCLUSION:
            spans.append(_exclusion(request, entry))
    return tuple(spans)


def _exclusion(request: Entry, decided: Entry) -> Exclusion:
    body = request.body
    return Exclusion(
        id=f"{PREFIX}{request.id}",
        scope=body["scope"],
        scope_id=body["scope_id"],
        start=body["start"],
        end=body["end"],
        reason=body["because"],
        author=decided.person,
        metrics=tuple(body["metrics"]),
    )
