"""Pools: split to the last cent, once for each closed period, each case worked by hand."""

from decimal import Decimal
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
import pytest

from kpiengine.decisions.decide import decide
from kpiengine.ledger.pools import with_closed_shares
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.words import KpiLevel
from kpiengine.scores.scorecards import score

deciding = SimpleNamespace(**run_path(str(Path(__file__).with_name("deciding.py"))))
kit, S = deciding.kit, deciding.S
decided, amounts, reasons = deciding.decided, deciding.amounts, deciding.reasons
ELIGIBLE, UNKNOWN = deciding.ELIGIBLE, deciding.UNKNOWN


POOL_TIERS = (
    kit.tier("C", 60, multiply=Decimal("0.6")),
    kit.tier("B", 75),
    kit.tier("A", 90, multiply=Decimal("1.2")),
)
CHAT = [  # score, paid hours, quality, critical errors
    {"agent_id": "a1", "s": "92.00", "hours": 160, "qa": 88, "errors": 0},
    {"agent_id": "a2", "s": "91.00", "hours": 150, "qa": 84, "errors": 0},
    {"agent_id": "a3", "s": "78.00", "hours": 80, "qa": 90, "errors": 0},
    {"agent_id": "a4", "s": "65.00", "hours": 120, "qa": 86, "errors": 0},
    {"agent_id": "a5", "s": "90.00", "hours": 160, "qa": 95, "errors": 1},
]


def pool(gates=(), tiers=POOL_TIERS, **more):
    payout = Payout("pool", pool=more.pop("size", 12000), per="team", split_by="s * hours", **more)
    kpis = [S, kit.kpi("hours"), kit.kpi("qa"), kit.kpi("errors"), kit.kpi("service")]
    own = (kit.gate("quality", "qa >= 85", drop_tiers=1), kit.gate("critical", "errors == 0", no_bonus=True))
    return kit.ruleset(kpis, tiers=tiers, gates=(*own, *gates), payout=payout)


def test_plan_04_to_the_cent():
    found = decided(pool(), *CHAT).frame
    assert found["amount"].to_list() == [501890, 387839, 177298, 132973, 0]
    assert sum(found["amount"]) == 1_200_000


def again(rules, then, now):
    """What people get when a closed period is judged again, with other rows than those that it was closed with."""
    checked = kit.check(rules)

    def frame(rows):
        return kit.frame(checked, rows).with_columns(pl.lit("t1").alias("unit:team"), period=pl.lit(0, pl.Int32))

    def decide_on(given):
        return decide(checked, score(checked, given, kit.types(checked), ["2026-10"])).frame

    recorded = {("phone", "2026-10"): decide_on(frame(then))}
    found = decide_on(with_closed_shares(checked, frame(now), ["2026-10"], recorded))
    return dict(zip(found["agent_id"], found["amount"], strict=True))


def test_a_closed_pool_is_not_split_again():
    """a4 is a B after all: 1,200,000 x 9,360 / 42,234 is 265,947 beside the pool; everybody else keeps his share."""
    corrected = [row | {"s": "78.00"} if row["agent_id"] == "a4" else row for row in CHAT]
    kept = {"a1": 501890, "a2": 387839, "a3": 177298, "a5": 0}
    assert again(pool(), CHAT, CHAT) == {**kept, "a4": 132973}
    assert again(pool(), CHAT, corrected) == {**kept, "a4": 265947}
    unknown = [row | {"s": None} if row["agent_id"] == "a4" else row for row in CHAT]
    assert again(pool(), CHAT, unknown) == {**kept, "a4": None}  # nobody else waits any more
    split = again(pool(if_corrected="resplit"), CHAT, corrected)
    assert sum(split.values()) == 1_200_000
    assert split["a1"] < kept["a1"]


def test_a_pool_that_waited_when_it_was_closed_is_split_later():
    unknown = [row | {"s": None} if row["agent_id"] == "a4" else row for row in CHAT]
    assert again(pool(), unknown, CHAT) == {"a1": 501890, "a2": 387839, "a3": 177298, "a4": 132973, "a5": 0}


def test_the_order_of_the_rows_and_their_teams_change_no_share():
    other = [row | {"agent_id": "b" + row["agent_id"], "team": 2} for row in CHAT]
    rows = [*reversed(CHAT), *other]
    found = decided(pool(), *rows).frame
    shares = dict(zip(found["agent_id"], found["amount"], strict=True))
    assert [shares[row["agent_id"]] for row in CHAT] == [501890, 387839, 177298, 132973, 0]
    assert [shares[row["agent_id"]] for row in other] == [501890, 387839, 177298, 132973, 0]


def test_a_gate_at_the_level_of_the_pool_acts_on_the_pool():
    gate = kit.gate("service", "service >= 75", pay_percent=50)
    team = type(gate)(**{name: getattr(gate, name) for name in ("id", "require", "otherwise", "title", "if_missing")},
                      level=KpiLevel.TEAM)  # fmt: skip
    rows = [row | {"service": 70} for row in CHAT]
    assert sum(amounts(pool(gates=(team,)), *rows)) == 600_000
    # at the agent's level it takes half of each share, which is then rounded
    assert amounts(pool(gates=(gate,)), *rows) == [250945, 193920, 88649, 66487, 0]


def test_a_pool_waits_for_a_member_who_is_not_known():
    rows = [
        *CHAT[:4],
        CHAT[4] | {"errors": None},
        {"agent_id": "z", "s": 80, "hours": 100, "qa": 90, "errors": 0, "team": 2},
    ]
    found = decided(pool(), *rows)
    assert found.frame["eligibility"].to_list() == [UNKNOWN] * 5 + [ELIGIBLE]
    assert found.frame["amount"].to_list() == [None] * 5 + [1_200_000]
    assert "POOL_WAITS" in reasons(found)[0]


def test_nobody_has_a_share():
    found = decided(pool(), *(row | {"s": 50} for row in CHAT))
    assert found.frame["amount"].to_list() == [0] * 5
    one = decided(pool(tiers=()), *(row | {"hours": 0, "errors": 0, "qa": 90} for row in CHAT))
    assert one.frame["amount"].to_list() == [0] * 5
    assert "POOL_NOBODY" in reasons(one)[0]


@pytest.mark.parametrize(("size", "expected"), [(10, [4, 4, 2]), (11, [5, 5, 1])])
def test_the_divisor_method_never_lowers_a_share(size, expected):
    rows = [{"s": 50, "hours": hours, "qa": 90, "errors": 0} for hours in (6, 6, 2)]
    small = [Decimal(size) / 100]
    assert amounts(pool(tiers=(), size=small[0]), *rows) == expected
    divided = amounts(pool(tiers=(), size=small[0], method="divisor"), *rows)
    assert sum(divided) == size
    assert divided[2] >= 1


def test_a_member_of_a_few_days_has_the_share_of_these_days():
    rows = [row | {"errors": 0, "qa": 90, "s": 80, "hours": 100} for row in CHAT[:2]]
    found = amounts(pool(size=100), rows[0], rows[1] | {"days": 10, "period_days": 30})
    assert found == [7500, 2500]
