"""A pool of a team that nobody has a share of: next month's, once, through the real ledger, with all that shows it."""

import json
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
kind = "pool"
pool = POOL
per = "team"
split_by = 'saves'
if_nobody = "carry"
"""
KEPT = {"2026-10": {"ann": 0, "bob": 0}, "2026-11": {"ann": 1, "bob": 2}, "2026-12": {"ann": 1, "bob": 1}}


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    made = s.Saves(tmp_path_factory.mktemp("centre"), RULES.replace("POOL", "1000"), ["ann", "bob"])
    made.kept(KEPT)
    made.paid = {"2026-10": made.month("2026-10", "2026-11-07"), "2026-11": made.month("2026-11", "2026-12-07")}
    made.write_rules(RULES.replace("POOL", "1300"))
    made.evaluate("2026-10", "2026-12-20", amend="the pool was 1,300")
    made.write_rules(RULES.replace("POOL", "1000"))
    made.paid["2026-12"] = made.month("2026-12", "2027-01-07")
    return made


def test_what_nobody_got_is_in_the_next_pool_and_an_amendment_in_the_one_after(centre):
    assert centre.paid["2026-10"] == {"ann": "0.00", "bob": "0.00"}
    assert centre.paid["2026-11"] == {"ann": "666.67", "bob": "1333.33"}
    assert centre.paid["2026-12"] == {"ann": "650.00", "bob": "650.00"}  # 1,000 and the 300 of October's amendment


def test_explained_and_on_the_control_sheet(centre, capsys, tmp_path):
    def said(month, *more):
        assert main(["explain", "ann", "--period", month, "--project", str(centre.folder), *more]) == 0
        return capsys.readouterr().out

    assert "nobody has a share; 1300.00 goes into the next pool" in said("2026-10")
    text = "The pool: 2000.00 PHP, 1000.00 PHP of its own and 1000.00 PHP of earlier pools"
    assert text in said("2026-11")
    assert text in said("2026-11", "--letter", "en")
    assert text in json.dumps(json.loads(said("2026-11", "--format", "json")))
    assert "其中本期 1000.00 PHP，以前结转 1000.00 PHP" in said("2026-11", "--letter", "zh")
    assert main(["close", "2026-11", "--project", str(centre.folder), "--pack", str(tmp_path)]) == 0
    (pool,) = json.loads((tmp_path / "control.json").read_text("utf-8"))["pools"]
    assert pool == {
        "ruleset": "retention", "team": "t1", "size": "2000.00", "carried_in": "1000.00", "shared": "2000.00",
        "carried_on": "0.00",
    }  # fmt: skip


def test_the_record_can_be_computed_again_by_the_other_interpreter(centre):
    with looking(place_in(centre.folder)) as ledger:
        run = recorded_runs(ledger, "retention", "2026-11")[-1]
        assert recompute(ledger, run, read_project(centre.folder), load_catalogue(None)).differences == ()


def test_read_aloud_in_both_languages(centre, capsys):
    file = str(centre.folder / "rules" / "retention.toml")
    for language, words in (("en", "goes into the next month's pool"), ("zh", "转入下月的奖金池")):
        assert main(["rules", "read", file, "--language", language, "--project", str(centre.folder)]) == 0
        assert words in capsys.readouterr().out
