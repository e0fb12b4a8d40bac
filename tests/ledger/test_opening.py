"""The database under the ledger: what it promises, who may write, what died, and what is refused."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from datetime import timedelta

import pytest

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.attempts import DIED, DONE, REFUSED, attempts
from kpiengine.ledger.database import connect
from kpiengine.ledger.entries import BEGINNING, chained, entries
from kpiengine.ledger.migrate import migrate, schema_version
from kpiengine.ledger.schema import MIGRATIONS, Migration

NEWEST = MIGRATIONS[-1].version
SECOND = Migration(NEWEST + 1, ("CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT",), ("extra",))
BROKEN = Migration(NEWEST + 1, ("CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT", "CREATE TABLE nonsense"))


def test_every_connection_has_what_the_promises_rest_on(ledger):
    database = ledger.database
    assert database.value("PRAGMA journal_mode") == "wal"
    assert database.value("PRAGMA synchronous") == 2
    assert database.value("PRAGMA foreign_keys") == 1
    with connect(ledger.place.url, read_only=True).connection as second:
        assert second.execute("PRAGMA synchronous").fetchone() == (2,)
    second.close()


def test_every_table_is_strict_and_takes_no_text_for_a_number(ledger):
    rows = ledger.database.all("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    assert {name for name, strict in rows if not strict} == {"sqlite_schema"}
    with pytest.raises(KpiError) as refused, ledger.database.writing():
        ledger.database.add("schema_versions", version="abc", kpiengine="x", applied="x")
    assert refused.value.exit_code == Exit.CONFLICT


@pytest.mark.parametrize("table", MIGRATIONS[0].append_only)
def test_no_row_can_be_changed_or_deleted_by_hand(ledger, make, table):
    make.run(ledger, {"a01": 100})
    ledger.database.run("INSERT INTO accounts VALUES (1, 'p', 'x', 'r', 'GBP', 2)")
    ledger.database.run("INSERT INTO batches VALUES (1, 'close', 'p', 'x', 1, 'h')")
    ledger.database.run("INSERT INTO statements VALUES (1, 'a', 'b', 1, 1, 'e', 't', 's', 'r', 1, 0, 1, 'c')")
    ledger.database.run("INSERT INTO payments VALUES (1, 'a', 'GBP', 1)")
    ledger.database.run("INSERT INTO attempt_ends VALUES (1, 'x', 'done', '', '')")
    ledger.database.run("INSERT INTO run_inputs VALUES (2, 'facts', 'x', 'y', 1, 1)")
    column = ledger.database.value("SELECT name FROM pragma_table_info(:t) LIMIT 1", t=table)
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608 -- our own names
        with pytest.raises(KpiError, match=f"rows of {table} never change") as refused:
            ledger.database.run(statement)
        assert refused.value.exit_code == Exit.CONFLICT


def test_a_transaction_is_whole_or_not_there(ledger):
    with suppress(ZeroDivisionError), ledger.writing():
        ledger.append("note", {"a": 1 / len(ledger.append("note", {"a": 1}).body) // 0})
    assert entries(ledger.database, kinds=("note",)) == []
    with ledger.writing():
        ledger.append("note", {"a": 1})
    assert len(entries(ledger.database, kinds=("note",))) == 1


def test_each_entry_is_chained_to_the_one_before(ledger):
    with ledger.writing():
        for number in range(3):
            ledger.append("note", {"n": number}, "bonus", "2026-10")
    found = entries(ledger.database)
    assert [entry.previous for entry in found] == [BEGINNING, *(entry.hash for entry in found[:-1])]
    assert all(chained(entry) == entry.hash for entry in found)
    assert ledger.head == found[-1].hash
    assert [entry.body for entry in entries(ledger.database, "bonus", "2026-10", ("note",))] == [
        {"n": 0},
        {"n": 1},
        {"n": 2},
    ]


# --- schema -----------------------------------------------------------------------------------------------------


def test_a_new_schema_comes_after_a_backup_of_the_old_one(at_work, tmp_path):
    with at_work():
        pass
    database = connect(place_in(tmp_path).url)
    before, backup = migrate(database, "now", "2.0", (*MIGRATIONS, SECOND))
    assert (before, schema_version(database)) == (NEWEST, NEWEST + 1)
    assert migrate(database, "now", "2.0", (*MIGRATIONS, SECOND)) == (NEWEST + 1, None)
    database.close()
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT max(version) FROM schema_versions").fetchone() == (NEWEST,)
        assert copy.execute("SELECT count(*) FROM attempts").fetchone() == (1,)


def test_a_migration_that_fails_leaves_everything_as_it_was(at_work, tmp_path):
    with at_work():
        pass
    database = connect(place_in(tmp_path).url)
    with pytest.raises(KpiError, match="cannot be used"):
        migrate(database, "now", "2.0", (*MIGRATIONS, BROKEN))
    assert schema_version(database) == NEWEST
    assert database.value("SELECT count(*) FROM sqlite_master WHERE name = 'extra'") == 0
    database.close()


def test_a_newer_ledger_is_refused_and_not_touched(at_work, tmp_path):
    with at_work():
        pass
    file = place_in(tmp_path).url
    database = connect(file)
    migrate(database, "now", "2.0", (*MIGRATIONS, SECOND))
    database.close()
    before = file.read_bytes()
    with pytest.raises(KpiError, match=f"has schema {NEWEST + 1}, and this kpiengine knows {NEWEST}"), at_work():
        pass
    with pytest.raises(KpiError, match=f"has schema {NEWEST + 1}"), looking(place_in(tmp_path)):
        pass
    assert file.read_bytes() == before


def test_looking_makes_nothing_and_writes_nothing(at_work, tmp_path):
    with pytest.raises(KpiError, match="there is no ledger"), looking(place_in(tmp_path)):
        pass
    assert list(tmp_path.iterdir()) == []
    with at_work():
        pass
    with looking(place_in(tmp_path)) as ledger, pytest.raises(KpiError):
        ledger.database.run("INSERT INTO texts VALUES ('a', 'b')")


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0 but no more", b"\0" * 5000])
def test_a_damaged_file_is_refused_in_a_sentence(at_work, tmp_path, content):
    with at_work() as ledger, ledger.writing():
        ledger.append("note", {})
    (tmp_path / ".kpiengine" / "results" / "x").mkdir(parents=True)
    (tmp_path / ".kpiengine" / "results" / "x" / "decisions.parquet").write_bytes(b"x")
    place_in(tmp_path).url.write_bytes(content)
    with pytest.raises(KpiError) as refused, at_work():
        pass
    assert refused.value.exit_code in {Exit.IO, Exit.CONFLICT}


def test_a_ledger_that_is_gone_while_its_results_are_there_is_not_made_anew(at_work, make, tmp_path):
    with at_work() as ledger:
        make.run(ledger, {"a01": 100})
    place_in(tmp_path).url.unlink()
    with pytest.raises(KpiError, match="would pay again") as refused, at_work():
        pass
    assert refused.value.exit_code == Exit.CONFLICT
    assert not place_in(tmp_path).url.exists()


# --- attempts and the lock --------------------------------------------------------------------------------------


def test_how_each_command_ended_is_seen(at_work):
    with at_work(person="ann"):
        pass
    with pytest.raises(KpiError), at_work():
        raise KpiError("no facts\nsecond line")
    with at_work() as ledger:
        found = attempts(ledger.database)
    assert [(a.id, a.person, a.outcome, a.detail) for a in found] == [
        (1, "ann", DONE, ""),
        (2, "lead", REFUSED, "no facts"),
        (3, "lead", None, ""),
    ]


def test_the_second_writer_is_told_who_holds_the_lock(at_work):
    with at_work():
        with pytest.raises(KpiError, match=f"process {os.getpid()}") as refused, at_work():
            pass
        assert refused.value.exit_code == Exit.LOCKED


def test_without_its_lock_file_a_running_command_is_still_fenced(at_work, tmp_path):
    """A deleted lock file gives two holders; the attempts in the database tell them apart."""
    with at_work():
        (tmp_path / ".kpiengine" / "lock").unlink()
        with pytest.raises(KpiError) as refused, at_work():
            pass
    assert refused.value.exit_code == Exit.LOCKED


SLEEPER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from kpiengine.ledger import place_in, working
from kpiengine.ledger.process import this_worker
with working(place_in(Path(sys.argv[1])), this_worker("kpiengine sleep"), datetime.now(UTC), make=True) as ledger:
    with ledger.writing():
        ledger.append("note", {"half": "done"})
        print("in", flush=True)
        time.sleep(60)
"""


@pytest.fixture
def killed(tmp_path):
    """A command that was killed in the middle of its transaction."""
    child = subprocess.Popen([sys.executable, "-c", SLEEPER, str(tmp_path)], stdout=subprocess.PIPE, text=True)  # noqa: S603 -- our own text
    assert child.stdout.readline() == "in\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()


@pytest.mark.usefixtures("killed")
def test_a_killed_command_leaves_nothing_and_is_seen(at_work):
    with at_work() as ledger:
        assert entries(ledger.database, kinds=("note",)) == []
        first, second = attempts(ledger.database)
        assert (first.command, first.outcome, second.outcome) == ("kpiengine sleep", DIED, None)
        warning = ledger.warnings[0]
        assert "an earlier command died before its end (attempt 1, kpiengine sleep" in warning


def test_a_command_that_was_taken_for_dead_can_record_nothing(at_work):
    with at_work() as ledger:
        ledger.database.run("INSERT INTO attempt_ends VALUES (1, 'x', 'died', '', 'x')")
        with pytest.raises(KpiError, match="taken for dead") as refused, ledger.writing():
            ledger.append("note", {})
        assert refused.value.exit_code == Exit.LOCKED
        assert entries(ledger.database, kinds=("note",)) == []


def test_waiting_takes_the_lock_when_it_is_free(tmp_path, at_work):
    quick = SLEEPER.replace("time.sleep(60)", "time.sleep(0.5)")
    child = subprocess.Popen([sys.executable, "-c", quick, str(tmp_path)], stdout=subprocess.PIPE, text=True)  # noqa: S603 -- our own text
    assert child.stdout.readline() == "in\n"
    began = time.monotonic()
    with at_work(wait_s=30) as ledger:
        assert len(entries(ledger.database, kinds=("note",))) == 1
    assert time.monotonic() - began < 30
    child.wait()
    child.stdout.close()


def test_a_clock_that_was_set_back_keeps_the_order_and_says_so(at_work, make):
    with at_work() as ledger:
        make.run(ledger, {"a01": 100})
    with at_work(now=make.now - timedelta(days=365)) as ledger:
        make.run(ledger, {"a01": 200})
        assert "the clock says 2025-11-05T03:00:00Z" in ledger.warnings[0]
        found = entries(ledger.database, kinds=("run",))
    assert [entry.id for entry in found] == [2, 3]
    assert found[0].recorded > found[1].recorded
    with at_work() as ledger:
        assert ledger.warnings == []
