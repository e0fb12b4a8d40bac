"""The locked requirements are complete, hashed, agree with what the packages ask for, and name no registry."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("runtime", "dev", "spark")
# A pinned line and its hashes, as pip-compile writes them.
PINNED = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+) \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)
Pins = dict[str, tuple[str, frozenset[str]]]


def read(root: Path, lock: str) -> Pins:
    text = (root / "requirements" / f"{lock}.txt").read_text("utf-8")
    rest = PINNED.sub("", text)
    assert [line for line in rest.splitlines() if line.strip() and not line.lstrip().startswith("#")] == []
    return {
        found["name"]: (found["version"], frozenset(re.findall("sha256:[0-9a-f]+", found["hashes"])))
        for found in PINNED.finditer(text)
    }


def asked(manifest: Path) -> list[Requirement]:
    project = tomllib.loads(manifest.read_text("utf-8"))
    return [Requirement(text) for text in [*project["project"]["dependencies"], *project["build-system"]["requires"]]]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_an_exact_version_with_hashes(root: Path, lock: str):
    assert read(root, lock)


def test_the_runtime_lock_satisfies_the_core_and_every_plugin(root: Path):
    pins = read(root, "runtime")
    own = {"kpiengine"} | {path.name for path in (root / "plugins").iterdir()}
    manifests = [root / "pyproject.toml", *sorted((root / "plugins").glob("*/pyproject.toml"))]
    for manifest in manifests:
        for need in asked(manifest):
            name = canonicalize_name(need.name)
            if name not in own:
                assert name in pins, f"{manifest}: {need} is not in requirements/runtime.txt; run make lock"
                assert need.specifier.contains(pins[name][0]), f"{manifest}: {need}, locked is {pins[name][0]}"


def test_the_tools_are_added_to_the_very_libraries_that_users_get(root: Path):
    runtime, dev, spark = (read(root, lock) for lock in LOCKS)
    assert runtime.items() <= dev.items()
    assert "pyspark" in spark
    assert not spark.keys() & dev.keys()


@pytest.mark.parametrize("lock", ["dev", "spark"])
def test_what_the_in_file_asks_for_is_locked(root: Path, lock: str):
    pins = read(root, lock)
    wanted = [
        Requirement(line)
        for line in (root / "requirements" / f"{lock}.in").read_text("utf-8").splitlines()
        if line and line[0] not in "#-"
    ]
    assert wanted
    for need in wanted:
        assert need.specifier.contains(pins[canonicalize_name(need.name)][0]), need
