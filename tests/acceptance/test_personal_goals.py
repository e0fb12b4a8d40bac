"""A goal of one's own (R17): from where one stood, by a day; praise when it is met, coaching when it is not.

Goals lie in the roster, agreed one by one; the rule set holds for the month at whose end they are looked at.
"""

from decimal import Decimal

import polars as pl
import pytest

from kpiengine.cli import main

PROJECT = """\
format = 1
[project]
name = "centre"
timezone = "Europe/London"
[facts.agents]
source = "agents.csv"
[facts.agents.extra]
csat_goal = { type = "number", decimals = 1 }
agreed = "flag"
[facts.surveys]
source = "surveys.csv"
"""
RULES = """\
format = 1
[ruleset]
id = "goals"
title = { en = "Goals of one's own" }
from = 2026-09-01
to = 2026-09-30
period = "month"
count_when = "happened"
agents = { role = "agent" }
because = "agreed with each agent on 28 August"
[kpi.csat]
metric = "csat_pct"
min_sample = 10
target = 'csat_goal'
[alert.goal_met]
kind = "praise"
when = 'agreed and csat >= csat_goal and change(csat) > 0'
message = { en = "{agent}: {csat}, the goal of {target} is met", zh = "{agent}：{csat}，达成目标 {target}" }
[alert.goal_missed]
severity = "info"
when = 'agreed and csat < csat_goal'
action = { course = "empathy-1", coach = "lead" }
message = { en = "{agent}: {csat}, the goal was {target}", zh = "{agent}：{csat}，目标 {target}" }
"""
# agent: goal, agreed, satisfied of ten in August, of ten in September
AGENTS = {
    "ann": ("80", "true", 6, 8),  # 60 -> 80 by the end of September, to the point
    "ben": ("80.1", "true", 6, 8),  # a hair short
    "cat": ("80", "false", 6, 10),  # nothing was agreed, so nothing is said
    "dan": ("70", "true", 9, 8),  # over it, and worse than before: no step forward to praise
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("goals")
    (folder / "rules").mkdir()
    (folder / "kpiengine.toml").write_text(PROJECT)
    (folder / "rules" / "goals.toml").write_text(RULES, "utf-8")
    people = [f"{name},2026-01-01,agent,{goal},{agreed}" for name, (goal, agreed, *_) in AGENTS.items()]
    (folder / "agents.csv").write_text("\n".join(["agent_id,valid_from,role,csat_goal,agreed", *people, ""]))
    rows = ["response_id,kind,agent_id,ts_answered,score,scale_min,scale_max"]
    for name, (_, _, *satisfied) in AGENTS.items():
        for month, good in zip(("08", "09"), satisfied, strict=True):
            scores = [5] * good + [2] * (10 - good)
            rows += [f"{name}{month}{i},csat,{name},2026-{month}-15 10:{i:02}:00,{s},1,5" for i, s in enumerate(scores)]
    (folder / "surveys.csv").write_text("\n".join([*rows, ""]))
    return folder


@pytest.fixture(scope="module")
def out(folder):
    assert main(["evaluate", "--project", str(folder), "--period", "2026-09"]) == 0
    return folder / "out" / "goals" / "2026-09"


def test_each_is_held_against_a_goal_of_their_own(out):
    lines = pl.read_parquet(out / "kpi_lines.parquet").sort("agent_id")
    assert [Decimal(goal) for goal in lines["target"]] == [Decimal(goal) for goal, *_ in AGENTS.values()]
    assert [Decimal(value) for value in lines["value"]] == [80, 80, 100, 80]


def test_praise_when_it_is_met_and_coaching_when_it_is_not(out):
    alerts = pl.read_parquet(out / "alerts.parquet").sort("agent_id")
    assert alerts.select("agent_id", "alert", "kind").rows() == [
        ("ann", "goal_met", "praise"),
        ("ben", "goal_missed", "warning"),
    ]
    assert alerts["message_en"].to_list() == [
        "ann: 80.0, the goal of 80.0 is met",
        "ben: 80.0, the goal was 80.1",
    ]
    assert "empathy-1" in alerts["action"][1]


def test_nothing_is_held_against_anybody_before_or_after(folder, capsys):
    for month in ("2026-08", "2026-10"):
        assert main(["evaluate", "--project", str(folder), "--period", month]) != 0
        assert "goals" in capsys.readouterr().err
