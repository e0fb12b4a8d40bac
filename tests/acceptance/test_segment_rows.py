"""Rows 5 to 7 of the design's table of segments, and windows beside scenarios; rows 1 to 4 are in test_scenarios.py.

The centre of three_lines.py, with calls in further months where a test needs them.
"""

import json
from datetime import datetime
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
import pytest

from kpiengine.cli import main
from kpiengine.explaining.recorded import everyone
from kpiengine.explaining.redo import redo
from kpiengine.project import read_project

lines = SimpleNamespace(**run_path(str(Path(__file__).parent / "three_lines.py")))
OCTOBER = lines.calls(lines.WORK)
NOVEMBER = lines.calls(lines.WORK, datetime(2026, 11, 2, 9))  # noqa: DTZ001 -- a local time, as files have it
# In September Amy had 10 of 20 good in chat and 10 of 10 on the phone, Ben 20 of 20 in chat.
SEPTEMBER = lines.calls(
    [("amy", "q1", 20, 300, 10, 20), ("amy", "q2", 10, 320, 10, 10), ("ben", "q1", 20, 240, 20, 20)],
    datetime(2026, 9, 1, 9),  # noqa: DTZ001 -- a local time, as files have it
)


@pytest.fixture
def evaluated(tmp_path, monkeypatch, capsys):
    """Writes the project, evaluates its periods, redoes every recorded number; gives a table of one period."""

    def evaluate(periods=("2026-10",), **more):
        lines.write(tmp_path, **more)
        monkeypatch.chdir(tmp_path)
        for period in periods:
            assert main(["evaluate", "--period", period]) == 0, capsys.readouterr().err
        for one in everyone(read_project(tmp_path)):
            redo(one)
        return lambda name, period=periods[-1]: pl.read_parquet(tmp_path / "out" / "bonus" / period / f"{name}.parquet")

    return evaluate


def kpi(table, agent, name, *columns):
    mine = table("kpi_lines").filter((pl.col("agent_id") == agent) & (pl.col("kpi") == name))
    return mine.select("scenario", *columns).rows()


BY_DATE = """[kpi.csat.by]
date = [{ from = 2026-10-01, target = 88, floor = 70 }, { from = 2026-10-15, target = 98, floor = 80 }]
"""


def test_row_5_nothing_dated_cuts_a_period(evaluated):
    """A target of 15 October counts from November on, and so do the weights of the file that holds from then on."""
    text = lines.RULES.replace("target = 88\nfloor = 70\n", "").replace("[kpi.aht]\n", BY_DATE + "[kpi.aht]\n")
    next_version = text.replace("from = 2026-10-01\nperiod", "from = 2026-11-01\nperiod").replace(
        "chat = { csat = 60, aht = 40 }", "chat = { csat = 30, aht = 70 }"
    )
    periods = ("2026-10", "2026-11")
    table = evaluated(periods, rules=text, next=next_version, rows=[*OCTOBER, *NOVEMBER])
    found = {}
    for period in periods:
        chat = table("kpi_lines", period).filter((pl.col("scenario") == "chat") & (pl.col("agent_id") == "amy"))
        found[period] = chat.select("kpi", "target", "points", "weight").rows()
        assert table("scorecards", period).height == 3  # one for each agent: no stretch of a month is cut out
    # 80 of 100: (80 - 70) / 18, then (80 - 80) / 18
    assert found["2026-10"] == [("csat", "88", "55.56", "60"), ("aht", "240..360", "100.00", "40")]
    assert found["2026-11"] == [("csat", "98", "0.00", "30"), ("aht", "240..360", "100.00", "70")]


def test_row_5_a_change_of_team_cuts_no_period_either(evaluated):
    moved = [*lines.ROSTER[:1], *lines.ROSTER[2:], "amy,Amy Lin,2025-01-01,2026-10-15,agent,north,mixed",
             "amy,Amy Lin,2026-10-16,,agent,south,mixed"]  # fmt: skip
    table = evaluated(roster=moved, rows=OCTOBER)
    assert table("scorecards").filter(pl.col("agent_id") == "amy").select("days", "period_days").rows() == [
        ("31", "31")
    ]


LEVELS = """[kpi.team_csat]
metric = "csat_pct"
level = "team"
target = 88
floor = 70
[kpi.queue_aht]
metric = "aht"
level = "queue"
target = [240, 360]
floor = [150, 540]
"""


def test_row_6_a_unit_has_its_value_of_the_whole_period_and_a_queue_that_of_the_scenario(evaluated):
    text = lines.RULES.replace("csat = 60, aht = 40", "csat = 30, aht = 40, team_csat = 20, queue_aht = 10")
    text = text.replace("csat = 50, aht = 50", "csat = 30, aht = 50, team_csat = 10, queue_aht = 10")
    text = text.replace("csat = 55, aht = 45", "csat = 25, aht = 45, team_csat = 10, queue_aht = 20")
    table = evaluated(rules=text.replace("[gate]", LEVELS + "[gate]"), rows=OCTOBER)
    # The team: 16 + 9 + 1 + 9 + 2 = 37 of 44 answers, in every scenario and for everybody.
    whole = {agent: kpi(table, agent, "team_csat", "value", "n") for agent in ("amy", "cora")}
    assert whole["amy"] == [(None, "84.1", "44"), *((name, "84.1", "44") for name in ("chat", "phone", "tech"))]
    assert whole["cora"] == [(None, "84.1", "44"), ("tech", "84.1", "44")]
    # Queues: chat (20 x 300 + 30 x 240) / 50, phone (10 x 320 + 5 x 360) / 15, tech (2 x 400 + 4 x 600) / 6, and for
    # the whole period their mean by Amy's 20, 10 and 2 contacts there.
    assert kpi(table, "amy", "queue_aht", "value") == [
        (None, "302.5"), ("chat", "264.0"), ("phone", "333.3"), ("tech", "533.3"),
    ]  # fmt: skip


SCHEDULE = """row_id,agent_id,activity,paid,ts_start,ts_end
1,amy,on_queue,true,2026-10-01T09:00:00,2026-10-01T16:00:00
2,amy,meeting,true,2026-10-01T16:00:00,2026-10-01T17:00:00
"""


def test_row_7_a_metric_without_the_dimension_gives_every_scenario_its_whole_period(evaluated, tmp_path):
    text = lines.RULES.replace("csat = 60, aht = 40", "csat = 50, aht = 40, lost = 10")
    text = text.replace("csat = 50, aht = 50", "csat = 40, aht = 50, lost = 10")
    text = text.replace("csat = 55, aht = 45", "csat = 45, aht = 45, lost = 10")
    lost = '[kpi.lost]\nmetric = "shrinkage_planned"\ntarget = [5, 20]\nfloor = [0, 40]\nmin_sample = 1\n'
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "schedule.csv").write_text(SCHEDULE, encoding="utf-8")
    table = evaluated(
        rules=text.replace("[gate]", lost + "[gate]"),
        rows=OCTOBER,
        project='[facts.schedule]\nsource = "data/schedule.csv"\n',
    )
    # One of eight paid hours; the line says that it is not that of the scenario alone.
    assert kpi(table, "amy", "lost", "value", "points", "applied") == [
        (None, "12.5", "100.00", None),
        *((name, "12.5", "100.00", "whole period") for name in ("chat", "phone", "tech")),
    ]


WINDOWS = """[kpi.csat]
metric = "csat_pct"
target = 'previous(csat) + 10'
floor = 'previous(csat) - 30'
min_sample = 10
if_missing = "redistribute"
[kpi.long]
metric = "csat_pct"
window = "2 months"
target = 90
floor = 50
"""


def test_windows_and_scenarios_in_one_rule_set(evaluated, capsys):
    """Windows are of the whole period, also where a scenario is scored; a longer window is measured in each one."""
    a = lines.RULES.index("[kpi.csat]")
    text = lines.RULES[:a] + WINDOWS + lines.RULES[lines.RULES.index("[kpi.aht]") :]
    for old, new in (("csat = 60", "csat = 50, long = 10"), ("csat = 50, aht", "csat = 40, long = 10, aht"),
                     ("csat = 55", "csat = 45, long = 10")):  # fmt: skip
        text = text.replace(old, new)
    text = text.replace("csat >= 60", "change(csat) >= -20 and history(csat, 2) > 10 and team(csat) > 10")
    table = evaluated(rules=text, rows=[*SEPTEMBER, *OCTOBER])
    # Amy's September: 20 of 30 = 66.7.  Chat: (80.0 - 36.7) / 40 = 108 %, phone (90.0 - 36.7) / 40.
    assert kpi(table, "amy", "csat", "value", "target", "floor", "points")[:3] == [
        (None, "81.3", None, None, "100.00"),
        ("chat", "80.0", "76.7", "36.7", "100.00"),
        ("phone", "90.0", "76.7", "36.7", "100.00"),
    ]
    # Two months of chat: 26 of 40; of the phone: 19 of 20; of everything: 46 of 62.
    assert kpi(table, "amy", "long", "value", "n")[:3] == [
        (None, "74.2", "62"),
        ("chat", "65.0", "40"),
        ("phone", "95.0", "20"),
    ]
    decided = table("decisions").filter(pl.col("agent_id") == "amy")
    assert "GATE" not in decided["reasons"][0]
    capsys.readouterr()
    assert main(["explain", "amy", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)
