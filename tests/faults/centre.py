"""A small centre whose month is evaluated, closed, paid and corrected by typed commands; faults are put into each.

`content` says what the end must be, read from the database and the files by nothing of the ledger's code.
"""

import hashlib
import sqlite3
from contextlib import closing

STEPS = ("evaluate", "close", "pay", "late", "next", "close-next", "pay-next")
COMMANDS = {
    "evaluate": ("evaluate", "--period", "2026-09"),
    "close": ("close", "2026-09"),
    "pay": ("pay", "2026-09", "--file", "payroll-09.csv"),
    "late": ("evaluate", "--period", "2026-09"),
    "next": ("evaluate", "--period", "2026-10"),
    "close-next": ("close", "2026-10"),
    "pay-next": ("pay", "2026-10", "--file", "payroll-10.csv"),
}
PAID = {"payroll-09.csv": {"a01": "300.00"}, "payroll-10.csv": {"a01": "300.00", "a02": "600.00"}}

PROJECT = """\
format = 1

[project]
name = "centre"
timezone = "Europe/London"
currency = "GBP"

[plan.bonus]
covers = { role = "agent" }

[facts.agents]
source = "data/agents.csv"

[facts.surveys]
source = "data/surveys*.csv"

[ledger]
archive = true
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
weight = 100
min_sample = 2

[tier]
gold = { from = 80, bonus = 300 }
"""
AGENTS = """\
agent_id,name,valid_from,role
a01,Ana,2025-01-01,agent
a02,Ben,2025-01-01,agent
a03,Chen,2025-01-01,agent
"""
HEAD = "response_id,kind,agent_id,ts_answered,score,scale_min,scale_max\n"


def write_centre(folder):
    """The project, with the answers of two months."""
    (folder / "data").mkdir(parents=True)
    (folder / "rules").mkdir()
    (folder / "kpiengine.toml").write_text(PROJECT)
    (folder / "rules" / "phone.toml").write_text(RULES)
    (folder / "data" / "agents.csv").write_text(AGENTS)
    rows = [
        f"s{month}{who}{n},csat,a0{who},2026-{month}-{n + 3:02}T09:00:00,{5 if good else 1},1,5\n"
        for month in ("09", "10")
        for who, good in ((1, True), (2, month == "10"), (3, False))
        for n in range(3)
    ]
    (folder / "data" / "surveys.csv").write_text(HEAD + "".join(rows))


def prepare(folder, step):
    """What happens outside before a step: for `late`, answers of September come in."""
    if step == "late":
        rows = "".join(f"t09{n},csat,a02,2026-09-{n + 10:02}T09:00:00,5,1,5\n" for n in range(15))
        (folder / "data" / "surveys-late.csv").write_text(HEAD + rows)


def content(folder):
    """What ledger and files hold, but for moments: equal on every way to the same end."""
    queries = {
        "runs": "SELECT plan, period, number, content, archive, bundle FROM runs ORDER BY entry",
        "statements": "SELECT * FROM statements ORDER BY 1, 2, 3, 4",
        "payments": "SELECT * FROM payments ORDER BY 1, 2, 3",
        "batches": "SELECT * FROM batches ORDER BY entry",
        "entries": "SELECT kind, plan, period, person FROM entries WHERE id > 1 ORDER BY id",
    }
    ledger = folder / ".kpiengine" / "ledger.db"
    tables = {}
    if ledger.exists():
        with closing(sqlite3.connect(ledger)) as opened:
            if opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchall():  # else not born yet
                tables = {name: opened.execute(text).fetchall() for name, text in queries.items()}
    files = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if ".kpiengine/ledger.db" in name or name.endswith("/lock") or name == "said":
            continue
        said = path.suffix == ".json"  # moments are in it
        files[name] = "" if said else hashlib.sha256(path.read_bytes()).hexdigest()
    return tables, files
