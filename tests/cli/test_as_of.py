"""Two time axes: the period picks the rules, and what was known when picks the rows."""

import csv
import json
import re

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

MONTH = "2026-09"


@pytest.fixture
def centre(tmp_path):
    """The sample project, whose calls say when they were last changed: all at once, and one answer late."""
    folder = tmp_path / "centre"
    write_project(folder, MONTH)
    calls = folder / "data" / "calls.csv"
    head, *lines = calls.read_text("utf-8").splitlines()
    dated = [f"{line},2026-09-30 23:00:00" for line in lines]
    calls.write_text("\n".join([f"{head},changed", *dated]) + "\n", "utf-8")
    agents = folder / "data" / "agents.csv"
    first, *rest = agents.read_text("utf-8").splitlines()
    agents.write_text(
        "\n".join([f"{first},changed", *(f"{line},2026-01-01 00:00:00" for line in rest)]) + "\n", "utf-8"
    )
    project = folder / "kpiengine.toml"
    text = project.read_text("utf-8")
    mapped = re.sub(r"^(\[facts\.\w+\.columns\].*)$", r'\1\nupdated_at = "changed"', text, flags=re.MULTILINE)
    project.write_text(mapped, "utf-8")
    return folder


def late(folder, moment):
    """Ana's bad answer of the 12th becomes known at this moment: three more that she did not solve."""
    calls = folder / "data" / "calls.csv"
    more = "".join(
        f"x{i},k9{i},orders,{MONTH}-12 12:0{i}:00,Y,10,a01,{MONTH}-12 12:0{i}:50,0:00:40,0:00:05,N,1,{moment}\n"
        for i in range(9)
    )
    calls.write_text(calls.read_text("utf-8") + more, "utf-8")


def score(folder, agent="a01"):
    file = folder / "out" / "bonus" / MONTH / "decisions.csv"
    return next(r["score"] for r in csv.DictReader(file.read_text("utf-8").splitlines()) if r["agent_id"] == agent)


def run(folder, *arguments):
    return main(["evaluate", "--project", str(folder), "--period", MONTH, *arguments])


@pytest.mark.parametrize(("moment", "counts"), [("2026-10-03 23:59:59", True), ("2026-10-04 00:00:01", False)])
def test_the_cutoff_decides_what_is_paid(centre, moment, counts):
    late(centre, moment)
    assert run(centre, "-q") == 0
    assert (score(centre) != "100.00") is counts


def test_after_the_close_all_that_is_known_shows_as_a_revision(centre, capsys):
    late(centre, "2026-10-20 00:00:00")
    assert run(centre, "-q") == 0
    assert main(["close", MONTH, "--hold", "a04", "--project", str(centre)]) == 0
    capsys.readouterr()
    assert run(centre) == 0
    assert "1 line revised, due in 2026-10; 1 got more than is due now" in capsys.readouterr().err


def test_as_of_shows_and_records_nothing(centre, capsys):
    late(centre, "2026-10-02 00:00:00")
    scores = []
    for moment in ("2026-10-01", "2026-10-02T12:00+01:00"):
        assert run(centre, "--as-of", moment, "--format", "json") == 0
        shown, said = capsys.readouterr()
        found = json.loads(shown)
        scores += [card["score"] for card in found["shadows"][0]["scorecards"] if card["agent_id"] == "a01"]
        assert (found["runs"], found["shadows"][0]["state"]) == ([], "as_of")
        assert "not recorded, and not what is paid" in said
    assert scores[0] == "100.00" != scores[1]
    assert not (centre / "out").exists()
    assert not (centre / ".kpiengine").exists()


def test_a_table_that_says_nothing_of_its_changes_refuses_as_of(tmp_path, capsys):
    write_project(tmp_path / "centre", MONTH)
    assert run(tmp_path / "centre", "--as-of", "2026-10-01") == 3
    assert "do not say when their rows were last changed" in capsys.readouterr().err
    assert run(tmp_path / "centre", "--as-of", "yesterday") == 2
    assert '"yesterday" is no moment' in capsys.readouterr().err
