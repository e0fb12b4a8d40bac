"""Alerts: who gets which, and what they say."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

from kpiengine.alerts.raising import COLUMNS, raise_alerts
from kpiengine.decisions.decide import decide
from kpiengine.rules.model.alert import Alert
from kpiengine.scores.scorecards import score

kit = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "scores" / "kit.py")))
NAMES = {"csat": "value:csat", "sample": "n:csat", "target": "target:csat"}
MESSAGES = {
    "en": "{agent}: CSAT {csat} over {sample} answers in {period}, target {target}",
    "zh": "{agent}:满意度 {csat} ({sample} 份)",
}


def alert(name="low", when="csat < 70", **more):
    settings = {"title": {"en": "CSAT is low", "zh": "满意度低"}, "message": MESSAGES} | more
    return Alert(name, when, **settings)


def raised(alerts, *rows, language="en", kpis=(), periods=("2026-09", "2026-10"), **more):
    rules = kit.ruleset(
        [kit.kpi("csat", 100, target=88, floor=60, if_missing="redistribute"), *kpis], alerts=alerts, **more
    )
    checked = kit.check(rules, **{a.id: NAMES for a in alerts})
    cards = score(checked, kit.frame(checked, rows), kit.types(checked), periods)
    return raise_alerts(checked, decide(checked, cards), language)


def test_an_event_for_each_condition_that_holds():
    rows = [
        {"agent_id": "a1", "name": "Li Na", "csat": "68.25", "n:csat": 12, "period": 1},
        {"agent_id": "a2", "name": "Wu", "csat": 70},
        {"agent_id": "a3", "name": "Ma", "csat": None},
    ]
    events = raised([alert()], *rows).events
    assert events.columns == list(COLUMNS)
    assert events.to_dicts() == [
        {
            "agent_id": "a1",
            "period": "2026-10",
            "ruleset": "phone",
            "alert": "low",
            "kind": "warning",
            "severity": "warning",
            "title": "CSAT is low",
            "message": "Li Na: CSAT 68.25 over 12 answers in 2026-10, target 88",
            "message_en": "Li Na: CSAT 68.25 over 12 answers in 2026-10, target 88",
            "message_zh": "Li Na:满意度 68.25 (12 份)",
            "values": "csat 68.25",
            "action": None,
        }
    ]


def test_the_asked_language_and_its_title():
    event = raised([alert()], {"agent_id": "a1", "csat": 60}, language="zh").events.row(0, named=True)
    assert event["title"] == "满意度低"
    assert event["message"] == event["message_zh"] == "a1:满意度 60.00 (100 份)"


def test_one_language_serves_both():
    event = raised([alert(message={"": "call {agent}"})], {"name": "Li", "csat": 60}).events.row(0, named=True)
    assert event["message_en"] == event["message_zh"] == "call Li"


def test_without_a_message_one_is_made_from_the_rule():
    made = alert(when="csat < 70 and nps < 0", message={})
    event = raised([made], {"name": "Li", "csat": 60, "nps": -5}, kpis=[kit.kpi("nps")]).events.row(0, named=True)
    assert event["message_en"] == "Li: CSAT is low (csat 60.00, nps -5.00)"


def test_missing_values_raise_nothing_and_show_as_a_dash():
    either = alert(when="csat < 70 or nps < 0")
    rows = [{"agent_id": "a1", "csat": None, "nps": -5}, {"agent_id": "a2", "csat": None, "nps": 5}]
    events = raised([either], *rows, kpis=[kit.kpi("nps")]).events
    assert events["agent_id"].to_list() == ["a1"]
    assert events["message"][0] == "a1: CSAT – over 0 answers in 2026-09, target 88"
    assert events["values"][0] == "csat –, nps -5.00"


def test_order_is_agents_then_alerts_of_the_file():
    alerts = [alert("b_first"), alert("a_second", kind="praise", when="csat >= 0")]
    rows = [{"agent_id": "z", "csat": 60}, {"agent_id": "a", "csat": 65}]
    events = raised(alerts, *rows).events
    assert list(zip(events["agent_id"], events["alert"], strict=True)) == [
        ("z", "b_first"),
        ("z", "a_second"),
        ("a", "b_first"),
        ("a", "a_second"),
    ]
    assert events["severity"].to_list() == ["warning", None] * 2


def test_alerts_may_ask_for_score_and_tier():
    tiers = (kit.tier("silver", 50, bonus=300),)
    praise = alert(
        "well", when='tier >= "silver" and score >= 60', message={"en": "{agent} {tier} {score}"}, kind="praise"
    )
    rules = kit.ruleset([kit.kpi("csat", 100, target=100, floor=0)], tiers=tiers, alerts=[praise])
    checked = kit.check(rules, well={"tier": "tier", "score": "score"})
    cards = score(checked, kit.frame(checked, [{"csat": 70}, {"csat": 55}, {"csat": None}]), kit.types(checked))
    events = raise_alerts(checked, decide(checked, cards)).events
    assert events["message"].to_list() == ["a0 Silver 70.00"]
    assert events["values"].to_list() == ["tier Silver, score 70.00"]


def test_text_of_the_data_is_not_read_as_a_template():
    event = raised([alert()], {"name": "{csat} {nobody}", "csat": 60}).events.row(0, named=True)
    assert event["message"].startswith("{csat} {nobody}: CSAT 60.00")


def test_no_alerts_no_events():
    found = raised([], {"csat": 10})
    assert found.events.is_empty()
    assert found.events.columns == list(COLUMNS)
