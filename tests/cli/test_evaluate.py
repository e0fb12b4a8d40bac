"""`kpiengine evaluate` as its user meets it: tables, JSON, files, exit codes, and the same again."""

import csv
import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing

import polars as pl
import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

MONTH = "2026-10"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The project that `kpiengine init` writes, evaluated once."""
    folder = tmp_path_factory.mktemp("sample") / "centre"
    write_project(folder, MONTH)
    assert main(["evaluate", "--project", str(folder), "--period", MONTH, "-q"]) == 0
    return folder


@pytest.fixture
def fresh(tmp_path):
    """The same project, not yet evaluated, to be broken."""
    write_project(tmp_path / "centre", MONTH)
    return tmp_path / "centre"


def run(folder, *arguments):
    return main(["evaluate", "--project", str(folder), "--period", MONTH, *arguments])


def written(folder):
    """Every file with its bytes; of the ledger what was recorded, without who tried to."""
    files = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.parent.name != ".kpiengine"}
    with closing(sqlite3.connect(folder / ".kpiengine" / "ledger.db")) as ledger:
        tables = ("entries", "runs", "run_inputs", "texts", "batches", "statements")
        return files | {name: ledger.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608


def rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_every_file_is_there_as_csv_and_parquet(sample):
    out = sample / "out" / "bonus" / MONTH
    names = {"scorecards", "kpi_lines", "segments", "decisions", "alerts", "money", "rewards", "rejected", "accounts"}
    assert {p.name for p in out.iterdir()} == {f"{n}.{kind}" for n in names for kind in ("csv", "parquet")} | {
        "run.json",
        "accounts.json",
    }
    for name in names:
        assert pl.read_parquet(out / f"{name}.parquet").height == len(rows(out / f"{name}.csv")), name


def test_eligibility_has_three_values_with_reasons(sample):
    found = {r["agent_id"]: r for r in rows(sample / "out" / "bonus" / MONTH / "decisions.csv")}
    assert {agent: row["eligibility"] for agent, row in found.items()} == {
        "a01": "eligible",
        "a02": "eligible",
        "a03": "not_eligible",
        "a04": "undetermined",
        "a05": "not_eligible",
    }
    assert "KPI_FEW:csat" in found["a04"]["reasons"]
    assert found["a04"]["amount"] == ""  # not known is not zero
    assert "GATE_FAILED:enough_calls" in found["a05"]["reasons"]  # a failed gate outranks the missing score
    assert found["a05"]["score"] == ""


def test_redistribute_scores_without_the_weight_that_is_missing(fresh):
    rules = fresh / "rules" / "phone.toml"
    rules.write_text(rules.read_text().replace('if_missing = "hold"', 'if_missing = "redistribute"'))
    assert run(fresh, "-q") == 0
    dana = next(r for r in rows(fresh / "out" / "bonus" / MONTH / "decisions.csv") if r["agent_id"] == "a04")
    # solved 80.0 and aht 262.1 earn 100 points each, so 35 and 25 points of weight make a score of 100
    assert (dana["eligibility"], dana["score"], dana["tier"]) == ("eligible", "100.00", "gold")


def test_a_second_run_changes_no_byte(sample):
    before = written(sample)
    assert run(sample, "-q") == 0
    assert written(sample) == before


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_any_partition_into_files_give_the_same_content(sample, fresh, seed):
    chance = random.Random(seed)  # noqa: S311 -- seeded on purpose
    calls = fresh / "data" / "calls.csv"
    head, *lines = calls.read_text(encoding="utf-8").splitlines()
    calls.unlink()
    chance.shuffle(lines)
    cuts = sorted(chance.choices(range(len(lines) + 1), k=seed))
    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(lines)], strict=True)):
        part = "\n".join([head, *lines[start:end]]) + "\n"
        (fresh / "data" / f"calls-{number}.csv").write_text(part, encoding="utf-8")
    project = fresh / "kpiengine.toml"
    project.write_text(project.read_text().replace('"data/calls.csv"', '"data/calls-*.csv"'))
    assert run(fresh, "-q") == 0
    for name in ("scorecards", "kpi_lines", "decisions", "alerts"):
        mine, whole = (folder / "out" / "bonus" / MONTH / f"{name}.csv" for folder in (fresh, sample))
        assert mine.read_bytes() == whole.read_bytes()


def test_another_result_is_recorded_as_the_next_run(fresh):
    assert run(fresh, "-q") == 0
    rules = fresh / "rules" / "phone.toml"
    rules.write_text(rules.read_text().replace("bonus = 150", "bonus = 151"))
    assert run(fresh, "-q") == 0
    record = json.loads((fresh / "out" / "bonus" / MONTH / "run.json").read_text())
    assert record["number"] == 2
    assert [number for _, _, _, number, *_ in written(fresh)["runs"]] == [1, 2]


def test_json_on_stdout_is_whole_and_says_the_same_as_the_files(sample, capsys):
    assert run(sample, "--format", "json") == 0
    (made,) = json.loads(capsys.readouterr().out)["runs"]
    cards = {card["agent_id"]: card for card in made["scorecards"]}
    assert cards["a02"]["score"] == "88.95"
    assert cards["a02"]["decision"]["tier"] == "silver"
    assert [line["kpi"] for line in cards["a02"]["kpis"]] == ["csat", "solved", "aht"]
    assert made["alerts"][0]["message_zh"].startswith("Chen Wei：客户满意度 28.6")
    for account in made["rows"]:
        parts = ("used", "outside", "later", "duplicate", "superseded", "rejected")
        assert account["read"] == sum(account[part] for part in parts)


def test_run_record_names_every_input_with_its_hash(sample):
    record = json.loads((sample / "out" / "bonus" / MONTH / "run.json").read_text())
    assert {s["kind"] for s in record["sources"]} == {"project", "rules", "roster", "facts"}
    assert all(len(s["sha256"]) == 64 for s in record["sources"])
    assert set(record["engine"]["plugins"]) >= {"contacts", "experience"}


def test_names_change_no_content(fresh):
    assert run(fresh, "-q") == 0
    agents = fresh / "data" / "agents.csv"
    agents.write_text(agents.read_text().replace("Chen Wei", "=HYPERLINK(1)"))
    record = fresh / "out" / "bonus" / MONTH / "run.json"
    before = json.loads(record.read_text())["content"]
    assert run(fresh, "-q") == 0
    assert json.loads(record.read_text())["content"] == before
    named = {r["agent_id"]: r["name"] for r in rows(record.parent / "scorecards.csv")}
    assert named["a03"] == "'=HYPERLINK(1)"  # inert in a spreadsheet


@pytest.mark.parametrize(("finding", "code"), [("alerts", 1), ("undetermined", 1), ("rejected", 0), ("warnings", 0)])
def test_fail_on(sample, capsys, finding, code):
    assert run(sample, "--fail-on", finding) == code
    assert ("exit code 1 was asked for" in capsys.readouterr().err) == bool(code)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--period", "2026-11"], 3, "no facts lie in 2026-11"),
        (["--period", "2026-09"], 2, "no rule set covers anybody in 2026-09"),
        (["--period", "2026-13"], 2, 'there is no period "2026-13"'),
        (["--period", "2026-10", "--from", "2026-10"], 2, "not both"),
        (["--from", "2026-10"], 2, "both --from and --to"),
    ],
)
def test_what_cannot_be_evaluated_is_a_sentence(fresh, capsys, arguments, code, said):
    assert main(["evaluate", "--project", str(fresh), *arguments]) == code
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not (fresh / "out").exists()
    assert not (fresh / ".kpiengine").exists() or written(fresh)["runs"] == []


def test_a_fault_in_a_rule_file_stops_before_any_data_is_read(fresh, capsys):
    rules = fresh / "rules" / "phone.toml"
    rules.write_text(rules.read_text().replace("weight = 40", "weight = 41"))
    (fresh / "data" / "calls.csv").write_text("not,read\n")
    assert run(fresh) == 2
    assert "make 101" in capsys.readouterr().err.replace("\n", " ")


def test_bad_data_is_refused_and_earlier_results_stay(fresh, capsys):
    assert run(fresh, "-q") == 0
    before = {p: p.read_bytes() for p in (fresh / "out").rglob("*") if p.is_file()}
    calls = fresh / "data" / "calls.csv"
    lines = calls.read_text().splitlines()
    lines[3] = lines[3].replace("0:0", "zero:", 1)
    calls.write_text("\n".join(lines) + "\n")
    assert run(fresh) == 3
    error = capsys.readouterr().err
    assert "calls.csv:4" in error
    assert {p: p.read_bytes() for p in (fresh / "out").rglob("*") if p.is_file()} == before


def test_a_period_of_a_span_without_facts_is_said_and_not_recorded(fresh, capsys):
    assert main(["evaluate", "--project", str(fresh), "--from", "2026-10", "--to", "2026-11", "--format", "json"]) == 0
    shown = capsys.readouterr()
    assert [made["period"] for made in json.loads(shown.out)["runs"]] == ["2026-10"]
    assert "no facts lie in 2026-11; nothing was recorded for that" in shown.err
    assert [p.name for p in (fresh / "out" / "bonus").iterdir()] == ["2026-10"]


@pytest.mark.parametrize("width", ["80", "140"])
def test_what_the_terminal_shows(sample, root, width):
    """Golden: KPIENGINE_UPDATE_GOLDEN=1 writes them anew."""
    shown = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "kpiengine", "evaluate", "--project", str(sample), "--period", MONTH],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "COLUMNS": width, "NO_COLOR": "1"},
    ).stdout
    golden = root / "tests" / "golden" / f"evaluate_{width}.txt"
    if os.environ.get("KPIENGINE_UPDATE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
    assert max(map(len, shown.splitlines())) <= int(width)


def test_of_a_large_centre_the_terminal_shows_the_beginning_and_says_so(fresh, capsys):
    roster = fresh / "data" / "agents.csv"
    more = "".join(f"z{number:03},Zoe {number},2025-01-01,north,2022-03-14\n" for number in range(100))
    roster.write_text(roster.read_text("utf-8") + more, "utf-8")
    assert run(fresh) == 0
    said = capsys.readouterr().out
    assert "the first 20 of 105; the files have all" in said
    assert "z016 Zoe 16: " in said
    assert "z017" not in said
    assert "  and 83 more; the files have all" in said  # a03 to a05 and the new ones have a reason to read
    assert len(rows(fresh / "out" / "bonus" / MONTH / "scorecards.csv")) == 105
