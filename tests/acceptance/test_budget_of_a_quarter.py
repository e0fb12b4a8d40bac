"""A budget that lasts a quarter: what closed months left of it, late data, a month that waits for the one before."""

import json
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.cli import main
from kpiengine.errors import Exit, KpiError

s = SimpleNamespace(**run_path(str(Path(__file__).with_name("saves.py"))))
RULES = """
[payout]
kind = "rate"
units = "saves"
rates = [{ over = 0, pay = 100 }]
budget = 5000
budget_over = "quarter"
if_over = "POLICY"
"""
KEPT = {
    "2026-10": {"ann": 10, "bob": 10},
    "2026-11": {"ann": 20, "bob": 5},
    "2026-12": {"ann": 10, "bob": 30},
    "2027-01": {"ann": 1, "bob": 1},
}


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    made = s.Saves(tmp_path_factory.mktemp("centre"), RULES.replace("POLICY", "scale"), ["ann", "bob"])
    made.kept(KEPT)
    made.paid = {"2026-10": made.month("2026-10", "2026-11-07")}
    made.evaluate("2026-11", "2026-12-07")
    made.open = made.evaluate("2026-12", "2026-12-08")
    made.close("retention", "2026-11", "2026-12-07")
    made.paid["2026-12"] = made.month("2026-12", "2027-01-07")
    made.kept(KEPT | {"2026-12": {"ann": 20, "bob": 30}})
    made.evaluate("2026-12", "2027-01-20")
    made.late = made.made.settlements[0].revised.lines.to_dicts()
    made.paid["2027-01"] = made.month("2027-01", "2027-02-07")
    return made


def test_each_month_has_what_the_closed_ones_left(centre):
    assert centre.paid["2026-10"] == {"ann": "1000.00", "bob": "1000.00"}
    assert {who: row["amount"] for who, row in centre.open.items()} == {"ann": None, "bob": None}
    assert centre.open["ann"]["reasons"].split() == ["BUDGET_OPEN"]
    # 2,000 and 2,500 are spent: 500 is left for 4,000.
    assert centre.paid["2026-12"] == {"ann": "125.00", "bob": "375.00"}
    assert centre.paid["2027-01"] == {"ann": "100.00", "bob": "100.00"}


def test_late_data_are_lowered_as_all_were_and_change_nobody_else(centre):
    assert [(line["payee"], line["before"], line["after"]) for line in centre.late] == [("ann", 12_500, 25_000)]


def test_explained_and_read_aloud(centre, capsys):
    def said(*words):
        assert main([*words, "--project", str(centre.folder)]) == 0
        return capsys.readouterr().out

    text = "4500.00 of the quarter's budget of 5000 is spent by earlier periods"
    assert text in said("explain", "bob", "--period", "2026-12")
    assert text in said("explain", "bob", "--period", "2026-12", "--letter", "en")
    assert text in json.dumps(json.loads(said("explain", "bob", "--period", "2026-12", "--format", "json")))
    assert "季度预算 5000 中以前各期已用 4500.00" in said("explain", "bob", "--period", "2026-12", "--letter", "zh")
    file = str(centre.folder / "rules" / "retention.toml")
    assert "Over PHP 5,000 in one quarter all are lowered alike." in said("rules", "read", file)
    assert "每季度合计超过 PHP 5,000 时同比下调" in said("rules", "read", file, "--language", "zh")


def test_a_run_over_what_is_left_is_held(tmp_path):
    centre = s.Saves(tmp_path, RULES.replace("POLICY", "hold"), ["ann", "bob"])
    centre.kept(KEPT)
    centre.month("2026-10", "2026-11-07")
    centre.month("2026-11", "2026-12-07")
    centre.evaluate("2026-12", "2027-01-07")
    (held,) = centre.made.settlements[0].held
    assert held == "2026-12: 8500.00 PHP is over payout.budget = 5000"
    with pytest.raises(KpiError) as refused:
        centre.close("retention", "2026-12", "2027-01-07")
    assert refused.value.exit_code is Exit.HELD
