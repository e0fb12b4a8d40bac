"""Runs commands with a fault in them, looks at what is left, and counts every fault that fired."""

import importlib.util
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from attrs import define, frozen

HERE = Path(__file__).parent
FIRED: Counter[str] = Counter()


@frozen
class Left:
    """What a hit command left behind: its exit code (negative: the signal), whether the fault fired, what it said."""

    code: int
    fired: bool
    said: str


@define
class Nursery:
    """Commands by fork of a process that has everything loaded (`nursery.py`)."""

    process: subprocess.Popen
    folder: Path

    def ask(self, argv, **asked):
        """Runs one; gives the exit code, what it said, and its process id."""
        said = self.folder / "said"
        line = json.dumps({"argv": list(argv), "said": str(said), **asked})
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["code"], said.read_text("utf-8"), answer["main"]


@pytest.fixture(scope="session")
def fired():
    """How many faults of each kind fired."""
    return FIRED


@pytest.fixture(scope="session")
def nursery(tmp_path_factory):
    """The warm process."""
    folder = tmp_path_factory.mktemp("nursery")
    with subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, str(HERE / "nursery.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder
    ) as process:
        yield Nursery(process, folder)
        process.stdin.close()


def _module(name):
    spec = importlib.util.spec_from_file_location(f"{name}_of_faults", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def story():
    """tests/faults/steps.py, as the child uses it."""
    return _module("steps")


@pytest.fixture(scope="session")
def centre():
    """tests/faults/centre.py."""
    return _module("centre")


@pytest.fixture(scope="session")
def calls_named():
    """The system calls that faults are put into."""
    return tuple(_module("nursery").CALLS.split(","))


@pytest.fixture(scope="session")
def child(nursery):
    """Does steps in a process of its own, with a fault in it."""

    def run(folder, kind, call, number, steps):
        fired = folder.parent / "fired"
        fired.unlink(missing_ok=True)
        code, said, _ = nursery.ask([str(folder), kind, call, str(number), *steps], child=True)
        left = Left(code, fired.exists(), said)
        if kind != "count":
            FIRED[f"{kind} at a statement, sync or rename"] += left.fired
        return left

    return run


@pytest.fixture(scope="session")
def clean(tmp_path_factory, story, child):
    """A run without faults: its folder, the folder before each step, the calls of each step, the content after it."""
    folder = tmp_path_factory.mktemp("clean") / "centre"
    folder.mkdir()
    before, calls, after = {}, {}, {}
    for step in story.STORY:
        before[step] = folder.parent / f"before-{step}"
        shutil.copytree(folder, before[step])
        left = child(folder, "count", "any", 0, [step])
        assert (left.code, left.fired) == (0, False), left.said
        calls[step] = json.loads((folder.parent / "counted").read_text())
        after[step] = story.content(folder)
    return folder, before, calls, after


def pytest_terminal_summary(terminalreporter):
    """Says how many faults fired."""
    if FIRED:
        for kind, count in sorted(FIRED.items()):
            terminalreporter.write_line(f"faults: {count:5} {kind}")
        kinds = sum(count > 0 for count in FIRED.values())
        terminalreporter.write_line(f"{FIRED.total()} injections fired over {kinds} kinds")
