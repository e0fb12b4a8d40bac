"""From rows to money through the command line: units, paid hours, full time, gates of a team, a pool to the cent.

October 2026 has 22 Mondays to Fridays, one of them a holiday here: 21 days of 8 hours are full time.  ann and bo keep
95 and 30 customers; bo works half of the hours, so that his marks are 20 and 40.
"""

import csv
from datetime import date, timedelta

import pytest

from kpiengine.cli import main

PROJECT = """\
format = 1

[project]
name = "retention"
timezone = "Asia/Shanghai"
currency = "PHP"
full_time_day = 8

[calendar.ph]
hours = { mon-fri = "08:00-20:00" }
holidays = [2026-10-01]

[facts.agents]
source = "roster.csv"

[facts.agents.extra]
line = "text"

[facts.cases]
source = "cases.csv"

[facts.schedule]
source = "schedule.csv"
"""
METRICS = """\
format = 1

[table.cases]
title = { en = "Cases" }
key = ["case_id"]
time = "closed_at"

[table.cases.columns]
case_id = "text"
agent_id = "text"
closed_at = "instant"
outcome = { type = "text", values = ["saved", "lost"] }

[metric.saves]
title = { en = "Customers kept" }
unit = "count"
better = "higher"
kind = "count"
facts = "cases"
time = "closed_at"
agent = "agent_id"
where = 'outcome == "saved"'
"""
HEAD = """\
format = 1

[ruleset]
id = "{name}"
plan = "{name}"
from = 2026-10-01
period = "month"
agents = {{ role = "agent", line = "retention" }}
"""
RATES = """
[payout]
kind = "rate"
units = "saves"
rates = [{ over = 0, pay = 50 }, { over = 40, pay = 80 }, { over = 80, pay = 120 }]
cap = 16000
prorate = { by = "paid_hours", scale = ["cap", "rates"] }
holdback = { percent = 20 }

[limits]
per_agent = 5000
"""
POOL = """
[gate]
enough = { require = 'saves >= 100', else = { pay_percent = 50 }, level = "team" }

[payout]
kind = "pool"
pool = 1000
per = "team"
split_by = 'saves * paid_hours'
"""
WORKING = [d for i in range(31) if (d := date(2026, 10, 1) + timedelta(i)).weekday() < 5 and d.day != 1]


def write(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(), *rows])


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("money")
    (folder / "kpiengine.toml").write_text(PROJECT, "utf-8")
    for name in ("rules", "metrics"):
        (folder / name).mkdir()
    (folder / "metrics" / "own.toml").write_text(METRICS, "utf-8")
    (folder / "rules" / "rates.toml").write_text(HEAD.format(name="rates") + RATES, "utf-8")
    (folder / "rules" / "pool.toml").write_text(HEAD.format(name="pool") + POOL, "utf-8")
    text = (folder / "kpiengine.toml").read_text("utf-8")
    (folder / "kpiengine.toml").write_text(
        text + '\n[plan.rates]\ncovers = {}\npays_beside = ["pool"]\n\n[plan.pool]\ncovers = {}\n', "utf-8"
    )
    people = [(who, "agent", "human", "north", "2025-01-01", "retention", "2025-01-01") for who in ("ann", "bo")]
    write(folder / "roster.csv", "agent_id role kind team_id valid_from line hired_on", people)
    cases = [(f"{who}{i}", who, f"2026-10-{i % 28 + 1:02}T10:00:00+08:00", "saved")
             for who, count in (("ann", 95), ("bo", 30)) for i in range(count)]  # fmt: skip
    write(folder / "cases.csv", "case_id agent_id closed_at outcome", cases)
    shifts = [
        (f"{who}{day}", who, "on_queue", "true", f"{day}T09:00:00+08:00", f"{day}T{9 + hours}:00:00+08:00")
        for who, hours in (("ann", 8), ("bo", 4))
        for day in WORKING
    ]
    write(folder / "schedule.csv", "row_id agent_id activity paid ts_start ts_end", shifts)
    assert main(["evaluate", "--project", str(folder), "--period", "2026-10", "-q"]) in {0, 5}
    return folder / "out"


def rows(out, plan):
    path = out / plan / "2026-10" / "money.csv"
    return {row["agent_id"]: row for row in csv.DictReader(path.read_text("utf-8").splitlines())}


def test_rates_of_a_full_timer_and_a_half_timer(out):
    found = rows(out, "rates")
    ann, bo = found["ann"], found["bo"]
    assert (ann["amount"], ann["presence"], ann["rounded"]) == ("7000", "100.00", "7000.00")
    assert (ann["held_back"], ann["paid_now"], ann["over_limit"]) == ("1400.00", "5600.00", "per_agent")
    assert (bo["amount"], bo["presence"], bo["rounded"], bo["over_limit"]) == ("1800", "50.00", "1800.00", "")


def test_a_pool_of_the_team(out):
    found = rows(out, "pool")
    # 95 x 168 hours against 30 x 84: 15,960 to 2,520, and the team's 125 saves pass its gate
    assert {who: row["rounded"] for who, row in found.items()} == {"ann": "863.64", "bo": "136.36"}
