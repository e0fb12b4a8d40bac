"""The steps that faults are put into: record results, close them, pay them, correct them; each can be done again.

They go through the ledger as the commands do, with results made here, so that hundreds of kills take minutes.
`content` says what the end of it must be; it knows nothing of the ledger's code.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl

from kpiengine.ledger import Engine, RunRecord, Sealed, content_hash, place_in, recall, settle, working
from kpiengine.ledger.archive import Archive, Trace
from kpiengine.ledger.bundle import Bundle
from kpiengine.ledger.closing import close
from kpiengine.ledger.paying import pay
from kpiengine.ledger.process import this_worker
from kpiengine.outputs.payroll import payroll_file, write_payroll
from kpiengine.periods import parse_period
from kpiengine.project import Limits, Project

ZONE = "Europe/London"
STORY = ("september", "close-09", "pay-09", "late", "october", "close-10", "pay-10")
RESULTS = {
    "september": ("2026-09", {"a01": 30_000, "a02": 15_000, "a03": 0}),
    "late": ("2026-09", {"a01": 31_000, "a02": 10_000, "a03": 500}),
    "october": ("2026-10", {"a01": 20_000, "a02": 0, "a04": 7_000}),
}
PAID = {"2026-09": {"a01": 30_000, "a02": 15_000}, "2026-10": {"a01": 21_000, "a03": 500, "a04": 7_000}}
NAMES = (*("agent_id", "period", "ruleset", "score", "tier", "eligibility", "amount", "currency", "rewards"),)


def do(step: str, folder: Path, now) -> None:
    """One step, as a command of its own."""
    with working(place_in(folder), this_worker(f"kpiengine {step}"), now, project="centre", make=True) as ledger:
        if step in RESULTS:
            settle(ledger, sealed(*RESULTS[step]), recall(ledger), Limits())
            return
        verb, _, month = step.partition("-")
        period = f"2026-{month}"
        if verb == "close":
            project = Project("centre", folder, "kpiengine.toml", "", ZONE)
            close(ledger, project, "bonus", parse_period(period, ZONE))
        else:
            file = folder / f"payroll-{period}.csv"
            write_payroll(payroll_file(pay(ledger, "bonus", period)), file, ledger.place.payroll)


def sealed(period, payees):
    """A result of these payees and amounts in minor units."""
    rows = [
        {
            "agent_id": payee,
            "period": period,
            "ruleset": "phone",
            "score": None,
            "tier": "gold" if minor else "none",
            "eligibility": "eligible" if minor else "not_eligible",
            "amount": f"{minor // 100}.{minor % 100:02}",
            "currency": "GBP",
            "rewards": "",
        }
        for payee, minor in payees.items()
    ]
    table = pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.String))
    record = RunRecord(
        plan="bonus",
        period=period,
        content=content_hash({"decisions": table}),
        started="2027-03-01T00:00:00Z",
        as_of="2027-03-01T00:00:00Z",
        engine=Engine({}, {}, "cron", "h", "kpiengine evaluate"),
        sources=(),
        rows=(),
        counts={},
        rulesets=("phone",),
    )
    bundle = Bundle({"kpiengine.toml": "format = 1\n"}, {})
    wide = table.select("agent_id")
    return Sealed(
        record, parse_period(period, ZONE), bundle, lambda: Archive(table, {"phone": Trace(wide, {"format": 1})})
    )


def content(folder: Path):
    """What the ledger and its files hold, without who tried when: equal for every way to the same end."""
    with closing(sqlite3.connect(folder / ".kpiengine" / "ledger.db")) as ledger:
        tables = {
            name: ledger.execute(query).fetchall()
            for name, query in {
                "runs": "SELECT plan, period, number, content, archive, bundle FROM runs ORDER BY entry",
                "statements": "SELECT * FROM statements ORDER BY 1, 2, 3, 4",
                "payments": "SELECT * FROM payments ORDER BY 1, 2, 3",
                "batches": "SELECT * FROM batches ORDER BY entry",
                "entries": "SELECT id, kind, plan, period, person, recorded FROM entries WHERE id > 1 ORDER BY id",
            }.items()
        }
    kept = folder / ".kpiengine" / "results"
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.suffix != ".json")
    files = [name for name in files if "ledger.db" not in name and not name.endswith("/lock")]
    folders = sorted(p.name for p in kept.iterdir())
    texts = {p.name: p.read_bytes() for p in sorted(folder.glob("payroll-*.csv"))}
    return tables, files, folders, texts
