"""Runs the benchmarks that the README quotes and prints their figures.

python benchmarks/run.py [--quick]   quick: a million contacts, a hundred thousand agents to decide
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """One benchmark after the other; the first that fails ends the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the contacts, a tenth of the agents")
    arguments = parser.parse_args()
    contacts, agents, deciding = (1_000_000, 1_000, 100_000) if arguments.quick else (20_000_000, 10_000, 1_000_000)
    evaluate = ["evaluate.py", "--contacts", str(contacts), "--agents", str(agents)]
    for title, command in (
        (f"evaluate: {contacts:,} contacts, {agents:,} agents", evaluate),
        (f"evaluate, sums alone: {contacts:,} contacts, {agents:,} agents", [*evaluate, "--light"]),
        (
            f"contacts: {contacts // 4:,} contacts, {agents // 2:,} agents, every metric",
            ["contacts.py", "--contacts", str(contacts // 4), "--agents", str(agents // 2)],
        ),
        (f"decide: {deciding:,} agents", ["decide.py", str(deciding)]),
        (f"scenarios: {deciding:,} agents", ["scenarios.py", str(deciding)]),
        (f"ranks and pools: {deciding:,} agents", ["payouts.py", str(deciding)]),
        (f"ledger: {deciding:,} statements", ["ledger.py", str(deciding)]),
        (f"explain: {deciding // 10:,} agents, 12 periods", ["explain.py", str(deciding // 10)]),
        ("check: 200 rule files", ["check.py"]),
    ):
        sys.stdout.write(f"\n{title}\n")
        sys.stdout.flush()
        found = subprocess.run([sys.executable, str(HERE / command[0]), *command[1:]], check=False)
        if found.returncode:
            sys.exit(found.returncode)


if __name__ == "__main__":
    main()
