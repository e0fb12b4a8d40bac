"""Whether the ledger is what was written: the chain, every row against it, every kept file, every line.

It shows what somebody changed by hand.  Whoever owns the file can write all of it anew; that shows only against a head
hash that left the house (on payroll files, in mails).
"""

import json
from collections.abc import Iterator

from kpiengine.errors import KpiError
from kpiengine.ledger import archive as archives
from kpiengine.ledger import attempts, entries, kept_files
from kpiengine.ledger.accounts import decimals_of
from kpiengine.ledger.alert_log import ALERTS, content
from kpiengine.ledger.corrections import PROPOSE
from kpiengine.ledger.database import Database
from kpiengine.ledger.dialect import SQLITE
from kpiengine.ledger.opening import BEGIN, RESULTS, Ledger
from kpiengine.ledger.paying import PAY, payments, rows_hash
from kpiengine.ledger.runs import RUN
from kpiengine.ledger.statements import lines_hash, read_lines

IDENTITY = "SELECT ledger, project, made FROM identity"
BATCH_KINDS = ("close", "revise", "manual", "pay")


def faults(ledger: Ledger, head: str | None = None) -> list[str]:
    """Everything that is not as it was recorded, a sentence each; `head` is a hash that left the house."""
    found = [*_chain(ledger), *_attempts(ledger.database)]
    if found:
        return found  # what the log says can no longer be held against the tables
    found += [*_file(ledger.database)]
    found += [*_runs(ledger), *_accounts(ledger), *_batches(ledger), *_texts(ledger.database), *_alerts(ledger)]
    found += kept_files.faults(ledger.place.folder / kept_files.INPUTS)
    if head is not None and not any(entry.hash.startswith(head) for entry in entries.entries(ledger.database)):
        found.append(f"no entry has the hash {head}: this ledger is not the one that wrote it, or is older")
    return found


def _file(database: Database) -> Iterator[str]:
    if database.dialect is SQLITE:
        said = [row[0] for row in database.all("PRAGMA integrity_check")]
        if said != ["ok"]:
            yield f"the database file is damaged: {said[0]}"
        for table, row, *_ in database.all("PRAGMA foreign_key_check"):
            yield f"{table}: row {row} belongs to nothing"
    first = next(iter(entries.entries(database, kinds=(BEGIN,))), None)
    rows = [dict(zip(("ledger", "project", "made"), row, strict=True)) for row in database.all(IDENTITY)]
    # A command that was killed before the first entry has left the identity alone; the next one writes the entry.
    if len(rows) > 1 if first is None else rows != [first.body]:
        yield "identity: it is not what the first entry says"


def _chain(ledger: Ledger) -> Iterator[str]:
    previous, number = entries.BEGINNING, 0
    for entry in entries.entries(ledger.database):
        number += 1
        if entry.id != number:
            yield f"entries: {number} is missing"
            number = entry.id
        if entry.previous != previous:
            yield f"entries: {entry.id} does not follow the one before it"
        if entries.chained(entry) != entry.hash:
            yield f"entries: {entry.id} ({entry.kind}) was changed"
        previous = entry.hash


def _attempts(database: Database) -> Iterator[str]:
    for number, attempt in enumerate(attempts.attempts(database), 1):
        if attempt.id != number:
            yield f"attempts: {number} is missing"
    for table in ("attempts", "attempt_ends"):
        columns = attempts.COLUMNS[table]
        for row in database.all(f"SELECT {', '.join(columns)}, hash FROM {table} ORDER BY 1"):  # noqa: S608 -- our own names
            if attempts.row_hash(dict(zip(columns, row[:-1], strict=True))) != row[-1]:
                yield f"{table}: {row[0]} was changed"


def _runs(ledger: Ledger) -> Iterator[str]:
    columns = ("plan", "period", "number", "content", "archive", "bundle", "record")
    rows = {
        row[0]: dict(zip(columns, row[1:], strict=True))
        for row in ledger.database.all(f"SELECT entry, {', '.join(columns)} FROM runs")  # noqa: S608 -- our own names
    }
    recorded = {entry.id: entry for entry in entries.entries(ledger.database, kinds=(RUN,))}
    for number in sorted(rows.keys() ^ recorded.keys()):
        yield f"runs: {number} is in the log or in the table, and not in both"
    for number, row in rows.items():
        entry = recorded.get(number)
        if entry is None:
            continue
        said = {name: entry.body[name] for name in ("number", "content", "archive", "bundle", "record")}
        found = {name: row[name] for name in ("number", "content", "archive", "bundle")}
        found["record"] = entries.text_hash(row["record"])
        if said != found or (row["plan"], row["period"]) != (entry.plan, entry.period):
            yield f"runs: {number} is not what the log says"
            continue
        yield from _inputs(ledger.database, number, row["record"])
        try:
            archives.check(ledger.place.folder / RESULTS, row["archive"])
        except KpiError as error:
            yield f"runs: {number}: {error.message}"


def _inputs(database: Database, run: int, record: str) -> Iterator[str]:
    said = sorted((s["kind"], s["path"], s["sha256"], s["size"], s["rows"]) for s in json.loads(record)["sources"])
    text = "SELECT kind, path, sha256, size, row_count FROM run_inputs WHERE run = :run"
    if sorted(tuple(row) for row in database.all(text, run=run)) != said:
        yield f"run_inputs: those of run {run} are not what its record says"


def _accounts(ledger: Ledger) -> Iterator[str]:
    said: dict[int, list[object]] = {}
    for entry in entries.entries(ledger.database, kinds=BATCH_KINDS):
        said |= {int(number): list(account) for number, account in entry.body.get("accounts", {}).items()}
    for entry in entries.entries(ledger.database, kinds=(PROPOSE,)):  # a request before the close opens its account
        body = entry.body
        if body.get("account") is not None:
            of = [entry.plan, entry.period, body["ruleset"], body["currency"], decimals_of(body["currency"])]
            said.setdefault(int(body["account"]), of)
    rows = ledger.database.all("SELECT id, plan, period, ruleset, currency, decimals FROM accounts")
    found = {row[0]: list(row[1:]) for row in rows}
    for number in sorted(said.keys() | found.keys()):
        if said.get(number) != found.get(number):
            yield f"accounts: {number} is not what the log says"


def _batches(ledger: Ledger) -> Iterator[str]:
    rows = {
        row[0]: row[1:] for row in ledger.database.all("SELECT entry, kind, plan, due, lines, content FROM batches")
    }
    said = {
        entry.id: (entry.kind, entry.plan, entry.body["due"], entry.body["lines"], entry.body["content"])
        for entry in entries.entries(ledger.database, kinds=BATCH_KINDS)
    }
    for number in sorted(rows.keys() | said.keys()):
        if tuple(rows.get(number, ())) != said.get(number):
            yield f"batches: {number} is not what the log says"
            continue
        kind, content = said[number][0], said[number][4]
        if kind == PAY:
            right = rows_hash(payments(ledger, number)) == content
        else:
            right = lines_hash(read_lines(ledger.database, "s.batch = :batch", batch=number)) == content
        if not right:
            yield f"{'payments' if kind == PAY else 'statements'}: those of batch {number} were changed"


def _alerts(ledger: Ledger) -> Iterator[str]:
    """Results of windows and notices against the entries that they came with."""
    checks = _by_entry(
        ledger.database,
        "SELECT entry, series, ending, subject, revision, verdict, cleared FROM alert_checks "
        "ORDER BY entry, series, ending, subject, revision",
    )
    notices = _by_entry(
        ledger.database,
        "SELECT entry, series, subject, number, at, event, quiet, body FROM alert_notices ORDER BY entry, id",
    )
    said = {entry.id: entry.body for entry in entries.entries(ledger.database, kinds=(ALERTS,))}
    for what, found in (("checks", checks), ("notices", notices)):
        for number in sorted(said.keys() | found.keys()):
            if number not in said or said[number][what] != content(found.get(number, [])):
                yield f"alert_{what}: those of entry {number} are not what the log says"


def _by_entry(database: Database, text: str) -> dict[int, list[tuple[object, ...]]]:
    found: dict[int, list[tuple[object, ...]]] = {}
    for entry, *row in database.all(text):
        found.setdefault(entry, []).append(tuple(row))
    return found


def _texts(database: Database) -> Iterator[str]:
    for sha256, body in database.all("SELECT sha256, body FROM texts ORDER BY sha256"):
        if entries.text_hash(body) != sha256:
            yield f"texts: {sha256[:12]} was changed"
