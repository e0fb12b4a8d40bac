"""Plan 03 of the design's book over three months: 1,400.00 held, 800.00 released, nothing taken.

October has 95 customers kept, 7,000.00, of which a fifth is held until the saves are final.  Five of them cancel within
their 60 days, which is known in December: 90 saves are 6,400.00.  What was held settles that; nobody pays back.
"""

import shutil
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.cli import main
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.verify import faults

m = SimpleNamespace(**run_path(str(Path(__file__).with_name("months.py"))))
PLAN, METRICS = m.SHARED / "03_retention_accelerator.toml", m.SHARED / "metrics.toml"
PROJECT = """format = 1
[project]
name = "service-centre"
timezone = "Asia/Manila"
[site.manila]
currency = "PHP"
[plan.retention]
covers = { role = "agent", line = "retention" }
[facts.agents]
source = "agents.csv"
[facts.agents.extra]
line = "text"
[facts.retention_cases]
source = "cases.csv"
[facts.schedule]
source = "schedule.csv"
[facts.qa_reviews]
source = "reviews.csv"
"""
TABLES = """format = 1
[table.retention_cases]
key = ["case_id"]
time = "closed_at"
[table.retention_cases.columns]
case_id = "text"
agent_id = "text"
closed_at = "instant"
cancelled_at = "instant"
outcome = { type = "text", values = ["saved", "lost"] }
"""
MONTHS = ("2026-10", "2026-11", "2026-12")
SAVES = {"0417": (95, 40, 40), "half": (30, 20, 20)}


def cases(cancelled=0):
    for agent, saves in SAVES.items():
        for month, saved in zip(MONTHS, saves, strict=True):
            for i in range(310 if month == "2026-10" and agent == "0417" else 60):
                day = list(m.days_of(month))[i % 20]
                late = agent == "0417" and month == "2026-10" and i < cancelled
                yield {
                    "case_id": f"{agent}-{month}-{i}", "agent_id": agent, "closed_at": m.at(day, 12),
                    "cancelled_at": "2026-11-20T12:00:00+08:00" if late else "",
                    "outcome": "saved" if i < saved else "lost",
                }  # fmt: skip


@pytest.fixture
def centre(tmp_path):
    if not PLAN.is_file():
        pytest.skip(f"the plans are not beside this repository: {PLAN}")
    (tmp_path / "rules").mkdir()
    (tmp_path / "metrics").mkdir()
    own, _, _ = METRICS.read_text("utf-8").partition("[metric.complaints_upheld]")  # of another plan
    shutil.copy(PLAN, tmp_path / "rules" / "retention.toml")
    (tmp_path / "metrics" / "metrics.toml").write_text(own, "utf-8")
    (tmp_path / "metrics" / "tables.toml").write_text(TABLES, "utf-8")
    (tmp_path / "kpiengine.toml").write_text(PROJECT, "utf-8")
    people = m.roster(SAVES, "retention")
    m.table(tmp_path / "agents.csv", [row | {"fte": "0.50"} if row["agent_id"] == "half" else row for row in people])
    until = {"0417": 17, "half": 13}
    shifts = (row for month in MONTHS for who in SAVES for row in m.shifts(month, who, until=until[who]))
    m.table(tmp_path / "schedule.csv", shifts)
    m.table(tmp_path / "reviews.csv", (row for month in MONTHS for who in SAVES for row in m.reviews(month, who, 88)))
    m.table(tmp_path / "cases.csv", cases())
    return m.Centre(tmp_path)


def test_held_released_and_nothing_taken(centre, capsys):
    found = centre.evaluate("2026-10", "2026-11-07")
    assert {who: row["amount"] for who, row in found.items()} == {"0417": "7000.00", "half": "1800.00"}
    centre.close("retention", "2026-10", "2026-11-07")
    assert centre.pay("retention", "2026-10", "2026-11-08") == {"0417": "5600.00", "half": "1440.00"}

    centre.evaluate("2026-11", "2026-12-07")
    centre.close("retention", "2026-11", "2026-12-07")
    assert centre.pay("retention", "2026-11", "2026-12-08") == {"0417": "1600.00", "half": "800.00"}

    m.table(centre.folder / "cases.csv", cases(cancelled=5))
    assert centre.evaluate("2026-10", "2026-12-19")["0417"]["amount"] == "6400.00"
    (settled,) = centre.made.settlements
    (line,) = settled.revised.lines.to_dicts()
    assert (line["before"], line["after"], line["amount"], line["uncollected"]) == (700_000, 640_000, 0, 0)
    assert centre.evaluate("2026-10", "2026-12-20")["0417"]["amount"] == "6400.00"
    assert centre.made.settlements[0].already_recorded

    centre.evaluate("2026-12", "2027-01-08")
    centre.close("retention", "2026-12", "2027-01-08")
    # December itself pays 1,600.00 and 800.00; of October 800.00 and 360.00 are released, and nothing is taken.
    assert centre.pay("retention", "2026-12", "2027-01-09") == {"0417": "2400.00", "half": "1160.00"}
    assert [line for line in centre.lines() if line[0] == "2026-10"] == [
        ("2026-10", "0417", 1, 700_000, 140_000, 560_000),
        ("2026-10", "0417", 2, 640_000, 128_000, 0),
        ("2026-10", "0417", 3, 640_000, 0, 80_000),
        ("2026-10", "half", 1, 180_000, 36_000, 144_000),
        ("2026-10", "half", 2, 180_000, 0, 36_000),
    ]
    with looking(place_in(centre.folder)) as ledger:
        assert faults(ledger) == []
    assert main(["explain", "0417", "--period", "2026-10", "--project", str(centre.folder)]) == 0
    assert "held back" in capsys.readouterr().out
