"""Worked payouts that others published: every case of the shared collection, by our own rules."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.decisions.decide import decide
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scalar import evaluate
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.types import Kind, number
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.paying import Rate
from kpiengine.scores.scorecards import score

kit = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "scores" / "kit.py")))
CENTS = 100


@pytest.fixture(scope="module")
def cases(shared):
    path = shared / "data" / "incentive_cases" / "cases.json"
    found = json.loads(path.read_text("utf-8"), parse_float=Decimal)["cases"]
    return {case["id"]: case for case in found}


def paid(rates, *amounts, whole=False):
    """What each amount earns, in money, at rates of (over, share)."""
    lines = tuple(Rate(over, pay) for over, pay in rates)
    rules = kit.ruleset(
        [kit.kpi("sold")], currency="USD", payout=Payout("rate", units="sold", rates=lines, whole=whole)
    )
    checked = kit.check(rules, {"sold": kit.metric("sold", top=10**9)})
    frame = kit.frame(checked, [{"sold": amount} for amount in amounts])
    return [Fraction(a, CENTS) for a in decide(checked, score(checked, frame, kit.types(checked))).frame["amount"]]


def steps(case):
    """`over` and money per unit of a plan's tiers."""
    quota = Decimal(case["plan"].get("quota", 0))
    found = []
    for tier in case["plan"]["tiers"]:
        edge = tier["from"] if "from" in tier else quota * tier["from_pct"] / 100
        found.append((_plain(edge), Decimal(tier["rate_pct"]) / 100))
    return found


def _plain(edge):
    return int(edge) if edge == int(edge) else edge


def test_every_case_is_here(cases):
    steps_of_oracle = {f"oracle-step-T{n}" for n in range(1, 7)} | {"oracle-step-quarter"}
    flat = {"oracle-flat-5000", "oracle-flat-15000", "oracle-flat-60000"}
    others = {"comish-500k", "referello-15k", "excelguru-140pct", "icmi-adherence"}
    assert set(cases) == steps_of_oracle | flat | others


def test_rates_by_stretch(cases):
    for name in (*(f"oracle-step-T{n}" for n in range(1, 7)), "comish-500k", "referello-15k"):
        case = cases[name]
        assert paid(steps(case), case["input"]["amount"]) == [case["expected"]["commission"]], name


def test_each_transaction_alone(cases):
    case = cases["oracle-step-quarter"]
    assert sum(paid(steps(case), *case["input"]["amounts"])) == case["expected"]["commission_total"]


def test_the_blended_rates_that_were_printed(cases):
    for name, decimals in (("comish-500k", 3), ("referello-15k", 1)):
        case = cases[name]
        (found,) = paid(steps(case), case["input"]["amount"])
        rate = found / case["input"]["amount"] * 100
        assert round(rate, decimals) == Fraction(case["expected"]["effective_rate_pct"]), name


def test_the_rate_of_the_last_edge_reached_for_all(cases):
    for name in ("oracle-flat-5000", "oracle-flat-15000", "oracle-flat-60000"):
        case = cases[name]
        (found,) = paid(steps(case), case["input"]["amount"], whole=True)
        assert found * 100 / case["input"]["amount"] == case["expected"]["rate_pct"], name


def test_only_what_is_above_the_quota(cases):
    case = cases["excelguru-140pct"]
    plan = case["plan"]
    above = [
        (plan["quota"] * tier["from_pct"] // 100, Decimal(tier["rate_pct"]) / 100) for tier in plan["tiers_above_quota"]
    ]
    (found,) = paid([(0, 0), *above], case["input"]["amount"])
    assert found == case["expected"]["t1_pay"] + case["expected"]["t2_pay"]


def test_the_adherence_whose_prose_stands_upside_down(cases):
    case = cases["icmi-adherence"]
    given = case["input"]
    figures = {"phone": given["phone_h"], "planned": given["shift_h"] - given["lunch_h"] - sum(given["break_h"])}
    assert figures["planned"] == case["expected"]["scheduled_h"]
    formula = parse("100 * phone / planned", Scope(dict.fromkeys(figures, number(2, 10**6))), Kind.NUMBER, decimals=0)
    values = {name: int(Decimal(value) * 100) for name, value in figures.items()}
    assert evaluate(formula, values) == case["expected"]["adherence_pct"]
