"""A view may count the roster: attrition from agents.csv alone, and costs by the day, through the whole run."""

import csv

import pytest

from kpiengine.cli import main

PROJECT = """\
format = 1

[project]
name = "people"
timezone = "Europe/Berlin"
rules = ["rules/*.toml"]

[engine]
name = "{engine}"

[facts.agents]
source = "agents.csv"

[facts.costs]
source = "costs.csv"
"""

RULES = """\
format = 1

[ruleset]
id = "people"
plan = "report"
title = {{ en = "People" }}
from = 2025-01-01
period = "month"
agents = {{ role = "agent" }}

[kpi.attrition]
metric = "attrition_rate"
level = "centre"
min_sample = 1
{params}

[kpi.labour]
metric = "labour_cost"
level = "centre"
"""

AGENTS = """\
agent_id,valid_from,valid_to,role,team_id,left_on,leave_reason
A1,2024-01-01,,agent,T1,,
A2,2024-01-01,2025-03-14,agent,T1,2025-03-14,voluntary
A3,2024-01-01,2025-03-09,agent,T1,,
A3,2025-03-10,,agent,T2,,
L1,2024-01-01,2025-03-14,lead,T1,2025-03-14,voluntary
"""

COSTS = """\
cost_id,from_day,to_day,category,amount,currency
C1,2025-03-01,2025-04-30,labour,61.01,EUR
"""


def kpi_lines(tmp_path, engine, params=""):
    (tmp_path / "rules").mkdir()
    (tmp_path / "kpiengine.toml").write_text(PROJECT.format(engine=engine), "utf-8")
    (tmp_path / "rules" / "people.toml").write_text(RULES.format(params=params), "utf-8")
    (tmp_path / "agents.csv").write_text(AGENTS, "utf-8")
    (tmp_path / "costs.csv").write_text(COSTS, "utf-8")
    assert main(["evaluate", "--project", str(tmp_path), "--period", "2025-03", "-q"]) == 0
    lines = (tmp_path / "out" / "report" / "2025-03" / "kpi_lines.csv").read_text("utf-8").splitlines()
    return {row["kpi"]: row["value"] for row in csv.DictReader(lines)}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_people_and_costs_are_counted(tmp_path, engine):
    # 31 + 14 + 31 days of headcount: 100 x 31 / 76; and 31 of 61 days of 61.01.
    assert kpi_lines(tmp_path, engine) == {"attrition": "40.79", "labour": "31.01"}


def test_headcount_at_the_start(tmp_path):
    assert kpi_lines(tmp_path, "polars", 'params = { headcount = "start" }')["attrition"] == "33.33"
