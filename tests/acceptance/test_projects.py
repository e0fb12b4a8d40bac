"""The committed projects themselves: without a fault, without the data, and named in the README."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DATA = "../../../../shared/data/"
PROJECTS = sorted(path.parent.name for path in HERE.glob("*/kpiengine.toml") if DATA in path.read_text("utf-8"))


@pytest.mark.parametrize("project", PROJECTS)
def test_the_project_checks(project):
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "kpiengine", "check", "--strict", "--project", str(HERE / project)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "no faults" in done.stdout


def test_the_readme_names_every_project():
    text = (HERE / "README.md").read_text("utf-8")
    assert PROJECTS
    assert [name for name in PROJECTS if f"`{name}`" not in text] == []


@pytest.mark.parametrize("project", PROJECTS)
def test_a_project_is_mapping_and_rules_only(project):
    files = {path.relative_to(HERE / project) for path in (HERE / project).rglob("*") if path.is_file()}
    kept = {path for path in files if path.parts[0] not in {"out", ".kpiengine"}}  # of a run by hand
    assert {path.suffix for path in kept} == {".toml"}
