import os
import subprocess
import sys

from fixture_parts import COLD_RATE, DRINKS, SERVED

from kpiengine.plugin import hookimpl

print('{"payout": 999}')  # noqa: T201  # what this fixture is for
sys.stderr.write("\x1b[2J")
os.write(1, b"beneath")
subprocess.run([sys.executable, "-S", "-c", "print('child')"], check=True)


@hookimpl
def kpiengine_fact_tables():
    print("and in a hook")  # noqa: T201  # what this fixture is for
    return [DRINKS]


@hookimpl
def kpiengine_views():
    return [SERVED]


@hookimpl
def kpiengine_metrics():
    return [COLD_RATE]
