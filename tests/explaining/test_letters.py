"""Letters that a payee can redo: every sum is typed into a calculator, for every way to be paid."""

import runpy

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

MONTH = "2026-10"
POINTS = """
[points.calls]
count = "contacts_handled"
steps = [{ from = 1, each = 0.25 }, { from = 13, each = 0.5 }]
maximum = 5
[score]
maximum = 110
"""
PERCENT = """
[payout]
kind = "percent"
of = "base_pay"
multiply = 1.5
"""
WATCHED = """
[kpi.of_team]
metric = "csat_pct"
level = "team"
title = { en = "Satisfaction of the team" }
"""
RATE = """
[payout]
kind = "rate"
units = "contacts_handled"
rates = [{ over = 0, pay = 2 }, { over = 5, pay = 3.25 }]
"""


@pytest.fixture(scope="module")
def calculator(root):
    return runpy.run_path(str(root / "tests" / "calculator.py"))


@pytest.fixture(scope="module")
def paid(tmp_path_factory):
    """A new project whose rule set pays otherwise, evaluated."""
    made = {}

    def make(name, change):
        if name not in made:
            folder = tmp_path_factory.mktemp(name) / "centre"
            write_project(folder, MONTH)
            rules = folder / "rules" / "phone.toml"
            rules.write_text(change(rules.read_text("utf-8")), "utf-8")
            project = folder / "kpiengine.toml"
            project.write_text(project.read_text("utf-8").replace("role = '", "base_pay = 6100\nrole = '"), "utf-8")
            assert main(["evaluate", "--project", str(folder), "--period", MONTH, "-q"]) == 0
            made[name] = folder
        return made[name]

    return make


def test_a_calculator_notices_a_wrong_sum(calculator):
    right = "x: (40 × 100.00 + 60 × 50.00) ÷ 100 = 70.00\n  0 + (73.3 - 50) ÷ (80 - 50) × 100 = 77.67\n 1 - 0.5 = 0.5"
    assert [said for _, _, said in calculator["sums_of"](right)] == ["70.00", "77.67", "0.5"]
    assert calculator["wrong_sums"](right) == []
    assert len(calculator["wrong_sums"](right.replace("77.67", "77.66"))) == 1
    assert calculator["wrong_sums"]("(100 × 120) ÷ 100, at most 110 = 110") == []
    assert calculator["wrong_sums"]("1,000 × 2 = 2,000") == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("agent", ["a01", "a02", "a03"])
def test_the_payee_can_redo_every_sum(explain, calculator, agent, language):
    letter = explain(agent, "--letter", language)[1]
    assert len(list(calculator["sums_of"](letter))) >= 4
    assert calculator["wrong_sums"](letter) == []


def test_additions_and_deductions_stand_between_the_kpis_and_the_score(explain, paid, calculator):
    folder = paid("points", lambda text: text + POINTS)
    letter = explain("a02", "--letter", "en", project=folder)[1]
    assert "Before additions and deductions: (40 × 100.00" in letter
    assert "calls: 15 new after 0 earlier ones: 4.50 points" in letter
    assert "Your score: 88.95 + 4.50 = 93.45" in letter
    assert calculator["wrong_sums"](letter) == []
    tree = explain("a02", project=folder)[1]
    assert "= 88.95 + 4.50" in tree
    assert "88.95 = (40 × 100.00" in tree


def test_a_percent_says_of_how_much_and_a_factor_how_large_it_is(explain, paid, calculator):
    folder = paid(
        "percent",
        lambda text: text.replace("bonus = 150", "percent = 5.5").replace("bonus = 300", "percent = 9") + PERCENT,
    )
    letter = explain("a02", "--letter", "en", project=folder)[1]
    assert "5.5 % of base pay 6100: 5.5 ÷ 100 × 6100 = 335.5" in letter
    assert "by the rules: 335.5\n  multiplied by 1.5: 503.25" in letter
    assert calculator["wrong_sums"](letter) == []
    assert "base pay 6100 的 5.5 %" in explain("a02", "--letter", "zh", project=folder)[1]


def test_units_are_told_with_the_rate_of_each_stretch(explain, paid, calculator):
    folder = paid("rate", lambda text: text[: text.index("[kpi.csat]")] + RATE)
    for agent in ("a02", "a05"):
        letter = explain(agent, "--letter", "en", project=folder)[1]
        assert calculator["wrong_sums"](letter) == []
    assert "Contacts handled 15: 5 × 2 + 10 × 3.25 = 42.5" in explain("a02", project=folder)[1]
    assert "Contacts handled 4: 4 × 2 = 8" in letter


def test_who_reaches_no_rate_is_told_where_they_begin(explain, paid):
    rates = RATE.replace("contacts_handled", "missed_declined_calls")
    folder = paid("no_rate", lambda text: text[: text.index("[kpi.csat]")] + rates)
    assert "Missed and declined calls 0: pay begins over 0" in explain("a05", project=folder)[1]
    assert "Missed and declined calls 0: pay begins over 0" in explain("a05", "--letter", "en", project=folder)[1]


def test_a_rule_set_that_pays_nothing_lists_what_was_measured(explain, paid):
    folder = paid("watched", lambda text: text[: text.index("[gate.")].replace("weight = ", "# ") + WATCHED)
    letter = explain("a05", "--letter", "en", project=folder)[1]
    assert "- Satisfaction of the team: Your team had" in letter
    assert "- CSAT, percent positive: You had 100.0 % in 1 case.\n" in letter
