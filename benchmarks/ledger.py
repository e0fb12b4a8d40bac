"""A million statements written and closed, against a plain sqlite3 insert of the same rows.

    closed   `ledger.settle` and `ledger.closing.close`: frames kept, checks, accounts, lines hashed, chained, durable
    plain    the same rows by `executemany` into a table without a key, one commit, SQLite's defaults

Run as `python benchmarks/ledger.py [PAYEES]`.  Times are the best of three, each on a file of its own.
"""

import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from kpiengine.ledger import Engine, RunRecord, Sealed, content_hash, place_in, recall, settle, working
from kpiengine.ledger.archive import Archive, Trace
from kpiengine.ledger.bundle import Bundle
from kpiengine.ledger.closing import close
from kpiengine.ledger.process import this_worker
from kpiengine.ledger.statements import SCHEMA, read_lines
from kpiengine.periods import parse_period
from kpiengine.project import Limits, Project

ZONE, PERIOD, MOST = "Europe/London", "2026-10", 3.0
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def main() -> None:
    """Prints both times, and ends with 1 if the ledger takes more than three times as long."""
    payees = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    table = decisions(payees)
    closed, rows = min((timed_close(table) for _ in range(3)), key=lambda found: found[0])
    plain = min(timed_insert(rows) for _ in range(3))
    print(f"closed {closed:7.2f} s  {payees / closed:12,.0f} payees a second")
    print(f"plain  {plain:7.2f} s  {payees / plain:12,.0f} rows a second")
    print(f"ratio  {closed / plain:7.2f}")
    sys.exit(closed / plain > MOST)


def decisions(payees: int) -> pl.DataFrame:
    """The decisions of so many payees, as an evaluation hands them to the ledger."""
    number = pl.int_range(payees, eager=True)
    minor = number % 80_000
    return pl.DataFrame({"number": number, "minor": minor}).select(
        agent_id=pl.format("a{}", pl.col("number").cast(pl.String).str.zfill(7)),
        period=pl.lit(PERIOD),
        ruleset=pl.lit("phone"),
        score=pl.lit("88.95"),
        tier=pl.when(pl.col("minor") > 0).then(pl.lit("gold")).otherwise(pl.lit("none")),
        eligibility=pl.when(pl.col("minor") > 0).then(pl.lit("eligible")).otherwise(pl.lit("not_eligible")),
        amount=pl.format("{}.{}", pl.col("minor") // 100, (pl.col("minor") % 100).cast(pl.String).str.zfill(2)),
        currency=pl.lit("GBP"),
        rewards=pl.lit(""),
    )


def timed_close(table: pl.DataFrame) -> tuple[float, pl.DataFrame]:
    """Seconds to record and close the decisions, and the lines that were written."""
    record = RunRecord(
        plan="bonus",
        period=PERIOD,
        content=content_hash({"decisions": table}),  # an evaluation has it before it comes to the ledger
        started="",
        as_of="",
        engine=Engine({}, {}, "", "", ""),
        sources=(),
        rows=(),
        counts={},
        rulesets=("phone",),
    )
    period = parse_period(PERIOD, ZONE)
    with TemporaryDirectory() as name:
        sealed = Sealed(record, period, Bundle({}, {}), lambda: Archive(table, {"phone": Trace(table, {})}))
        began = time.perf_counter()
        with working(place_in(Path(name)), this_worker("benchmark"), NOW, make=True) as ledger:
            settle(ledger, sealed, recall(ledger), Limits())
            close(ledger, Project("centre", Path(name), "", "", ZONE), "bonus", period)
        seconds = time.perf_counter() - began
        with working(place_in(Path(name)), this_worker("benchmark"), NOW) as ledger:
            return seconds, read_lines(ledger.database, "1 = 1")


def timed_insert(rows: pl.DataFrame) -> float:
    """Seconds to insert the same rows into a plain table."""
    columns = [column.to_list() for column in rows.get_columns()]
    with TemporaryDirectory() as name, closing(sqlite3.connect(Path(name) / "plain.db")) as database:
        database.execute(f"CREATE TABLE statements ({', '.join(SCHEMA)})")
        began = time.perf_counter()
        signs = ", ".join("?" for _ in SCHEMA)
        database.executemany(f"INSERT INTO statements VALUES ({signs})", zip(*columns, strict=True))  # noqa: S608 -- our own names
        database.commit()
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
