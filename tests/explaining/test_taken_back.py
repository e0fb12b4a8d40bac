"""A holdback that is paid later and a bonus that was paid too much: told in text, document and both letters."""

import json
import re

import jsonschema
import pytest

from kpiengine.cli import main

FIRST, SECOND, THIRD = "2020-09", "2020-10", "2020-11"
PROJECT = """\
format = 1
[project]
name = "centre"
timezone = "Europe/London"
currency = "GBP"
[facts.agents]
source = "data/agents.csv"
[facts.surveys]
source = "data/surveys.csv"
"""
RULES = """\
format = 1
[ruleset]
id = "phone"
plan = "bonus"
title = { en = "Phone", zh = "电话" }
from = 2020-09-01
period = "month"
agents = { role = "agent" }
[kpi.csat]
metric = "csat_pct"
title = { en = "Satisfaction", zh = "满意度" }
target = 80
floor = 50
weight = 100
min_sample = 2
[tier]
silver = { from = 50, bonus = 100 }
gold = { from = 90, bonus = 300 }
[payout.holdback]
percent = 10
until = "1 day"
[payout.clawback]
within = "100 years"
max_percent = 50
"""
AGENTS = "agent_id,name,valid_from,role,team_id\na01,Ana,2019-01-01,agent,north\na02,林晓明,2019-01-01,agent,north\n"
HEAD = "response_id,kind,agent_id,ts_answered,score,scale_min,scale_max\n"


def answers(agent, month, *scores):
    return "".join(
        f"{agent}{month}{n},csat,{agent},{month}-{n + 3:02}T09:00:00,{score},1,5\n" for n, score in enumerate(scores)
    )


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    """Both were paid gold for September; then a01 turned out to be silver.  November is closed too."""
    folder = tmp_path_factory.mktemp("taken") / "centre"
    for name in ("data", "rules"):
        (folder / name).mkdir(parents=True)
    (folder / "kpiengine.toml").write_text(PROJECT, "utf-8")
    (folder / "rules" / "phone.toml").write_text(RULES, "utf-8")
    (folder / "data" / "agents.csv").write_text(AGENTS, "utf-8")
    others = answers("a02", FIRST, 5, 5, 5) + "".join(
        answers(agent, month, 5, 5, 5) for agent in ("a01", "a02") for month in (SECOND, THIRD)
    )
    surveys, own = folder / "data" / "surveys.csv", ["--project", str(folder)]
    surveys.write_text(HEAD + answers("a01", FIRST, 5, 5, 5) + others, "utf-8")
    for month in (FIRST, SECOND, THIRD):
        assert main(["evaluate", "--period", month, *own, "-q"]) == 0
    assert main(["close", FIRST, *own]) == 0
    surveys.write_text(HEAD + answers("a01", FIRST, 5, 5, 1) + others, "utf-8")
    assert main(["evaluate", "--period", FIRST, *own, "-q"]) == 0
    for month in (SECOND, THIRD):
        assert main(["close", month, *own]) == 0
    return folder


def test_what_was_closed_what_was_taken_back_and_how_much_at_once(centre, explain):
    said = plain(explain("a01", "--period", FIRST, project=centre)[1])
    assert f"closed at 300.00, of which 30.00 later: 270.00 GBP due with {FIRST}" in said
    assert "170.00 was paid too much, and is taken from later amounts, at most 50 % of what falls due" in said
    assert f"taken back with {SECOND}: 135.00 GBP, for 270.00 had been paid and 100.00 is right" in said
    assert "at most 50 % of what falls due may be taken; 35.00 is still to be taken" in said
    assert f"taken back with {THIRD}: 35.00 GBP, for 135.00 had been paid" in said
    assert said.endswith("at most 50 % of what falls due may be taken")
    assert "of what was held back nothing is left to be paid" in said


def test_what_was_held_back_is_paid_to_whom_it_is_due(centre, explain):
    said = plain(explain("a02", "--period", FIRST, project=centre)[1])
    assert f"what was held back: 30.00 GBP due with {SECOND}" in said
    assert "too much" not in said


def test_the_period_in_which_it_was_taken_says_so_and_what_falls_due_in_all(centre, explain):
    said = plain(explain("a01", "--period", SECOND, project=centre)[1])
    assert f"Of other periods, due with {SECOND}: {FIRST}: 135.00 GBP taken back" in said
    assert f"in all due with {SECOND}: 135.00 GBP" in said
    said = plain(explain("a02", "--period", SECOND, project=centre)[1])
    assert f"{FIRST}: what was held back: 30.00 GBP due with {SECOND}" in said
    assert f"in all due with {SECOND}: 300.00 GBP" in said


def test_the_document_has_it_as_figures(centre, explain, root):
    document = json.loads(explain("a01", "--period", FIRST, "--format", "json", project=centre)[1])
    schema = json.loads((root / "docs" / "reference" / "explain.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    (first,) = document["explained"]
    lines = [(one["due"], one["entitlement"], one["amount"], one["paid"], one["over"]) for one in first["stated"]]
    assert lines == [
        (FIRST, "300.00", "270.00", "0.00", "0.00"),
        (SECOND, "100.00", "0.00", "270.00", "170.00"),
        (SECOND, "100.00", "0.00", "270.00", "170.00"),  # what was held back is used up
        (SECOND, "100.00", "-135.00", "270.00", "35.00"),
        (THIRD, "100.00", "-35.00", "135.00", "0.00"),
    ]
    (second,) = json.loads(explain("a01", "--period", SECOND, "--format", "json", project=centre)[1])["explained"]
    assert [(one["period"], one["amount"]) for one in second["also_due"]] == [(FIRST, "-135.00")]


def test_the_letters_say_it_in_their_language(centre, explain):
    english = explain("a01", "--period", FIRST, "--letter", "en", project=centre)[1]
    chinese = explain("a01", "--period", FIRST, "--letter", "zh", project=centre)[1]
    assert f"taken back with {SECOND}: 135.00 GBP, for 270.00 had been paid and 100.00 is right" in english
    assert (
        f"随 {SECOND} 扣回 135.00 GBP：此前已发 270.00，应为 100.00；每期最多扣当期应发的 50 %；尚余 35.00 待扣"
        in chinese
    )
    later = explain("a01", "--period", SECOND, "--letter", "zh", project=centre)[1]
    assert f"随 {SECOND} 结算合计：135.00 GBP" in later
    assert "taken" not in chinese + later
    assert "预留 30.00，期末后 1 天发放" in later


def plain(text):
    """One line without the lines of the tree."""
    return " ".join(re.sub("[│├└─]", " ", text).split())
