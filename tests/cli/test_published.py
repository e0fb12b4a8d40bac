"""What was published and what was corrected since, as the facts of `result_correction_rate`."""

import csv
import sqlite3
from contextlib import closing

import pytest

from kpiengine.cli import main

PROJECT = """\
format = 1

[project]
name = "centre"
timezone = "Etc/UTC"
currency = "GBP"

[facts.agents]
source = "agents.csv"

[facts.surveys]
source = "surveys.csv"

[facts.published_results]
source = "published.csv"
"""
RULES = """\
format = 1

[ruleset]
id = "phone"
plan = "bonus"
from = 2024-01-01
period = "month"
agents = { role = "agent" }

[kpi.csat]
metric = "csat_pct"
target = 80
floor = 50
weight = 100
min_sample = 2

[kpi.errors]
metric = "result_correction_rate"
level = "centre"
min_sample = 1

[tier]
gold = { from = 80, bonus = 300 }
"""
AGENTS = "agent_id,valid_from,role\n" + "".join(f"a{n},2024-01-01,agent\n" for n in range(1, 5))
HEAD = "response_id,kind,agent_id,ts_answered,score,scale_min,scale_max\n"
EMPTY = "result_id,plan,period,agent_id,published_at,corrected_at,cause\n"


def answers(month, agent, score, count=2):
    return "".join(f"{month}{agent}{n},csat,{agent},{month}-{n + 3:02}T09:00:00,{score},1,5\n" for n in range(count))


@pytest.fixture
def do(tmp_path, monkeypatch):
    def told(*words, person="ops"):
        for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            monkeypatch.setenv(name, person)
        assert main([*words, "--project", str(tmp_path)]) == 0, words

    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "phone.toml").write_text(RULES)
    for name, text in (("kpiengine.toml", PROJECT), ("agents.csv", AGENTS), ("published.csv", EMPTY)):
        (tmp_path / name).write_text(text)
    return told


def test_a_result_is_corrected_once_whatever_the_cause(do, tmp_path):
    # a1 stays; a2 gets late data; a3 is held at the close and known later; a4 is paid something by hand, twice.
    rows = [answers("2025-01", "a1", 5), answers("2025-01", "a2", 1), answers("2025-01", "a4", 5)]
    (tmp_path / "surveys.csv").write_text(HEAD + "".join(rows))
    do("evaluate", "--period", "2025-01", "--quiet")
    do("close", "2025-01", "--hold", "a3")
    for amount in ("5", "6"):
        do("adjust", "a4", "2025-01", "--amount", amount, "--because", "shift", person="lead")
        do("adjust", "--accept", _last(tmp_path), "--because", "seen")
    rows += [answers("2025-01", "a2", 5, 9).replace("2025-01a2", "late"), answers("2025-01", "a3", 5)]
    (tmp_path / "surveys.csv").write_text(HEAD + "".join(rows) + answers("2025-02", "a1", 5))
    do("evaluate", "--period", "2025-01", "--quiet")
    do("runs", "--published", str(tmp_path / "published.csv"))

    with (tmp_path / "published.csv").open(newline="") as file:
        found = {row["agent_id"]: row for row in csv.DictReader(file)}
    causes = {who: row["cause"] for who, row in found.items()}
    assert causes == {"a1": "", "a2": "late_data", "a3": "", "a4": "decision"}
    assert all(row["corrected_at"] >= row["published_at"] for row in found.values() if row["cause"])
    assert found["a1"]["result_id"] == "bonus:phone:2025-01:a1"

    # Two of four results that were published this month had to be corrected.
    month = found["a1"]["published_at"][:7]
    (tmp_path / "surveys.csv").write_text(HEAD + "".join(rows) + answers(month, "a1", 5))
    do("evaluate", "--period", month, "--quiet")
    with (tmp_path / "out" / "bonus" / month / "kpi_lines.csv").open(newline="") as file:
        values = {row["value"] for row in csv.DictReader(file) if row["kpi"] == "errors"}
    assert values == {"50.00"}


def _last(folder):
    """The number of the newest entry: that of the request."""
    with closing(sqlite3.connect(folder / ".kpiengine" / "ledger.db")) as database:
        return str(database.execute("SELECT max(id) FROM entries").fetchone()[0])
