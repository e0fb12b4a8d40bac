"""What an auditor gets with `close --pack`: everybody accounted for, who decided what, who was moved afterwards."""

import csv
import json
import re

import pytest

from kpiengine.cli import main

FIRST, SECOND = "2025-01", "2025-02"
PROJECT = """\
format = 1

[project]
name = "centre"
timezone = "Europe/London"
currency = "GBP"

[facts.agents]
source = "data/agents.csv"

[facts.surveys]
source = "data/surveys.csv"
max_rejected_rows = 1

[facts.exclusions]
source = "data/exclusions.csv"
"""
RULES = """\
format = 1

[ruleset]
id = "phone"
plan = "bonus"
title = { en = "Phone" }
from = 2024-01-01
period = "month"
agents = { role = "agent", line = "phone" }

[kpi.csat]
metric = "csat_pct"
target = 80
floor = 50
weight = 100
min_sample = 2

[tier]
gold = { from = 80, bonus = 300 }

[accept.KPI412]
because = "one month on trial"
by = "ann"
until = 2027-12-31
"""
AGENTS = """\
agent_id,name,valid_from,valid_to,role,line
a01,Ana,2024-01-01,,agent,phone
a02,Ben,2024-01-01,,agent,phone
a03,Chen,2024-01-01,,agent,phone
a04,Dai,2024-01-01,,agent,chat
a05,Eve,2024-01-01,2024-12-31,agent,phone
"""
HEAD = "response_id,kind,agent_id,ts_answered,score,scale_min,scale_max\n"
SPANS = "exclusion_id,scope,scope_id,ts_start,ts_end,metrics,reason,approved_by\n"


def answers(agent, month, score, count):
    return "".join(f"{month}{agent}{n},csat,{agent},{month}-{n + 3:02}T09:00:00,{score},1,5\n" for n in range(count))


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    """Two closed months with their packs: in between a person was moved, excluded, given money by hand."""
    folder = tmp_path_factory.mktemp("pack")
    for name in ("data", "rules"):
        (folder / name).mkdir()
    (folder / "kpiengine.toml").write_text(PROJECT)
    (folder / "rules" / "phone.toml").write_text(RULES)
    (folder / "data" / "agents.csv").write_text(AGENTS)
    (folder / "data" / "exclusions.csv").write_text(
        SPANS + "x1,agent,a01,2025-02-20T00:00:00,2025-02-21T00:00:00,csat_pct,system_outage,lead\n"
    )
    rows = [
        answers(agent, month, score, count)
        for month in (FIRST, SECOND)
        for agent, score, count in (("a01", 5, 3), ("a02", 1, 3), ("a03", 5, 1))
    ]
    bad = f"bad,csat,a02,{SECOND}-09T09:00:00,9,1,5\n"
    (folder / "data" / "surveys.csv").write_text(HEAD + "".join(rows) + bad)
    said = []

    def do(*words, person="ops"):
        with pytest.MonkeyPatch.context() as patch:
            for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
                patch.setenv(name, person)
            code = main([*words, "--project", str(folder)])
        said.append((words, code))
        assert code == 0, words

    def request(*words):
        do("adjust", *words, person="lead")
        log = json.loads(_last(folder))
        return str(log)

    do("approve", "--plan", "bonus", "--author", "lead", "--because", "minutes of January", person="payroll")
    do("evaluate", "--period", FIRST, "--quiet")
    do("close", FIRST, "--hold", "a03", "--pack", str(folder / "first"))
    do("evaluate", "--period", SECOND, "--quiet")
    moved = AGENTS.replace(
        "a02,Ben,2024-01-01,,agent,phone", "a02,Ben,2024-01-01,2025-01-19,agent,phone\na02,Ben,2025-01-20,,agent,chat"
    )
    (folder / "data" / "agents.csv").write_text(moved)
    do("adjust", "--accept", request("a01", FIRST, "--amount", "12.50", "--because", "shift"), "--because", "seen")
    span = ("--exclude", "agent:a01", "--from", f"{SECOND}-25", "--to", f"{SECOND}-26", "--because", "storm")
    do("adjust", "--accept", request(*span), "--because", "so it was", person="ann")
    do("evaluate", "--period", SECOND, "--quiet")
    do("close", SECOND, "--hold", "a03", "--pack", str(folder / "second"))
    return folder


def _last(folder):
    import sqlite3  # noqa: PLC0415 -- for this alone
    from contextlib import closing  # noqa: PLC0415 -- as above

    with closing(sqlite3.connect(folder / ".kpiengine" / "ledger.db")) as database:
        return str(database.execute("SELECT max(id) FROM entries").fetchone()[0])


def listed(folder, name):
    with (folder / "lists" / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_everybody_on_the_roster_is_accounted_for(centre):
    first = json.loads((centre / "first" / "control.json").read_text())["everybody"]
    assert first == {"roster": 4, "eligible": 1, "undetermined": 1, "not_eligible": 1, "not_covered": 1}
    assert first["roster"] == sum(count for name, count in first.items() if name != "roster")
    nothing = {row["payee"]: (row["eligibility"], row["reasons"] != "") for row in listed(centre / "first", "not_paid")}
    assert nothing == {"a02": ("not_eligible", True), "a03": ("undetermined", True), "a04": ("not_covered", False)}


def test_what_is_held_has_an_age(centre):
    rows = listed(centre / "second", "held")
    assert [(row["payee"], row["period"]) for row in rows] == [("a03", FIRST), ("a03", SECOND)]
    ages = [int(row["days_since_the_period"]) for row in rows]
    assert ages[0] - ages[1] == 28


def test_who_asked_and_who_decided(centre):
    (row,) = listed(centre / "second", "requests")
    told = [
        row[name] for name in ("kind", "period", "payee", "amount", "because", "asked_by", "decided_by", "decision")
    ]
    assert told == ["manual", FIRST, "a01", "12.50", "shift", "lead", "ops", "accept"]
    by_hand = json.loads((centre / "second" / "control.json").read_text())["by_hand"]
    assert by_hand == {"requests": 1, "accepted": [["lead", "ops", "GBP", 1]]}
    assert listed(centre / "first", "requests") == []


def test_spans_that_did_not_count(centre):
    table, request = listed(centre / "second", "exclusions")
    told = [table[name] for name in ("exclusion", "scope_id", "from", "metrics", "reason", "decided_by")]
    assert told == ["x1", "a01", "2025-02-20T00:00:00Z", "csat_pct", "system_outage", "lead"]
    told = [request[name] for name in ("because", "asked_by", "decided_by", "would_change", "decided_because")]
    assert told == ["storm", "lead", "ann", "1 result, 0.00 GBP", "so it was"]
    assert listed(centre / "first", "exclusions") == []


def test_who_agreed_to_the_texts_and_what_they_accept(centre):
    (row,) = listed(centre / "first", "approvals")
    assert [row[name] for name in ("person", "authors", "because", "of_this_close", "late")] == [
        *("payroll", "lead", "minutes of January", "yes", "yes")
    ]
    (row,) = listed(centre / "second", "accepted_lints")
    assert list(row.values()) == ["phone", "KPI412", "ann", "2027-12-31", "one month on trial"]


def test_who_was_moved_on_days_that_were_over(centre):
    rows = listed(centre / "second", "roster_changes")
    told = [(r["period"], r["agent_id"], r["row"], r["valid_from"], r["valid_to"], r["line"]) for r in rows]
    assert told == [
        (FIRST, "a02", "was", "2025-01-01", "2025-01-31", "phone"),
        (FIRST, "a02", "is", "2025-01-01", "2025-01-19", "phone"),
        (FIRST, "a02", "is", "2025-01-20", "2025-01-31", "chat"),
        (SECOND, "a02", "was", "2025-02-01", "2025-02-28", "phone"),
        (SECOND, "a02", "is", "2025-02-01", "2025-02-28", "chat"),
    ]
    assert all(re.match(r"run 1", row["than"]) for row in rows)
    assert listed(centre / "first", "roster_changes") == []


def test_rejected_rows_by_cause_and_no_names(centre):
    (row,) = listed(centre / "second", "rejected_rows")
    assert (row["table"], row["code"][:3], row["rows"]) == ("surveys", "KPI", "1")
    every = "".join(path.read_text() for path in (centre / "second").rglob("*.*") if path.is_file())
    assert "Ben" not in every


def test_of_thirty_payees_25_are_drawn_by_the_batch_and_an_amendment_is_listed(tmp_path):
    for name in ("data", "rules"):
        (tmp_path / name).mkdir()
    people = [f"b{n:02}" for n in range(30)]
    (tmp_path / "kpiengine.toml").write_text(PROJECT.rpartition("\n[facts.exclusions]")[0])
    (tmp_path / "rules" / "phone.toml").write_text(RULES)
    heads = AGENTS.partition("\n")[0]
    (tmp_path / "data" / "agents.csv").write_text(
        "\n".join([heads, *(f"{who},,2024-01-01,,agent,phone" for who in people)]) + "\n"
    )
    rows = [answers(who, month, 5, 3) for month in (FIRST, SECOND) for who in people]
    (tmp_path / "data" / "surveys.csv").write_text(HEAD + "".join(rows))

    def do(*words):
        assert main([*words, "--project", str(tmp_path)]) == 0, words

    for month, pack in ((FIRST, "first"), (SECOND, "second")):
        do("evaluate", "--period", month, "--quiet")
        do("close", month, "--pack", str(tmp_path / pack))
        if month == FIRST:
            (tmp_path / "rules" / "phone.toml").write_text(RULES.replace("bonus = 300", "bonus = 310"))
            do("amend", FIRST, "--because", "the figure of the minutes")
    drawn = [
        [json.loads(path.read_text())["payee"] for path in sorted((tmp_path / pack / "traces").glob("*.json"))]
        for pack in ("first", "second")
    ]
    assert [len(set(each)) for each in drawn] == [25, 25]
    assert set(drawn[0]) | set(drawn[1]) <= set(people)
    assert drawn[0] != drawn[1]  # by the hash of the batch, not by name
    (row,) = listed(tmp_path / "second", "amendments")
    assert (row["period"], row["because"]) == (FIRST, "the figure of the minutes")
    assert listed(tmp_path / "first", "amendments") == []
