"""A small centre with three lines: its project, rules, roster and calls, and a function that writes them."""

import csv
from datetime import datetime, timedelta

PROJECT = """\
format = 1
[project]
name = "three-lines"
timezone = "Asia/Shanghai"
currency = "CNY"
language = "en"
[plan.bonus]
covers = { role = "agent" }
[facts.agents]
source = "data/roster.csv"
[facts.agents.extra]
line = "text"
[facts.queues]
source = "data/queues.csv"
[facts.agent_legs]
source = "data/calls.csv"
[facts.agent_legs.columns]
leg_id = "call"
contact_id = "call"
agent_id = "agent"
queue_id = "queue"
ts_answered = "answered"
ts_ended = "ended"
talk_s = "talk"
hold_s = "0"
acw_s = "0"
[facts.surveys]
source = "data/calls.csv"
where = 'not is_missing(rating)'
[facts.surveys.columns]
response_id = "call"
contact_id = "call"
agent_id = "agent"
queue_id = "queue"
kind = '"csat"'
ts_answered = "ended"
score = "rating"
scale_min = 1
scale_max = 5
"""
RULES = """\
format = 1
[ruleset]
id = "mixed"
plan = "bonus"
title = { en = "Mixed lines", zh = "多渠道" }
from = 2026-10-01
period = "month"
agents = { role = "agent", line = "mixed" }
[scenarios]
by = "queue.scenario"
[weights]
chat = { csat = 60, aht = 40 }
phone = { csat = 50, aht = 50 }
tech = { csat = 55, aht = 45 }
[kpi.csat]
metric = "csat_pct"
target = 88
floor = 70
min_sample = 10
if_missing = "team"
[kpi.aht]
min_sample = 5
[kpi.aht.by.scenario]
chat = { target = [240, 360], floor = [150, 540] }
phone = { target = [300, 400], floor = [200, 600] }
tech = { target = [300, 500], floor = [200, 700] }
[gate]
quality = { require = 'csat >= 60', else = "no_bonus" }
[tier]
bronze = { from = 50, bonus = 300 }
silver = { from = 80, bonus = 600 }
"""
ROSTER = ["agent_id,name,valid_from,valid_to,role,team_id,line", "amy,Amy Lin,2025-01-01,,agent,north,mixed",
          "ben,Ben Okafor,2025-01-01,,agent,north,mixed", "cora,Cora Diaz,2025-01-01,,agent,north,mixed"]  # fmt: skip
WORK = [("amy", "q1", 20, 300, 16, 20), ("amy", "q2", 10, 320, 9, 10), ("amy", "q3", 2, 400, 1, 2),
        ("ben", "q1", 30, 240, 9, 10), ("ben", "q2", 5, 360, 0, 0), ("cora", "q3", 4, 600, 2, 2)]  # fmt: skip
QUEUES = ["queue_id,name,channel,scenario", "q1,Chat,chat,chat", "q2,Phone,voice,phone", "q3,Tech,voice,tech"]


def calls(work, start=datetime(2026, 10, 1, 9)):  # noqa: DTZ001 -- a local time, as files have it
    at, rows = start, []
    for agent, queue, count, talk, good, rated in work:
        for i in range(count):
            at += timedelta(minutes=10)
            rating = "" if i >= rated else 5 if i < good else 2
            rows.append(
                [f"{agent}-{queue}-{at:%m}-{i:02}", agent, queue, at, at + timedelta(seconds=talk), talk, rating]
            )
    return rows


def write(folder, *, rules=RULES, roster=ROSTER, rows=None, queues=QUEUES, project="", **more):
    """The project in a folder; `rows` are calls, `project` what else its file says, `more` further rule files."""
    for name in ("data", "rules"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "kpiengine.toml").write_text(PROJECT + project, encoding="utf-8")
    (folder / "rules" / "mixed.toml").write_text(rules, encoding="utf-8")
    for name, text in more.items():
        (folder / "rules" / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "data" / "roster.csv").write_text("\n".join(roster) + "\n", encoding="utf-8")
    (folder / "data" / "queues.csv").write_text("\n".join(queues) + "\n", encoding="utf-8")
    with (folder / "data" / "calls.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["call", "agent", "queue", "answered", "ended", "talk", "rating"])
        writer.writerows(calls(WORK) if rows is None else rows)
    return folder
