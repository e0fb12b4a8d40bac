"""How long `kpiengine evaluate` takes against the same aggregates written by hand in Polars: process against process.

Start-up, imports and writing the result count on both sides; compiled modules are kept, as in an installation.  Each
is run a few times in turn; the best wall time, CPU time and memory of each count, as machines are shared.

Twelve metrics: handling, waiting, answers of customers, and two that follow each customer from contact to contact.
`--light` takes twelve without these two: sums of rows alone, where all that is not summing weighs most.

    python benchmarks/evaluate.py [--contacts 20000000] [--agents 10000] [--runs 3] [--folder build/bench] [--light]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import contact_files

HERE = Path(__file__).parent
MB = 1_000  # ru_maxrss is in kilobytes on Linux

PROJECT = """\
format = 1
[project]
name = "bench"
timezone = "Asia/Shanghai"
currency = "CNY"

[facts.agents]
source = ["agents.csv"]
columns = { agent_id = "agent_id", valid_from = "valid_from", team_id = "team_id", site_id = "site_id" }

[facts.contacts]
source = ["contacts.parquet"]
rows = "ROWS"

[facts.queue_entries]
source = ["queue_entries.parquet"]
rows = "ROWS"
columns = { contact_channel = '"voice"', contact_direction = '"inbound"', contact_is_test = false }

[facts.agent_legs]
source = ["agent_legs.parquet"]
rows = "ROWS"
columns = { contact_channel = '"voice"', contact_direction = '"inbound"', contact_is_test = false }

[facts.surveys]
source = ["surveys.parquet"]
rows = "ROWS"
columns = { contact_is_test = false }
"""
RULES = """\
format = 1
[ruleset]
id = "bench"
title = "Twelve metrics"
from = 2026-01-01
period = "month"
agents = { role = "agent" }
"""
SUMS = (
    *("contacts_handled", "aht", "avg_talk_time", "transfer_rate"),
    *("asa", "service_level", "abandonment_rate", "csat_mean", "csat_pct", "nps"),
)
METRICS = (*SUMS, "fcr", "repeat_call_rate")
LIGHT = (*SUMS, "avg_hold_time", "avg_wrap_up_time")
MORE = {
    "abandonment_rate": 'level = "centre"\n',  # nobody's own: it is not measured per agent
    "repeat_call_rate": 'params = { mode = "trigger" }\n',  # as by hand: whoever's contact was followed by another
}


def project(
    folder: Path, rows: str, metrics: tuple[str, ...], said: Mapping[str, str] = MORE, text: str = PROJECT
) -> Path:
    """A project beside the data with one rule set that measures the metrics, of which more may be `said`."""
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "kpiengine.toml").write_text(text.replace("ROWS", rows))
    kpis = "".join(f'\n[kpi.{m}]\nmetric = "{m}"\n' + said.get(m, "") for m in metrics)
    (folder / "rules" / "bench.toml").write_text(RULES + kpis)
    return folder


def run(command: list[str], compiled: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak memory in MB of one process; a failure ends the benchmark."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        if os.waitstatus_to_exitcode(status) != 0:
            said.seek(0)
            sys.exit(f"failed: {' '.join(command)}\n{said.read().decode()}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MB


def compared(best: Mapping[str, Sequence[float]], what: Mapping[str, object]) -> None:
    """Prints each way's wall time, CPU time and memory, with their ratios to those by hand."""
    for name, (wall, cpu, peak) in best.items():
        ratios = [now / hand for now, hand in zip((wall, cpu, peak), best["by hand"], strict=True)]
        sys.stdout.write(
            f"{name:8} {wall:7.2f} s wall ({ratios[0]:.2f})  {cpu:7.2f} s CPU ({ratios[1]:.2f})"
            f"  {peak:6.0f} MB ({ratios[2]:.2f})\n"
        )
    sys.stdout.write(json.dumps(what) + "\n")


def main() -> None:
    """Prints one line per way, with its ratio to the query by hand in brackets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=20_000_000)
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    parser.add_argument("--light", action="store_true", help="no metric that follows customers, on both sides")
    arguments = parser.parse_args()
    folder = contact_files.made(arguments.folder, arguments.contacts, arguments.agents)
    metrics = LIGHT if arguments.light else METRICS
    kpiengine = [sys.executable, "-m", "kpiengine", "evaluate", "--project", str(folder), "--period", "2026-01"]
    by_hand = [sys.executable, str(HERE / "hand_written.py"), str(folder), *(["light"] * arguments.light)]
    best: dict[str, list[float]] = {}
    for _ in range(arguments.runs):
        for name, command, rows in (
            ("by hand", by_hand, None),
            ("trusted", kpiengine, "trusted"),
            ("default", kpiengine, "unique"),
        ):
            if rows is not None:
                project(folder, rows, metrics)
            found = run(command, arguments.folder / "compiled")
            best[name] = [min(pair) for pair in zip(best.get(name, found), found, strict=True)]
    compared(best, {"metrics": len(metrics), "contacts": arguments.contacts, "best of": arguments.runs})


if __name__ == "__main__":
    main()
