"""`verify --ledger` finds every change by hand: any field of any row, a row more or less, a kept file."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal

import attrs
import pytest

from kpiengine.ledger import looking, place_in, recall, settle
from kpiengine.ledger.closing import close
from kpiengine.ledger.corrections import accept, propose
from kpiengine.ledger.database import connect
from kpiengine.ledger.migrate import migrate
from kpiengine.ledger.paying import confirm, pay
from kpiengine.ledger.record import Source
from kpiengine.ledger.schema import MIGRATIONS
from kpiengine.ledger.verify import faults
from kpiengine.project import Limits

TABLES = MIGRATIONS[0].append_only
LATER = datetime(2027, 1, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A folder whose ledger has seen a bit of everything; the file as bytes."""
    return tmp_path_factory.mktemp("lived")


@pytest.fixture
def life(lived, at_work, make):
    """The ledger of a whole life, made once."""
    file = place_in(lived).url
    if not file.exists():
        with at_work(folder=lived, now=LATER) as ledger:
            sealed = make.sealed({"a01": 100, "a02": None})
            sources = (
                Source("facts", "calls: data/calls.csv", "ab" * 32, 10, 2),
                Source("roster", "agents", "cd" * 32),
            )
            settle(
                ledger,
                attrs.evolve(sealed, record=attrs.evolve(sealed.record, sources=sources)),
                recall(ledger),
                Limits(),
            )
            close(ledger, make.project(), "bonus", make.period("2026-10"), ["a02"])
            pay(ledger, "bonus", "2026-10")
            confirm(ledger, "bonus", "2026-10", "payee,amount,currency\na01,1.00,GBP\n", None)
            make.run(ledger, {"a01": 200, "a02": 50})
            request, _ = propose(
                ledger,
                make.project(),
                "bonus",
                make.period("2026-10"),
                "a01",
                kind="manual",
                amount=Decimal("0.50"),
                ruleset=None,
                because="x",
            )
        with at_work(folder=lived, now=LATER, person="ann") as ledger:
            accept(ledger, make.project(), request.id, "fine")
    return lived, file.read_bytes()


def found(folder):
    with looking(place_in(folder)) as ledger:
        return faults(ledger)


def tampered(life, *statements):
    """What is found after these statements by somebody who owns the file."""
    folder, before = life
    file = place_in(folder).url
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        return found(folder)
    finally:
        file.write_bytes(before)


def test_a_ledger_that_nobody_touched_is_sound(life):
    assert found(life[0]) == []
    assert tampered(life) == []


def cells():
    """Every table, column and row number of the ledger's life."""
    return [(table, column) for table in TABLES for column in _columns(table)]


def _columns(table):
    text = next(text for text in MIGRATIONS[0].tables if f"CREATE TABLE {table} " in text)
    body = text.partition("(")[2].rpartition(")")[0]
    words = [part.split()[0] for part in _parts(body)]
    return [word for word in words if word not in {"PRIMARY", "UNIQUE"}]


def _parts(body):
    depth, part = 0, ""
    for sign in body:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += sign
    yield part.strip()


@pytest.mark.parametrize(("table", "column"), cells())
def test_any_changed_field_of_any_row_is_found(life, table, column):
    folder, before = life
    with closing(sqlite3.connect(place_in(folder).url)) as database:
        rows = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 -- our own names
        key = "rowid" if table not in {"statements", "payments"} else None
        picked = range(rows) if key else range(1)
    assert rows > 0, f"the life has no row in {table}"
    assert before
    for row in picked:
        where = f"WHERE rowid = (SELECT rowid FROM {table} ORDER BY rowid LIMIT 1 OFFSET {row})" if key else ""  # noqa: S608
        change = (
            f"UPDATE {table} SET {column} = CASE WHEN typeof({column}) = 'integer' THEN {column} + 1000 "  # noqa: S608
            f"ELSE coalesce({column}, '') || 'x' END {where}"
        )
        if column == "only_one":
            continue  # the table cannot hold another value
        if (table, column) in NULL_NUMBERS:
            change = f"UPDATE {table} SET {column} = coalesce({column}, 0) + 1000 {where}"  # noqa: S608
        assert tampered(life, "PRAGMA foreign_keys = OFF", change) != [], (table, column, row)


NULL_NUMBERS = {("run_inputs", "size"), ("run_inputs", "row_count"), ("statements", "entitlement")}


@pytest.mark.parametrize("table", [t for t in TABLES if t not in {"texts", "attempt_ends"}])
def test_a_row_that_is_gone_is_found(life, table):
    order = "rowid" if table not in {"statements", "payments"} else None
    first = f"WHERE rowid = (SELECT min(rowid) FROM {table})" if order else ""  # noqa: S608 -- our own names
    assert tampered(life, "PRAGMA foreign_keys = OFF", f"DELETE FROM {table} {first}") != []  # noqa: S608


def test_a_line_more_is_found(life):
    extra = (
        "INSERT INTO statements SELECT account, 'a99', line, 1, batch, eligibility, tier, score, rewards, 1, 0, 1, "
        "cause FROM statements LIMIT 1"
    )
    assert tampered(life, extra) != []


def test_a_kept_file_that_was_changed_is_found(life):
    folder, _ = life
    kept = next((folder / ".kpiengine" / "results").rglob("*.parquet"))
    before = kept.read_bytes()
    kept.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    try:
        assert any("was changed after it was recorded" in fault for fault in found(folder))
        kept.unlink()
        assert found(folder) != []
    finally:
        kept.write_bytes(before)


def test_a_ledger_that_was_written_anew_shows_against_a_head_that_left_the_house(life):
    folder, _ = life
    with looking(place_in(folder)) as ledger:
        head = ledger.head
        assert faults(ledger, head[:16]) == []
        (fault,) = faults(ledger, "f" * 64)
    assert fault.startswith("no entry has the hash fff")


def test_a_ledger_whose_maker_was_killed_before_the_first_entry_is_sound(tmp_path):
    """Found by fault injection: the identity is there, and the entry that tells of it is not yet."""
    place = place_in(tmp_path)
    place.folder.mkdir(parents=True)
    database = connect(place.url)
    migrate(database, "2027-01-05T00:00:00Z", "1")
    with database.writing():
        database.add("identity", only_one=1, ledger="l", project="p", made="2027-01-05T00:00:00Z")
    database.close()
    assert found(tmp_path) == []


def test_a_ledger_whose_maker_was_killed_before_it_had_an_identity_gets_one(tmp_path, at_work):
    """Found by fault injection: the tables are there, and the identity is not yet."""
    place = place_in(tmp_path)
    place.folder.mkdir(parents=True)
    database = connect(place.url)
    migrate(database, "2027-01-05T00:00:00Z", "1")
    database.close()
    with at_work(folder=tmp_path, now=LATER) as ledger:
        assert ledger.id
    assert found(tmp_path) == []
