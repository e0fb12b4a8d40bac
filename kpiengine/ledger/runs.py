"""Runs: each different result of a plan and period once, numbered from 1, with everything it was made from.

A result is known by the hash of its content.  Equal to the newest, nothing is written.  While the period is open
the new result is the newest; when it is closed, each line that differs becomes a revision of a published one
(`ledger.revisions`).
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from attrs import Factory, evolve, frozen

from kpiengine.ledger import archive as archives
from kpiengine.ledger import attempts, entries, kept_files
from kpiengine.ledger import bundle as bundles
from kpiengine.ledger.archive import Archive
from kpiengine.ledger.bundle import Bundle
from kpiengine.ledger.closings import Closing, closings, sums_of_closed
from kpiengine.ledger.kept_files import ReadFile
from kpiengine.ledger.limits import over_limits, over_own_limits
from kpiengine.ledger.opening import RESULTS, Ledger
from kpiengine.ledger.pay_terms import PayTerms
from kpiengine.ledger.record import RunRecord
from kpiengine.ledger.revisions import Revised, revise
from kpiengine.ledger.statements import entitlements
from kpiengine.periods import Period
from kpiengine.project import Limits
from kpiengine.rules.paying import Limits as OwnLimits

RUN = "run"
SAME = "same_result"  # the newest content again, made by other texts
RELEASE = "release"
HELD = "; "


@frozen
class Run:
    """One recorded result; `bundle` are the texts that made it last, `held` the limits that it is over."""

    entry: int
    plan: str
    period: str
    number: int
    content: str
    archive: str
    bundle: str
    held: tuple[str, ...] = ()
    recorded: str = ""


@frozen
class Past:
    """What earlier commands recorded, by plan and period: the newest run, and how it was closed.

    `unfinished` are those that were recorded by a command that came to no good end after it: nobody may have been told.
    """

    newest: Mapping[tuple[str, str], Run] = Factory(dict)
    closed: Mapping[tuple[str, str], Closing] = Factory(dict)
    unfinished: frozenset[tuple[str, str]] = frozenset()


@frozen
class Sealed:
    """One result, ready to be recorded."""

    record: RunRecord
    period: Period
    bundle: Bundle
    archive: Callable[[], Archive]  # made only for a result that is new
    held: tuple[str, ...] = ()  # limits of the rule sets that it is over
    terms: Mapping[str, PayTerms] = Factory(dict)  # by rule set
    limits: Mapping[str, OwnLimits] = Factory(dict)  # that the rule sets say themselves
    files: Callable[[], Sequence[ReadFile]] = tuple  # those that are to be kept


@frozen
class Settlement:
    """What became of one result: the record in force as it was written, and whether it was there before."""

    record: Mapping[str, Any]
    already_recorded: bool
    held: tuple[str, ...] = ()
    closed: bool = False
    revised: Revised | None = None

    @property
    def number(self) -> int:
        """The record's number, from 1 for each plan and period."""
        return int(self.record["number"])


def recall(ledger: Ledger, before: int | None = None) -> Past:
    """The newest run of each plan and period, and what is closed; `before` an entry: as it was then."""
    runs = {(r.plan, r.period): r for r in recorded_runs(ledger) if before is None or r.entry < before}
    closed = {of: each for of, each in closings(ledger).items() if before is None or each.entry < before}
    return Past(runs, closed, unfinished(ledger))


def unfinished(ledger: Ledger) -> frozenset[tuple[str, str]]:
    """Plans and periods with a run of a command that died or failed afterwards, and that none has done since."""
    left: dict[tuple[str, str], int] = {}
    for plan, period, attempt in ledger.database.all(
        "SELECT e.plan, e.period, e.attempt FROM entries AS e JOIN attempt_ends AS x ON x.attempt = e.attempt "
        "WHERE e.kind = :kind AND x.outcome <> :done ORDER BY e.id",
        kind=RUN,
        done=attempts.DONE,
    ):
        left[plan, period] = attempt
    if not left:
        return frozenset()
    text = "SELECT attempt, detail FROM attempt_ends WHERE outcome = :done AND attempt > :first"
    for attempt, detail in ledger.database.all(text, done=attempts.DONE, first=min(left.values())):
        done = set(detail.partition(HELD)[0].split(", "))
        left = {of: died for of, died in left.items() if died > attempt or " ".join(of) not in done}
    return frozenset(left)


def detail_of(done: Iterable[tuple[str, str]], held: Sequence[str]) -> str:
    """What an attempt says of itself: plans and periods, and the limits that hold them."""
    return HELD.join([", ".join(" ".join(of) for of in done), *held])


def recorded_runs(ledger: Ledger, plan: str | None = None, period: str | None = None) -> Sequence[Run]:
    """Every run, in the order of recording."""
    found: dict[int, Run] = {}
    rows = {
        row[0]: row[1:]
        for row in ledger.database.all("SELECT entry, plan, period, number, content, archive, bundle FROM runs")
    }
    for entry in entries.entries(ledger.database, plan, period, (RUN, SAME)):
        if entry.kind == RUN:
            of, when, number, content, archive, bundle = rows[entry.id]
            held = tuple(entry.body["held"])
            found[entry.id] = Run(entry.id, of, when, number, content, archive, bundle, held, entry.recorded)
        else:
            run = int(entry.body["run"])
            found[run] = evolve(found[run], bundle=entry.body["bundle"])
    return list(found.values())


def record_of(ledger: Ledger, run: Run) -> dict[str, Any]:
    """The record as it was written."""
    text = ledger.database.value("SELECT record FROM runs WHERE entry = :entry", entry=run.entry)
    record: dict[str, Any] = json.loads(text)
    return record


def released(ledger: Ledger, run: Run) -> bool:
    """Whether nothing holds the run, or a person released this very content."""
    if not run.held:
        return True
    found = entries.entries(ledger.database, run.plan, run.period, (RELEASE,))
    return any(entry.body.get("content") == run.content for entry in found)


def settle(ledger: Ledger, sealed: Sealed, past: Past, limits: Limits, amended: str | None = None) -> Settlement:
    """Records the result durably unless the newest one has the same content; `amended` is the reason of an amendment.

    Files are durable before the one transaction that makes them part of the ledger.
    """
    record, of = sealed.record, (sealed.record.plan, sealed.record.period)
    known, closing = past.newest.get(of), past.closed.get(of)
    if known is not None and known.content == record.content:
        if closing is None and known.bundle != sealed.bundle.sha256:
            with ledger.writing():
                bundles.keep(ledger.database, sealed.bundle)
                ledger.append(SAME, {"run": known.entry, "bundle": sealed.bundle.sha256}, *of)
        return Settlement(record_of(ledger, known), True, _open_limits(ledger, known), closing is not None)  # noqa: FBT003 -- a record's field
    results = ledger.place.folder / RESULTS
    archives.clear_unfinished(results)
    inputs = ledger.place.folder / kept_files.INPUTS
    kept_files.clear_unfinished(inputs)
    kept_files.keep(inputs, sealed.files())
    made_of = sealed.archive()
    archive = archives.keep(results, made_of)
    rows = entitlements(made_of.decisions)
    before = sums_of_closed(ledger, record.plan, sealed.period)
    over = (*over_limits(rows, limits, before), *over_own_limits(rows, sealed.limits, before))
    held = (*sealed.held, *over) if closing is None else ()
    number = 1 if known is None else known.number + 1
    with ledger.writing():
        made = _add_run(ledger, evolve(record, number=number), archive, sealed, held)
        revised = None
        if closing is not None:
            revised = revise(ledger, closing, sealed.period, rows, made_of, made["entry"], amended)
    return Settlement(made["record"], False, held, closing is not None, revised)  # noqa: FBT003 -- a record's field


def _open_limits(ledger: Ledger, run: Run) -> tuple[str, ...]:
    return () if released(ledger, run) else run.held


def _add_run(ledger: Ledger, record: RunRecord, archive: str, sealed: Sealed, held: Sequence[str]) -> dict[str, Any]:
    bundle = sealed.bundle
    text = json.dumps(record.as_json(), ensure_ascii=False)
    body = {
        "number": record.number,
        "content": record.content,
        "archive": archive,
        "bundle": bundle.sha256,
        "record": entries.text_hash(text),
        "held": list(held),
        "terms": {name: terms.as_json() for name, terms in sorted(sealed.terms.items())},
    }
    database = ledger.database
    bundles.keep(database, bundle)
    entry = ledger.append(RUN, body, record.plan, record.period)
    database.add(
        "runs",
        entry=entry.id,
        plan=record.plan,
        period=record.period,
        number=record.number,
        content=record.content,
        archive=archive,
        bundle=bundle.sha256,
        record=text,
    )
    columns = ("run", "kind", "path", "sha256", "size", "row_count")
    rows = [(entry.id, s.kind, s.path, s.sha256, s.size, s.rows) for s in record.sources]
    database.add_many("run_inputs", columns, rows)
    return {"entry": entry.id, "record": json.loads(text)}


def as_text(record: Mapping[str, Any]) -> str:
    """The text of a record, the same wherever it is written."""
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def newest_decisions(ledger: Ledger, run: Run) -> pl.DataFrame:
    """The decisions of a run as text, as they were recorded."""
    return archives.decisions(ledger.place.folder / RESULTS, run.archive)
