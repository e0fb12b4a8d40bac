"""The ledger against a plain dictionary: after every step everybody has got what is due, and no line ever changed.

The model (`ledger_model.py`) knows no code of the ledger.  Steps are what people do and what happens to them: results
by other rows, texts and plugins, closes, payments, amendments, amounts and disputes, and processes that end at a drawn
statement, backups that are put back, clocks that jump.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger import looking, place_in, recall, settle, working
from kpiengine.ledger.bundle import Bundle
from kpiengine.ledger.closing import close
from kpiengine.ledger.corrections import accept, propose, refuse
from kpiengine.ledger.paying import pay
from kpiengine.ledger.process import Worker, this_worker
from kpiengine.ledger.verify import faults
from kpiengine.outputs.payroll import payroll_file, write_payroll
from kpiengine.periods import parse_period
from kpiengine.project import Limits, Project


def _beside(name, *folders):
    spec = spec_from_file_location(name, Path(__file__).parent.joinpath(*folders, f"{name}.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


steps = _beside("steps", "..", "faults")
Model = _beside("ledger_model").Model

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
PAYEES = ("a01", "a02", "a03", "=a04")
ZONE = "Europe/London"
AMOUNT = st.sampled_from((0, 1, 99, 10_000, 30_000, 30_001))
RESULT = st.dictionaries(st.sampled_from(PAYEES), AMOUNT, min_size=1)
TEXTS = st.integers(0, 2)  # which rule files, and which version of a plugin
PLACE = st.none() | st.integers(1, 60)  # at which statement the process ends, if at any
PROJECT = Project("centre", Path(), "kpiengine.toml", "", ZONE)
NEWEST = "SELECT body FROM entries WHERE kind IN ('run', 'same_result') AND period = :month ORDER BY id DESC LIMIT 1"


class Crash(BaseException):
    """The process ended here; nobody catches it, and nothing more can be said to the database."""


class Dying:
    """A connection whose process ends before the statement of that number; what comes after is never said."""

    def __init__(self, connection, at):
        self.connection, self.left = connection, at

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def execute(self, *arguments):
        self.left -= 1
        if self.left < 0:
            raise Crash
        return self.connection.execute(*arguments)

    def cursor(self):
        return Dying(self.connection.cursor(), self.left)

    def executemany(self, *arguments):
        if self.left <= 1:
            raise Crash
        return self.connection.executemany(*arguments)


def made_by(texts):
    """A bundle: the rule file differs in the first two, the version of the plugin in the last two."""
    return Bundle({"rules/phone.toml": f"format = {min(texts, 1)}\n"}, {"contacts": f"contacts 1.{texts == 2:d}"})


class LedgerMachine(RuleBasedStateMachine):
    """Evaluates, closes, pays, corrects, crashes, restores, in any order."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = datetime(2027, 1, 1, tzinfo=UTC)
        self.model = Model()
        self.lines: set = set()
        self.files: dict[str, str] = {}
        self.backup = None

    def teardown(self):
        shutil.rmtree(self.folder)

    @contextmanager
    def at_work(self, person="ops", ends_at=None):
        self.now += timedelta(minutes=1)
        me = this_worker("kpiengine test")
        process = me.process if ends_at is None else "gone:0:0"  # one that nobody finds alive later
        worker = Worker(person, me.host, process, me.command)
        with working(place_in(self.folder), worker, self.now, project="centre", make=True) as ledger:
            if ends_at is not None:
                ledger.database.connection = Dying(ledger.database.connection, ends_at)
            yield ledger

    def do(self, name, ends_at, after, command):
        """A command that ends well, or whose process ends at a statement: then it has done everything or nothing."""
        if ends_at is None:
            with self.at_work() as ledger:
                command(ledger)
            self.model = after
            return
        try:
            with self.at_work(ends_at=ends_at) as ledger:
                command(ledger)
        except Crash:
            event(f"crash in {name}")
            seen = self.seen()
            assert seen in {self.model.shown(), after.shown()}, f"{name} was half done at statement {ends_at}"
            self.model = after if seen == after.shown() else self.model
        else:
            self.model = after

    @initialize(first=RESULT, second=RESULT, lived=st.integers(1, 4))
    def lived_before(self, first, second, lived):
        """Two months with a result each; the first may be closed and paid, the second closed."""
        for month, result in zip(MONTHS[1:], (first, second), strict=False):
            self.evaluated(month, result, 0, None)
        if lived > 1:
            self.closed(MONTHS[1], None)
        if lived > 2:
            self.paid(MONTHS[1], None)
        if lived > 3:
            self.closed(MONTHS[2], None)

    # --- what people do ---

    @rule(month=st.sampled_from(MONTHS), result=RESULT, texts=TEXTS, ends_at=PLACE)
    def evaluate(self, month, result, texts, ends_at):
        """Other rows, or the rules or a plugin changed: late, deleted or moved rows come as another result."""
        self.evaluated(month, result, texts, ends_at)

    def evaluated(self, month, result, texts, ends_at):
        if month in self.model.closed:
            event("late data")
            texts = self.model.texts[month]  # a closed period is judged by its own
        after = self.model.evaluated(month, result, texts)
        self.do("evaluate", ends_at, after, lambda ledger: self.settled(ledger, month, result, texts))

    @precondition(lambda self: self.model.closed)
    @rule(data=st.data(), result=RESULT, texts=TEXTS, ends_at=PLACE)
    def amend(self, data, result, texts, ends_at):
        """A closed period by other texts, with a reason."""
        month = data.draw(st.sampled_from(self.model.closed))
        after = self.model.evaluated(month, result, texts, amended=True)
        self.do("amend", ends_at, after, lambda ledger: self.settled(ledger, month, result, texts, "agreed"))

    def settled(self, ledger, month, result, texts, amended=None):
        sealed = evolve(steps.sealed(month, result), bundle=made_by(texts))
        return settle(ledger, sealed, recall(ledger), Limits(), amended)

    @precondition(lambda self: self.model.newest)
    @rule(data=st.data(), texts=TEXTS)
    def evaluate_again(self, data, texts):
        """The same rows, by whatever texts: no further result."""
        month = data.draw(st.sampled_from(sorted(self.model.newest)))
        result = self.model.newest[month]
        with self.at_work() as ledger:
            assert self.settled(ledger, month, result, texts).already_recorded
        self.model = self.model.evaluated(month, result, texts)

    @precondition(lambda self: set(self.model.newest) - set(self.model.closed))
    @rule(data=st.data(), ends_at=PLACE)
    def close(self, data, ends_at):
        self.closed(data.draw(st.sampled_from(sorted(set(self.model.newest) - set(self.model.closed)))), ends_at)

    def closed(self, month, ends_at):
        period = parse_period(month, ZONE)
        self.do("close", ends_at, self.model.close(month), lambda ledger: close(ledger, PROJECT, "bonus", period))

    @precondition(lambda self: self.model.closed)
    @rule(data=st.data(), ends_at=PLACE)
    def pay(self, data, ends_at):
        self.paid(data.draw(st.sampled_from(self.model.closed)), ends_at)

    def paid(self, month, ends_at):
        def written(ledger):
            made = payroll_file(pay(ledger, "bonus", month))
            write_payroll(made, self.folder / f"payroll-{month}.csv", ledger.place.payroll)
            assert self.files.setdefault(month, made.text) == made.text  # the same bytes for ever

        self.do("pay", ends_at, self.model.pay(month), written)

    @precondition(lambda self: self.model.newest)
    @rule(
        data=st.data(),
        minor=st.sampled_from((1, 500, 20_000, -300, None)),
        kind=st.sampled_from(("manual", "dispute")),
        accepted=st.booleans(),
        ends_at=PLACE,
    )
    def correct_by_hand(self, data, minor, kind, accepted, ends_at):
        """An amount, or a dispute about one or about none; somebody else decides it."""
        month = data.draw(st.sampled_from(sorted(self.model.newest)))
        payee = data.draw(st.sampled_from(sorted(self.model.newest[month])))
        if minor is None:
            kind = "dispute"
        event(f"{kind} {'accepted' if accepted else 'refused'}")
        amount = None if minor is None else Decimal(minor) / 100
        period = parse_period(month, ZONE)
        with self.at_work("lead") as ledger:
            entry, _ = propose(
                ledger, PROJECT, "bonus", period, payee, kind=kind, amount=amount, ruleset=None, because="x"
            )
        gives = minor is not None and accepted
        after = self.model.by_hand(month, payee, minor) if gives else self.model.copy()
        decide = accept if accepted else refuse
        self.do("decide", ends_at, after, lambda ledger: decide(ledger, PROJECT, entry.id, "seen"))

    # --- what happens to them ---

    @rule()
    def keep_a_backup(self):
        file = self.folder / ".kpiengine" / "ledger.db"
        if file.exists():
            self.backup = (file.read_bytes(), self.model.copy(), set(self.lines), self.exported())

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore_the_backup(self):
        """From before a payment: refused, whatever is asked of it.  Else what came since is done again."""
        file = self.folder / ".kpiengine" / "ledger.db"
        whole = file.read_bytes()
        was, model, lines, exported = self.backup
        file.write_bytes(was)
        if exported < self.exported():
            event("restored from before a payment")
            with pytest.raises(KpiError, match="older than its exports") as refused, self.at_work():
                pass
            assert refused.value.exit_code == Exit.CONFLICT
            file.write_bytes(whole)
        else:
            event("restored, and nothing had left the house since")
            self.model, self.lines = model.copy(), set(lines)
            self.files = {month: text for month, text in self.files.items() if month in model.payments}

    def exported(self):
        """How many payroll batches have left the house."""
        return len(list((self.folder / "payroll").glob("*.json")))

    @rule(days=st.integers(-400, 400))
    def the_clock_is_moved(self, days):
        moved = self.now + timedelta(days=days)
        if moved > datetime(2026, 11, 2, tzinfo=UTC):  # after the last month
            self.now = moved

    # --- what must hold ---

    def seen(self):
        """What the database holds, read by nothing of the ledger, in the model's own form."""
        account = "SELECT a.period, s.payee, s.line, s.amount FROM statements s JOIN accounts a ON a.id = account"
        got: dict[tuple[str, str, str], int] = {}
        for month, payee, line, amount in self.rows(account):
            got[month, payee, line] = got.get((month, payee, line), 0) + amount
        payments = self.rows("SELECT due, payee, amount FROM payments JOIN batches ON entry = batch")
        paid = {(month, payee): amount for month, payee, amount in payments}
        batches = self.rows("SELECT due FROM batches WHERE kind = 'pay'")
        runs = dict(self.rows("SELECT period, count(*) FROM runs GROUP BY period"))
        return self.model.form(got, paid, [month for (month,) in batches], runs)

    @invariant()
    def everybody_has_got_what_is_due(self):
        assert self.seen() == self.model.shown()

    @invariant()
    def no_line_ever_changed(self):
        now = set(self.rows("SELECT * FROM statements"))
        assert self.lines <= now
        self.lines = now

    @precondition(lambda self: self.model.newest)
    @rule()
    def the_texts_are_those_that_made_it(self):
        for month, texts in self.model.texts.items():
            ((body,),) = self.rows(NEWEST, month=month)
            assert f'"bundle":"{made_by(texts).sha256}"' in body

    def rows(self, text, **values):
        file = self.folder / ".kpiengine" / "ledger.db"
        if not file.exists():
            return []
        with closing(sqlite3.connect(file)) as database:
            return database.execute(text, values).fetchall()

    @precondition(lambda self: self.model.newest)
    @rule()
    def the_ledger_is_sound(self):
        with looking(place_in(self.folder)) as ledger:
            assert faults(ledger) == []


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(
    max_examples=max(5, settings().max_examples // 7),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
