"""Late data after a close, as its users type it: who owes, who left, what is measured otherwise, and what stays."""

import csv

import pytest

from kpiengine.cli import main

SEPTEMBER, OCTOBER = "2026-09", "2026-10"
PROJECT = """\
format = 1

[project]
name = "centre"
timezone = "Europe/London"
currency = "GBP"

[facts.agents]
source = "data/agents.csv"

[facts.surveys]
source = "data/surveys*.csv"
"""
RULES = """\
format = 1

[ruleset]
id = "phone"
plan = "bonus"
title = { en = "Phone" }
from = 2026-09-01
period = "month"
agents = { role = "agent" }

[kpi.csat]
metric = "csat_pct"
target = 80
floor = 50
weight = 60
min_sample = 2

[kpi.csat_team]
metric = "csat_pct"
level = "team"
target = 60
floor = 20
weight = 40
min_sample = 2

[tier]
gold = { from = 80, bonus = 300 }
"""
AGENTS = """\
agent_id,name,valid_from,valid_to,role,team_id
a01,Ana,2025-01-01,{},agent,north
a02,Ben,2025-01-01,,agent,north
a03,Chen,2025-01-01,,agent,north
"""
HEAD = "response_id,kind,agent_id,ts_answered,score,scale_min,scale_max\n"


def answers(name, agent, month, score, count):
    return "".join(f"{name}{agent}{n},csat,{agent},{month}-{n + 3:02}T09:00:00,{score},1,5\n" for n in range(count))


def table(file):
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture
def centre(tmp_path, capsys):
    """Two months of answers; gives what types a command in it."""
    for name in ("data", "rules"):
        (tmp_path / name).mkdir()
    (tmp_path / "kpiengine.toml").write_text(PROJECT)
    (tmp_path / "rules" / "phone.toml").write_text(RULES)
    (tmp_path / "data" / "agents.csv").write_text(AGENTS.format(""))
    first = answers("s", "a01", SEPTEMBER, 5, 3) + answers("s", "a02", SEPTEMBER, 5, 3)
    (tmp_path / "data" / "surveys.csv").write_text(HEAD + first + answers("s", "a03", SEPTEMBER, 1, 3))

    def typed(*words):
        code = main([*words, "--project", str(tmp_path)])
        return code, capsys.readouterr().err

    return tmp_path, typed


def test_late_data_are_reported_by_name_and_what_was_relative_stays(centre):
    folder, typed = centre
    code, said = typed("evaluate", "--period", SEPTEMBER)
    assert code == 0, said
    code, said = typed("close", SEPTEMBER, "--pack", str(folder / "pack-09"))
    assert (code, "600.00 GBP" in said) == (0, True), said
    assert "paid too much" not in said
    assert "first period of bonus that was closed" in (folder / "pack-09" / "rules.diff").read_text("utf-8")
    assert typed("pay", SEPTEMBER, "--file", str(folder / "p.csv"))[0] == 0

    # ten bad answers of a01 come late: the team is far worse, and a02 keeps what the team's value was at the close
    (folder / "data" / "surveys-late.csv").write_text(HEAD + answers("t", "a01", SEPTEMBER, 1, 10))
    code, said = typed("evaluate", "--period", SEPTEMBER)
    assert code == 0
    assert "1 line revised, due in 2026-10; 1 got more than is due now" in said
    assert "got more than is due now: a01" in said
    assert "measured otherwise than at the close: a01 (csat 3 -> 13 cases)\n" in said

    # a01 leaves, the bonus is raised, October is closed
    (folder / "data" / "agents.csv").write_text(AGENTS.format("2026-09-30"))
    rules = folder / "rules" / "phone.toml"
    rules.write_text(RULES.replace("bonus = 300", "bonus = 350"))
    (folder / "data" / "surveys-10.csv").write_text(
        HEAD + answers("u", "a02", OCTOBER, 5, 3) + answers("u", "a03", OCTOBER, 1, 2)
    )
    assert typed("evaluate", "--period", OCTOBER)[0] == 0
    code, said = typed("close", OCTOBER, "--pack", str(folder / "pack"))
    assert code == 0
    assert "paid too much and not collected: a01 300.00 GBP (2026-09)" in said
    assert "left with something open: a01 (last in 2026-09)" in said
    lists = folder / "pack" / "lists"
    assert table(lists / "uncollected.csv") == [
        {
            "payee": "a01",
            "period": SEPTEMBER,
            "ruleset": "phone",
            "currency": "GBP",
            "entitled": "0.00",
            "paid": "300.00",
            "uncollected": "300.00",
            "taken_until": "",
        }
    ]
    assert table(lists / "leavers.csv") == [
        {
            "payee": "a01",
            "last_period": SEPTEMBER,
            "currency": "GBP",
            "due": "0.00",
            "held_back": "0.00",
            "uncollected": "300.00",
        }
    ]
    diff = (folder / "pack" / "rules.diff").read_text("utf-8").splitlines()
    assert diff[:2] == ["--- rules/phone.toml (2026-09)", "+++ rules/phone.toml (2026-10)"]
    assert "-gold = { from = 80, bonus = 300 }" in diff
    assert "+gold = { from = 80, bonus = 350 }" in diff
