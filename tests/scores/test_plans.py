"""The plans of the design's book, as far as a score goes, and the oracles of its chapter on scoring."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest
import tomli
from attrs import evolve

from kpiengine.expressions import build as b
from kpiengine.expressions.scalar import evaluate
from kpiengine.numbers import format_scaled
from kpiengine.rules.choosing import in_scenario
from kpiengine.rules.structure import read_structure
from kpiengine.scores.scorecards import score

made = SimpleNamespace(**run_path(str(Path(__file__).parent / "reading.py")))
PLANS = Path(__file__).parents[2].parent / "shared" / "plans"


def plan(name, *without):
    """A plan's text without what this part of the engine does not carry out: whole sections, keys of [ruleset]."""
    if not PLANS.is_dir():
        pytest.skip(f"the plans are not beside this repository: {PLANS}")
    text = (PLANS / name).read_text("utf-8")
    for section in without:
        text = re.sub(rf"^\[{section}[^\]\n]*\]\n(?:(?!\[).*\n?)*", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(cutoff|count_when) = .*\n", "", text, flags=re.MULTILINE)
    return text.replace('level = "queue"', 'level = "team"')


def score_of(checked, *rows):
    cards = score(checked, made.frame(checked, rows), made.types(checked), ("2026-10",))
    return cards, [format_scaled(v, 2) for v in cards.frame["score"]]


def text_of(cards, column, row=0):
    return format_scaled(cards.frame[column][row], cards.types[column].scale)


# -- plan 02: new people ------------------------------------------------------------------------------------------

METRICS_02 = (
    made.metric("csat_pct", share=True),
    made.metric("quality_score"),
    made.metric("aht", "within", unit="s"),
    made.metric("schedule_adherence"),
    made.metric("service_level"),
)


def test_plan_02_two_months_of_tenure():
    text = plan("02_tenure_parttime_leave.toml", "segments", "payout", "gate")
    checked = made.read(text, *METRICS_02)
    values = {"csat": 82, "quality": 86, "aht": 400, "adherence": 92, "queue": 78, "tenure_months": 2}
    cards, scores = score_of(checked, values, values | {"tenure_months": 3})
    assert scores[0] == "89.49"
    assert text_of(cards, "target:csat") == "84.40"
    assert [text_of(cards, f"points:{kpi}") for kpi in ("csat", "adherence", "queue")] == ["83.33", "87.50", "90.00"]
    assert text_of(cards, "target:adherence") == "93"  # ramp = false
    assert text_of(cards, "target:csat", 1) == "88.00"


# -- plan 06: stages ----------------------------------------------------------------------------------------------


def test_plan_06_stages_over_four_quarters():
    text = plan("06_okr_24h.toml", "payout", "gate", "reward").replace(', rewards = ["team_dinner"]', "")
    metric = made.metric("resolution_24h_rate", share=True)
    checked = made.read(text, metric)
    cases = [("93.49", date(2026, 10, 1)), ("93.50", date(2026, 10, 1)), ("94.40", date(2027, 1, 1)),
             ("97.10", date(2027, 7, 1))]  # fmt: skip
    _, scores = score_of(checked, *({"solved_24h": value, "first_day": day} for value, day in cases))
    assert scores == ["99.33", "100.00", "60.00", "40.00"]


# -- plan 01 and the book's oracles: scenarios --------------------------------------------------------------------


def blended(scores, shares):
    """The mean of scenario scores by exposure: each as printed, rounded once."""
    pairs = [(b.lit(share), b.number_lit(Decimal(text))) for text, share in zip(scores, shares, strict=True)]
    return format_scaled(evaluate(b.weighted_mean(pairs, 2), {}), 2)


ORACLE = """
[scenarios]
by = "queue.scenario"
[weights]
online = { response = 30, fcr = 25, csat = 20, use = 25 }
phone = { response = 25, fcr = 30, csat = 25, use = 20 }
technical = { response = 15, fcr = 50, csat = 20, use = 15 }
[kpi.response]
target = 20
floor = 60
[kpi.fcr]
target = 85
floor = 60
[kpi.csat]
target = 95
floor = 70
if_missing = "redistribute"
[kpi.use]
target = [75, 85]
floor = [60, 100]
"""
METRICS = {"response": made.metric("response", "lower"), "use": made.metric("use", "within")}


def scenario(text, name, **metrics):
    """The rule set as it is for one scenario; [scenarios] itself is read and checked, and not carried out yet."""
    rules, _ = read_structure(tomli.loads(text, parse_float=Decimal))
    rules = evolve(in_scenario(rules, name), gates={}, rewards={})
    return made.kit.check(rules, {kpi: metrics.get(kpi) or made.metric(kpi) for kpi in rules.kpis})


AGENT = {"response": 36, "fcr": 78, "csat": 88, "use": 80}


def test_the_oracles_of_the_metric_book():
    scores = {
        name: score_of(scenario(ORACLE, name, **METRICS), AGENT)[1][0] for name in ("online", "phone", "technical")
    }
    assert scores == {"online": "75.40", "phone": "74.60", "technical": "74.40"}
    assert score_of(scenario(ORACLE, "online", **METRICS), AGENT | {"csat": None})[1] == ["76.25"]
    assert blended([scores["online"], scores["phone"]], [60, 40]) == "75.08"


PLAN_01 = {
    "chat": {"response": 48, "fcr": 76, "csat": 85, "use": 80},
    "phone": {"response": 76, "fcr": 70, "csat": 85, "use": 80},
}


def test_plan_01_scores_of_its_scenarios():
    text, found = plan("01_mixed_channels.toml"), {}
    metrics = {"chat": {"response": made.metric("r", "lower")}, "phone": {}}
    for name, values in PLAN_01.items():
        found[name] = score_of(scenario(text, name, **metrics[name]), values)[1][0]
    assert found == {"chat": "85.67", "phone": "83.33"}
    assert blended(found.values(), [60, 32]) == "84.86"
