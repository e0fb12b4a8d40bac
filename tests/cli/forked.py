"""Commands that cost no start: a process that has everything loaded forks a child for each, which is the command.

The child is a process of its own, with its own signals, environment and end.  One request a line on stdin, as JSON;
the lines on stdout are the child's process id, `here` when it holds where it was asked to, and the exit code.

    {"argv": [...], "env": {...}, "said": FILE, "hold": [STAGE, asleep or deaf] or null, "seconds": {PLACE: NUMBER}}

`asleep` holds in a sleep, which a signal ends; `deaf` in a library's work that no signal interrupts.  `seconds` makes
waits shorter that are constants of modules (module:NAME).
"""

import gc
import importlib
import json
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path

LONGEST_S = 60


def born(asked):
    """The child's life; never returns."""
    code = 99
    try:
        tell = os.dup(1)
        for number in (1, 2):
            os.dup2(os.open(f"{asked['said']}.{number}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        signal.alarm(LONGEST_S)  # a command that hangs is a failure, not a wait
        os.environ.update(asked["env"])
        if asked["hold"]:
            _hold(tell, *asked["hold"], Path(f"{asked['said']}.db"))
        for place, number in asked["seconds"].items():
            module, _, name = place.partition(":")
            setattr(sys.modules[module], name, number)
        from kpiengine.cli import main  # noqa: PLC0415 -- loaded already

        sys.argv = ["kpiengine", *asked["argv"]]
        code = main(asked["argv"])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _hold(tell, where, how, database):
    """Lets the command say when the stage begins, and stay there."""
    from kpiengine.outputs import progress  # noqa: PLC0415 -- loaded already

    def stage(_self, name, _detail=""):
        if name == where:
            os.write(tell, b"here\n")
            time.sleep(LONGEST_S) if how == "asleep" else _work(database)

    progress.Quiet.stage = stage


def _work(database):
    """Waits for a lock inside SQLite, which takes no notice of signals and uses no processor."""
    holder = sqlite3.connect(database)
    holder.execute("BEGIN EXCLUSIVE")
    sqlite3.connect(database, timeout=LONGEST_S).execute("BEGIN EXCLUSIVE")


def main():
    """Serves until stdin ends."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "faults"))
    from nursery import warm  # noqa: PLC0415 -- where it is

    warm()
    for module in ("apprise", "apprise.plugins.email", "rich.console", "rich.table", "rich.progress"):
        importlib.import_module(module)
    gc.freeze()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            born(asked)
        os.write(1, f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
