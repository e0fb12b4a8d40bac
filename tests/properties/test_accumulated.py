"""A rate whose count goes on over a quarter or year, against plain dictionaries.

Months are judged in order, agents come and leave, and earlier months are judged again with other counts while later
ones stay as they were closed.  The model adds up and subtracts; it knows no code of the engine.
"""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.decisions.decide import decide
from kpiengine.periods import parse_period
from kpiengine.rules.accumulated import UNITS, WORTH, closed_of_rates
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.paying import Rate
from kpiengine.scores.closed import with_closed
from kpiengine.scores.history import History, Sheet
from kpiengine.scores.scorecards import score

kit = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "scores" / "kit.py")))
AGENTS = ("a1", "a2", "a3")
MONTHS = [f"2026-{number:02}" for number in range(1, 13)]

rates = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 200)), max_size=3, unique_by=lambda rate: rate[0]).map(
    lambda rest: ((0, 50), *sorted(rest))
)
counts = st.dictionaries(st.sampled_from(AGENTS), st.integers(0, 90))
steps = st.lists(st.tuples(st.integers(0, 2), counts), min_size=1, max_size=8)


def worth(lines, units, *, whole):
    """In the words of the reference: each unit at the rate of its own stretch, or all at the last rate reached."""
    if whole:
        return units * next((pay for over, pay in reversed(lines) if units > over), 0)
    each = (next(pay for over, pay in reversed(lines) if unit > over) for unit in range(1, units + 1))
    return sum(each)


def rule_set(lines, accumulate, *, whole):
    lines = tuple(Rate(*line) for line in lines)
    payout = Payout("rate", units="saves", rates=lines, whole=whole, accumulate=accumulate)
    checked = kit.check(kit.ruleset([kit.kpi("saves")], payout=payout), {"saves": kit.metric("saves", decimals=0)})
    return evolve(checked, closed=tuple(closed_of_rates(checked.ruleset, checked.wanted, "month")))


def judged(checked, month, units, history):
    period = parse_period(month, "Europe/London")
    rows = [{"agent_id": agent, "saves": count} for agent, count in units.items()] or [{"agent_id": "nobody"}]
    frame = with_closed(checked, kit.frame(checked, rows), [period], history)
    return decide(checked, score(checked, frame, kit.types(checked), [month]))


def sheet(made):
    frame = made.frame.filter(pl.col("agent_id") != "nobody").select("agent_id", UNITS, WORTH)
    return Sheet(frame, {name: made.types[name].scale for name in (UNITS, WORTH)})


@given(rates, st.booleans(), st.sampled_from(["quarter", "year"]), steps)
def test_every_period_pays_the_whole_less_what_was_closed(lines, whole, accumulate, events):
    checked = rule_set(lines, accumulate, whole=whole)
    months = MONTHS[: len(events)]
    history, known, paid = History(), {}, {}
    for place, (again, units) in enumerate(events):
        # A new month, or an earlier one once more: what is closed of the others stays.
        month = months[max(0, place - again)] if again else months[place]
        length = 3 if accumulate == "quarter" else 12
        start = MONTHS.index(month) // length * length
        before = [m for m in MONTHS[start : MONTHS.index(month)] if m in known]
        made = judged(checked, month, units, history)
        for row in made.frame.filter(pl.col("agent_id") != "nobody").iter_rows(named=True):
            agent = row["agent_id"]
            settled = sum(paid[m].get(agent, 0) for m in before)
            so_far = sum(known[m].get(agent, 0) for m in before) + units[agent]
            due = max(0, worth(lines, so_far, whole=whole) - settled)
            assert Fraction(row[WORTH], 10 ** made.types[WORTH].scale) == due
            assert row["amount"] == due * 100
            paid.setdefault(month, {})[agent] = due
        known[month] = dict(units)
        paid[month] = {agent: paid.get(month, {})[agent] for agent in units}
        history = history.later({("phone", month): sheet(made)})
        history = evolve(history, closed=history.closed | {("bonus", month)})


@given(rates, st.lists(st.integers(0, 60), min_size=3, max_size=3), st.integers(0, 40))
def test_the_worths_of_a_quarter_add_up_whatever_was_corrected_in_between(lines, units, more):
    checked, history, paid = rule_set(lines, "quarter", whole=False), History(), {}

    def close(month, count):
        nonlocal history
        made = judged(checked, month, {"a1": count}, history)
        paid[month] = made.frame["amount"][0]
        history = evolve(history.later({("phone", month): sheet(made)}), closed=history.closed | {("bonus", month)})

    close("2026-01", units[0])
    close("2026-02", units[1])
    close("2026-01", units[0] + more)  # late cases; February stays as it was closed
    close("2026-03", units[2])
    steepest_last = all(low[1] <= high[1] for low, high in pairwise(lines))
    whole = worth(lines, sum(units) + more, whole=False) * 100
    assert sum(paid.values()) == whole if steepest_last else sum(paid.values()) >= whole


def test_a_period_that_is_not_closed_yet_is_waited_for_and_a_new_quarter_begins_at_nothing():
    checked = rule_set(((0, 50), (40, 80)), "quarter", whole=False)
    january = judged(checked, "2026-01", {"a1": 45}, History())
    assert january.frame["amount"].to_list() == [2400_00]
    waiting = judged(checked, "2026-02", {"a1": 10}, History(open=frozenset({("bonus", "2026-01")})))
    assert (waiting.frame["amount"].to_list(), waiting.frame["reasons"].to_list()) == ([None], [["EARLIER_OPEN"]])
    closed = History({("phone", "2026-01"): sheet(january)}, closed=frozenset({("bonus", "2026-01")}))
    assert judged(checked, "2026-02", {"a1": 10}, closed).frame["amount"].to_list() == [800_00]
    assert judged(checked, "2026-02", {"new": 10}, closed).frame["amount"].to_list() == [500_00]
    past = {("phone", "2026-03"): closed.sheets["phone", "2026-01"]}
    assert judged(checked, "2026-04", {"a1": 10}, evolve(closed, sheets=past)).frame["amount"].to_list() == [500_00]
