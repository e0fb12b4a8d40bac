"""Targets by formula, calendar, benchmark, date, relaxation and ramp, over two months of a project; and `resolve`.

Amy was hired on 1 September 2026: one full month on 1 October, two on 1 November, so her targets are 30 % of the way
back to their floors.  Ben has been there for years and handles 35 contacts, which is a storm.
"""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
import pytest
import tomli

from kpiengine.cli import main
from kpiengine.explaining.recorded import everyone
from kpiengine.explaining.redo import redo
from kpiengine.project import read_project

lines = SimpleNamespace(**run_path(str(Path(__file__).parent / "three_lines.py")))
PROJECT = """
[calendar.peak]
on = [{ from = 2026-10-01, to = 2026-10-31 }]
[benchmark.industry]
value = 86.5
"""
HOUSE = """format = 1
[ruleset]
id = "house"
plan = "bonus"
from = 2026-09-01
period = "month"
state = "draft"
agents = { role = "agent", line = "nobody" }
[kpi.csat]
metric = "csat_pct"
target = 'benchmark("industry") + 1 if in_calendar("peak") else 88.5'
floor = 70
weight = 60
min_sample = 5
[kpi.csat.relax.storm]
when = 'contacts_handled > 33'
target = 80
because = "storm of 12 October"
[kpi.aht]
weight = 40
min_sample = 5
[kpi.aht.by]
date = [
  { from = 2026-09-01, target = [240, 360], floor = [150, 540] },
  { from = 2026-11-01, target = [240, 340], floor = [150, 500] },
]
[ramp]
tenure_months = [{ from = 0, ease_percent = 30 }, { from = 3, ease_percent = 0 }]
[tier]
bronze = { from = 50, bonus = 300.50 }
silver = { from = 80, bonus = 600 }
[gate]
old = { require = 'csat > 1', else = "no_bonus" }
"""
RULES = """format = 1
[ruleset]
id = "mixed"
from = 2026-09-01
extends = "house"
state = "live"
agents = { role = "agent", line = "mixed" }
[tier]
silver = { bonus = 700 }
[gate]
old = { off = true }
"""
ROSTER = ["agent_id,name,valid_from,valid_to,role,team_id,line,hired_on",
          "amy,Amy Lin,2026-09-01,,agent,north,mixed,2026-09-01",
          "ben,Ben Okafor,2020-01-01,,agent,north,mixed,2020-01-01"]  # fmt: skip
WORK = [one for one in lines.WORK if one[0] != "cora"]


@pytest.fixture
def project(tmp_path, monkeypatch):
    rows = [*lines.calls(WORK), *lines.calls(WORK, datetime(2026, 11, 2, 9))]  # noqa: DTZ001 -- a local time
    lines.write(tmp_path, rules=RULES, roster=ROSTER, rows=rows, project=PROJECT, house=HOUSE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines_of(folder, period):
    found = pl.read_parquet(folder / "out" / "bonus" / period / "kpi_lines.parquet")
    return {(row["agent_id"], row["kpi"]): row for row in found.iter_rows(named=True)}


def test_targets_are_those_in_force(project, capsys):
    assert main(["check"]) == 0, capsys.readouterr().out
    for period in ("2026-10", "2026-11"):
        assert main(["evaluate", "--period", period]) == 0, capsys.readouterr().err
    for one in everyone(read_project(project)):
        redo(one)
    october, november = (lines_of(project, period) for period in ("2026-10", "2026-11"))
    # 86.5 + 1 in the peak, 88.5 after it; 30 % of the way back to 70: 82.25 and 82.95.
    amy = [table["amy", "csat"] for table in (october, november)]
    assert [(row["value"], row["target"], row["points"], row["applied"]) for row in amy] == [
        ("81.3", "82.250", "92.24", "ease 30 %"),
        ("81.3", "82.950", "87.26", "ease 30 %"),
    ]
    # The stage of November, eased: 240 - 0.3 x 90, 360 + 0.3 x 180, then 340 + 0.3 x 160.
    assert [table["amy", "aht"]["target"] for table in (october, november)] == ["213.00..414.00", "213.00..388.00"]
    assert [table["ben", "aht"]["target"] for table in (october, november)] == ["240.00..360.00", "240.00..340.00"]
    storm = october["ben", "csat"]
    assert (Decimal(storm["target"]), storm["points"], storm["applied"]) == (80, "100.00", "relax storm")
    decided = pl.read_parquet(project / "out" / "bonus" / "2026-10" / "decisions.parquet")
    # 0.6 x 92.24 + 0.4 x 100; the tier is the one that the rule set itself says.
    assert decided.select("agent_id", "score", "tier", "amount").rows()[0] == ("amy", "95.34", "silver", "700.00")
    assert "RELAXED" in decided["reasons"].to_list()[1]


@pytest.mark.usefixtures("project")
def test_what_is_in_force_is_printed_with_its_places_and_reads_back_equal(capsys):
    assert main(["rules", "resolve", "mixed", "--on", "2026-10-15"]) == 0
    text = capsys.readouterr().out
    found, house = tomli.loads(text, parse_float=Decimal), tomli.loads(HOUSE, parse_float=Decimal)
    assert found["kpi"] == house["kpi"]
    assert found["ramp"] == house["ramp"]
    assert found["tier"] == {**house["tier"], "silver": {"from": 80, "bonus": 700}}
    assert not found.get("gate")
    assert found["ruleset"]["state"] == "live"
    assert "extends" not in found["ruleset"]
    assert "bonus = 700  # rules/mixed.toml:9" in text
    assert "floor = 70  # rules/house.toml:12" in text
    keys = [line for line in text.split("\n") if " = " in line and not line.startswith("#")]
    assert all("  # rules/" in line for line in keys)
    assert main(["rules", "resolve", "mixed", "--on", "2026-10-15", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"file", "line"} <= set((rows if isinstance(rows, list) else rows["keys"])[0])
    assert main(["rules", "resolve", "mixed", "--on", "2026-08-01"]) != 0  # it is not in force yet
