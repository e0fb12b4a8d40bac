"""The ledger against a plain dictionary: after every step everybody has got what is due, and no line ever changed.

The model knows no code of the ledger.  It keeps for each period what each payee is entitled to now and the most that
was ever due since the close (nothing is taken back), and which amounts were given by hand.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger import looking, place_in, recall, settle, working
from kpiengine.ledger.closing import close
from kpiengine.ledger.corrections import accept, propose
from kpiengine.ledger.database import Database
from kpiengine.ledger.paying import pay
from kpiengine.ledger.process import Worker, this_worker
from kpiengine.ledger.verify import faults
from kpiengine.outputs.payroll import payroll_file, write_payroll
from kpiengine.periods import parse_period
from kpiengine.project import Limits, Project

spec = spec_from_file_location("steps_of_faults", Path(__file__).parents[1] / "faults" / "steps.py")
steps = module_from_spec(spec)
spec.loader.exec_module(steps)

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
PAYEES = ("a01", "a02", "a03", "=a04")
ZONE = "Europe/London"
AMOUNT = st.sampled_from((0, 1, 99, 10_000, 30_000, 30_001))
RESULT = st.dictionaries(st.sampled_from(PAYEES), AMOUNT, min_size=1)
PROJECT = Project("centre", Path(), "kpiengine.toml", "", ZONE)


class Crash(Exception):  # noqa: N818 -- it is no error
    """The process ended here."""


class LedgerMachine(RuleBasedStateMachine):
    """Evaluates, closes, pays, corrects, crashes, restores, in any order."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = datetime(2027, 1, 1, tzinfo=UTC)
        self.newest: dict[str, dict[str, int]] = {}  # month -> payee -> entitlement
        self.closed: list[str] = []
        self.due: dict[tuple[str, str], int] = {}  # month, payee -> the most that was due since the close
        self.by_hand: dict[tuple[str, str], int] = {}
        self.paid_months: list[str] = []
        self.lines: set = set()
        self.files: dict[str, str] = {}
        self.backup = None

    def teardown(self):
        shutil.rmtree(self.folder)

    @contextmanager
    def at_work(self, person="ops"):
        self.now += timedelta(minutes=1)
        me = this_worker("kpiengine test")
        worker = Worker(person, me.host, me.process, me.command)
        with working(place_in(self.folder), worker, self.now, project="centre", make=True) as ledger:
            yield ledger

    # --- what people do ---

    @rule(month=st.sampled_from(MONTHS), result=RESULT)
    def evaluate(self, month, result):
        with self.at_work() as ledger:
            settle(ledger, steps.sealed(month, result), recall(ledger), Limits())
        self.newest[month] = result
        if month in self.closed:
            event("late data")
            for payee in {*result, *(p for m, p in self.due if m == month)}:
                before = self.due.get((month, payee), 0)
                self.due[month, payee] = max(before, result.get(payee, 0))

    @precondition(lambda self: self.newest)
    @rule(data=st.data())
    def evaluate_again(self, data):
        month = data.draw(st.sampled_from(sorted(self.newest)))
        with self.at_work() as ledger:
            made = settle(ledger, steps.sealed(month, self.newest[month]), recall(ledger), Limits())
        assert made.already_recorded

    @precondition(lambda self: set(self.newest) - set(self.closed))
    @rule(data=st.data())
    def close(self, data):
        month = data.draw(st.sampled_from(sorted(set(self.newest) - set(self.closed))))
        with self.at_work() as ledger:
            close(ledger, PROJECT, "bonus", parse_period(month, ZONE))
        self.closed.append(month)
        for payee, amount in self.newest[month].items():
            self.due[month, payee] = amount

    @precondition(lambda self: self.closed)
    @rule(data=st.data())
    def pay(self, data):
        month = data.draw(st.sampled_from(self.closed))
        with self.at_work() as ledger:
            made = payroll_file(pay(ledger, "bonus", month))
            write_payroll(made, self.folder / f"payroll-{month}.csv", ledger.place.payroll)
        assert self.files.setdefault(month, made.text) == made.text  # the same bytes for ever
        if month not in self.paid_months:
            self.paid_months.append(month)

    @precondition(lambda self: self.closed)
    @rule(data=st.data(), minor=st.sampled_from((1, 500, 20_000)))
    def correct_by_hand(self, data, minor):
        month = data.draw(st.sampled_from(self.closed))
        payee = data.draw(st.sampled_from(sorted(self.newest[month])))
        with self.at_work() as ledger:
            entry, _ = propose(
                ledger,
                PROJECT,
                "bonus",
                parse_period(month, ZONE),
                payee,
                kind="manual",
                amount=Decimal(minor) / 100,
                ruleset=None,
                because="x",
            )
        with self.at_work("payroll") as ledger:
            accept(ledger, PROJECT, entry.id, "seen")
        self.by_hand[month, payee] = self.by_hand.get((month, payee), 0) + minor

    # --- what happens to them ---

    @rule(month=st.sampled_from(MONTHS), result=RESULT)
    def crash(self, month, result):
        """A command that dies inside its transaction leaves nothing."""
        event("crash")

        try:
            with self.at_work() as ledger, mock.patch.object(Database, "add_many", side_effect=Crash):
                settle(ledger, steps.sealed(month, result), recall(ledger), Limits())
                known = self.newest.get(month)
                assert known == result, "a new result was recorded without an entry"
        except Crash:
            assert self.newest.get(month) != result

    @rule()
    def keep_a_backup(self):
        file = self.folder / ".kpiengine" / "ledger.db"
        if file.exists():
            self.backup = (file.read_bytes(), len(self.files))

    @precondition(lambda self: self.backup is not None and self.backup[1] < len(self.files))
    @rule()
    def restore_the_backup(self):
        """A ledger from before a payment is refused, whatever is asked of it; the newest one goes on."""
        event("restored")
        file = self.folder / ".kpiengine" / "ledger.db"
        whole = file.read_bytes()
        file.write_bytes(self.backup[0])
        with pytest.raises(KpiError, match="older than its exports") as refused, self.at_work():
            pass
        assert refused.value.exit_code == Exit.CONFLICT
        file.write_bytes(whole)

    @rule(days=st.integers(-400, 400))
    def the_clock_is_moved(self, days):
        moved = self.now + timedelta(days=days)
        if moved > datetime(2026, 11, 2, tzinfo=UTC):  # after the last month
            self.now = moved

    # --- what must hold ---

    @invariant()
    def everybody_has_got_what_is_due(self):
        rows = self.rows(
            "SELECT a.period, s.payee, s.line, s.amount FROM statements s JOIN accounts a ON a.id = account"
        )
        got: dict[tuple[str, str, str], int] = {}
        for month, payee, line, amount in rows:
            got[month, payee, line] = got.get((month, payee, line), 0) + amount
        wanted = {(month, payee, "bonus"): minor for (month, payee), minor in self.due.items()}
        wanted |= {(month, payee, "manual"): minor for (month, payee), minor in self.by_hand.items()}
        assert got == wanted

    @invariant()
    def no_line_ever_changed(self):
        now = set(self.rows("SELECT * FROM statements"))
        assert self.lines <= now
        self.lines = now

    @invariant()
    def what_was_paid_is_what_fell_due(self):
        paid = sum(amount for (amount,) in self.rows("SELECT amount FROM payments"))
        due = "SELECT s.amount FROM statements s JOIN batches b ON b.entry = s.batch WHERE b.due = :month"
        assert paid == sum(amount for month in self.paid_months for (amount,) in self.rows(due, month=month))

    def rows(self, text, **values):
        file = self.folder / ".kpiengine" / "ledger.db"
        if not file.exists():
            return []
        with closing(sqlite3.connect(file)) as database:
            return database.execute(text, values).fetchall()

    @precondition(lambda self: self.newest)
    @rule()
    def the_ledger_is_sound(self):
        with looking(place_in(self.folder)) as ledger:
            assert faults(ledger) == []


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(
    max_examples=max(5, settings().max_examples // 10),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
