"""Runs the story with a fault in it, and looks at what is left."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

HERE = Path(__file__).parent


@frozen
class Left:
    """What a hit command left behind: its exit code, and whether the injector fired."""

    code: int
    fired: bool
    said: str


@pytest.fixture(scope="session")
def story():
    """tests/faults/steps.py, as the child uses it."""
    spec = importlib.util.spec_from_file_location("steps_of_faults", HERE / "steps.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def child():
    """Does steps in a process of its own, with a fault in it."""

    def run(folder, kind, call, number, steps):
        fired = folder.parent / "fired"
        fired.unlink(missing_ok=True)
        command = [sys.executable, str(HERE / "child.py"), str(folder), kind, call, str(number), *steps]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own child
        return Left(done.returncode, fired.exists(), done.stderr)

    return run


@pytest.fixture(scope="session")
def clean(tmp_path_factory, story, child):
    """The folder after each step of a run without faults, and how many calls of each kind each step makes."""
    folder = tmp_path_factory.mktemp("clean") / "centre"
    folder.mkdir()
    after, calls = {}, {}
    for step in story.STORY:
        before = folder.parent / f"before-{step}"
        shutil.copytree(folder, before)
        left = child(folder, "count", "any", 0, [step])
        assert (left.code, left.fired) == (0, False), left.said
        calls[step] = json.loads((folder.parent / "counted").read_text())
        after[step] = before
    return folder, after, calls
