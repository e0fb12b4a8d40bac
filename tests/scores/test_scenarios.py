"""Scenarios: each scored on its own contacts with its own weights, mixed by what the agent did in each."""

import re
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.decisions.decide import decide
from kpiengine.numbers import format_scaled
from kpiengine.plugin import Part, Plan
from kpiengine.scores.scorecards import score

made = SimpleNamespace(**run_path(str(Path(__file__).parent / "reading.py")))
PLANS = Path(__file__).parents[2].parent / "shared" / "plans"
ELSEWHERE = Plan({"n": Part("shifts")}, "n", "n")  # rows that do not say the scenario


def scored(checked, *rows):
    return score(checked, made.frame(checked, rows), made.types(checked), ("2026-10",))


def text(cards, column, row=0):
    return format_scaled(cards.frame[column][row], cards.types[column].scale)


def row(values, exposures, **more):
    """`values` by scenario and KPI; the whole period has what the first scenario has, unless it is said."""
    first = {kpi: value for own in reversed(values.values()) for kpi, value in own.items()}
    own = {f"{kpi}#{name}": value for name, by_kpi in values.items() for kpi, value in by_kpi.items()}
    return first | own | {f"exposure:{name}": share for name, share in exposures.items()} | more


# -- plan 01 ------------------------------------------------------------------------------------------------------

METRICS_01 = (
    made.metric("response_time_online", "lower", unit="s", range=(0, 10**6)),
    made.metric("service_level"),
    made.metric("first_response_time", "lower", unit="s", range=(0, 10**6)),
    made.metric("fcr", share=True),
    made.metric("csat_pct", share=True),
    made.metric("resource_utilisation", "within", plan=ELSEWHERE),
    made.metric("quality_score"),
    made.metric("repeat_call_rate", "lower"),
)


def plan_01():
    if not PLANS.is_dir():
        pytest.skip(f"the plans are not beside this repository: {PLANS}")
    return re.sub(r"^cutoff = .*\n", "", (PLANS / "01_mixed_channels.toml").read_text("utf-8"), flags=re.MULTILINE)


CHAT = {"response": 48, "fcr": 76, "csat": 85}
PHONE = {"response": 76, "fcr": 70, "csat": 85}
TECH = {"response": 86400, "fcr": 40, "csat": 70}
WHOLE = {"fcr": 74, "csat": 85, "use": 80}


def agent_01(shares, **more):
    found = row({"chat": CHAT, "phone": PHONE, "tech": TECH}, shares, **WHOLE, **more)
    whole = {f"response#{name}@whole": found[f"response#{name}"] for name in ("chat", "phone", "tech")}
    return found | whole | {f"use#{name}": 80 for name in ("chat", "phone", "tech")}


def test_plan_01_mixes_chat_and_phone_and_leaves_out_what_is_under_ten_percent():
    checked = made.read(plan_01(), *METRICS_01)
    cards = scored(checked, agent_01({"chat": 60, "phone": 32, "tech": 8}))
    assert [text(cards, f"score#{name}") for name in ("chat", "phone")] == ["85.67", "83.33"]
    assert text(cards, "score") == "84.86"
    assert [text(cards, f"work:{name}") for name in ("chat", "phone", "tech")] == ["60.00", "32.00", "8.00"]
    assert [text(cards, f"mix:{name}") for name in ("chat", "phone", "tech")] == ["65.22", "34.78", "0.00"]


def test_plan_01_pays_silver_and_with_many_repeat_calls_at_most_bronze():
    checked = made.read(plan_01(), *METRICS_01)
    shares = {"chat": 60, "phone": 32, "tech": 8}
    agents = [agent_01(shares, quality_score=85, repeat_call_rate=rate) for rate in (20, 22)]
    cards = scored(checked, *agents)
    decided = decide(checked, cards)
    assert [text(cards, "score", row) for row in (0, 1)] == ["84.86", "84.86"]
    assert decided.frame["tier"].to_list() == [2, 1]  # silver, bronze
    assert decided.frame["amount"].to_list() == [600_00, 300_00]
