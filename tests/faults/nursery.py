"""Commands that cost no start: a process that has everything loaded forks a child for each, which is the command.

The child is a process of its own from its first instruction on: a signal, a system call that fails or a power cut hits
it as it would hit a command that was typed.  One request a line on stdin, as JSON; one answer a line on stdout.

    {"argv": [...], "said": FILE, "inject": TEXT or null, "log": FILE, "child": true or false, "after_ms": N or null}

`inject` is what strace is to do (it is attached before the command begins); without it and with `log` it only notes
the calls.  `child` runs tests/faults/child.py instead of the command.  `after_ms`: after so long `signal` from outside,
else SIGKILL.
`times`: so many of it at once; then `code` is a list.
"""

import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

CALLS = "write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,ftruncate,truncate,unlink,unlinkat,mkdir"
# Threads of Polars that hold nothing that a child needs: they give memory back, and clear spilled files away.
IDLE = ("jemalloc_bg_thd", "polars-ooc-clea")
LONGEST_S = 180.0
HERE = Path(__file__).parent


def warm() -> None:
    """Loads all of the engine and its plugins, and starts no thread that works: a fork copies its own alone."""
    import kpiengine  # noqa: PLC0415 -- counted as start
    from kpiengine.registry import load_catalogue  # noqa: PLC0415 -- as above

    for module in pkgutil.walk_packages(kpiengine.__path__, "kpiengine."):
        if "__main__" not in module.name and ".testing" not in module.name and ".rule_tests" not in module.name:
            importlib.import_module(module.name)
    load_catalogue(None, every_plan=False)
    tasks = Path("/proc/self/task")
    threads = {(task / "comm").read_text("ascii").strip() for task in tasks.iterdir()} if tasks.exists() else set()
    assert threads <= {"python", "python3", *IDLE}, f"threads that a child would miss: {threads}"


def born(asked):
    """The child's life; never returns."""
    out = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.update(dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME"), "ops"), COLUMNS="200")
    try:
        if asked.get("log"):
            _wait_for_tracer()
        if asked.get("child"):
            sys.path.insert(0, str(HERE))
            child = importlib.import_module("child")
            sys.argv = ["child.py", *asked["argv"]]
            code = child.main()
        else:
            from kpiengine.cli import main  # noqa: PLC0415 -- loaded already

            sys.argv = ["kpiengine", *asked["argv"]]
            code = main(asked["argv"])
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 -- a traceback is a result here
        import traceback  # noqa: PLC0415 -- as above

        traceback.print_exc()
        os._exit(99)
    os._exit(code or 0)


def _wait_for_tracer() -> None:
    end = time.monotonic() + 60
    while "TracerPid:\t0\n" in Path("/proc/self/status").read_text("ascii"):
        assert time.monotonic() < end, "strace did not attach"
        time.sleep(0.002)


def crowd(asked):
    """The same command so many times at once, each a process of its own; the codes in the order of their beginning."""
    pids = []
    for number in range(asked["times"]):
        pid = os.fork()
        if pid == 0:
            born({**asked, "said": f"{asked['said']}-{number}"})
        pids.append(pid)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    said = "".join(Path(f"{asked['said']}-{number}").read_text("utf-8") for number in range(asked["times"]))
    Path(asked["said"]).write_text(said, "utf-8")
    return {"code": codes, "main": 0}


def serve(asked):
    """Forks, hits, waits; says how it ended."""
    if "times" in asked:
        return crowd(asked)
    pid = os.fork()
    if pid == 0:
        born(asked)
    tracer = None
    if asked.get("log"):
        inject = ["-e", f"inject={asked['inject']}"] if asked.get("inject") else []
        command = ["strace", "-f", "-q", "-o", asked["log"], "-e", f"trace={CALLS}", *inject, "-p", str(pid)]
        tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=2)  # noqa: S603 -- our own words
    if asked.get("after_ms") is not None:
        time.sleep(asked["after_ms"] / 1000)
        os.kill(pid, asked.get("signal") or signal.SIGKILL)
    watchdog = threading.Timer(
        LONGEST_S, os.kill, (pid, signal.SIGABRT)
    )  # a command that hangs is a failure, not a wait
    watchdog.daemon = True
    watchdog.start()
    _, status = os.waitpid(pid, 0)
    watchdog.cancel()
    watchdog.join()
    if tracer is not None:
        tracer.wait()
    return {"code": os.waitstatus_to_exitcode(status), "main": pid}


def main() -> None:
    """Serves until stdin ends."""
    warm()
    for line in sys.stdin:
        answer = json.dumps(serve(json.loads(line)))
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
