"""A small centre in a folder, so that windows are tried from rows to results by the real pipeline.

Rows are cases that were good or not; `share` is the percent of good ones, `cases` their number, `talk` the mean
length.
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kpiengine import pipeline
from kpiengine.explaining.recorded import everyone
from kpiengine.explaining.redo import redo
from kpiengine.judging.task import Evaluation, Task
from kpiengine.ledger.process import this_worker
from kpiengine.outputs.progress import Quiet
from kpiengine.planning.asked import Asked
from kpiengine.project import read_project

PROJECT = """format = 1
[project]
name = "centre"
timezone = "Asia/Shanghai"
currency = "CNY"
[facts.agents]
source = "agents.csv"
[facts.cases]
source = "cases.csv"
"""
METRICS = """format = 1
[table.cases]
title = { en = "Cases" }
key = ["case_id"]
time = "at"
[table.cases.columns]
case_id = "text"
agent_id = "text"
at = "instant"
good = "flag"
talk_s = "duration"
[metric.share]
title = { en = "Good cases" }
unit = "%"
decimals = 2
better = "higher"
kind = "ratio"
facts = "cases"
time = "at"
agent = "agent_id"
share = 'good'
[metric.cases]
title = { en = "Cases" }
unit = "count"
decimals = 0
better = "neutral"
kind = "count"
facts = "cases"
time = "at"
agent = "agent_id"
[metric.talk]
title = { en = "Talk" }
unit = "s"
decimals = 1
better = "lower"
kind = "mean"
facts = "cases"
time = "at"
agent = "agent_id"
of = 'talk_s'
"""
HEAD = """format = 1
[ruleset]
id = "phone"
plan = "bonus"
from = 2026-01-01
period = "month"
agents = { role = "agent" }
"""
KPI = """
[kpi.share]
target = 90
floor = 50
weight = 100
if_missing = "redistribute"
"""
ROSTER = ({"agent_id": "a1", "team_id": "t1"}, {"agent_id": "a2", "team_id": "t1"}, {"agent_id": "a3", "team_id": "t2"})
Row = Mapping[str, Any]


def cases(agent: str, month: str, good: int, bad: int = 0, *, talk: int = 100, day: int = 10) -> list[dict[str, Any]]:
    """So many good and bad cases of an agent on a day of a month (local time)."""
    return [
        {
            "case_id": f"{agent}-{month}-{day}-{talk}-{i}",
            "agent_id": agent,
            "at": f"{month}-{day:02d}T12:00:00+08:00",
            "good": "true" if i < good else "false",
            "talk_s": talk,
        }
        for i in range(good + bad)
    ]


def write(
    folder: Path, rules: str, rows: Sequence[Row], roster: Sequence[Row] = ROSTER, project: str = PROJECT
) -> Path:
    """The project of these rules and rows."""
    for name in ("rules", "metrics"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "kpiengine.toml").write_text(project, "utf-8")
    (folder / "metrics" / "cases.toml").write_text(METRICS, "utf-8")
    text = rules if "[ruleset]" in rules else HEAD + rules
    (folder / "rules" / "phone.toml").write_text(text, "utf-8")
    people = [{"role": "agent", "kind": "human", "valid_from": "2020-01-01", "valid_to": "", **row} for row in roster]
    _table(folder / "agents.csv", people)
    _table(folder / "cases.csv", rows or cases("nobody", "2020-01", 1))
    return folder


def _table(path: Path, rows: Sequence[Row]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def evaluate(folder: Path, period: str | None = "2026-04", now: str = "2026-12-31", **span: Any) -> Evaluation:
    """A run in memory and on disk, as the command line would do it."""
    clock = datetime.fromisoformat(now).replace(tzinfo=UTC)
    project = read_project(folder)
    task = Task(Asked(period, **span), folder / "out", clock, this_worker("test"))
    found = pipeline.evaluate(project, task, Quiet())
    for one in everyone(project):  # every number comes out again, one at a time
        redo(one)
    return found


def windows(found: Evaluation, *columns: str, period: str | None = None) -> dict[tuple[str, str], Any]:
    """By agent and window the asked columns of the table of windows (one alone as it is)."""
    names = columns or ("value",)
    table: dict[tuple[str, str], Any] = {}
    for result in found.results:
        if period is None or result.period.name == period:
            for row in result.tables["windows"].iter_rows(named=True):
                picked = tuple(row[name] for name in names)
                table[row["agent_id"], row["window"]] = picked[0] if len(picked) == 1 else picked
    return table
