"""Plan 05 of the design's book over several months: complaints are warned of, charged once, and forgotten.

One earlier case and two new ones cost 15 points, 86.00 becomes 71.00 and bronze 2,400; the month after costs nothing.
What was earlier comes from the closed statement; the charge waits for a yes.
"""

import shutil
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.cli import main

m = SimpleNamespace(**run_path(str(Path(__file__).with_name("months.py"))))
PLANS = ("02_tenure_parttime_leave.toml", "05_complaint_points.toml")
PROJECT = """format = 1
[project]
name = "service-centre"
timezone = "Asia/Manila"
[site.manila]
currency = "PHP"
[site.shanghai]
currency = "CNY"
[plan.bonus]
covers = { role = "agent", line = "phone" }
[notify.hr]
mail = "file:hr.addr"
[facts.agents]
source = "agents.csv"
[facts.agents.extra]
line = "text"
[facts.contacts]
source = "contacts.csv"
[facts.agent_legs]
source = "legs.csv"
[facts.queue_entries]
source = "entries.csv"
[facts.surveys]
source = "surveys.csv"
[facts.schedule]
source = "schedule.csv"
[facts.agent_states]
source = "states.csv"
[facts.qa_reviews]
source = "reviews.csv"
[facts.upheld_complaints]
source = "complaints.csv"
"""
METRICS = """format = 1
[table.upheld_complaints]
key = ["complaint_id"]
time = "decided_at"
[table.upheld_complaints.columns]
complaint_id = "text"
agent_id = "text"
decided_at = "instant"
verdict = { type = "text", values = ["upheld", "rejected"] }
[metric.complaints_upheld]
title = { en = "Upheld complaints", zh = "成立的投诉数" }
unit = "count"
better = "lower"
kind = "count"
facts = "upheld_complaints"
time = "decided_at"
agent = "agent_id"
where = 'verdict == "upheld"'
"""
MONTHS = ("2026-10", "2026-11", "2026-12", "2027-06")
CHARGE = ("--plan", "bonus", "--period", "2026-11", "--points", "complaints", "--agent", "ann", "--because", "heard")
COMPLAINTS = {("ann", "2026-10"): 1, ("ann", "2026-11"): 2, ("ann", "2027-06"): 1, ("bea", "2026-11"): 1}


def surveys(month, agent):
    """39 of 49 are content: 79.59 percent, which with all else at 100 points is a score of 86.00."""
    days = list(m.days_of(month))
    for i in range(49):
        yield {
            "response_id": f"{agent}-{month}-{i}", "kind": "csat", "score": 5 if i < 39 else 1, "scale_min": 1,
            "scale_max": 5, "agent_id": agent, "ts_answered": m.at(days[i % 15], 12, i % 60),
        }  # fmt: skip


def complaints(counts):
    """With one of March that was rejected: the file goes back over the half year that the rule looks at."""
    yield {"complaint_id": "old", "agent_id": "ann", "verdict": "rejected", "decided_at": "2026-03-10T10:00:00+08:00"}
    for (agent, month), count in counts.items():
        for i in range(count):
            yield {
                "complaint_id": f"{agent}-{month}-{i}", "agent_id": agent, "verdict": "upheld",
                "decided_at": m.at(list(m.days_of(month))[3 + i], 15),
            }  # fmt: skip


@pytest.fixture
def centre(tmp_path):
    if not (m.SHARED / PLANS[0]).is_file():
        pytest.skip(f"the plans are not beside this repository: {m.SHARED}")
    folder, people = tmp_path, ("ann", "bea")
    (folder / "rules").mkdir()
    (folder / "metrics").mkdir()
    for plan in PLANS:
        shutil.copy(m.SHARED / plan, folder / "rules" / plan)
    (folder / "metrics" / "own.toml").write_text(METRICS, "utf-8")
    (folder / "kpiengine.toml").write_text(PROJECT, "utf-8")
    (folder / "hr.addr").write_text("hr@example.org", "utf-8")
    each = [(month, who) for month in MONTHS for who in people]
    m.table(folder / "agents.csv", m.roster(people, "phone"))
    talks = [row for month, who in each for row in m.calls(month, who)]
    for place, name in enumerate(("contacts", "legs", "entries")):
        m.table(folder / f"{name}.csv", (row[place] for row in talks))
    m.table(folder / "surveys.csv", (row for month, who in each for row in surveys(month, who)))
    m.table(folder / "schedule.csv", (row for month, who in each for row in m.shifts(month, who)))
    m.table(folder / "states.csv", (row for month, who in each for row in m.states(month, who)))
    m.table(folder / "reviews.csv", (row for month, who in each for row in m.reviews(month, who, 95)))
    m.table(folder / "complaints.csv", complaints(COMPLAINTS))
    return m.Centre(folder)


def told(found, agent="ann"):
    return {key: found[agent][key] for key in ("score", "tier", "amount")}


def test_charged_once_by_what_was_closed_and_forgotten(centre, capsys, monkeypatch):
    found = centre.evaluate("2026-10", "2026-11-06")
    assert told(found) == {"score": "86.00", "tier": "silver", "amount": "4800.00"}
    assert "POINTS_WARNED:complaints" in found["ann"]["reasons"]
    centre.close("bonus", "2026-10", "2026-11-06")

    # The charge waits for a yes, and so does the decision.
    found = centre.evaluate("2026-11", "2026-12-06")
    assert found["ann"]["eligibility"] == "undetermined"
    assert "POINTS_WAIT:complaints" in found["ann"]["reasons"]
    assert told(found, "bea")["amount"] == "4800.00"  # her first one is a warning
    row = centre.record("ann", "2026-11")
    assert (row["past:1"], row["past:1:period"], row["past:1:cases:complaints"]) == (2, "2026-10", 1)
    assert (row["proposed:complaints"], row["balance:complaints"]) == (-1500, 3)

    def approve(person, *more):
        for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            monkeypatch.setenv(name, person)
        return main(["approve", *CHARGE, *more, "--project", str(centre.folder)]), capsys.readouterr().err

    code, said = approve("ann")
    assert (code, "own" in said) == (2, True)  # nobody answers about themselves
    code, said = approve("hr", "--refuse")
    assert (code, "ann 2026-11: -15.00 points of complaints refused by hr" in said) == (0, True)
    assert told(centre.evaluate("2026-11", "2026-12-06")) == {"score": "86.00", "tier": "silver", "amount": "4800.00"}
    code, said = approve("hr")
    assert (code, "no charge of complaints waits for ann" in said) == (2, True)

    # A row that is gone makes it another charge; what was closed counts until October itself is judged again.
    m.table(centre.folder / "complaints.csv", complaints({**COMPLAINTS, ("ann", "2026-10"): 0}))
    assert centre.record("ann", "2026-11")["earlier:complaints"] == 1
    centre.evaluate("2026-11", "2026-12-06")
    assert centre.record("ann", "2026-11")["earlier:complaints"] == 1
    m.table(centre.folder / "complaints.csv", complaints({**COMPLAINTS, ("ann", "2026-11"): 3}))
    found = centre.evaluate("2026-11", "2026-12-06")
    assert found["ann"]["eligibility"] == "eligible"  # never under -15: the same charge, and its answer stands
    m.table(centre.folder / "complaints.csv", complaints({**COMPLAINTS, ("ann", "2026-11"): 1}))
    assert centre.evaluate("2026-11", "2026-12-06")["ann"]["eligibility"] == "undetermined"  # -5 is another one
    m.table(centre.folder / "complaints.csv", complaints(COMPLAINTS))
    centre.evaluate("2026-11", "2026-12-06")


def test_the_worked_case(centre, capsys, monkeypatch):
    monkeypatch.setenv("LOGNAME", "hr")
    centre.evaluate("2026-10", "2026-11-06")
    centre.close("bonus", "2026-10", "2026-11-06")
    centre.evaluate("2026-11", "2026-12-06")
    assert main(["approve", *CHARGE, "--project", str(centre.folder)]) == 0
    found = centre.evaluate("2026-11", "2026-12-06")
    assert told(found) == {"score": "71.00", "tier": "bronze", "amount": "2400.00"}
    centre.close("bonus", "2026-11", "2026-12-06")
    assert centre.pay("bonus", "2026-11", "2026-12-07") == {"ann": "2400.00", "bea": "4800.00"}

    found = centre.evaluate("2026-12", "2027-01-06")
    assert told(found) == {"score": "86.00", "tier": "silver", "amount": "4800.00"}
    row = centre.record("ann", "2026-12")
    assert (row["charge:complaints"], row["balance:complaints"]) == (0, 3)  # nothing new is charged; three still count
    centre.close("bonus", "2026-12", "2027-01-06")
    capsys.readouterr()
    assert main(["explain", "ann", "--period", "2026-11", "--project", str(centre.folder)]) == 0
    said = capsys.readouterr().out
    assert "Upheld complaints: -15.00 points for 2 cases after 1 earlier" in said
    assert "Upheld complaints: 2 new after 1 earlier ones: -15.00 points; 3 count now" in said
    assert "2026-10: 1, as closed" in said

    # Half a year later all of them are forgotten: the next one is a first one again, and a warning.
    found = centre.evaluate("2027-06", "2027-07-06")
    row = centre.record("ann", "2027-06")
    assert (row["earlier:complaints"], row["balance:complaints"], row["charge:complaints"]) == (0, 1, 0)
    assert "POINTS_WARNED:complaints" in found["ann"]["reasons"]
