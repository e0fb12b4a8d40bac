"""`kpiengine explain` of one agent on a record of 100,000 agents and 12 periods, against starting the command at all.

    explain     `kpiengine explain AGENT --period P` as a process: tree, JSON and letter, of the first, a middle and the
                last period
    start       `kpiengine --help` as a process
    imports     a process that only imports what explain computes with: Polars, and the reader of rule files

The ledger is made by the real functions: the sample project is evaluated once, its trace is laid out for so many agents
and twelve months, and each month is settled and closed but the last.  So every row is one that explain can redo.

Run as `python benchmarks/explain.py [AGENTS]`.  CPU time (user and system), the least of five, since wall time says
little on a busy machine; with bytecode, as an installed program has it.  Ends with 1 if an answer takes more than two
seconds of CPU time.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from attrs import evolve

from kpiengine.cli.init import write_project
from kpiengine.ledger import Sealed, content_hash, place_in, recall, settle, working
from kpiengine.ledger.archive import Archive, Trace, find
from kpiengine.ledger.bundle import find as find_bundle
from kpiengine.ledger.closing import close
from kpiengine.ledger.opening import RESULTS
from kpiengine.ledger.process import this_worker
from kpiengine.ledger.record import Engine, RunRecord
from kpiengine.periods import parse_period
from kpiengine.project import Limits, read_project

PLAN, FIRST, ZONE = "bonus", "2025-01", "Europe/London"
MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))
NOW = datetime(2026, 12, 1, tzinfo=UTC)
MOST_S, TIMES = 2.0, 5
ENGINE = "import polars, kpiengine.cli, kpiengine.rules.structure, kpiengine.explaining.recorded"


def main() -> None:
    """Prints the seconds, and ends with 1 over two of them."""
    agents = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as name:
        folder = Path(name) / "centre"
        began = time.process_time()
        size = make_record(folder, agents)
        spent = time.process_time() - began
        print(f"{agents:,} agents x {len(MONTHS)} periods, {size / 1e6:.0f} MB, made in {spent:.0f} s of CPU time")
        start = least(["-m", "kpiengine", "--help"])
        imports = least(["-c", ENGINE])
        print(f"--help                 {start:6.2f} s")
        print(f"imports                {imports:6.2f} s")
        slowest = 0.0
        for month, way in ((MONTHS[0], ()), (MONTHS[5], ("--format", "json")), (MONTHS[-1], ("--letter", "zh"))):
            agent = name_of(agents // 2)
            seconds = least(["-m", "kpiengine", "explain", agent, "--period", month, "--project", str(folder), *way])
            slowest = max(slowest, seconds)
            what = " ".join(("explain", *way))
            ratios = f"{seconds / start:4.1f} times --help {seconds / imports:5.1f} times imports"
            print(f"{what:22} {seconds:6.2f} s  {ratios}")
    sys.exit(slowest > MOST_S)


def name_of(number: int) -> str:
    """The agent's id."""
    return f"a{number:07d}"


def least(arguments: Sequence[str]) -> float:
    """The least CPU time of a Python process in seconds; whatever it says is thrown away."""
    found = float("inf")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(TIMES):  # the first compiles what has no bytecode yet
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(  # our own command
            [sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env={**kept, "NO_COLOR": "1"}
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = min(found, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return found


def make_record(folder: Path, agents: int) -> int:
    """The sample project with a ledger of so many agents in twelve months; gives the bytes of its archives."""
    write_project(folder, FIRST)
    subprocess.run(  # our own command
        [sys.executable, "-m", "kpiengine", "evaluate", "--project", str(folder), "--period", FIRST, "-q"],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    project = read_project(folder)
    place = place_in(folder, project.ledger.url, project.ledger.exports)
    with working(place, this_worker("benchmark"), NOW, make=True) as ledger:
        run = recall(ledger).newest[PLAN, FIRST]
        sample, bundle = find(place.folder / RESULTS, run.archive), find_bundle(ledger.database, run.bundle)
        numbers = pl.int_range(agents, eager=True)
        ids = pl.Series("agent_id", [name_of(number) for number in numbers])
        known = sample.decisions.filter(pl.col("eligibility") != "undetermined")  # the others cannot be closed
        mine = pl.col("agent_id").is_in(known["agent_id"].to_list())
        traces = {id_: many(trace.frame.filter(mine), ids) for id_, trace in sample.traces.items()}
        decisions = many(known, ids)
        for month in MONTHS:
            period = parse_period(month, ZONE)
            own = Archive(
                decisions.with_columns(period=pl.lit(month)),
                {id_: Trace(frame, {**sample.traces[id_].document, "period": month}) for id_, frame in traces.items()},
            )
            record = RunRecord(
                plan=PLAN, period=month, content=content_hash({"decisions": own.decisions}), started="", as_of="",
                engine=Engine({}, {}, "", "", ""), sources=(), rows=(), counts={}, rulesets=tuple(traces),
            )  # fmt: skip
            settle(ledger, Sealed(record, period, bundle, partial(itself, own)), recall(ledger), Limits())
            if month != MONTHS[-1]:
                close(ledger, evolve(project, limits=Limits()), PLAN, period)
    return sum(path.stat().st_size for path in (place.folder / RESULTS).rglob("*") if path.is_file())


def itself(archive: Archive) -> Archive:
    """An archive that is made already."""
    return archive


def many(frame: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The rows over and over, one for each agent."""
    rows = pl.int_range(len(ids), eager=True) % frame.height
    return frame[rows].with_columns(ids.alias("agent_id"))


if __name__ == "__main__":
    main()
