"""Praise for a target that was met, a record, an improvement and a streak, over six weeks of answers (R29).

It goes to the agent and to the lead, by mail, each with the reason why it is said now.
"""

import email
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kpiengine.judging.task import Task
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.alert_view import notices
from kpiengine.ledger.process import this_worker
from kpiengine.outputs.progress import Quiet
from kpiengine.pipeline import evaluate
from kpiengine.planning.asked import Asked
from kpiengine.project import read_project

ZONE = ZoneInfo("Europe/London")
PROJECT = """\
format = 1
[project]
name = "centre"
timezone = "Europe/London"
[plugins]
allow = ["kpiengine-contacts", "kpiengine-experience"]
[mail]
server = "env:TRY_MAIL"
from = "kpi@centre.example"
[facts.agents]
source = "agents.csv"
[facts.agents.extra]
mail = "text"
lead = "text"
[facts.surveys]
source = "surveys.csv"
"""
RULES = """\
format = 1
[ruleset]
id = "praise"
plan = "alerts"
from = 2026-09-07
period = "week"
agents = { role = "agent" }
[kpi.csat]
metric = "csat_pct"
target = 90
min_sample = 5
[alert.target_met]
kind = "praise"
title = { en = "Target met" }
when = 'csat >= target(csat)'
notify = ["agent", "lead"]
[alert.record]
kind = "praise"
title = { en = "A record" }
when = 'csat > max(previous(csat), previous(csat, 2), previous(csat, 3))'
notify = ["agent", "lead"]
[alert.better]
kind = "praise"
title = { en = "Better than last week" }
when = 'change(csat) >= 5'
notify = ["agent", "lead"]
[alert.steady]
kind = "praise"
title = { en = "Steady" }
when = 'csat >= 80'
for = "2 weeks"
notify = ["agent", "lead"]
"""
WEEKS = (80, 70, 75, 80, 90, 60)  # percent of 20 answers; from 2026-W37 on


@pytest.fixture
def centre(tmp_path, monkeypatch, mail):
    monkeypatch.setenv("TRY_MAIL", f"mailto://127.0.0.1:{mail.port}?mode=insecure&smtp=127.0.0.1")
    (tmp_path / "rules").mkdir()
    (tmp_path / "kpiengine.toml").write_text(PROJECT)
    (tmp_path / "rules" / "praise.toml").write_text(RULES)
    people = ["agent_id,name,valid_from,role,lead,mail"]
    people += [
        f"{who},{who.upper()},2026-01-01,{role},l1,{who}@c.example" for who, role in (("a1", "agent"), ("l1", "lead"))
    ]
    (tmp_path / "agents.csv").write_text("\n".join([*people, ""]))
    rows = ["response_id,kind,agent_id,ts_answered,score,scale_min,scale_max"]
    for week, percent in enumerate(WEEKS):
        for n in range(20):
            day = date(2026, 9, 7) + timedelta(weeks=week, days=n % 5)
            rows.append(f"r{len(rows)},csat,a1,{day} 10:00:00,{5 if n * 5 < percent else 1},1,5")
    (tmp_path / "surveys.csv").write_text("\n".join([*rows, ""]))
    return tmp_path


def test_the_four_kinds_of_praise(centre, mail):
    project = read_project(centre)
    moment = datetime(2026, 10, 19, 3, tzinfo=ZONE)
    asked = Asked(None, date(2026, 9, 7), date(2026, 10, 18))
    evaluate(project, Task(asked, centre / "out", moment, this_worker("kpiengine evaluate")), Quiet())
    with looking(place_in(centre)) as ledger:
        told = [
            (n.body["window"][-3:], n.series.alert, n.body["why"]["en"].split(";")[0]) for n in notices(ledger.database)
        ]
    assert sorted(told) == [
        ("W39", "better", "it was reached in 2026-W39"),
        ("W40", "better", "it was reached in 2026-W40"),
        ("W41", "better", "it was reached in 2026-W41"),
        ("W41", "record", "it was reached in 2026-W41"),
        ("W41", "steady", "it has held for 2 weeks"),
        ("W41", "target_met", "it was reached in 2026-W41"),
    ]
    assert sorted(to for to, _ in mail.got) == ["a1@c.example", "l1@c.example"]
    for _, text in mail.got:
        read = email.message_from_string(text)
        assert read["Subject"] == "centre: 6 notes of praise"
        assert "PRAISE  A record  2026-W41\n  A1: A record (csat 90.0" in read.get_payload(decode=True).decode()
