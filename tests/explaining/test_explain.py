"""`kpiengine explain AGENT` as its reader meets it: tree, letter, document, rows, and what goes wrong."""

import json
import os
import re
import shutil
import subprocess
import sys

import jsonschema
import polars as pl
import pytest

from kpiengine.cli import main

MONTH = "2026-10"


def plain(text):
    """One line without the lines of the tree."""
    return " ".join(re.sub("[│├└─]", " ", text).split())


def test_the_tree_says_amount_tier_score_and_every_sum(explain):
    code, out, _ = explain("a02", "--period", MONTH)
    said = plain(out)
    assert code == 0
    assert "a02 Ben Okafor" in said
    assert "150.00 GBP: silver, eligible" in said
    assert "= (40 × 100.00 + 35 × 77.67 + 25 × 87.06) ÷ 100" in said
    assert "0 + (73.3 - 50) ÷ (80 - 50) × 100 = 77.67" in said
    assert "Tier silver: from 70, under 90" in said


def test_a_gate_that_failed_shows_both_sides(explain):
    _, out, _ = explain("a05", "--period", MONTH)
    assert "Gate enough_calls: not met" in plain(out)
    assert "contacts_handled 4 >= 8: no" in plain(out)


def test_what_is_not_known_says_its_cause(explain):
    _, out, _ = explain("a04", "--period", MONTH)
    said = plain(out)
    assert "No amount yet: undetermined" in said
    assert "2 of the 5 cases that are needed" in said
    assert "The score is not known" in said


def test_the_last_recorded_period_is_told_where_none_is_named(explain):
    assert explain("a01")[1] == explain("a01", "--period", MONTH)[1]


@pytest.mark.parametrize("width", ["80", "140"])
def test_what_the_terminal_shows(centre, root, width):
    """Golden: KPIENGINE_UPDATE_GOLDEN=1 writes them anew."""
    shown = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "kpiengine", "explain", "a02", "--project", str(centre)],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "COLUMNS": width, "NO_COLOR": "1"},
    ).stdout
    golden = root / "tests" / "golden" / f"explain_{width}.txt"
    if os.environ.get("KPIENGINE_UPDATE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
    assert max(map(len, shown.splitlines())) <= int(width)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_letter(explain, root, language):
    """Golden, as above: what the payee reads."""
    code, out, _ = explain("a02", "--letter", language)
    golden = root / "tests" / "golden" / f"letter_{language}.txt"
    if os.environ.get("KPIENGINE_UPDATE_GOLDEN"):
        golden.write_text(out, encoding="utf-8")
    assert code == 0
    assert out == golden.read_text(encoding="utf-8")


def test_a_letter_of_somebody_undecided_promises_nothing(explain):
    _, out, _ = explain("a04", "--letter", "en")
    assert "cannot be decided yet" in out
    assert "The amount" not in out


def test_the_document_is_enough_for_a_program_that_is_not_ours(explain, root):
    _, out, _ = explain("a02", "--format", "json")
    checker = [sys.executable, "-I", str(root / "docs" / "explanation" / "recompute.py")]
    done = subprocess.run(checker, input=out, capture_output=True, text=True, check=False)  # noqa: S603 -- our own script
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[-1] == "150.00"


@pytest.mark.parametrize("agent", ["a01", "a02", "a03", "a04", "a05"])
def test_the_document_is_as_its_schema_says(explain, root, agent):
    schema = json.loads((root / "docs" / "reference" / "explain.schema.json").read_text("utf-8"))
    document = json.loads(explain(agent, "--format", "json")[1])
    jsonschema.Draft202012Validator(schema).validate(document)
    document["explained"][0]["steps"][0]["valeu"] = 1
    with pytest.raises(jsonschema.ValidationError, match="valeu"):
        jsonschema.Draft202012Validator(schema).validate(document)


def test_the_checker_notices_a_changed_number(explain, root):
    document = json.loads(explain("a02", "--format", "json")[1])
    step = next(s for s in document["explained"][0]["steps"] if s["name"] == "points:solved")
    step["value"] += 1
    checker = [sys.executable, "-I", str(root / "docs" / "explanation" / "recompute.py")]
    done = subprocess.run(  # noqa: S603 -- our own script
        checker, input=json.dumps(document), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "points:solved: recorded 7768, computed 7767" in done.stdout


def test_the_checker_uses_nothing_of_the_engine(root):
    source = (root / "docs" / "explanation" / "recompute.py").read_text(encoding="utf-8")
    assert re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE) == ["json", "math", "sys"]
    assert len(source.splitlines()) <= 150


def test_a_changed_record_is_a_defect(centre, tmp_path, explain):
    broken = tmp_path / "centre"
    shutil.copytree(centre, broken)
    (path,) = broken.glob(".kpiengine/results/*/trace-*.parquet")
    pl.read_parquet(path).with_columns(pl.col("amount") + 1).write_parquet(path)
    code, out, err = explain("a01", project=broken)
    assert code == 70
    assert out == ""
    assert "amount: recorded 30001, computed 30000" in err


def test_the_rows_behind_a_kpi_are_those_that_count_and_those_that_do_not(explain):
    _, out, _ = explain("a02", "--rows", "csat", "--format", "json")
    (behind,) = json.loads(out)["rows"]
    (view,) = behind["views"]
    document = json.loads(explain("a02", "--format", "json")[1])["explained"][0]
    assert len(view["counted"]) == document["measured"]["n:csat"][1]
    assert behind["changed"] == []
    assert all(row["left out because"] for row in view["left_out"])


def test_rows_of_other_files_than_those_of_the_run_are_said_to_be(centre, tmp_path, explain):
    other = tmp_path / "centre"
    shutil.copytree(centre, other)
    (data,) = other.glob("data/*calls*.csv")
    data.write_text(data.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    rules = other / "rules" / "phone.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    _, _, err = explain("a02", "--rows", "csat", project=other)
    assert "rules/phone.toml is not the file that run 1 used" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a09"], 'nobody called "a09" is in 2026-10; did you mean "a0'),
        (["a01", "--period", "2026-09"], "nothing is recorded for 2026-09; there is 2026-10"),
        (["a01", "--plan", "bonos"], "there is no run of plan bonos"),
        (["a01", "--run", "7"], "there is no run with number 7"),
        (["a01", "--rows", "cast"], 'nothing called "cast" is measured for a01; there is csat'),
        (["KPI6O2"], 'nobody called "KPI6O2"'),
        (["KPI999"], 'there is nothing called "KPI999" to explain'),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(explain, arguments, said):
    code, out, err = explain(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_before_the_first_run_there_is_nothing_to_explain(tmp_path, explain):
    main(["init", str(tmp_path / "new")])
    code, _, err = explain("a01", project=tmp_path / "new")
    assert code == 2
    assert "run `kpiengine evaluate` first" in err


def test_a_metric_and_a_code_have_their_pages(explain):
    assert "CSAT" in explain("csat_pct")[1]
    assert explain("kpi602")[1].startswith("KPI602")


def test_names_of_people_are_not_in_the_trace(centre):
    for path in centre.glob(".kpiengine/**/*"):
        assert not path.is_file() or b"Okafor" not in path.read_bytes()
