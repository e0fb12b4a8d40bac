"""`kpiengine init`: a project that reads, in a folder that was empty, or nothing at all."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import month_before, project_name, write_project
from kpiengine.project import read_project


def test_it_writes_a_project_that_reads_and_says_what_comes_next(tmp_path, capsys):
    folder = tmp_path / "deep" / "north-desk"

    assert main(["init", str(folder)]) == 0

    project = read_project(folder)
    assert (project.name, project.zone, project.currency) == ("north-desk", "Europe/London", "GBP")
    assert set(project.facts) == {"agents", "contacts", "queue_entries", "agent_legs", "surveys"}
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == [
        "data/agents.csv",
        "data/calls.csv",
        "kpiengine.toml",
        "rules/phone.toml",
        "rules/tests/phone.toml",
    ]
    shown = capsys.readouterr().out
    assert f"cd {folder}" in shown
    assert re.search(r"kpiengine evaluate --period 20\d\d-\d\d\n", shown)


def test_every_header_that_the_sample_names_is_in_its_file(tmp_path):
    main(["init", str(tmp_path / "x")])

    for source in read_project(tmp_path / "x").facts.values():
        (path,) = source.source
        with (tmp_path / "x" / path).open(encoding="utf-8", newline="") as file:
            header = set(next(csv.reader(file)))
        plain = {text for text in source.columns.values() if isinstance(text, str) and text.isidentifier()}
        assert plain
        assert plain <= header


@pytest.mark.parametrize("month", ["2026-09", "2027-02"])
def test_the_sample_is_of_the_month_that_is_asked_for(tmp_path, month):
    write_project(tmp_path / "x", month)

    with (tmp_path / "x/data/calls.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 50 <= len(rows) <= 80
    assert {row["started"][:7] for row in rows} == {month}
    assert max(int(row["ended"][8:10]) for row in rows) <= 28
    assert len({row["call_id"] for row in rows}) == len(rows)
    assert f"from = {month}-01" in (tmp_path / "x/rules/phone.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("day", "month"), [(date(2026, 10, 1), "2026-09"), (date(2027, 1, 31), "2026-12")])
def test_the_month_is_the_last_that_is_over(day, month):
    assert month_before(day) == month


def test_an_empty_folder_will_do(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(["init", "."]) == 0
    assert read_project(tmp_path).zone == "Europe/London"
    assert "  cd " not in capsys.readouterr().out


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine")

    assert main(["init", str(tmp_path)]) == 2
    assert "is not empty; nothing was written" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_folder(tmp_path, capsys):
    (tmp_path / "a").write_text("mine")

    assert main(["init", str(tmp_path / "a")]) == 2
    assert "is a file" in capsys.readouterr().err


def test_nothing_is_left_of_a_project_that_could_not_be_written(tmp_path, monkeypatch):
    real, opened = Path.open, []

    def fails_at_the_third(self, mode="r", *arguments, **options):
        if mode == "x":
            opened.append(self)
            if len(opened) == 3:
                raise OSError(28, "No space left on device", str(self))
        return real(self, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", fails_at_the_third)

    assert main(["init", str(tmp_path / "a" / "b")]) == 74
    assert len(opened) == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("folder", "name"),
    [("north-desk", "north-desk"), ("North Desk (2)", "North-Desk-2"), ("客服", "my-centre"), ("2026", "my-centre")],
)
def test_the_name_of_the_folder_becomes_the_name_of_the_project(folder, name):
    assert project_name(Path(folder)) == name


def test_the_sample_checks_and_evaluates_as_it_is(tmp_path, capsys):
    folder = tmp_path / "my-centre"
    write_project(folder, "2026-09")

    assert main(["check", "--project", str(folder)]) == 0
    assert "no faults" in capsys.readouterr().out
    assert main(["evaluate", "--project", str(folder), "--period", "2026-09"]) == 0

    with next((folder / "out").rglob("decisions.csv")).open(encoding="utf-8", newline="") as file:
        decided = {row["agent_id"]: (row["tier"], row["eligibility"]) for row in csv.DictReader(file)}
    assert decided["a01"] == ("gold", "eligible")
    assert decided["a02"] == ("silver", "eligible")
    assert decided["a03"][1] == "not_eligible"
    assert decided["a04"][1] == "undetermined"
    assert decided["a05"][1] == "not_eligible"
