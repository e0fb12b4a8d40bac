"""Installs fixture plugins: a distribution is a folder with METADATA and entry_points.txt on the path."""

import importlib
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parent / "plugins"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """install("sound") makes the fixture plugin of that name an installed distribution."""
    monkeypatch.syspath_prepend(str(PLUGINS))
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)

    # A file that is no Python cannot lie among files that are checked as Python.
    (tmp_path / "fixture_syntax.py").write_text("def broken(:\n")

    def installed(name, *, module=None, distribution=None, group="kpiengine.v1"):
        distribution = distribution or f"fixture-{name}"
        folder = tmp_path / f"{distribution.replace('-', '_')}-1.2.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.2\n")
        (folder / "entry_points.txt").write_text(f"[{group}]\n{name} = fixture_{module or name}\n")
        importlib.invalidate_caches()
        return name

    yield installed
    for name in set(sys.modules) - before:
        if name.startswith("fixture_"):
            del sys.modules[name]
