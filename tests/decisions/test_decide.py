"""Gates, tiers, eligibility, amounts and rewards, each case worked by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.decisions.decide import decide
from kpiengine.decisions.table import decision_table
from kpiengine.errors import KpiError
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.words import GatePolicy
from kpiengine.scores.scorecards import score

SCORES = Path(__file__).parents[1] / "scores"
kit = SimpleNamespace(**run_path(str(SCORES / "kit.py")))
TIERS = (kit.tier("bronze", 70, bonus=300), kit.tier("silver", 80, bonus=600), kit.tier("gold", 90, bonus=1000))


def plan(*gates, tiers=TIERS, kpis=(), **more):
    """A score that is simply the value of `s`, and whatever else."""
    return kit.ruleset([kit.kpi("s", 100, target=100, floor=0), *kpis], tiers=tiers, gates=gates, **more)


def decided(rules, *rows):
    checked = kit.check(rules)
    return decide(checked, score(checked, kit.frame(checked, rows), kit.types(checked)))


def verdicts(rules, *rows):
    """(eligibility, tier, amount in minor units) of each row."""
    frame = decided(rules, *rows).frame
    return list(zip(frame["eligibility"], frame["tier"], frame["amount"], strict=True))


WATCHED = (kit.kpi("qa"), kit.kpi("repeat"))


def test_tiers_start_at_their_edge():
    rows = [{"s": value} for value in ("69.99", "70", "70.01", "79.99", "80", "89.99", "90", "100")]
    expected = [(0, 0, 0), *[(2, 1, 30000)] * 3, *[(2, 2, 60000)] * 2, *[(2, 3, 100000)] * 2]
    assert verdicts(plan(), *rows) == expected


def test_whoever_has_a_tier_that_pays_nothing_is_told_so():
    tiers = (kit.tier("D", 0), kit.tier("C", 60, bonus=300), kit.tier("B", 80))
    found = decided(plan(tiers=tiers), {"s": 50}, {"s": 60}, {"s": 90})
    assert found.frame["eligibility"].to_list() == [0, 2, 0]
    assert found.frame["reasons"].to_list() == [["TIER_PAYS_NOTHING:D"], [], ["TIER_PAYS_NOTHING:B"]]


def test_the_reward_oracle_of_the_metric_book():
    tiers = (
        kit.tier("low", 70, percent=3),
        kit.tier("mid", 80, percent=6, rewards=("leave",)),
        kit.tier("top", 90, percent=10),
    )
    rules = plan(
        kit.gate("quality", "qa >= 80", no_bonus=True),
        kit.gate("critical", "errors == 0", cap_tier="low"),
        kit.gate("repeats", "repeat <= 20", cap_tier="low"),
        tiers=tiers,
        kpis=(*WATCHED, kit.kpi("errors")),
        payout=Payout("percent", of="base_pay"),
        rewards=[Reward("leave", "leave", {"en": "Leave"}, "4 h")],
    )
    agent = {"s": 84, "qa": 86, "errors": 0, "repeat": 12, "base_pay": 5000}
    found = decided(rules, agent, agent | {"qa": 78}, agent | {"s": 91, "repeat": 22})
    assert found.frame.select("eligibility", "tier", "amount").rows() == [(2, 2, 30000), (0, 0, 0), (2, 1, 15000)]
    assert found.frame["rewards"].to_list() == [["leave"], [], []]
    assert found.frame["reasons"].to_list() == [
        [],
        ["GATE_FAILED:quality"],
        ["GATE_FAILED:repeats", "TIER_CAPPED:repeats"],
    ]


def test_drops_add_up_then_the_lowest_cap_then_percents_multiply():
    gates = (
        kit.gate("a", "qa >= 80", drop_tiers=1),
        kit.gate("b", "qa >= 70", drop_tiers=1),
        kit.gate("c", "repeat <= 20", cap_tier="silver"),
        kit.gate("d", "repeat <= 30", cap_tier="bronze"),
        kit.gate("e", "repeat <= 40", pay_percent=50),
        kit.gate("f", "repeat <= 50", pay_percent=Decimal("33.3")),
    )
    rows = [
        {"s": 95, "qa": 75, "repeat": 0},
        {"s": 95, "qa": 60, "repeat": 0},
        {"s": 85, "qa": 60, "repeat": 0},
        {"s": 95, "qa": 90, "repeat": 25},
        {"s": 95, "qa": 90, "repeat": 35},
        {"s": 95, "qa": 90, "repeat": 45},
        {"s": 95, "qa": 90, "repeat": 55},
        {"s": 95, "qa": 75, "repeat": 25},
    ]
    assert verdicts(plan(*gates, kpis=WATCHED), *rows) == [
        (2, 2, 60000),
        (2, 1, 30000),
        (0, 0, 0),
        (2, 2, 60000),
        (2, 1, 30000),
        (2, 1, 15000),
        (2, 1, 4995),
        (2, 2, 60000),
    ]


def test_a_failed_gate_outranks_a_missing_one_and_a_missing_score():
    gates = (kit.gate("quality", "qa >= 80", no_bonus=True), kit.gate("repeats", "repeat <= 20", no_bonus=True))
    rows = [
        {"s": 95, "qa": 70, "repeat": None},
        {"s": None, "qa": 70, "repeat": 10},
        {"s": 95, "qa": 90, "repeat": None},
        {"s": None, "qa": 90, "repeat": 10},
        {"s": 50, "qa": None, "repeat": None},
    ]
    found = decided(plan(*gates, kpis=WATCHED), *rows).frame
    assert found["eligibility"].to_list() == [0, 0, 1, 1, 0]
    assert found["amount"].to_list() == [0, 0, None, None, 0]
    assert found["reasons"].to_list() == [
        ["GATE_FAILED:quality", "GATE_UNKNOWN:repeats"],
        ["GATE_FAILED:quality", "SCORE_UNKNOWN", "MIN_WEIGHT", "KPI_NO_DATA:s"],
        ["GATE_UNKNOWN:repeats"],
        ["SCORE_UNKNOWN", "MIN_WEIGHT", "KPI_NO_DATA:s"],
        ["GATE_UNKNOWN:quality", "GATE_UNKNOWN:repeats", "NO_TIER"],
    ]


def test_known_drops_settle_what_a_missing_gate_cannot_save():
    gates = (kit.gate("a", "qa >= 80", drop_tiers=3), kit.gate("b", "repeat <= 20", drop_tiers=1))
    assert verdicts(plan(*gates, kpis=WATCHED), {"s": 95, "qa": 70, "repeat": None}) == [(0, 0, 0)]


@pytest.mark.parametrize(
    ("policy", "expected"), [("hold", (1, None, None)), ("pass", (2, 3, 100000)), ("fail", (0, 0, 0))]
)
def test_what_a_gate_does_when_it_cannot_be_known(policy, expected):
    rules = plan(kit.gate("quality", "qa >= 80", no_bonus=True, if_missing=policy), kpis=WATCHED)
    assert verdicts(rules, {"s": 95, "qa": None}) == [expected]


def test_a_gate_is_known_where_one_side_decides_it():
    rules = plan(kit.gate("quality", "qa >= 80 or repeat <= 20", no_bonus=True), kpis=WATCHED)
    assert verdicts(rules, {"s": 95, "qa": None, "repeat": 10}, {"s": 95, "qa": None, "repeat": 30}) == [
        (2, 3, 100000),
        (1, None, None),
    ]


def test_too_few_surveys_hold_or_are_left_out():
    held = plan(kpis=(), tiers=TIERS)
    surveys = {"target": 100, "floor": 0, "min_sample": 10}
    row = {"a": 90, "csat": 40, "n:csat": 3}
    for policy, expected in (("hold", (1, None, None)), ("redistribute", (2, 3, 100000))):
        kpis = [kit.kpi("a", 70, target=100, floor=0), kit.kpi("csat", 30, if_missing=policy, **surveys)]
        rules = kit.ruleset(kpis, tiers=held.tiers)
        assert verdicts(rules, row) == [expected]
        assert "KPI_FEW:csat" in decided(rules, row).frame["reasons"][0].to_list()


def test_percent_of_the_base_in_the_roster():
    tiers = (kit.tier("one", 50, percent=5), kit.tier("two", 80, percent=Decimal("1.5"), multiply=Decimal("1.1")))
    rules = plan(tiers=tiers, payout=Payout("percent", of="base_pay"))
    rows = [
        {"s": 60, "base_pay": "0.10"},
        {"s": 60, "base_pay": "1234.50"},
        {"s": 90, "base_pay": "2000"},
        {"s": 60, "base_pay": None},
        {"s": 60, "base_pay": -1},
        {"s": 40, "base_pay": None},
    ]
    # 0.005 -> 0.01; 61.725 -> 61.73; 2000 x 1.65 %
    assert verdicts(rules, *rows) == [(2, 1, 1), (2, 1, 6173), (2, 2, 3300), (1, 1, None), (1, 1, None), (0, 0, 0)]
    assert decided(rules, rows[3]).frame["reasons"].to_list() == [["BASE_UNKNOWN:base_pay"]]


def test_each_rule_set_pays_its_own_days():
    rows = [{"s": 85, "days": days, "period_days": 31} for days in (31, 10, 21)]
    assert verdicts(plan(), *rows) == [(2, 2, 60000), (2, 2, 19355), (2, 2, 40645)]
    assert decided(plan(), rows[1]).frame["reasons"].to_list() == [["PART_PERIOD"]]


def test_the_cap_is_for_the_whole_period_and_comes_before_the_days():
    rules = plan(payout=Payout(cap=800))
    rows = [{"s": 95}, {"s": 95, "days": 15, "period_days": 30}, {"s": 85, "days": 15, "period_days": 30}]
    found = decided(rules, *rows).frame
    assert found["amount"].to_list() == [80000, 40000, 30000]
    assert [("CAPPED" in r) for r in found["reasons"]] == [True, True, False]
    exact = plan(tiers=(kit.tier("t", 0, bonus=800),), payout=Payout(cap=800))
    assert decided(exact, {"s": 5}).frame["reasons"].to_list() == [[]]


@pytest.mark.parametrize(
    ("rounding", "decimals", "expected"),
    [("half_up", None, 50), ("half_even", None, 50), ("down", None, 49), ("half_up", 1, 50), ("half_up", 0, 0)],
)
def test_one_rounding(rounding, decimals, expected):
    tiers = (kit.tier("t", 0, bonus=1, multiply=Decimal("0.495")),)
    assert verdicts(plan(tiers=tiers, payout=Payout(rounding=rounding, decimals=decimals)), {"s": 1})[0][2] == expected


def test_half_even_and_half_up_differ_on_a_half():
    tiers = (kit.tier("t", 0, bonus=Decimal("0.25"), multiply=Decimal("0.5")),)
    for rounding, expected in (("half_up", 13), ("half_even", 12), ("down", 12)):
        assert verdicts(plan(tiers=tiers, payout=Payout(rounding=rounding)), {"s": 1})[0][2] == expected


@pytest.mark.parametrize(("currency", "expected"), [("JPY", 334), ("CNY", 33350), ("KWD", 333500)])
def test_minor_units_of_the_currency(currency, expected):
    tiers = (kit.tier("t", 0, bonus=667, multiply=Decimal("0.5")),)
    assert verdicts(plan(tiers=tiers, currency=currency), {"s": 1})[0][2] == expected


def test_an_amount_finer_than_the_coin_is_refused():
    with pytest.raises(KpiError, match=r"payout.decimals = 2, but JPY has 0 decimals"):
        decided(plan(currency="JPY", payout=Payout(decimals=2)), {"s": 90})


def test_the_value_before_the_rounding_is_kept():
    table = decision_table(decided(plan(), {"s": 85, "days": 10}, {"s": 85}, {"s": None}))
    assert table["amount_before_rounding"].to_list() == ["193.548387096…", "600", None]
    assert table["amount"].to_list() == ["193.55", "600.00", None]


def test_a_tier_that_gives_only_a_reward_is_a_paying_tier():
    tiers = (kit.tier("seen", 50), kit.tier("free", 70, rewards=("day",)))
    rules = plan(tiers=tiers, rewards=[Reward("day", "leave", {"en": "Day"})])
    assert verdicts(rules, {"s": 60}, {"s": 75}) == [(0, 1, 0), (2, 2, 0)]


def test_rewards_by_condition():
    rewards = [
        Reward("badge", "badge", {"en": "Badge"}, when="qa >= 95"),
        Reward("gift", "gift", {"en": "Gift"}, when='tier >= "silver"', if_missing=GatePolicy.PASS),
        Reward("course", "course", {"en": "Course"}, when="qa < 60", if_missing=GatePolicy.FAIL),
    ]
    found = decided(
        plan(kpis=WATCHED, rewards=rewards), {"s": 85, "qa": 97}, {"s": None, "qa": None}, {"s": 60, "qa": 50}
    )
    assert found.frame["rewards"].to_list() == [["badge", "gift"], ["gift"], ["course"]]
    assert found.frame["rewards_held"].to_list() == [[], ["badge"], []]


def test_a_reward_of_a_tier_is_held_only_while_it_can_be_reached():
    tiers = (kit.tier("bronze", 70, bonus=300), kit.tier("gold", 90, bonus=1000, rewards=("day",)))
    rules = plan(
        kit.gate("quality", "qa >= 80", drop_tiers=1),
        tiers=tiers,
        kpis=WATCHED,
        rewards=[Reward("day", "leave", {"en": "Day"})],
    )
    found = decided(rules, {"s": 95, "qa": None}, {"s": 75, "qa": None}, {"s": 95, "qa": 85}, {"s": None, "qa": 85})
    assert found.frame["rewards_held"].to_list() == [["day"], [], [], ["day"]]
    assert found.frame["rewards"].to_list() == [[], [], ["day"], []]


def test_a_rule_set_without_tiers_decides_nothing():
    found = decided(plan(tiers=()), {"s": 85})
    assert not found.pays
    table = decision_table(found)
    assert table.select("score", "eligibility", "amount", "currency", "reasons").row(0) == (
        "85.00",
        None,
        None,
        None,
        "",
    )


def test_the_table_says_why():
    gates = (kit.gate("quality", "qa >= 80", no_bonus=True), kit.gate("repeats", "repeat <= 20", pay_percent=50))
    rules = plan(*gates, kpis=WATCHED)
    table = decision_table(decided(rules, {"s": 85, "qa": "78.5", "repeat": 30}, {"s": 85, "qa": None, "repeat": 30}))
    assert table.row(0, named=True) == {
        "agent_id": "a0",
        "name": None,
        "period": "0",
        "ruleset": "phone",
        "plan": "bonus",
        "score": "85.00",
        "tier_by_score": "silver",
        "tier": "none",
        "eligibility": "not_eligible",
        "amount": "0.00",
        "currency": "CNY",
        "amount_before_rounding": "0",
        "rewards": "",
        "rewards_held": "",
        "reasons": "GATE_FAILED:quality GATE_FAILED:repeats",
        "because": "Quality: qa >= 80 is not met (qa 78.50); Repeats: repeat <= 20 is not met (repeat 30.00)",
    }
    assert table["because"][1] == (
        "Quality: qa >= 80 cannot be judged (qa –); nothing is paid before it is known; "
        "Repeats: repeat <= 20 is not met (repeat 30.00)"
    )
    chinese = decision_table(decided(rules, {"s": 60, "qa": 90, "repeat": 10}), "zh")
    assert chinese["because"].to_list() == ["得分 60.00 低于 70（Bronze 起点）"]


def test_a_head_without_currency_counts_in_hundredths():
    found = decided(plan(currency=None), {"s": 85})
    assert (found.decimals, found.currency, found.frame["amount"][0]) == (2, None, 60000)
    assert found.checked.ruleset.head.start == date(2026, 10, 1)
