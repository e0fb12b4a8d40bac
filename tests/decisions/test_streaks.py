"""In a row, and so many of the last, against every way in which what is not known may turn out."""

from itertools import product
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.decisions.decide import decide
from kpiengine.rules.closed import closed_of_rewards, looked_back
from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.model.reward import Reward
from kpiengine.scores.scorecards import score

kit = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "scores" / "kit.py")))
NO, UNKNOWN, YES = 0, 1, 2
NOTHING, OPEN, CLOSED = 0, 1, 2


def listed(rows, least=3, of=4, back=6, unless="u >= 50"):
    """What the reward comes to for rows of (now: value and u), and earlier periods, the newest first.

    An earlier period is None (nothing stated), "open", or its verdict and whether it did not count.
    """
    reward = Reward(
        "list", "list", {"en": "List"}, when="s >= 50", times=Times(least, of, "month"), unless=unless,
        look_back=Length(back, "month"),
    )  # fmt: skip
    rules = kit.ruleset([kit.kpi("s", 100, target=100, floor=0), kit.kpi("u")], rewards=[reward])
    checked = evolve(kit.check(rules), closed=tuple(closed_of_rewards(rules, "month")))
    assert {one.back for one in checked.closed} == set(range(1, back))
    frame = kit.frame(checked, [{"s": now, "u": u} for (now, u), _ in rows])
    for k in range(1, back):
        then = [past[k - 1] if k <= len(past) else None for _, past in rows]
        frame = frame.with_columns(
            pl.Series(f"past:{k}", [NOTHING if t is None else OPEN if t == "open" else CLOSED for t in then], pl.Int64),
            pl.Series(f"past:{k}:met:list", [t[0] if isinstance(t, tuple) else None for t in then], pl.Int64),
            pl.Series(f"past:{k}:skip:list", [t[1] if isinstance(t, tuple) else None for t in then], pl.Boolean),
        )
    found = decide(checked, score(checked, frame, kit.types(checked)))
    for row in found.frame.iter_rows(named=True):  # one agent alone comes to the same
        plain = {k: v for k, v in row.items() if k not in {"reasons", "rewards", "rewards_held"}}
        assert found.program.run_row({k: v for k, v in plain.items() if k not in found.program.types()}) == plain
    return found.frame["reward:list"].to_list()


WORKED, AWAY = 0, 90
A = B = (YES, False)
C = (NO, False)
LEAVE = (UNKNOWN, True)  # nothing is known of that month, and it does not count


def test_a_c_b_leave_b_is_three_of_four():
    assert listed([((90, WORKED), [LEAVE, B, C, A])]) == [YES]


def test_without_the_leave_it_would_be_two_of_four():
    assert listed([((90, WORKED), [C, B, C, A])]) == [NO]
    assert listed([((90, WORKED), [B, C, C, A]), ((90, WORKED), [C, B, A, C])]) == [NO, YES]


def test_it_looks_no_further_back_than_said():
    assert listed([((90, WORKED), [LEAVE, LEAVE, LEAVE, B, A])], back=6) == [YES]
    assert listed([((90, WORKED), [LEAVE, LEAVE, LEAVE, B, A])], back=5) == [NO]


def test_a_month_that_does_not_count_gives_nothing_anew():
    assert listed([((90, AWAY), [A, A, A, A])]) == [NO]


def test_who_came_last_month_has_no_months_before():
    assert listed([((90, WORKED), []), ((90, WORKED), [A, A]), ((90, WORKED), [A])]) == [NO, YES, NO]


def test_a_month_that_is_not_closed_may_still_decide():
    assert listed([((90, WORKED), ["open", A, C]), ((90, WORKED), ["open", A, A]), ((40, WORKED), ["open", A])]) == [
        UNKNOWN, YES, NO
    ]  # fmt: skip


def test_a_miss_that_may_not_count_gives_nothing_either_way():
    assert listed([((10, None), ["open", "open"])], least=2, of=2) == [NO]


def test_in_a_row_is_broken_by_one_miss():
    rows = [((90, WORKED), [A]), ((90, WORKED), [C]), ((90, WORKED), [LEAVE, A])]
    assert listed(rows, least=2, of=2, back=3) == [YES, NO, YES]


def test_without_a_look_back_it_looks_at_as_many_as_for_says():
    assert looked_back(Reward("r", "list", {}, when="s", times=Times(3, 4, "month")), "month") == 4
    assert looked_back(Reward("r", "list", {}, when="s"), "month") == 1
    quarterly = Reward("r", "list", {}, when="s", times=Times(2, 2, "quarter"), look_back=Length(1, "year"))
    assert looked_back(quarterly, "quarter") == 4


def plain(now, past, least, of, back):
    """The same said plainly: every way in which what is not known may turn out."""
    periods = [now, *past][:back]
    ways = []
    for period in periods:
        if period is None:
            ways.append([None])
        elif period == "open":
            ways.append([True, False, None])
        else:
            met, skip = period
            ways.append([
                None if skips else hit
                for skips in ([True, False] if skip is None else [skip])
                for hit in ([True, False] if met == UNKNOWN else [met == YES])
            ])  # fmt: skip
    found = set()
    for way in product(*ways):
        counted = [hit for hit in way if hit is not None][:of]
        found.add(way[0] is not None and sum(counted) >= least)
    return UNKNOWN if len(found) == 2 else YES if True in found else NO


VERDICT = st.sampled_from((NO, UNKNOWN, YES))
EARLIER = st.one_of(st.none(), st.just("open"), st.tuples(VERDICT, st.sampled_from((True, False, False, None))))
VALUES = {YES: 90, NO: 10, UNKNOWN: None}
SKIPS = {True: AWAY, False: WORKED, None: None}


@given(
    st.lists(st.tuples(VERDICT, st.sampled_from((True, False, None)), st.lists(EARLIER, max_size=5)), min_size=1),
    st.sampled_from(((1, 3), (2, 2), (2, 3), (3, 4))),
    st.integers(4, 6),
)
def test_it_is_known_when_every_way_gives_the_same(people, times, back):
    least, of = times
    rows = [((VALUES[met], SKIPS[skip]), past) for met, skip, past in people]
    expected = [plain((met, skip), past, least, of, back) for met, skip, past in people]
    assert listed(rows, least, of, back) == expected
