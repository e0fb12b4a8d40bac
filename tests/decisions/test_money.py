"""Points, ranks, rates, shares of full time, budgets, holdback and limits, each case worked by hand."""

from decimal import Decimal
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.decisions.decide import decide
from kpiengine.decisions.money import COLUMNS, money_table
from kpiengine.decisions.table import decision_table
from kpiengine.expressions.types import BOOL, number
from kpiengine.rules.lasting import Length
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.score import Points
from kpiengine.rules.paying import Holdback, Limits, PointStep, Prorate, Rank, Rate
from kpiengine.scores.scorecards import score

deciding = SimpleNamespace(**run_path(str(Path(__file__).with_name("deciding.py"))))
kit, S = deciding.kit, deciding.S
decided, amounts, reasons = deciding.decided, deciding.amounts, deciding.reasons
ELIGIBLE, UNKNOWN, NOT = deciding.ELIGIBLE, deciding.UNKNOWN, deciding.NOT
TIERS = (kit.tier("bronze", 70, bonus=2400), kit.tier("silver", 80, bonus=4800), kit.tier("gold", 90, bonus=8000))


# -- points ------------------------------------------------------------------------------------------------------------

COMPLAINTS = Points(
    "complaints",
    "upheld",
    {"en": "Upheld complaints", "zh": "成立的投诉"},
    steps=(PointStep(1, warn=True), PointStep(2, each=-5), PointStep(3, each=-10)),
    within=Length(6, "month"),
    minimum=-15,
)


def complaints(**more):
    point = COMPLAINTS if not more else Points(**{**_fields(COMPLAINTS), **more})
    return kit.ruleset([S, kit.kpi("upheld")], tiers=TIERS, points=[point])


def _fields(point):
    return {name: getattr(point, name) for name in ("id", "count", "title", "steps", "within", "minimum")}


def test_complaints_are_charged_once_by_their_ordinal():
    rows = [
        {"s": 86, "upheld": 0, "earlier:complaints": 5},
        {"s": 86, "upheld": 1},  # the 1st: a warning
        {"s": 86, "upheld": 1, "earlier:complaints": 1},  # the 2nd
        {"s": 86, "upheld": 2, "earlier:complaints": 1},  # 2nd and 3rd: the worked case of plan 05
        {"s": 86, "upheld": 4, "earlier:complaints": 1},  # never under -15
        {"s": 86, "upheld": None},
    ]
    frame = decided(complaints(), *rows).frame
    # the metric of the kit has two decimals, so that cases are written in hundredths
    assert frame["charge:complaints"].to_list() == [0, 0, -500, -1500, -1500, None]
    assert frame["score"].to_list() == [8600, 8600, 8100, 7100, 7100, None]
    assert frame["amount"].to_list() == [480000, 480000, 480000, 240000, 240000, None]
    assert frame["warned:complaints"].to_list() == [False, True, False, False, False, False]


def test_what_was_charged_is_said():
    table = decision_table(decided(complaints(), {"s": 86, "upheld": 2, "earlier:complaints": 1}))
    assert table["reasons"][0] == "POINTS:complaints"
    assert table["because"][0] == "Upheld complaints: -15.00 points for 2.00 cases after 1 earlier ones"


def test_a_charge_waits_for_its_yes():
    rules, row = complaints(approve="hr"), {"s": 86, "upheld": 2, "earlier:complaints": 1}
    waits = decided(rules, row, row | {"upheld": 0})
    assert waits.frame["eligibility"].to_list() == [UNKNOWN, ELIGIBLE]
    assert "POINTS_WAIT:complaints" in reasons(waits)[0]
    assert answered(rules, row, -1500, agreed=True) == (7100, 240000)


def answered(rules, row, charge, *, agreed):
    given = {"asked:complaints": ([charge], number(2, 10**6)), "agreed:complaints": ([agreed], BOOL)}
    return decided(rules, row, **given).frame.select("score", "amount").row(0)


def test_a_refused_charge_takes_nothing_and_another_charge_needs_another_yes():
    rules, row = complaints(approve="hr"), {"s": 86, "upheld": 2, "earlier:complaints": 1}
    assert answered(rules, row, -1500, agreed=False) == (8600, 480000)
    assert answered(rules, row, -500, agreed=True) == (7100, None)


def test_points_may_be_given_and_stay_inside_the_score():
    rules = complaints(steps=(PointStep(1, each=Decimal("2.5")),), minimum=None, maximum=5)
    rows = [{"s": 86, "upheld": n} for n in (1, 2, 3)] + [{"s": 99, "upheld": 3}]
    assert decided(rules, *rows).frame["score"].to_list() == [8850, 9100, 9100, 10000]


# -- tiers by rank, or by one KPI --------------------------------------------------------------------------------------


def ranked(ties="all_in", least=4, among=None, **tiers):
    best = tiers or {"top_percent": 25}
    named = (kit.tier("good", 0, top_percent=50, bonus=100), kit.tier("best", 0, bonus=300, **best))
    return kit.ruleset([S], tiers=named, rank=Rank("score", among, ties, least))


def test_the_best_so_many_percent():
    rows = [{"s": value} for value in (90, 80, 70, 60, 50, 40, 30, None)]
    found = decided(ranked(), *rows).frame
    assert found["rank_group"].to_list() == [7] * 8  # who has no score is not ranked and not counted
    # 25 % of 7 is 1.75 places, 50 % are 3.5
    assert found["tier"].to_list() == [2, 1, 1, 0, 0, 0, 0, None]
    assert reasons(decided(ranked(), *rows))[-1] == ["SCORE_UNKNOWN", "MIN_WEIGHT", "KPI_NO_DATA:s", "NOT_RANKED"]


@pytest.mark.parametrize(("ties", "expected"), [("all_in", [2, 2, 1, 1]), ("all_out", [1, 1, 0, 0])])
def test_equals_on_an_edge_get_the_same(ties, expected):
    rows = [{"s": value} for value in (90, 90, 70, 70, 50, 40)]
    found = decided(ranked(ties, top=1), *rows).frame["tier"].to_list()
    assert found[:4] == ([2, 2, 1, 1] if ties == "all_in" else [1, 1, 0, 0])
    assert found[:4] == expected


def test_a_small_group_is_not_ranked():
    rows = [{"s": 90, "site": 1}, *({"s": value, "site": 2} for value in (90, 80, 70, 60))]
    found = decided(ranked(among="site"), *rows)
    assert found.frame["eligibility"].to_list() == [UNKNOWN, ELIGIBLE, ELIGIBLE, NOT, NOT]
    assert reasons(found)[0] == ["RANK_GROUP_SMALL"]


def test_a_rank_by_a_kpi_goes_by_its_better_side():
    low = kit.kpi("aht", target=100, floor=200)
    rules = kit.ruleset([low], tiers=(kit.tier("best", 0, top=1, bonus=300),), rank=Rank("aht", min_group=2))
    checked = kit.check(rules, {"aht": kit.metric("aht", better="lower")})
    frame = kit.frame(checked, [{"aht": 120}, {"aht": 110}, {"aht": None}])
    found = decide(checked, score(checked, frame, kit.types(checked))).frame
    assert found["tier"].to_list() == [0, 1, None]
    assert found["amount"].to_list() == [0, 30000, None]


def test_tiers_by_one_kpi():
    from kpiengine.rules.model.score import Score  # noqa: PLC0415 -- beside its only use

    rules = kit.ruleset([kit.kpi("csat")], tiers=TIERS, score=Score(tiers_by="csat"))
    assert amounts(rules, {"csat": "69.99"}, {"csat": 80}, {"csat": None}) == [0, 480000, None]


# -- rates -------------------------------------------------------------------------------------------------------------

RATES = (Rate(0, 50), Rate(40, 80), Rate(80, 120))
SAVES = kit.kpi("saves")


def rates(prorate=None, gates=(), **more):
    payout = Payout("rate", units="saves", rates=RATES, prorate=prorate, **more)
    return kit.ruleset([SAVES, kit.kpi("qa")], payout=payout, gates=gates)


def test_each_unit_at_the_rate_of_its_own_stretch():
    rows = [{"saves": n} for n in (0, 1, 40, 41, 80, 81, 95, 90)]
    expected = [0, 50, 2000, 2080, 5200, 5320, 7000, 6400]
    assert amounts(rates(), *rows) == [100 * amount for amount in expected]


def test_all_units_at_the_last_rate_reached():
    rows = [{"saves": n} for n in (0, 40, 41, 80, 81, 95)]
    expected = [0, 2000, 3280, 6400, 9720, 11400]
    assert amounts(rates(whole=True), *rows) == [100 * amount for amount in expected]


def test_the_marks_shrink_for_a_half_timer_and_the_pay_does_not():
    half = Prorate("paid_hours", scale=("cap", "rates"))
    rules = rates(half, cap=16000)
    rows = [{"saves": 30, "~presence": 80}, {"saves": 95, "~presence": 160}, {"saves": 200, "~presence": 80}]
    # 20 x 50 + 10 x 80; then as for full time; then 20 x 50 + 20 x 80 + 160 x 120 = 21,800, over half the cap
    assert amounts(rules, *rows) == [180000, 700000, 800000]


def test_plan_03_gates_and_holdback():
    gates = (kit.gate("quality", "qa >= 85", no_bonus=True), kit.gate("rate", "qa >= 90", pay_percent=50))
    rules = rates(gates=gates, holdback=Holdback(20))
    found = decided(rules, *({"saves": 95, "qa": qa} for qa in (95, 87, 80, None)), {"saves": None, "qa": 95})
    assert found.frame["amount"].to_list() == [700000, 350000, 0, None, None]
    assert found.frame["held_back"].to_list() == [140000, 70000, 0, None, None]
    assert money_table(found)["paid_now"].to_list() == ["5600.00", "2800.00", "0.00", None, None]
    assert reasons(found)[-1] == ["UNITS_UNKNOWN:saves"]
    assert found.frame["eligibility"].to_list() == [ELIGIBLE, ELIGIBLE, NOT, UNKNOWN, UNKNOWN]


# -- presence, cap and minimum, budget, limits -------------------------------------------------------------------------


def test_the_share_of_full_time_with_leave():
    rules = kit.ruleset([S], tiers=(kit.tier("silver", 80, bonus=600),),
                        payout=Payout(minimum=200, prorate=Prorate("paid_hours")))  # fmt: skip
    # 56 hours and 16 of leave of 160 are 45 %; then the minimum; who is above full time gets no more
    rows = [{"s": "89.49", "~presence": 72}, {"s": 50, "~presence": 72}, {"s": 89, "~presence": 200}, {"s": 89}]
    found = decided(rules, *rows)
    assert found.frame["amount"].to_list() == [27000, 9000, 60000, None]
    assert reasons(found) == [["PRESENCE"], ["NO_TIER", "MINIMUM", "PRESENCE"], [], ["PRESENCE_UNKNOWN"]]
    assert found.frame["eligibility"].to_list() == [ELIGIBLE, ELIGIBLE, ELIGIBLE, UNKNOWN]


def test_overtime_lifts_only_as_far_as_is_allowed():
    rules = kit.ruleset(
        [S], tiers=(kit.tier("t", 0, bonus=600),), payout=Payout(prorate=Prorate("paid_hours", max_percent=120))
    )
    assert amounts(rules, {"s": 1, "~presence": 176}, {"s": 1, "~presence": 320}) == [66000, 72000]


def test_cap_then_minimum_and_no_minimum_after_no_bonus():
    rules = kit.ruleset(
        [S, kit.kpi("qa")],
        tiers=TIERS,
        payout=Payout(cap=5000, minimum=3000),
        gates=[kit.gate("q", "qa >= 80", no_bonus=True)],
    )
    rows = [{"s": value, "qa": qa} for value, qa in ((95, 90), (85, 90), (75, 90), (60, 90), (95, 70), (None, 90))]
    found = decided(rules, *rows)
    assert found.frame["amount"].to_list() == [500000, 480000, 300000, 300000, 0, None]
    assert [[c for c in codes if c in {"CAPPED", "MINIMUM"}] for codes in reasons(found)] == [
        ["CAPPED"], [], ["MINIMUM"], ["MINIMUM"], [], [],
    ]  # fmt: skip


def test_multiply_by_a_formula():
    rules = kit.ruleset([S, kit.kpi("f")], tiers=TIERS, payout=Payout(multiply="f"))
    found = decided(rules, {"s": 75, "f": "1.50"}, {"s": 75, "f": None}, {"s": 75, "f": 0})
    assert found.frame["amount"].to_list() == [360000, None, 0]
    assert reasons(found)[1] == ["MULTIPLY_UNKNOWN"]


def test_a_budget_lowers_all_alike_to_its_last_cent():
    rules = kit.ruleset([S], tiers=TIERS, payout=Payout(budget=10000, if_over="scale"))
    rows = [{"s": s} for s in (75, 85, 95, 50)]
    found = decided(rules, *rows)
    # 2,400 + 4,800 + 8,000 = 15,200 to 10,000
    assert found.frame["amount"].to_list() == [157895, 315789, 526316, 0]
    assert sum(found.frame["amount"]) == 1_000_000
    assert ["BUDGET" in codes for codes in reasons(found)] == [True, True, True, False]
    assert not found.held
    assert amounts(rules, *rows[:2]) == [240000, 480000]  # within the budget nothing changes


def test_over_a_limit_the_run_is_held():
    limits = Limits(per_agent=5000, per_rule=15000, per_run=20000)
    rules = kit.ruleset([S], tiers=TIERS, limits=limits, payout=Payout(budget=15200))
    found = decided(rules, *({"agent_id": f"a{s}", "s": s} for s in (75, 85, 95)))
    assert [str(breach) for breach in found.held] == [
        "0: 8000.00 CNY for a95 is over limits.per_agent = 5000",
        "0: 15200.00 CNY is over limits.per_rule = 15000",
    ]  # what equals its limit, the budget, passes
    assert "LIMIT:per_agent" in reasons(found)[2]
    assert not decided(rules, {"s": 85}).held


# -- rewards -----------------------------------------------------------------------------------------------------------


def listed(*rows, places=2, **more):
    reward = Reward("list", "list", {"en": "List"}, when="s >= 50", places=places, **more)
    found = decided(kit.ruleset([S, kit.kpi("o")], rewards=[reward]), *rows)
    return found.frame["reward:list"].to_list()


def test_few_places_go_to_the_best_and_equals_on_the_last_one_all_get_it():
    assert listed(*({"s": s} for s in (90, 80, 80, 70, 40))) == [2, 2, 2, 0, 0]
    assert listed({"s": 60, "o": 1}, {"s": 90, "o": 2}, {"s": 70, "o": 3}, rank_by="o") == [0, 2, 2]
    assert listed({"s": 60, "site": 1}, {"s": 90, "site": 2}, {"s": 95, "site": 2}, places=1, per="site") == [2, 0, 2]


def test_who_is_not_known_may_take_a_place():
    # the unknown one may be the best, so the second place is open; the first and the fourth are sure
    assert listed({"s": 90}, {"s": 80}, {"s": None}, {"s": 70}, {"s": 60}) == [2, 1, 1, 0, 0]


# -- the nine steps ----------------------------------------------------------------------------------------------------


def test_every_step_has_its_column():
    tiers = (kit.tier("t", 0, percent=5, multiply=Decimal("1.5")),)
    payout = Payout(
        "percent", of="base_pay", multiply="f", cap=40, prorate=Prorate("paid_hours"), holdback=Holdback(10)
    )
    rules = kit.ruleset(
        [S, kit.kpi("f")], tiers=tiers, payout=payout, gates=[kit.gate("g", "f < 1", pay_percent=Decimal("66.6"))]
    )
    row = {"s": 1, "f": "1.10", "base_pay": "777.77", "~presence": 120, "days": 10, "period_days": 31}
    table = money_table(decided(rules, row, row | {"base_pay": "77.77"}, row | {"s": None}))
    assert table.columns == list(COLUMNS)
    shown = table.row(0, named=True)
    # 777.77 x 5 %; x 1.5 x 1.1; x 66.6 %; x 120/160 x 10/31; the cap of 40 with the same shares; then 10 % of it
    assert shown["amount"] == "38.8885"
    assert shown["multiplied"] == "64.166025"
    assert shown["gated"] == "42.73457265"
    assert shown["presence"] == "75.00"
    assert shown["present"] == "10.339009512…"
    assert shown["bounded"] == "9.677419354…"
    assert (shown["rounded"], shown["held_back"], shown["paid_now"]) == ("9.68", "0.97", "8.71")
    assert table["bounded"][1] == table["present"][1]
    assert table.row(2, named=True)["rounded"] is None


@pytest.mark.parametrize(("currency", "expected"), [("JPY", "10"), ("CNY", "9.68"), ("KWD", "9.677")])
def test_one_rounding_to_the_smallest_coin(currency, expected):
    rules = kit.ruleset([S], currency=currency, tiers=(kit.tier("t", 0, bonus=30),))
    found = decided(rules, {"s": 1, "days": 10, "period_days": 31})
    assert money_table(found)["rounded"].to_list() == [expected]
