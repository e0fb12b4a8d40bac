"""Customers kept are counted over a quarter: what each month pays, late cases, somebody who leaves in the middle."""

import json
import shutil
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.cli import main
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.recompute import recompute
from kpiengine.ledger.runs import recorded_runs
from kpiengine.project import read_project
from kpiengine.registry import load_catalogue

s = SimpleNamespace(**run_path(str(Path(__file__).with_name("saves.py"))))
RULES = """
[payout]
kind = "rate"
units = "saves"
accumulate = "quarter"
rates = [{ over = 0, pay = 50 }, { over = 40, pay = 80 }, { over = 80, pay = 120 }]
"""
KEPT = {
    "2026-10": {"ann": 30, "leo": 30, "new": 0},
    "2026-11": {"ann": 30, "leo": 30, "new": 10},
    "2026-12": {"ann": 30, "new": 45},
    "2027-01": {"ann": 30, "new": 1},
}


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    people = ["ann", ("leo", {"valid_to": "2026-11-30"}), "new"]
    made = s.Saves(tmp_path_factory.mktemp("centre"), RULES, people)
    made.kept(KEPT)
    made.paid = {
        "2026-10": made.month("2026-10", "2026-11-07"),
        "2026-11": made.month("2026-11", "2026-12-07"),
    }
    # Five more of ann's October, and five of leo's, who has left: known in December.
    made.kept(KEPT | {"2026-10": {"ann": 35, "leo": 35, "new": 0}})
    made.late = made.evaluate("2026-10", "2026-12-20")
    made.told = made.made.notes
    made.due = made.made.settlements[0].revised.lines.to_dicts()
    made.paid["2026-12"] = made.month("2026-12", "2027-01-07")
    made.paid["2027-01"] = made.month("2027-01", "2027-02-07")
    return made


def test_each_month_pays_what_it_adds(centre):
    assert centre.paid["2026-10"] == {"ann": "1500.00", "leo": "1500.00", "new": "0.00"}
    # 60 units are worth 40 x 50 + 20 x 80 = 3,600; 1,500 of it is October's.
    assert centre.paid["2026-11"] == {"ann": "2100.00", "leo": "2100.00", "new": "500.00"}


def test_late_units_are_a_revision_and_the_next_month_settles_the_rest(centre):
    assert [(line["payee"], line["before"], line["after"]) for line in centre.due] == [
        ("ann", 150_000, 175_000),
        ("leo", 150_000, 175_000),
    ]
    # 35 + 30 + 30 = 95 units: 40 x 50 + 40 x 80 + 15 x 120 = 7,000 less 1,750 less 2,100.
    assert centre.paid["2026-12"] == {"ann": "3150.00", "new": "2700.00"}
    every = sum(line[5] for line in centre.lines() if line[1] == "ann" and line[0] < "2027")
    assert every == 700_000


def test_who_changes_a_closed_month_is_told_which_closed_ones_looked_back_at_it(centre):
    (said,) = [note for note in centre.told if "looked back" in note]
    assert said == (
        "retention 2026-10 has changed, and 2026-11 looked back at it when closed; what that changes there becomes a "
        "revision when it is judged again: kpiengine evaluate --period 2026-11"
    )


def test_a_new_quarter_begins_at_nothing(centre):
    assert centre.paid["2027-01"] == {"ann": "1500.00", "new": "50.00"}


def test_who_has_left_keeps_what_was_closed_and_gets_the_rest_when_his_last_month_is_judged_again(centre, tmp_path):
    copy = s.m.Centre(tmp_path / "copy")
    shutil.copytree(centre.folder, copy.folder)
    leo = [line for line in copy.lines() if line[1] == "leo"]
    assert sum(line[5] for line in leo) == 385_000  # 1,500 + 250 + 2,100; the 65th unit is still at 50 and not at 80
    again = copy.evaluate("2026-11", "2027-02-10")
    assert again["leo"]["amount"] == "2250.00"
    assert sum(line[5] for line in copy.lines() if line[1] == "leo") == 400_000  # 40 x 50 + 25 x 80


def test_explained_in_text_json_and_letter(centre, capsys):
    base = ["explain", "ann", "--period", "2026-12", "--project", str(centre.folder)]

    def said(*more):
        assert main([*base, *more]) == 0
        return capsys.readouterr().out

    text = said()
    assert "95 units counted so far, with 30 of this period; worth 7000 together, 3150 of it in this period" in text
    assert "2026-11: 30 units, 2100, as closed" in text
    assert "2026-10: 35 units, 1750, as closed" in text
    assert "累计 95 个，其中本期 30 个" in said("--language", "zh")
    assert "累计 95 个" in said("--letter", "zh")
    assert "2026-10: 35 units, 1750, as closed" in said("--letter", "en")
    document = json.loads(said("--format", "json"))
    assert "accumulated" in json.dumps(document)
    assert "65 saves of earlier periods of the quarter count too; 3850 is settled" in text


def test_the_record_can_be_computed_again_by_the_other_interpreter(centre):
    with looking(place_in(centre.folder)) as ledger:
        run = recorded_runs(ledger, "retention", "2026-12")[-1]
        project = read_project(centre.folder)
        assert recompute(ledger, run, project, load_catalogue(None)).differences == ()


def test_read_aloud_in_both_languages(centre, capsys):
    file = str(centre.folder / "rules" / "retention.toml")
    for language, words in (("en", "goes on over the quarter"), ("zh", "数量按季度累计")):
        assert main(["rules", "read", file, "--language", language, "--project", str(centre.folder)]) == 0
        assert words in capsys.readouterr().out
