"""What was relative when a period was closed stays: ranks and scaled budgets; pools are in `test_pools`."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.decisions.decide import decide
from kpiengine.ledger.relative import with_closed_relations
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.paying import Rank
from kpiengine.scores.scorecards import score

deciding = SimpleNamespace(**run_path(str(Path(__file__).with_name("deciding.py"))))
kit, S = deciding.kit, deciding.S
RANKED = kit.ruleset(
    [S], rank=Rank(min_group=2), tiers=[kit.tier("best", 0, top=1, bonus=500), kit.tier("good", 0, top=2, bonus=200)]
)
SCALED = kit.ruleset([S], tiers=[kit.tier("C", 50, bonus=100), kit.tier("A", 90, bonus=300)],
                     payout=Payout(budget=300, if_over="scale"))  # fmt: skip


def again(rules, then, now):
    """By agent the decisions of a closed period that is judged again, with other scores than it was closed with."""
    checked = kit.check(rules)

    def decide_on(scores, recorded=None):
        rows = [{"agent_id": agent, "s": value} for agent, value in scores.items()]
        frame = kit.frame(checked, rows).with_columns(pl.col("period").cast(pl.Int32))
        if recorded is not None:
            frame = with_closed_relations(checked, frame, ["2026-10"], {("phone", "2026-10"): recorded})
        return decide(checked, score(checked, frame, kit.types(checked), ["2026-10"])).frame

    return {row["agent_id"]: row for row in decide_on(now, decide_on(then)).iter_rows(named=True)}


def paid(rules, then, now):
    return {agent: row["amount"] for agent, row in again(rules, then, now).items()}


THEN = {"a": "95", "b": "90", "c": "80"}


def test_late_data_of_one_move_nobody_else_in_a_rank():
    assert paid(RANKED, THEN, THEN) == {"a": 500_00, "b": 200_00, "c": 0}
    # c is better than all of them after all: the best by the values then, and nobody falls behind for it.
    assert paid(RANKED, THEN, THEN | {"c": "99"}) == {"a": 500_00, "b": 200_00, "c": 500_00}
    assert paid(RANKED, THEN, THEN | {"a": "70"}) == {"a": 0, "b": 200_00, "c": 0}
    assert paid(RANKED, THEN, {**THEN, "new": "92"}) == {"a": 500_00, "b": 200_00, "c": 0, "new": 200_00}
    assert paid(RANKED, THEN, THEN | {"a": None})["b"] == 200_00


def test_late_data_of_one_change_nobody_else_s_share_of_a_budget():
    """300 + 300 + 100 are lowered to 300: by 3 / 7."""
    assert paid(SCALED, THEN, THEN) == {"a": 128_57, "b": 128_57, "c": 42_86}
    corrected = again(SCALED, THEN, THEN | {"c": "91"})
    assert {agent: row["amount"] for agent, row in corrected.items()} == {"a": 128_57, "b": 128_57, "c": 128_57}
    assert corrected["c"]["reasons"] == ["BUDGET"]
    assert paid(SCALED, THEN, THEN | {"c": None}) == {"a": 128_57, "b": 128_57, "c": None}


def test_a_budget_that_was_kept_at_the_close_lowers_nobody_later():
    within = {"a": "60", "b": "60", "c": "60"}
    assert paid(SCALED, within, within | {"c": "95"}) == {"a": 100_00, "b": 100_00, "c": 300_00}


values = st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=2, max_size=6)


@given(values, st.data())
def test_ranks_by_plain_counting(then, data):
    place = data.draw(st.integers(0, len(then) - 1))
    now = [data.draw(st.one_of(st.none(), st.integers(0, 9))) if i == place else value for i, value in enumerate(then)]
    texts = [{f"a{i}": None if v is None else str(v) for i, v in enumerate(values)} for values in (then, now)]
    found = again(RANKED, *texts)
    for i, value in enumerate(now):
        others = [v for j, v in enumerate(then) if j != i and v is not None]
        above = None if value is None else sum(v > value for v in others)
        assert found[f"a{i}"]["rank_above"] == above
