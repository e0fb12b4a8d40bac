"""The repository has the layout that the design gives it, so that people find things."""

import os
import tomllib
from pathlib import Path

TOP = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "benchmarks",
    "docs",
    "kpiengine",
    "plugins",
    "pyproject.toml",
    "requirements",
    "rules",
    "tests",
}
# Test folders that mirror no package: what they test is the whole.
ACROSS = {"acceptance", "docs", "faults", "fixtures", "golden", "properties", "repository"}
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def test_the_top_level_holds_only_what_the_layout_names(files):
    assert {path.parts[0] for path in files} <= TOP


def test_no_module_has_a_name_that_says_nothing(files):
    code = [path for path in files if path.suffix == ".py" and path.parts[0] in {"kpiengine", "plugins"}]
    assert code
    assert [path for path in code if SAY_NOTHING & {path.stem, *path.parts}] == []


def test_tests_mirror_the_package(root: Path):
    packages = {path.parent.name for path in (root / "kpiengine").glob("*/__init__.py")}
    modules = {path.stem for path in (root / "kpiengine").glob("*.py")}
    folders = {path.name for path in (root / "tests").iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert folders - packages - modules - ACROSS == set()


def test_every_plugin_is_its_own_distribution_on_the_public_entry_point(root: Path):
    plugins = [path for path in (root / "plugins").iterdir() if path.is_dir() and any(path.iterdir())]
    assert plugins
    for folder in plugins:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
        assert project["name"] == folder.name
        assert project["entry-points"]["kpiengine.v1"]
        assert any(need.startswith("kpiengine>=") and "," in need for need in project["dependencies"]), folder
        assert (folder / "README.md").is_file(), folder
        assert list((folder / "src").glob("*/py.typed")), folder
        assert list((folder / "tests").glob("test_*.py")), folder


def test_the_ci_script_can_be_run(root: Path):
    assert os.access(root / ".ci" / "run", os.X_OK)
