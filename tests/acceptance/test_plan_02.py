"""Plan 02 of the design's book from its rows: two months of tenure, half a contract, leave, to the last cent.

October 2026 has 22 Mondays to Fridays, two of them holidays here: 160 hours are full time.  nia, hired on 20 July, has
half a contract, works seven days of 8 hours and has two of annual leave.  Her targets are 20 % of the way back to
their floors: CSAT 88 - 0.2 x (88 - 70) = 84.40.  omar has the same figures and three years of tenure.
"""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kpiengine import pipeline
from kpiengine.cli import main
from kpiengine.explaining.recorded import everyone
from kpiengine.explaining.redo import redo
from kpiengine.judging.task import Task
from kpiengine.ledger.process import this_worker
from kpiengine.outputs.progress import Quiet
from kpiengine.planning.asked import Asked
from kpiengine.project import read_project

PLAN = Path(__file__).parents[2].parent / "shared" / "plans" / "02_tenure_parttime_leave.toml"
PROJECT = """format = 1
[project]
name = "service-centre"
timezone = "Asia/Shanghai"
currency = "CNY"
[calendar.cn]
hours = { mon-fri = "08:00-20:00" }
holidays = [2026-10-01, 2026-10-02]
[site.shanghai]
currency = "CNY"
calendar = "cn"
[plan.bonus]
covers = { role = "agent", line = "phone" }
[facts.agents]
source = "agents.csv"
[facts.agents.extra]
line = "text"
"""
TABLES = ("agent_legs", "queue_entries", "surveys", "qa_reviews", "schedule", "agent_states")
HIRED = {"nia": date(2026, 7, 20), "omar": date(2023, 10, 1)}
DAYS = [date(2026, 10, day) for day in (5, 6, 7, 8, 9, 12, 13)]
LEAVE = [date(2026, 10, day) for day in (14, 15)]


def at(day, seconds):
    start = datetime(day.year, day.month, day.day, 9)  # noqa: DTZ001 -- the offset is written behind it
    return f"{(start + timedelta(seconds=seconds)).isoformat()}+08:00"


def rows_of(agent):
    """Tables and rows: 41 of 50 answers good, reviews of 86 %, calls of 400 s, 92 % of the plan kept."""
    for i in range(50):
        yield "surveys", {
            "response_id": f"{agent}-{i}", "agent_id": agent, "kind": "csat", "score": 5 if i < 41 else 2,
            "scale_min": 1, "scale_max": 5, "ts_answered": at(DAYS[i % 7], i),
        }  # fmt: skip
        yield "agent_legs", {
            "leg_id": f"{agent}-{i}", "contact_id": f"{agent}-{i}", "agent_id": agent, "queue_id": "hotline",
            "ts_answered": at(DAYS[i % 7], 500 * i), "ts_ended": at(DAYS[i % 7], 500 * i + 360), "talk_s": 360,
            "hold_s": 0, "acw_s": 40, "outcome": "answered",
        }  # fmt: skip
    for i in range(5):
        yield "qa_reviews", {
            "review_id": f"{agent}-{i}", "agent_id": agent, "points_earned": 86, "points_possible": 100,
            "auto_fail": "false", "ts_submitted": at(DAYS[i], 0),
        }  # fmt: skip
    for i, day in enumerate([*DAYS, *LEAVE]):
        works = day in DAYS
        yield "schedule", {
            "row_id": f"{agent}-{i}", "agent_id": agent, "ts_start": at(day, 0), "ts_end": at(day, 8 * 3600),
            "activity": "on_queue" if works else "leave", "leave_type": "" if works else "annual", "paid": "true",
            "adherence_tracked": "true" if works else "false",
        }  # fmt: skip
    for day in DAYS:
        yield "agent_states", {
            "agent_id": agent, "ts_start": at(day, 0), "ts_end": at(day, 26_496), "state": "available",
        }  # fmt: skip


def entries():
    """78 of 100 calls of the queue answered within 20 s."""
    for i in range(100):
        wait = 10 if i < 78 else 60
        start = at(DAYS[i % 7], i)
        yield "queue_entries", {
            "entry_id": str(i), "contact_id": f"c{i}", "queue_id": "hotline", "ts_enter": start,
            "ts_leave": at(DAYS[i % 7], i + wait), "outcome": "answered",
        }  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    if not PLAN.is_file():
        pytest.skip(f"the plans are not beside this repository: {PLAN}")
    folder = tmp_path_factory.mktemp("plan02")
    (folder / "rules").mkdir()
    (folder / "rules" / "phone.toml").write_text(PLAN.read_text("utf-8"), "utf-8")
    facts = "".join(f'[facts.{name}]\nsource = "{name}.csv"\n' for name in TABLES)
    (folder / "kpiengine.toml").write_text(PROJECT + facts, "utf-8")
    people = [
        {"agent_id": agent, "valid_from": hired, "hired_on": hired, "kind": "human", "role": "agent", "team_id": "t1",
         "site_id": "shanghai", "line": "phone", "fte": "0.50"}
        for agent, hired in HIRED.items()
    ]  # fmt: skip
    found = {"agents": people}
    for name, row in [*(one for agent in HIRED for one in rows_of(agent)), *entries()]:
        found.setdefault(name, []).append(row)
    for name, rows in found.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def tables(project):
    clock = datetime(2026, 12, 31, tzinfo=UTC)
    found = pipeline.evaluate(
        read_project(project), Task(Asked("2026-10"), project / "out", clock, this_worker("test")), Quiet()
    )
    for one in everyone(read_project(project)):
        redo(one)
    return found.results[0].tables


def lines_of(tables, agent):
    rows = [row for row in tables["kpi_lines"].iter_rows(named=True) if row["agent_id"] == agent]
    return {row["kpi"]: (row["value"], row["target"], row["points"], row["weight"]) for row in rows}


def test_the_worked_case(tables):
    assert lines_of(tables, "nia") == {
        "csat": ("82.0", "84.40", "83.33", "30"),
        "quality": ("86.0", "87.00", "91.67", "25"),
        "aht": ("400.0", "222.0..396.0", "97.22", "20"),
        "adherence": ("92.0", "93", "87.50", "15"),
        "queue": ("78.0", "80", "90.00", "10"),
    }
    (card,) = (row for row in tables["decisions"].iter_rows(named=True) if row["agent_id"] == "nia")
    # (56 h + 16 h of annual leave) / 160 h = 45 % of 600
    assert (card["score"], card["tier"], card["amount"]) == ("89.49", "silver", "270.00")
    assert card["eligibility"] == "eligible"


def test_after_three_months_the_targets_are_those_of_the_file(tables):
    assert lines_of(tables, "omar")["csat"][1:3] == ("88.00", "66.67")
    assert lines_of(tables, "omar")["aht"][1:3] == ("240.0..360.0", "77.78")


def test_it_checks_and_is_explained_to_the_cent(project, tables, capsys):
    assert tables
    assert main(["check", "--project", str(project)]) == 0
    capsys.readouterr()
    assert main(["explain", "nia", "--project", str(project), "--period", "2026-10"]) == 0
    told = capsys.readouterr().out
    assert "270.00" in told
    assert "84.40" in told
