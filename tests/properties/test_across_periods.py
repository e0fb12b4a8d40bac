"""State across periods in the ledger: after every step the published sum is what everybody is entitled to.

A rule set whose amounts look back: a case costs points by its ordinal among those of this and the two months before, as
they were closed, and two good months of the last three give a list.  Evaluating, closing, paying and late rows come in
any order; the model is plain Python over dictionaries and knows no code of the engine.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kpiengine.decisions.decide import decide
from kpiengine.expressions.document import type_text
from kpiengine.ledger import content_hash, place_in, recall, settle, working
from kpiengine.ledger.archive import Archive, Trace
from kpiengine.ledger.closing import close
from kpiengine.ledger.history import history_of
from kpiengine.ledger.paying import pay
from kpiengine.ledger.process import this_worker
from kpiengine.outputs.payroll import payroll_file, write_payroll
from kpiengine.periods import parse_period
from kpiengine.project import Limits, Project
from kpiengine.rules.closed import closed_of_points, closed_of_rewards
from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.score import Points
from kpiengine.rules.paying import PointStep
from kpiengine.scores.closed import with_closed
from kpiengine.scores.scorecards import score

TESTS = Path(__file__).parents[1]
kit = SimpleNamespace(**run_path(str(TESTS / "scores" / "kit.py")))
steps = SimpleNamespace(**run_path(str(TESTS / "faults" / "steps.py")))

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
PAYEES = ("a01", "a02")
ZONE, BASE = "Europe/London", 95
TIERS = (("C", 0, 100), ("B", 80, 200), ("A", 90, 300))
COST = {1: 0, 2: 5, 3: 10}  # of the first, the second, each further case
PROJECT = Project("centre", Path(), "kpiengine.toml", "", ZONE)


def rules():
    points = Points(
        "cases", "upheld", {"en": "Cases"}, within=Length(2, "month"), minimum=-30,
        steps=(PointStep(1, warn=True), PointStep(2, each=-5), PointStep(3, each=-10)),
    )  # fmt: skip
    reward = Reward("list", "list", {"en": "List"}, when="score >= 90", times=Times(2, 3, "month"))
    found = kit.ruleset(
        [kit.kpi("s", 100, target=100, floor=0), kit.kpi("upheld")], points=[points], rewards=[reward],
        tiers=tuple(kit.tier(name, start, bonus=bonus) for name, start, bonus in TIERS), currency="GBP",
    )  # fmt: skip
    checked = kit.check(found)
    trees = {**checked.conditions, **{f"points.cases.earlier.{k}": kit.b.name(f"zero:{k}", kit.COUNT) for k in (1, 2)}}
    closed = (*closed_of_points(found, trees), *closed_of_rewards(found, "month"))
    return evolve(checked, conditions=trees, closed=closed)


RULES = rules()


class AcrossPeriods(RuleBasedStateMachine):
    """Evaluates, closes, pays and corrects months that look back at each other."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = datetime(2027, 1, 1, tzinfo=UTC)
        self.closed: list[str] = []
        self.known: dict[str, dict[str, dict]] = {}  # month -> payee -> cases, amount, good: of the newest result
        self.due: dict[tuple[str, str], int] = {}  # the most that was ever due since the close
        self.paid: dict[str, str] = {}

    def teardown(self):
        shutil.rmtree(self.folder)

    @contextmanager
    def at_work(self):
        self.now += timedelta(minutes=1)
        with working(place_in(self.folder), this_worker("kpiengine test"), self.now, project="centre", make=True) as it:
            yield it

    # --- the model ---

    def expected(self, month, cases):
        """Plainly: what each payee gets for so many new cases."""
        earlier = [m for m in self.before(month) if m in self.closed]
        found = {}
        for payee, new in cases.items():
            old = sum(self.known[m][payee]["cases"] for m in earlier if payee in self.known[m])
            taken = sum(COST.get(old + i, 10) for i in range(1, new + 1))
            points = BASE - min(30, taken)
            good = points >= 90
            hits = sum(self.known[m][payee]["good"] for m in earlier if payee in self.known[m]) + good
            waiting = sum(m in self.known and m not in self.closed for m in self.before(month))
            listed = "yes" if hits >= 2 else "no" if hits + waiting < 2 else "open"
            amount = next(bonus for _, start, bonus in reversed(TIERS) if points >= start)
            found[payee] = {"cases": new, "amount": amount * 100, "good": good, "list": listed}
        return found

    def before(self, month):
        place = MONTHS.index(month)
        return MONTHS[max(0, place - 2) : place]

    # --- what people do ---

    @rule(month=st.sampled_from(MONTHS), cases=st.dictionaries(st.sampled_from(PAYEES), st.integers(0, 3), min_size=1))
    def evaluate(self, month, cases):
        expected = self.expected(month, cases)
        with self.at_work() as ledger:
            past, period = recall(ledger), parse_period(month, ZONE)
            made = self.decided(ledger, past, period, cases)
            settle(ledger, self.sealed(month, made), past, Limits())
        rows = {row["agent_id"]: row for row in made.frame.iter_rows(named=True)}
        for payee, wanted in expected.items():
            row = rows[payee]
            assert row["amount"] == wanted["amount"]
            assert {0: "no", 1: "open", 2: "yes"}[row["reward:list"]] == wanted["list"]
        self.known[month] = expected
        if month in self.closed:
            for payee in {*expected, *(p for m, p in self.due if m == month)}:
                now = expected[payee]["amount"] if payee in expected else 0
                self.due[month, payee] = max(self.due.get((month, payee), 0), now)

    @precondition(lambda self: set(self.known) - set(self.closed))
    @rule(data=st.data())
    def close(self, data):
        month = data.draw(st.sampled_from(sorted(set(self.known) - set(self.closed))))
        with self.at_work() as ledger:
            close(ledger, PROJECT, "bonus", parse_period(month, ZONE))
        self.closed.append(month)
        self.due |= {(month, payee): said["amount"] for payee, said in self.known[month].items()}

    @precondition(lambda self: self.closed)
    @rule(data=st.data())
    def pay(self, data):
        month = data.draw(st.sampled_from(self.closed))
        with self.at_work() as ledger:
            made = payroll_file(pay(ledger, "bonus", month))
            write_payroll(made, self.folder / f"payroll-{month}.csv", ledger.place.payroll)
        assert self.paid.setdefault(month, made.text) == made.text

    # --- how ---

    def decided(self, ledger, past, period, cases):
        rows = [{"agent_id": payee, "s": BASE, "upheld": new} for payee, new in cases.items()]
        zeros = {f"zero:{k}": kit.COUNT for k in (1, 2)}
        frame = kit.frame(RULES, rows).with_columns(
            pl.lit(period.name).alias("period_name"), period=pl.lit(0, pl.Int32)
        )
        frame = frame.with_columns(pl.lit(0, pl.Int64).alias(name) for name in [*zeros, "earlier_of:cases"])
        frame = with_closed(RULES, frame, [period], history_of(ledger, past, [RULES], [period]))
        return decide(RULES, score(RULES, frame, kit.types(RULES) | zeros))

    def sealed(self, month, made):
        types = {name: type_text(type_) for name, type_ in made.types.items()}
        found = steps.sealed(month, {row["agent_id"]: row["amount"] for row in made.frame.iter_rows(named=True)})
        plain = [name for name, kind in made.frame.schema.items() if not kind.is_nested() and name != "name"]
        decisions = found.archive().decisions
        state = made.frame.select("agent_id", pl.col("cases:cases", "met:list").cast(pl.String))
        content = content_hash({"decisions": decisions, "states": state})
        found = evolve(found, record=evolve(found.record, content=content))
        trace = Trace(made.frame.select(plain), {"format": 1, "types": types})
        return evolve(found, archive=lambda: Archive(decisions, {"phone": trace}))

    # --- what must hold ---

    @invariant()
    def everybody_has_got_what_is_due(self):
        file = self.folder / ".kpiengine" / "ledger.db"
        got: dict[tuple[str, str], int] = {}
        if file.exists():
            text = "SELECT a.period, s.payee, s.amount FROM statements s JOIN accounts a ON a.id = s.account"
            with closing(sqlite3.connect(file)) as database:
                for month, payee, amount in database.execute(text):
                    got[month, payee] = got.get((month, payee), 0) + amount
        assert got == self.due


TestAcrossPeriods = AcrossPeriods.TestCase
TestAcrossPeriods.settings = settings(
    max_examples=max(5, settings().max_examples // 10),
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
