"""Checking 200 rule files against tomli's bare parse of the same files, each in a process of its own.

The aim is: under twice tomli's parse, plus a fixed start.  The start is what a check costs whatever the number of
files: the same command for one rule file, so that rules, plugins and checks are loaded in it; tomli's start is its
parse of that one file.  What is left on both sides is what every further file costs.  Two checks are measured, each
beyond its own start: the first, with nothing kept (`--no-cache` is the same), and the next one, when every file was
found without faults before.  The wheel of tomli is compiled; the standard library's tomllib is the same parser in
plain Python, and is shown beside it.  Times are user and system CPU of the whole process.  Each turn has all of them
one after the other; what counts is the median over the turns of what many files took more than one in the same turn,
since a processor is quicker in one minute than in the next.

    python benchmarks/check.py [files]
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

FILES = 200
TURNS = 15

PROJECT = """\
format = 1
[project]
name = "bench"
timezone = "Europe/London"
currency = "GBP"
[facts.agents]
source = "agents.csv"
"""

RULES = """\
# Bonus of team {number}, as 200 teams of a large centre would have it.
format = 1

[ruleset]
id = "team-{number}"
plan = "bonus"
title = {{ en = "Team {number}", zh = "团队 {number}" }}
from = 2026-10-01
period = "month"
count_when = "mature"
agents = {{ role = "agent", team = "t{number}" }}

[kpi.csat]
metric = "csat_pct"
target = {target}          # 100 points
floor = 70           # 0 points
weight = 40
min_sample = 10
if_missing = "team"

[kpi.fcr]
target = 80
floor = 60
weight = 35
min_sample = 30

[kpi.aht]
target = [240, 360]  # good inside
floor = [150, 540]
weight = 25

[gate]
quality = {{ require = 'quality_score >= 80', else = "no_bonus" }}
transfers = {{ require = 'transfer_rate <= 20', else = {{ cap_tier = "silver" }} }}

[tier]
silver = {{ from = 80, bonus = 300 }}
gold   = {{ from = 90, bonus = {bonus}, rewards = ["leave_day"] }}

[reward.leave_day]
kind = "leave"
amount = "8 h"

[alert.csat_low]
when = 'csat < 70 and sample(csat) >= 5'
message = {{ en = "{{agent}}: CSAT {{csat}} is under 70", zh = "{{agent}} 满意度 {{csat}} 低于 70" }}
"""

PARSE = """\
import sys
from decimal import Decimal
from importlib import import_module
from pathlib import Path
loads = import_module(sys.argv[1]).loads
for folder in sys.argv[2:]:
    for path in sorted(Path(folder, "rules").glob("*.toml")):
        loads(path.read_bytes().decode(), parse_float=Decimal)
"""


def write(folder: Path, files: int) -> Path:
    """A project with so many rule files."""
    (folder / "rules").mkdir(parents=True)
    (folder / "kpiengine.toml").write_text(PROJECT, "utf-8")
    for number in range(files):
        text = RULES.format(number=number, target=80 + number % 10, bonus=500 + number)
        (folder / "rules" / f"team{number:03}.toml").write_text(text, "utf-8")
    return folder


def cpu(command: Sequence[str], cache: Path) -> float:
    """Seconds of CPU of a process."""
    before = getrusage(RUSAGE_CHILDREN)
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPYCACHEPREFIX": str(cache.with_name("compiled"))}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation has its modules compiled
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    after = getrusage(RUSAGE_CHILDREN)
    if "check" in command and "no faults" not in said.stdout:
        raise SystemExit(said.stdout)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def main(files: int) -> None:
    """Print the times and what follows from them."""
    with tempfile.TemporaryDirectory() as name:
        folders = {"many": write(Path(name, "many"), files), "one": write(Path(name, "one"), 1)}
        python, cache = sys.executable, Path(name, "cache")
        spent: dict[str, list[float]] = {}
        for _ in range(TURNS):
            for parser in ("tomli", "tomllib"):
                for size, folder in folders.items():
                    parse = [python, "-c", PARSE, parser, str(folder)]
                    spent.setdefault(f"{parser} {size}", []).append(cpu(parse, cache))
            shutil.rmtree(cache, ignore_errors=True)
            for what in ("first", "again"):
                for size, folder in folders.items():
                    check = [python, "-m", "kpiengine", "check", "--project", str(folder)]
                    spent.setdefault(f"{what} {size}", []).append(cpu(check, cache))
    tomli, tomllib, first, again = (
        median(many - one for many, one in zip(spent[f"{what} many"], spent[f"{what} one"], strict=True))
        for what in ("tomli", "tomllib", "first", "again")
    )
    print(
        f"beyond the first of {files} files tomli takes {tomli * 1000:.0f} ms of CPU, tomllib {tomllib * 1000:.0f} ms"
    )
    for own, start, meaning in (
        (first, "first", "the first check, nothing kept,"),
        (again, "again", "the check again, nothing changed,"),
    ):
        print(
            f"{meaning} takes {own * 1000:.0f} ms: {own / tomli:.2f} times tomli, {own / tomllib:.2f} times tomllib; "
            f"its start {median(spent[f'{start} one']) * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)
