"""The same ledger on a server: the same statements, the same promises, and connections that are cut in the middle.

The tests start a server of their own on loopback, in a folder of their own.  They need PostgreSQL's programs (Debian:
postgresql) and psycopg, and an account that a server may run under; where one is missing they say which.
"""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger import looking, place_in, recall, settle, working
from kpiengine.ledger.attempts import DIED, attempts
from kpiengine.ledger.closing import close
from kpiengine.ledger.database import shown_place
from kpiengine.ledger.paying import pay
from kpiengine.ledger.process import this_worker
from kpiengine.ledger.schema import MIGRATIONS
from kpiengine.ledger.verify import faults
from kpiengine.periods import parse_period
from kpiengine.project import Limits, Project

NOW = datetime(2027, 3, 1, tzinfo=UTC)
TABLES = [table for table in MIGRATIONS[0].append_only if table != "run_inputs"]  # the story reads no files
STORY = Path(__file__).parents[1] / "faults" / "steps.py"


def programs():
    """The folder of the newest server that is installed; None if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@pytest.fixture(scope="module")
def server():
    """A server on loopback; gives what makes an empty database of it and says its address."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install kpiengine[postgresql]")
    bin_ = programs()
    if bin_ is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql), so the ledger was not tried on a server")
    account = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        try:
            found = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("running as root and there is no account postgres, so the ledger was not tried on a server")
        account = {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="kpiengine-server-"))  # pytest's own folders are closed to other accounts
    if account:
        os.chown(folder, account["user"], account["group"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"

    def run(*command):
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, **account)  # noqa: S603 -- PostgreSQL's own programs
        assert done.returncode == 0, done.stdout + done.stderr

    run(bin_ / "initdb", "-D", data, "-A", "trust", "-U", "kpi", "-E", "UTF8", "--no-locale")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    run(bin_ / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    address = f"postgresql://kpi:secret@127.0.0.1:{port}"
    made = iter(range(1000))

    def database():
        name = f"ledger{next(made)}"
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{address}/{name}"

    yield database
    run(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def place(server, tmp_path):
    """A ledger on an empty database of the server."""
    return place_in(tmp_path, server())


@pytest.fixture(scope="module")
def story():
    """The steps of tests/faults."""
    spec = importlib.util.spec_from_file_location("steps_on_a_server", STORY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def at_work(place, command="kpiengine test"):
    with working(place, this_worker(command), NOW, project="centre", make=True) as ledger:
        yield ledger


def do(ledger, story, step):
    """One step of the story, on this ledger."""
    verb, _, month = step.partition("-")
    if step in story.RESULTS:
        settle(ledger, story.sealed(*story.RESULTS[step]), recall(ledger), Limits())
    elif verb == "close":
        project = Project("centre", Path(), "kpiengine.toml", "", story.ZONE)
        close(ledger, project, "bonus", parse_period(f"2026-{month}", story.ZONE))
    else:
        pay(ledger, "bonus", f"2026-{month}")


def content(ledger):
    """What must be the same on every way to the same end; entries but for the id and the clock of the ledger."""
    queries = {
        "runs": "SELECT plan, period, number, content, archive, bundle FROM runs ORDER BY entry",
        "statements": "SELECT * FROM statements ORDER BY account, payee, line, revision",
        "payments": "SELECT * FROM payments ORDER BY batch, payee, currency",
        "batches": "SELECT * FROM batches ORDER BY entry",
        "entries": "SELECT id, kind, plan, period, body FROM entries WHERE id > 1 ORDER BY id",
    }
    return {name: [tuple(row) for row in ledger.database.all(text)] for name, text in queries.items()}


def test_a_server_ends_with_the_same_rows_as_a_file(place, story, tmp_path):
    for where in (place, place_in(tmp_path / "file")):
        for step in story.STORY:
            with at_work(where) as ledger:
                do(ledger, story, step)
    with looking(place) as server, looking(place_in(tmp_path / "file")) as file:
        assert content(server) == content(file)
        assert faults(server) == []
        paid = server.database.all(
            "SELECT payee, amount FROM payments JOIN batches ON entry = batch WHERE due = '2026-10'"
        )
    assert dict(paid) == story.PAID["2026-10"]


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_changed_or_deleted_by_hand(place, story, table):
    for step in ("september", "close-09", "pay-09"):
        with at_work(place) as ledger:
            do(ledger, story, step)
    with at_work(place) as ledger:
        assert ledger.database.value(f"SELECT count(*) FROM {table}") > 0  # noqa: S608 -- our own names
        column = {"identity": "made", "texts": "body", "payments": "currency"}.get(table)
        column = column or ledger.database.value(
            "SELECT column_name FROM information_schema.columns WHERE table_name = :t LIMIT 1", t=table
        )
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(KpiError, match=f"rows of {table} never change") as refused:
                ledger.database.run(statement)
            assert refused.value.exit_code == Exit.CONFLICT


def test_a_second_machine_is_told_that_somebody_writes(place, tmp_path):
    elsewhere = place_in(tmp_path / "other", place.url)  # its own lock file, the same server
    with at_work(place), pytest.raises(KpiError, match="another command is writing") as refused, at_work(elsewhere):
        pass
    assert refused.value.exit_code == Exit.LOCKED
    with at_work(elsewhere):
        pass


@pytest.mark.parametrize("step", ["september", "close-09", "pay-09", "late"])
def test_a_connection_that_is_cut_leaves_everything_or_nothing(place, story, step, tmp_path):
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install kpiengine[postgresql]")
    before = story.STORY[: story.STORY.index(step)]
    for earlier in before:
        with at_work(place) as ledger:
            do(ledger, story, earlier)
    with pytest.raises(KpiError) as refused, at_work(place, "kpiengine cut") as ledger:
        do(_cut(ledger, place, psycopg), story, step)
    assert refused.value.exit_code == Exit.IO
    for later in story.STORY[len(before) :]:
        with at_work(place) as ledger:
            do(ledger, story, later)
    for every in story.STORY:
        with at_work(place_in(tmp_path / "file")) as ledger:
            do(ledger, story, every)
    with looking(place) as server, looking(place_in(tmp_path / "file")) as file:
        assert content(server) == content(file)
        assert faults(server) == []
        assert [a.command for a in attempts(server.database) if a.outcome == DIED] == ["kpiengine cut"]


@pytest.mark.parametrize("step", ["september", "close-09", "pay-09"])
def test_a_connection_that_is_cut_at_any_statement(server, story, step, tmp_path):
    """Before the first, some in the middle and the last (which is COMMIT); KPIENGINE_FAULTS=all: every one."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install kpiengine[postgresql]")
    before = story.STORY[: story.STORY.index(step)]

    def lived(folder):
        where = place_in(tmp_path / folder, server())
        for earlier in before:
            with at_work(where) as ledger:
                do(ledger, story, earlier)
        return where

    whole = lived("whole")
    with at_work(whole) as ledger:
        seen = []
        do(_counted(ledger, seen), story, step)
        statements = len(seen)
    with looking(whole) as ledger:
        due = content(ledger)
    assert statements > len(before)
    every = os.environ.get("KPIENGINE_FAULTS") == "all"
    fired = 0
    for number in range(1, statements + 1) if every else {1, statements // 2, statements}:
        where = lived(f"cut-{number}")
        seen = []
        with pytest.raises(KpiError) as refused, at_work(where) as ledger:
            do(_counted(ledger, seen, where, psycopg, number), story, step)
        fired += len(seen) >= number
        assert refused.value.exit_code == Exit.IO
        with at_work(where) as ledger:
            do(ledger, story, step)
        with looking(where) as ledger:
            assert content(ledger) == due
            assert faults(ledger) == []
    assert fired == (statements if every else 3)
    sys.stdout.write(f"connections cut: {fired}, of {statements} statements of {step}\n")  # seen in the full fault run


def _counted(ledger, seen, place=None, psycopg=None, number=0):
    """The ledger, whose statements are noted; the server cuts its connection before the one of that number."""
    mine = ledger.database.value("SELECT pg_backend_pid()")
    made = ledger.database.connection.cursor

    def counted(*arguments, **named):
        seen.append(None)
        if len(seen) == number:
            with psycopg.connect(place.url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (mine,))
        return made(*arguments, **named)

    ledger.database.connection.cursor = counted
    return ledger


def _cut(ledger, place, psycopg):
    """The ledger, whose connection the server will cut when many rows are to be added."""
    mine = ledger.database.value("SELECT pg_backend_pid()")
    add = ledger.database.connection.cursor

    def cut(*arguments, **named):
        with psycopg.connect(place.url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (mine,))
        return add(*arguments, **named)

    ledger.database.connection.cursor = cut
    return ledger


def test_a_password_is_in_no_message(place, tmp_path):
    assert shown_place(place.url).startswith("postgresql://kpi:***@127.0.0.1:")
    nowhere = place_in(tmp_path, "postgresql://kpi:secret@127.0.0.1:1/none")
    with pytest.raises(KpiError) as refused, at_work(nowhere):
        pass
    assert refused.value.exit_code == Exit.IO
    assert "secret" not in refused.value.message
