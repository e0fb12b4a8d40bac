"""A period's life from its rows to its payroll file, by typed commands in any order, against a plain dictionary.

`test_ledger.py` gives the ledger results; here rows come late and are deleted, people move to another team, rules are
edited and a plugin is changed, and what everybody is entitled to is counted by hand from what lies in the files.
"""

import contextlib
import importlib
import io
import os
import re
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kpiengine.cli import main


def _beside(name, *folders):
    spec = spec_from_file_location(name, Path(__file__).parent.joinpath(*folders, f"{name}.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


centre = _beside("centre", "..", "faults")
Model = _beside("ledger_model").Model

MONTHS = ("2025-01", "2025-02")
AGENTS = ("a01", "a02")  # a03 answers for nobody and keeps every month from being empty
LINES = ("phone", "chat")
BONUS = st.sampled_from((300, 500, 501))
PLACE = st.none() | st.integers(1, 70)  # at which statement the process ends, if at any
PLUGIN = "machine_plugin"


class Crash(BaseException):
    """The process ended here."""


class Dying(sqlite3.Connection):
    """A connection whose process ends before the statement of that number; afterwards it says nothing more."""

    left = 0

    def execute(self, *arguments):
        Dying.left -= 1
        if Dying.left < 0:
            raise Crash
        return super().execute(*arguments)


class CentreMachine(RuleBasedStateMachine):
    """A project of two teams with their own rules, two agents and two months."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.site = Path(tempfile.mkdtemp())
        self.model = Model()
        self.lines: set = set()
        self.payrolls: dict[str, bytes] = {}
        self.backup = None
        self.rows: dict[int, tuple[str, str, bool]] = {}
        self.line_of = {(agent, month): "phone" for agent in AGENTS for month in MONTHS}
        self.bonus = dict.fromkeys(LINES, 300)
        self.plugin = "1.0"
        self.texts: dict[str, tuple] = {}  # month -> bonuses and plugin by which its newest result was made
        self.deaths = 0
        sys.path.insert(0, str(self.site))

    def teardown(self):
        sys.path.remove(str(self.site))
        sys.modules.pop(PLUGIN, None)
        shutil.rmtree(self.folder)
        shutil.rmtree(self.site)

    @initialize(good=st.lists(st.booleans(), min_size=8, max_size=8), lived=st.integers(1, 3))
    def a_centre(self, good, lived):
        """Two months of answers, of which the first is evaluated, and may be closed and paid already."""
        (self.folder / "data").mkdir()
        (self.folder / "rules").mkdir()
        (self.folder / "kpiengine.toml").write_text(centre.PROJECT)
        (self.site / f"{PLUGIN}.py").write_text('"""Offers nothing."""\n')
        (self.site / f"{PLUGIN}-0.dist-info").mkdir()
        for number, (agent, month) in enumerate(sorted(self.line_of) * 2):
            self.rows[number] = (month, agent, good[number])
        self.write()
        self.evaluated(MONTHS[0], None)
        if lived > 1:
            self.closed(MONTHS[0], None)
        if lived > 2:
            self.paid(MONTHS[0], None)

    def write(self):
        """The files as the world is now."""
        answers = [*((m, "a03", False) for m in MONTHS), *self.rows.values()]
        text = "".join(
            f"s{number},csat,{agent},{month}-15T09:00:00,{5 if good else 1},1,5\n"
            for number, (month, agent, good) in enumerate(answers)
        )
        (self.folder / "data" / "surveys.csv").write_text(centre.HEAD + text)
        ends = ("2025-01-31", "")  # of the two months
        roster = [f"{a},{a},{m}-01,{ends[m == MONTHS[1]]},agent,{of}\n" for (a, m), of in sorted(self.line_of.items())]
        roster.append("a03,a03,2025-01-01,,agent,phone\n")
        (self.folder / "data" / "agents.csv").write_text(
            "agent_id,name,valid_from,valid_to,role,line\n" + "".join(roster)
        )
        for line, bonus in self.bonus.items():
            rules = centre.RULES.replace('id = "phone"', f'id = "{line}"').replace("2026-09-01", "2024-01-01")
            rules = rules.replace('role = "agent" }', f'role = "agent", line = "{line}" }}')
            (self.folder / "rules" / f"{line}.toml").write_text(rules.replace("bonus = 300", f"bonus = {bonus}"))
        info = self.site / f"{PLUGIN}-0.dist-info"
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PLUGIN}\nVersion: {self.plugin}\n")
        (info / "entry_points.txt").write_text(f"[kpiengine.v1]\n{PLUGIN} = {PLUGIN}\n")
        importlib.invalidate_caches()

    def entitled(self, month, bonus):
        """Counted by hand: at least two answers, and enough of them good for a score of 80."""
        found = {("a03", "phone"): None}
        for agent in AGENTS:
            good = [g for m, a, g in self.rows.values() if (m, a) == (month, agent)]
            line = self.line_of[agent, month]
            enough = len(good) >= 2 and Fraction(sum(good), len(good)) >= Fraction(74, 100)
            found[agent, line] = None if len(good) < 2 else bonus[line] * 100 if enough else 0
        return found

    # --- what happens in the centre ---

    @rule(month=st.sampled_from(MONTHS), agent=st.sampled_from(AGENTS), good=st.lists(st.booleans(), min_size=1))
    def rows_come(self, month, agent, good):
        first = max(self.rows, default=0) + 1
        self.rows |= {first + number: (month, agent, each) for number, each in enumerate(good)}
        self.write()

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def rows_are_deleted(self, data):
        for number in data.draw(st.sets(st.sampled_from(sorted(self.rows)), min_size=1, max_size=3)):
            del self.rows[number]
        self.write()

    @rule(line=st.sampled_from(LINES), bonus=BONUS)
    def a_rule_is_edited(self, line, bonus):
        self.bonus = {**self.bonus, line: bonus}
        self.write()

    @rule(version=st.sampled_from(("1.0", "1.1")))
    def a_plugin_is_changed(self, version):
        self.plugin = version
        self.write()

    @rule(agent=st.sampled_from(AGENTS), month=st.sampled_from(MONTHS), line=st.sampled_from(LINES))
    def somebody_moves(self, agent, month, line):
        self.line_of[agent, month] = line
        self.write()

    # --- what people type ---

    def typed(self, *words, person="ops"):
        said = io.StringIO()
        names = dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME"), person)
        with mock.patch.dict(os.environ, names), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main([*words, "--project", str(self.folder)])
        return code, said.getvalue()

    def do(self, ends_at, after, *words, person="ops"):
        """A command that ends well, or whose process ends at a statement: everything or nothing is done."""
        if ends_at is None:
            code, said = self.typed(*words, person=person)
            assert code == 0, said
            self.model = after
            return True
        connect, Dying.left = sqlite3.connect, ends_at
        self.deaths += 1
        before = self.entries()
        with (
            mock.patch("sqlite3.connect", lambda *a, **k: connect(*a, **{"factory": Dying, **k})),
            mock.patch("kpiengine.ledger.process._process", return_value=f"gone:{self.deaths}:0"),
            contextlib.suppress(Crash),
        ):
            self.typed(*words, person=person)
        if Dying.left < 0:
            event(f"crash in {words[0]}")
        done = Dying.left >= 0 or self.entries() > before
        self.model = after if done else self.model
        return done

    def entries(self):
        """How much the log has, but for its beginning."""
        return self.query("SELECT coalesce(max(id), 0) FROM entries WHERE kind <> 'begin'", [(0,)])[0][0]

    @rule(month=st.sampled_from(MONTHS), ends_at=PLACE)
    def evaluate(self, month, ends_at):
        self.evaluated(month, ends_at)

    def evaluated(self, month, ends_at):
        closed = month in self.model.closed
        bonus, plugin = self.texts[month] if closed else (self.bonus, self.plugin)
        words = ("evaluate", "--period", month, "--quiet")
        if plugin != self.plugin:
            event("a plugin is no longer the one of the close")
            code, said = self.typed(*words)
            assert (code, "judged by the plugins that it was closed with" in said) == (2, True), said
            return
        after = self.model.evaluated(month, self.entitled(month, bonus), 0)
        if closed and after.shown() != self.model.shown():
            event("revised")
        if self.do(ends_at, after, *words) and not closed:
            self.texts[month] = (dict(bonus), plugin)

    @precondition(lambda self: set(self.model.newest) - set(self.model.closed))
    @rule(data=st.data(), ends_at=PLACE)
    def close(self, data, ends_at):
        self.closed(data.draw(st.sampled_from(sorted(set(self.model.newest) - set(self.model.closed)))), ends_at)

    def closed(self, month, ends_at):
        held = [who[0] for who, amount in self.model.newest[month].items() if amount is None]
        self.do(ends_at, self.model.close(month), "close", month, *(w for name in held for w in ("--hold", name)))

    @precondition(lambda self: self.model.closed)
    @rule(data=st.data(), ends_at=PLACE)
    def pay(self, data, ends_at):
        self.paid(data.draw(st.sampled_from(self.model.closed)), ends_at)

    def paid(self, month, ends_at):
        file = self.folder / f"payroll-{month}.csv"
        self.do(ends_at, self.model.pay(month), "pay", month, "--file", str(file))
        if ends_at is None:
            assert self.payrolls.setdefault(month, file.read_bytes()) == file.read_bytes()

    @precondition(lambda self: self.model.newest)
    @rule(data=st.data(), amount=st.sampled_from((None, "12.50")), accepted=st.booleans())
    def dispute(self, data, amount, accepted):
        month = data.draw(st.sampled_from(sorted(self.model.newest)))
        who = data.draw(st.sampled_from(sorted(self.model.newest[month])))
        sum_ = () if amount is None else ("--amount", amount)
        code, said = self.typed("adjust", who[0], month, "--dispute", *sum_, "--because", "x", person="lead")
        assert code == 0, said
        number = re.search(r"request (\d+)", said)[1]
        after = self.model.by_hand(month, who, 1250) if amount is not None and accepted else self.model
        self.do(None, after, "adjust", "--accept" if accepted else "--refuse", number, "--because", "y", person="ann")

    # --- what happens to them ---

    @rule()
    def keep_a_backup(self):
        file = self.folder / ".kpiengine" / "ledger.db"
        if file.exists():
            self.backup = (file.read_bytes(), self.model, set(self.lines), dict(self.texts), self.exported())

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore_the_backup(self):
        file = self.folder / ".kpiengine" / "ledger.db"
        whole = file.read_bytes()
        was, model, lines, texts, exported = self.backup
        file.write_bytes(was)
        if exported < self.exported():
            event("restored from before a payment")
            for words in (("evaluate", "--period", MONTHS[0]), ("pay", MONTHS[0], "--file", "x.csv")):
                code, said = self.typed(*words)
                assert (code, "older than its exports" in said) == (6, True), said
            file.write_bytes(whole)
        else:
            event("restored")
            self.model, self.lines, self.texts = model, set(lines), dict(texts)
            self.payrolls = {month: text for month, text in self.payrolls.items() if month in model.payments}

    def exported(self):
        return len(list((self.folder / "payroll").glob("*.json")))

    # --- what must hold ---

    @invariant()
    def everybody_has_got_what_is_due(self):
        rows = self.query(
            "SELECT a.period, s.payee, a.ruleset, s.line, s.amount FROM statements s JOIN accounts a ON a.id = account"
        )
        got = {}
        for month, payee, ruleset, line, amount in rows:
            key = (month, (payee, ruleset), line)
            got[key] = got.get(key, 0) + amount
        payments = self.query("SELECT due, payee, amount FROM payments JOIN batches ON entry = batch")
        batches = self.query("SELECT due FROM batches WHERE kind = 'pay'")
        paid = {(month, payee): amount for month, payee, amount in payments}
        assert self.model.form(got, paid, [month for (month,) in batches], {}) == (*self.model.shown()[:3], ())

    @invariant()
    def no_line_ever_changed(self):
        now = set(self.query("SELECT * FROM statements"))
        assert self.lines <= now
        self.lines = now

    @precondition(lambda self: self.model.newest)
    @rule()
    def the_ledger_is_sound(self):
        code, said = self.typed("verify", "--ledger")
        assert code == 0, said

    def query(self, text, none=()):
        file = self.folder / ".kpiengine" / "ledger.db"
        if not file.exists():
            return none
        with closing(sqlite3.connect(file)) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchall():
                return none
            return database.execute(text).fetchall()


TestCentre = CentreMachine.TestCase
TestCentre.settings = settings(
    max_examples=max(3, settings().max_examples // 25),
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
