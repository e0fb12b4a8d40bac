"""Tests of rule sets that look back at results: what is given of earlier periods counts as closed."""

import pytest

BODY = """
[kpi.csat]
metric = "csat_pct"
target = 100
floor = 0
weight = 100
min_sample = 1

[tier]
C = { from = 60, bonus = 100 }
B = { from = 75, bonus = 200 }
A = { from = 90, bonus = 300 }

[reward.list]
kind = "list"
when = 'tier >= "B"'
for = "3 of 4 months"
unless = 'contacts_handled < 5'
look_back = "6 months"

[alert.falls]
when = 'history_mean(score, 3) - score > 10'
message = "{agent}"
"""
GIVEN = "[given.metrics]\ncontacts_handled = 40\n"


@pytest.fixture
def grade(bench_of):
    return bench_of("grade", BODY)


def case(metrics, expect):
    return f'{GIVEN}[[case]]\ntitle = "x"\nmetrics = {{ {metrics} }}\nexpect = {{ {expect} }}\n'


@pytest.mark.parametrize(
    ("csat", "contacts", "rewards"),
    [
        ('"95 62 80 95 80"', '"9 9 9 0 9"', '["list"]'),  # A C B leave B
        ('"95 62 80 62 80"', '"9 9 9 9 9"', "[]"),
        ('"95 80"', '"9 9"', "[]"),
        ('"80 80 80"', '"9 9 9"', '["list"]'),
        ("80", "9", "[]"),
        ('"80 80 80 80"', '"9 9 9 2"', "[]"),  # nothing is given anew in a month that does not count
    ],
)
def test_so_many_of_the_last_months(grade, run, csat, contacts, rewards):
    suite = run(case(f"csat = {csat}, contacts_handled = {contacts}", f"rewards = {rewards}"), grade, "grade")
    assert all(verdict.passed for verdict in suite.verdicts)


def test_a_mean_of_earlier_scores(grade, outcomes):
    text = (
        GIVEN
        + """
    [[case]]
    title = "x"
    agent.falls = { metrics.csat = "90 80 85 70", expect.score = 70 }
    agent.came = { metrics.csat = "85 70", expect.score = 70 }
    agent.new = { metrics.csat = 70, expect.score = 70 }
    """
    )
    falls, came, new = outcomes(text, grade, "grade")
    assert falls.row["history_mean(score, 3)"] == 8500
    assert came.row["history_mean(score, 3)"] == 8500  # of the one month that he has
    assert new.row["history_mean(score, 3)"] is None
    assert [one.figures["alerts"] for one in (falls, came, new)] == [["falls"], ["falls"], []]
    assert (falls.row["past:1:period"], falls.row["past:3:period"]) == ("2026-08", "2026-06")


def test_only_the_last_period_is_tested(grade, run):
    suite = run(case('csat = "10 95"', 'tier = "A", score = 95'), grade, "grade")
    assert all(verdict.passed for verdict in suite.verdicts)


COUNTED = """
[payout]
kind = "rate"
units = "contacts_handled"
rates = [{ over = 0, pay = 5 }, { over = 40, pay = 8 }]
accumulate = "quarter"
"""


@pytest.mark.parametrize(
    ("contacts", "amount"),
    [('"30"', "150"), ('"30 30"', "210"), ('"30 30 30"', "240"), ('"90 30 30 30"', "240")],  # June is another quarter
)
def test_a_count_that_goes_on_over_the_quarter(bench_of, run, contacts, amount):
    bench = bench_of("calls", COUNTED)
    case = f'[[case]]\ntitle = "x"\nmetrics = {{ contacts_handled = {contacts} }}\nexpect = {{ amount = {amount} }}\n'
    suite = run(case, bench, "calls")
    assert all(verdict.passed for verdict in suite.verdicts)


RELAXED = """
[kpi.csat.relax.part_time]
when = 'fte < 1'
target = 80
[tier]"""


@pytest.mark.parametrize(
    "roster",
    [
        'roster.fte = "0.5x2 1"',
        'roster.fte = "0.5 1"',  # and so before
        "roster = [{ fte = 0.5, valid_to = 2026-08-31 }, { fte = 1, valid_from = 2026-09-01 }]",
    ],
)
def test_a_roster_that_changes_over_the_periods_of_a_series(bench_of, outcomes, roster):
    bench = bench_of("grade", BODY.replace("\n[tier]", RELAXED))
    (one,) = outcomes(
        f'{GIVEN}[[case]]\ntitle = "x"\nmetrics.csat = "80x3"\n{roster}\nexpect.score = 80', bench, "grade"
    )
    assert one.row["score"] == 8000
    assert one.row["history_mean(score, 3)"] == 10000  # part time then, so with the lower target


def test_base_pay_over_periods_is_that_of_the_period_tested(bench_of, run):
    body = BODY.replace("bonus = 100", "percent = 1").replace("bonus = 200", "percent = 2")
    bench = bench_of(
        "grade", body.replace("bonus = 300", "percent = 10") + '[payout]\nkind = "percent"\nof = "base_pay"\n'
    )
    text = 'title = "x"\nmetrics.csat = "95x2"\nroster.base_pay = "{}"\nexpect.{}\n'
    given = f"{GIVEN}[[case]]\n{text.format('5000 5200', 'amount = 520')}"
    given += f"[[case]]\n{text.format('5000 _', 'eligibility = {!r}'.format('undetermined'))}"
    suite = run(given, bench, "grade")
    assert [failure for verdict in suite.verdicts for failure in verdict.failures] == []
