"""A million statements written and closed, against a plain sqlite3 insert of the same rows.

    closed   `ledger.settle` and `ledger.closing.close`: frames kept, checks, accounts, lines hashed, chained, durable
    plain    the same rows by `executemany` into a table without a key, one commit, SQLite's defaults

Run as `python benchmarks/ledger.py [PAYEES]`.  Times are the best of three, each on a file of its own: processor time
of all threads, user and system, which other work disturbs least; the time by the clock is printed beside it.
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
    made = [timed_close(table) for _ in range(3)]
    closed, closed_wall = (min(times[i] for times, _ in made) for i in range(2))
    inserted = [timed_insert(made[0][1]) for _ in range(3)]
    plain, plain_wall = (min(times[i] for times in inserted) for i in range(2))
    print(f"closed {closed:7.2f} s  {payees / closed:12,.0f} payees a second; {closed_wall:.2f} s by the clock")
    print(f"plain  {plain:7.2f} s  {payees / plain:12,.0f} rows a second; {plain_wall:.2f} s by the clock")
    print(f"ratio  {closed / plain:7.2f}; {closed_wall / plain_wall:.2f} by the clock")
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


def timed_close(table: pl.DataFrame) -> tuple[tuple[float, float], pl.DataFrame]:
    """Seconds (processor, clock) to record and close the decisions, and the lines that were written."""
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
        began = _now()
        with working(place_in(Path(name)), this_worker("benchmark"), NOW, make=True) as ledger:
            settle(ledger, sealed, recall(ledger), Limits())
            close(ledger, Project("centre", Path(name), "", "", ZONE), "bonus", period)
        seconds = _since(began)
        with working(place_in(Path(name)), this_worker("benchmark"), NOW) as ledger:
            return seconds, read_lines(ledger.database, "1 = 1")


def timed_insert(rows: pl.DataFrame) -> tuple[float, float]:
    """Seconds (processor, clock) to insert the same rows into a plain table."""
    columns = [column.to_list() for column in rows.get_columns()]
    with TemporaryDirectory() as name, closing(sqlite3.connect(Path(name) / "plain.db")) as database:
        database.execute(f"CREATE TABLE statements ({', '.join(SCHEMA)})")
        began = _now()
        signs = ", ".join("?" for _ in SCHEMA)
        database.executemany(f"INSERT INTO statements VALUES ({signs})", zip(*columns, strict=True))  # noqa: S608 -- our own names
        database.commit()
        return _since(began)


def _now() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


def _since(began: tuple[float, float]) -> tuple[float, float]:
    now = _now()
    return now[0] - began[0], now[1] - began[1]


if __name__ == "__main__":
    main()
