"""Who may import whom: layers inside the core, the public contract for plugins, nothing heavy before it is needed."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

HEAVY = ("polars", "duckdb", "pyarrow", "pyspark", "sqlite3", "psycopg", "pandas", "numpy")
# Runs the command line in a fresh interpreter and says which heavy libraries it has loaded.
PROBE = f"""
import json, sys
from kpiengine.cli import main
sys.argv = ["kpiengine", *sys.argv[1:]]
code = 0
try:
    code = main()
except SystemExit as end:
    code = end.code or 0
print(json.dumps({{"code": code, "heavy": [name for name in {HEAVY!r} if name in sys.modules]}}))
"""
PLUGIN_MAY_IMPORT = {"attrs", "narwhals", "kpiengine.plugin"}
PLUGIN_TESTS_MAY_IMPORT = PLUGIN_MAY_IMPORT | {"hypothesis", "kpiengine.testing", "pytest"}


def test_imports_run_one_way(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(root)
    assert lint_imports(config_filename=str(root / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["evaluate", "--help"],
        ["check", "--project", "rules/demo"],
        ["metrics"],
        ["metrics", "aht"],
        ["plugins"],
    ],
    ids=" ".join,
)
def test_a_command_that_computes_nothing_loads_no_data_engine(root: Path, arguments: list[str]):
    ran = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-c", PROBE, *arguments], cwd=root, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout.splitlines()[-1])
    assert said == {"code": 0, "heavy": []}, ran.stdout


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports, relative ones left out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def strangers(folder: Path, allowed: set[str]) -> list[str]:
    """Imports outside the standard library, the plugin itself and `allowed`, as "file: module"."""
    own = {path.name for path in (folder / "src").iterdir()}
    return [
        f"{path.relative_to(folder)}: {module}"
        for path in sorted([*folder.glob("src/**/*.py"), *folder.glob("tests/**/*.py")])
        if (path.relative_to(folder).parts[0] == "src") == (allowed is PLUGIN_MAY_IMPORT)
        for module in imported(path)
        if module.split(".")[0] not in sys.stdlib_module_names | own
        and not any(module == name or module.startswith(f"{name}.") for name in allowed)
    ]


def test_plugins_stand_on_the_public_contract_alone(root: Path):
    folders = sorted(path.parent for path in (root / "plugins").glob("*/pyproject.toml"))
    assert folders
    for folder in folders:
        assert strangers(folder, PLUGIN_MAY_IMPORT) == []
        assert strangers(folder, PLUGIN_TESTS_MAY_IMPORT) == []
