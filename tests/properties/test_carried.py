"""Pools whose rest goes on, against plain dictionaries: every cent of every pool is paid once or still waits.

Months are judged in order or once more as an amendment; teams have people, nobody with a share, or nobody at all.
"""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.decisions.decide import decide
from kpiengine.ledger.pools import with_closed_shares
from kpiengine.periods import parse_period
from kpiengine.rules.carried import REST, TAKEN, closed_of_pools
from kpiengine.rules.model.payout import Payout
from kpiengine.scores.closed import with_closed
from kpiengine.scores.history import History, Sheet
from kpiengine.scores.scorecards import score

kit = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "scores" / "kit.py")))
MONTHS = [f"2026-{number:02}" for number in range(1, 9)]
TEAMS = ("t1", "t2")


def rule_set(size):
    payout = Payout("pool", pool=size, per="team", split_by="hours", if_nobody="carry")
    checked = kit.check(kit.ruleset([kit.kpi("hours")], payout=payout))
    return evolve(checked, closed=tuple(closed_of_pools(checked.ruleset)))


def judged(checked, month, weights, history, recorded=None):
    """`weights`: by team the hours of its people."""
    rows = [
        {"agent_id": f"{team}-{place}", "hours": hours, "team": TEAMS.index(team) + 1, "unit": team}
        for team, own in weights.items() for place, hours in enumerate(own)
    ] or [{"agent_id": "nobody", "hours": 1, "team": 3, "unit": "t3"}]  # fmt: skip
    frame = kit.frame(checked, rows).with_columns(pl.Series("unit:team", [row["unit"] for row in rows]))
    if recorded is not None:
        frame = with_closed_shares(checked, frame, [month], {("phone", month): recorded})
    frame = with_closed(checked, frame, [parse_period(month, "Europe/London")], history)
    return decide(checked, score(checked, frame, kit.types(checked), [month]))


def closed(history, month, made):
    frame = made.frame.filter(pl.col("unit:team") != "t3").select("agent_id", "unit:team", TAKEN, REST)
    sheet = Sheet(frame, {name: made.types[name].scale for name in (TAKEN, REST)})
    return evolve(history.later({("phone", month): sheet}), closed=history.closed | {("bonus", month)})


people = st.dictionaries(st.sampled_from(TEAMS), st.lists(st.integers(0, 9), min_size=1, max_size=3))
steps = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 500), people), min_size=1, max_size=8)


@given(steps)
def test_every_cent_is_paid_once_or_still_waits(events):
    history = History()
    pools: dict[tuple[str, str], tuple[int, int]] = {}  # own size and what is paid, by month and team
    for place, (again, size, weights) in enumerate(events):
        month = MONTHS[max(0, place - again)]
        made = judged(rule_set(size), month, weights, history)
        history = closed(history, month, made)
        for team in TEAMS:
            mine = made.frame.filter(pl.col("unit:team") == team)
            pools.pop((month, team), None)
            if mine.height:
                before = sum(own - paid for (m, t), (own, paid) in pools.items() if t == team and m < month)
                # A correction of an earlier month may have paid what later ones took over already: never below nothing.
                carried = max(before, -size * 100)
                expected = size * 100 + carried if any(weights[team]) else 0
                assert mine["amount"].sum() == expected
                pools[month, team] = (size * 100, expected)


def test_the_rest_goes_on_through_a_month_without_the_team_and_is_split_to_the_cent():
    rules, history = rule_set(100), History()
    history = closed(history, "2026-01", judged(rules, "2026-01", {"t1": [0, 0], "t2": [5]}, history))
    history = closed(history, "2026-02", judged(rules, "2026-02", {"t2": [5]}, history))
    history = closed(history, "2026-03", judged(rules, "2026-03", {"t1": [0], "t2": [5]}, history))
    made = judged(rules, "2026-04", {"t1": [1, 1, 1], "t2": [5]}, history)
    assert made.frame["amount"].to_list() == [100_00, 100_00, 100_00, 100_00]
    assert made.frame["reasons"].to_list()[0] == ["POOL_TAKEN"]
    later = judged(rules, "2026-05", {"t1": [1]}, closed(history, "2026-04", made))
    assert later.frame["amount"].to_list() == [100_00]


def test_late_data_of_a_closed_pool_of_nobody_pay_nothing_since_the_money_has_gone_on():
    rules = rule_set(100)
    then = judged(rules, "2026-01", {"t1": [0, 0]}, History())
    again = judged(rules, "2026-01", {"t1": [0, 7]}, History(), recorded=then.frame)
    assert again.frame["amount"].to_list() == [0, 0]
    assert again.frame[REST].to_list() == [100_00, 100_00]
    after = judged(rules, "2026-02", {"t1": [1]}, closed(History(), "2026-01", again))
    assert after.frame["amount"].to_list() == [200_00]


def test_a_pool_waits_for_an_earlier_one_that_is_not_closed():
    history = History(open=frozenset({("bonus", "2026-01")}))
    made = judged(rule_set(100), "2026-02", {"t1": [4]}, history)
    assert (made.frame["amount"].to_list(), made.frame["reasons"].to_list()) == ([None], [["POOL_EARLIER_OPEN"]])
