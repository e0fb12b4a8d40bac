"""Given figures go through the stages of a run: windows of who, merging, samples, gates and money come out as there."""

import pytest

from kpiengine.diagnostics import Refused
from kpiengine.project import read_project
from kpiengine.rule_tests.suite import make_bench, run_suite

GOOD = "[given.metrics]\ncsat = 85\nsolved = 80\naht = 240\ncontacts_handled = 40\n"


def test_a_score_redone_by_hand(phone, outcomes):
    """(40 x 60 + 35 x 100 + 25 x 50) / 100 = 71.5: csat 75 is 15 of 25 up, aht 135 is 45 of 90 up."""
    (one,) = outcomes(f'{GOOD}[[case]]\ntitle = "x"\nmetrics = {{ csat = 75, aht = 135 }}\nexpect.score = 71.5', phone)
    assert (one.figures["score"], one.figures["tier"], one.figures["amount"]) == ("71.50", "silver", "150.00")
    assert one.kpis["csat"]["points"] == "60.00"
    assert one.kpis["aht"]["points"] == "50.00"


def test_what_is_not_given_is_missing(phone, outcomes):
    (one,) = outcomes('[[case]]\ntitle = "x"\nmetrics.csat = 85\nexpect.score = "_"', phone)
    assert one.figures["score"] is None
    assert one.figures["eligibility"] == "undetermined"
    assert one.kpis["solved"]["status"] == "no_data"


def test_cases_that_are_too_few(phone, outcomes):
    (one,) = outcomes(f'{GOOD}[[case]]\ntitle = "x"\nmetrics.csat = {{ value = 75, n = 4 }}\nexpect.score = "_"', phone)
    assert (one.kpis["csat"]["status"], one.kpis["csat"]["n"]) == ("low_sample", "4")
    assert one.figures["reasons"] == ["SCORE_UNKNOWN", "KPI_FEW:csat"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [("0", "GATE_FAILED"), ('"_"', "GATE_UNKNOWN"), ('"leave"', "GATE_UNKNOWN"), ("7", "GATE_FAILED")],
)
def test_a_count_of_nothing_is_not_a_missing_count(phone, given, reason, outcomes):
    (one,) = outcomes(f'{GOOD}[[case]]\ntitle = "x"\nmetrics.contacts_handled = {given}\nexpect.score = 100', phone)
    assert one.figures["reasons"] == [f"{reason}:enough_calls"]


def test_a_count_that_is_missing_for_one_is_counted_for_another(phone, outcomes):
    """They run together, and one's rows do not make a zero of the other's missing count."""
    text = f"""{GOOD}
    [[case]]
    title = "x"
    agent.a = {{ metrics.contacts_handled = "_", expect.score = 100 }}
    agent.b = {{ metrics.contacts_handled = 8, expect.score = 100 }}
    """
    a, b = outcomes(text, phone)
    assert a.figures["eligibility"] == "undetermined"
    assert b.figures["eligibility"] == "eligible"


def test_the_last_of_a_series_is_the_one_that_is_evaluated(phone, outcomes):
    (one,) = outcomes(f'{GOOD}[[case]]\ntitle = "x"\nmetrics.csat = "10 20 _ 72.5"\nexpect.score = 1', phone)
    assert one.kpis["csat"]["value"] == "72.5"


def test_a_given_score_decides_as_one_that_was_earned(phone, run):
    text = """[given.metrics]
    contacts_handled = 40
    [[case]]
    title = "x"
    agent.under = { score = 69.99, expect.tier = "none" }
    agent.at = { score = 70, expect.tier = "silver" }
    agent.top = { score = 90, expect = { tier = "gold", amount = 300, rewards = ["leave_day"] } }
    """
    assert run(text, phone).passed


TEAM = """
[kpi.csat]
metric = "csat_pct"
target = 90
floor = 70
weight = 50
min_sample = 10
if_missing = "team"
[kpi.hold]
metric = "avg_hold_time"
level = "team"
target = 20
floor = 60
weight = 50
[score]
min_weight = 40
[tier]
only = { from = 50, bonus = 100 }
[gate.gap]
require = 'csat - team(csat) >= -10'
else = "no_bonus"
if_missing = "pass"
"""


def test_teams_merge_what_their_agents_have_before_they_divide(bench_of, outcomes):
    """10 of 10 and 10 of 30 are 20 of 40, not the mean of 100 and 33.3."""
    bench = bench_of("t", TEAM)
    text = """
    [[case]]
    title = "x"
    agent.a.metrics = { csat = { value = 100, n = 10 } }
    agent.a.expect.score = 1
    agent.b.metrics = { csat = { value = 33.3, n = 30 } }
    agent.c.metrics = { csat = "_", hold = 40 }
    """
    a, b, c = outcomes(text, bench, "t")
    assert c.kpis["csat"]["used"] == "50.0"
    assert {one.kpis["hold"]["value"] for one in (a, b, c)} == {"40.0"}
    assert b.figures["reasons"] == ["GATE_FAILED:gap", "NO_TIER"]


def test_a_value_of_the_team_may_be_given_itself(bench_of, run):
    text = '[[case]]\ntitle = "x"\nmetrics = { csat = "_", "team(csat)" = 80, hold = 20 }\nexpect.score = 75'
    suite = run(text, bench_of("t", TEAM), "t")
    assert suite.passed
    (one,) = suite.verdicts[0].ran.outcomes.values()
    assert (one.kpis["csat"]["evidence"], one.kpis["csat"]["used"]) == ("team", "80.0")


def test_metrics_that_are_not_given_are_measured_from_rows(phone, run):
    text = """
    [[case]]
    title = "x"
    metrics = { csat = 85, solved = 80 }
    facts.agent_legs = [{ times = 25, talk_s = 300, hold_s = 24, acw_s = 60 }]
    expect.kpi.aht = { value = 384, n = 25 }
    """
    suite = run(text, phone)
    assert suite.passed
    assert suite.verdicts[0].ran.outcomes[""].kpis["csat"]["value"] == "85.0"


def test_only_some_days_of_a_plan_are_paid_in_part(bench_of, centre, run):
    body = """
    [kpi.csat]
    metric = "csat_pct"
    target = 90
    floor = 70
    weight = 100
    [tier]
    only = { from = 50, bonus = 300 }
    """
    bench_of("north", body, '{ team = "north" }')
    north = (centre / "rules" / "north.toml").read_text("utf-8")
    south = north.replace('id = "north"', 'id = "south"').replace('team = "north"', 'team = "south"')
    (centre / "rules" / "south.toml").write_text(south, "utf-8")
    text = """
    [[case]]
    title = "x"
    metrics.csat = 90
    roster = [{ team_id = "south", valid_to = 2026-09-10 }, { valid_from = 2026-09-11 }]
    expect = { amount = 200, reasons = ["PART_PERIOD"] }
    """
    assert run(text, make_bench(read_project(centre)), "north").passed


def test_somebody_whom_the_rule_set_is_not_for(phone, run):
    suite = run('[[case]]\ntitle = "x"\nroster.role = "lead"\nexpect.covered = false', phone)
    assert suite.passed
    suite = run('[[case]]\ntitle = "x"\nroster.role = "lead"\nexpect.score = 100', phone)
    (failure,) = suite.verdicts[0].failures
    assert failure.misses[0].got == "not covered by the rule set"
    assert failure.decided == ("phone is for role agent",)


def test_tests_of_one_file_run_together_and_do_not_meet(bench_of, run):
    """Two tests with a team value each: they would merge if their agents were in one team."""
    text = """
    [[case]]
    title = "a"
    metrics = { csat = "_", "team(csat)" = 90, hold = 20 }
    expect.score = 100
    [[case]]
    title = "b"
    metrics = { csat = 90, hold = 60 }
    expect.score = 50
    [[case]]
    title = "c"
    metrics = { csat = 70, hold = 60 }
    expect.score = 0
    """
    suite = run(text, bench_of("t", TEAM), "t")
    assert suite.passed
    first, second, third = (verdict.ran.judged for verdict in suite.verdicts)
    assert first is second is third


@pytest.mark.parametrize(
    ("text", "code", "column", "said"),
    [
        ("metrics.csta = 1", "KPI702", 9, 'no figure "csta"; did you mean "csat"?'),
        ("metrics.csat = 85.55", "KPI703", 16, "measured to 1 decimal, so it is never 85.55"),
        ("metrics.csat = 101", "KPI703", 16, "csat is never 101; it lies from 0 to 100"),
        ("metrics.csat = { value = 30, n = 7 }", "KPI703", 16, "no whole number of 7 cases makes csat 30"),
        ("metrics.contacts_handled = 7.5", "KPI703", 28, "contacts_handled"),
        ("roster.lnie = 'x'", "KPI702", 8, 'the roster has no column "lnie"; did you mean "line"?'),
        ("roster.fte = 'half'", "KPI703", 14, "half"),
        ("expect.tier = 'silber'", "KPI702", 15, 'no tier "silber"; did you mean "silver"?'),
        ("expect.alerts = ['csat_lov']", "KPI702", 18, 'no alert "csat_lov"; did you mean "csat_low"?'),
        ("expect.rewards = ['day']", "KPI702", 19, 'no reward "day"'),
        ("expect.reason = 'GATE_FAILED:calls'", "KPI702", 17, "no reason"),
        ("expect.kpi.cast.points = 1", "KPI702", 12, 'no KPI "cast"; did you mean "csat"?'),
        ("period = '2026-W03'", "KPI702", 10, "2026-W03 is a week"),
        ("period = '2020-01'", "KPI702", 10, '"phone" does not hold for 2020-01'),
        ("facts.agent_leg = [{}]", "KPI703", 19, 'no table "agent_leg"'),
    ],
)
def test_what_cannot_be_is_answered_at_its_place(phone, run, text, code, column, said):  # noqa: PLR0917 -- what is typed and answered
    more = "" if text.startswith("expect") else "expect.score = 1\n"
    with pytest.raises(Refused) as refused:
        run(f'[[case]]\ntitle = "x"\n{more}{text}', phone)
    (fault,) = refused.value.diagnostics
    place = fault.place
    assert (fault.code, place.line, place.column) == (code, 7 if more else 6, column)
    assert said in f"{fault.message}; {fault.remedy}"


def test_all_that_cannot_be_is_told_at_once(phone, run):
    text = '[[case]]\ntitle = "x"\nmetrics.csat = 101\nexpect.score = 1\n[[case]]\ntitle = "y"\nexpect.tier = "gould"'
    with pytest.raises(Refused) as refused:
        run(text, phone)
    assert [fault.code for fault in refused.value.diagnostics] == ["KPI703", "KPI702"]


def test_a_rule_set_that_is_not_there(phone, read):
    with pytest.raises(Refused) as refused:
        run_suite([read('[[case]]\ntitle = "x"\nexpect.score = 1', "fone")], phone)
    assert refused.value.diagnostics[0].remedy == 'did you mean "phone"?'


def test_a_rule_set_with_faults_is_not_tested(bench_of, run):
    bench = bench_of("t", '[kpi.csat]\nmetric = "csat_pct"\ntarget = 90\nfloor = 70\nweight = 90\n')
    with pytest.raises(Refused) as refused:
        run('[[case]]\ntitle = "x"\nexpect.score = 1', bench, "t")
    assert refused.value.diagnostics[0].place.path.endswith("t.toml")


PAST = """
[kpi.csat]
metric = "csat_pct"
target = 90
[alert.falling]
when = 'previous(csat) - csat > 5'
[alert.far]
when = 'csat < history(csat, 3) - 10'
"""


@pytest.mark.parametrize(
    ("series", "alerts"),
    [
        ("90 90 84", ["falling"]),
        ("90 89 84", []),
        ("90 90 90 79", ["falling", "far"]),
        ("99 _ 79", ["far"]),
        ("84", []),
    ],
)
def test_a_series_is_the_past_of_windows(bench_of, run, series, alerts):
    text = f'[[case]]\ntitle = "x"\nmetrics.csat = "{series}"\nexpect.alerts = {alerts}'
    suite = run(text, bench_of("t", PAST), "t")
    assert [failure.misses for verdict in suite.verdicts for failure in verdict.failures] == []
