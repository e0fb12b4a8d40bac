"""A budget of a quarter or year against a plain dictionary of what is spent, with earlier months judged once more."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.decisions.decide import decide
from kpiengine.periods import parse_period
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.paying import Rate
from kpiengine.rules.spent import AMOUNT, closed_of_budget
from kpiengine.scores.closed import with_closed
from kpiengine.scores.history import History, Sheet
from kpiengine.scores.scorecards import score

kit = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "scores" / "kit.py")))
MONTHS = [f"2026-{number:02}" for number in range(1, 13)]
counts = st.dictionaries(st.sampled_from(("a1", "a2", "a3")), st.integers(0, 30), min_size=1)
steps = st.lists(st.tuples(st.integers(0, 2), counts), min_size=1, max_size=8)


def rule_set(budget, over, policy):
    payout = Payout("rate", units="saves", rates=(Rate(0, 10),), budget=budget, budget_over=over, if_over=policy)
    checked = kit.check(kit.ruleset([kit.kpi("saves")], payout=payout), {"saves": kit.metric("saves", decimals=0)})
    return evolve(checked, closed=tuple(closed_of_budget(checked.ruleset, "month")))


@given(st.integers(0, 900), st.sampled_from(["quarter", "year"]), st.sampled_from(["hold", "scale"]), steps)
def test_a_period_has_what_the_closed_ones_left(budget, over, policy, events):
    checked, history, paid = rule_set(budget, over, policy), History(), {}
    for place, (again, units) in enumerate(events):
        month = MONTHS[max(0, place - again)]
        start = MONTHS.index(month) // (3 if over == "quarter" else 12) * (3 if over == "quarter" else 12)
        spent = sum(paid.get(m, 0) for m in MONTHS[start : MONTHS.index(month)])
        rows = [{"agent_id": agent, "saves": count} for agent, count in units.items()]
        frame = with_closed(checked, kit.frame(checked, rows), [parse_period(month, "Europe/London")], history)
        made = decide(checked, score(checked, frame, kit.types(checked), [month]))
        due, left = sum(units.values()) * 1000, max(0, budget * 100 - spent)
        if policy == "scale":
            assert made.frame["amount"].sum() == min(due, left)
        else:
            assert made.frame["amount"].sum() == due
            assert bool(made.held) is (spent + due > budget * 100)
        paid[month] = made.frame["amount"].sum()
        sheet = Sheet(made.frame.select(pl.col("agent_id"), AMOUNT), {AMOUNT: 2})
        history = evolve(history.later({("phone", month): sheet}), closed=history.closed | {("bonus", month)})
