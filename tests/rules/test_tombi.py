"""The schema as an editor sees it: tombi, which reads it by `#:schema`, agrees with the reader."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpiengine.rules.schema import schema_text

FIXTURES = Path(__file__).parent / "fixtures"
TOMBI = shutil.which("tombi", path=str(Path(sys.executable).parent)) or shutil.which("tombi")
pytestmark = pytest.mark.skipif(TOMBI is None, reason="tombi is not installed; requirements/dev.txt has it")

# Slips of structure that the reader refuses, which must be red in the editor, too.
STRUCTURE = (
    *("unknown_key", "unknown_heading", "number_in_quotes", "negative_bonus", "double_brackets", "no_consequence"),
    *("two_consequences", "tier_without_from", "period_missing", "state_misspelt", "extends_off_is_false"),
    *("extends_off_in_a_value", "off_without_extends", "true_for_a_number", "percent_over_100"),
    *("key_of_another_section", "id_leaves_the_folder"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, catalogue):
    made = tmp_path_factory.mktemp("tombi")
    (made / "kpiengine.schema.json").write_text(schema_text(catalogue.metrics.values()), "utf-8")
    for path in FIXTURES.glob("*.toml"):
        text = path.read_text("utf-8")
        (made / path.name).write_text(f"#:schema ./kpiengine.schema.json\n{text}", "utf-8")
    return made


def lint(folder, *names):
    command = [TOMBI, "lint", "--offline", "--no-cache", "--error-on-warnings", *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 -- a tool of the tests
    return done.returncode, done.stdout + done.stderr


def test_sound_files_are_clean_in_strict_mode(folder):
    names = sorted(path.name for kind in ("good", "lint") for path in folder.glob(f"*.{kind}.toml"))
    code, said = lint(folder, *names)
    assert code == 0, said


@pytest.mark.parametrize("name", STRUCTURE)
def test_slips_of_structure_are_red_in_the_line_that_check_names(folder, name):
    text = (FIXTURES / f"{name}.bad.toml").read_text("utf-8")
    code, said = lint(folder, f"{name}.bad.toml")
    assert code != 0
    lines = {int(line) + 1 for line in re.findall(r"# expect (\d+):", text)}  # one line more: #:schema
    found = {int(line) for line in re.findall(rf"{name}\.bad\.toml:(\d+):", said)}
    assert lines & found or min(lines) == 1, said


def test_the_schema_of_the_repository_knows_the_metrics_of_our_plugins(root):
    schema = json.loads((root / "rules" / "kpiengine.schema.json").read_text("utf-8"))
    assert {"csat_pct", "aht", "fcr", "quality_score"} <= set(schema["definitions"]["metric"]["enum"])


def test_a_metric_that_is_not_installed_is_one_fault(folder):
    code, said = lint(folder, "metric_misspelt.bad.toml")
    assert code != 0
    assert said.count("metric_misspelt.bad.toml:") == 1, said
