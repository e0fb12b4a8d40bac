"""What tests have tried of a rule set: every item can be tried, and is listed until it is."""

import pytest

from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.types import Kind, number
from kpiengine.rule_tests.coverage import may_be_missing

GOOD = "[given.metrics]\ncsat = 85\nsolved = 80\naht = 240\ncontacts_handled = 40\n"
RULES = """
[kpi.csat]
metric = "csat_pct"
weight = 60
min_sample = 10
if_missing = 40
bands = [{ from = 0, points = 0 }, { from = 70, points = 50 }, { from = 90.1, points = 100 }]
[kpi.aht]
metric = "aht"
better = "lower"
floor = 600
weight = 40
by.tenure_months = [{ from = 0, target = 400 }, { from = 3, target = 300 }]
[reweight.calm]
when = 'contacts_handled < 10'
set = { csat = 50, aht = 50 }
[tier]
one = { from = 50, bonus = 100, rewards = ["day"] }
two = { from = 90, bonus = 900 }
[payout]
cap = 500
[reward.day]
kind = "leave"
"""


def left(suite):
    (one,) = suite.coverages
    return {item.words for item in one.left}, {item.words for item in one.tried}


def test_one_test_tries_what_it_comes_upon(phone, run):
    missing, tried = left(run(f'{GOOD}[[case]]\ntitle = "x"\nexpect.score = 100', phone))
    assert tried == {
        "csat at 100 points",
        "solved at 100 points",
        "aht at 100 points",
        "gate enough_calls true",
        "alert csat_low false",
        "tier gold",
        "reward leave_day given",
    }
    assert "gate enough_calls missing" in missing
    assert not missing & tried


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("metrics.contacts_handled = 7", {"gate enough_calls false", "no tier", "gate enough_calls takes something"}),
        ('metrics.contacts_handled = "_"', {"gate enough_calls missing"}),
        ("metrics.csat = 60", {"csat at 0 points", "no tier"}),
        ("metrics.csat = 59.9", {"csat at 0 points", "alert csat_low true", "no tier"}),
        ("metrics.csat = 70", {"csat between 0 and 100 points", "tier silver"}),
        ('metrics.csat = "_"', {"csat unknown: hold", "alert csat_low missing"}),
        ("metrics.csat = { value = 75, n = 4 }", {"csat unknown: hold", "alert csat_low missing"}),
    ],
)
def test_what_a_further_figure_tries(phone, run, given, words):
    base = left(run(f'{GOOD}[[case]]\ntitle = "x"\nexpect.score = 100', phone))[1]
    found = left(run(f'{GOOD}[[case]]\ntitle = "x"\n{given}\nexpect.score = 100', phone))[1]
    assert found - base == words


def test_bands_lines_relaxations_weights_and_the_cap(bench_of, run):
    bench = bench_of("t", RULES)
    text = """
    [given.metrics]
    csat = 80
    aht = 450
    contacts_handled = 50
    [[case]]
    title = "x"
    expect.score = 1
    """
    missing, tried = left(run(text, bench, "t"))
    assert {"csat from 70: 50 points", "aht by tenure_months from 3", "aht between 0 and 100 points"} <= tried
    assert {"csat from 0: 0 points", "csat from 90.1: 100 points", "aht by tenure_months from 0"} <= missing
    assert {"csat unknown: 40 points", "weights of calm in force", "reweight calm true", "amount capped"} <= missing
    more = """
    [[case]]
    title = "y"
    agent.a = { metrics = { csat = 91, aht = 300 }, expect.amount = 1 }
    agent.b = { metrics = { csat = 69, contacts_handled = 9 }, roster.hired_on = 2026-08-15, expect.amount = 1 }
    agent.c = { metrics = { csat = "_", contacts_handled = "_", aht = "_" }, expect.amount = 1 }
    agent.d = { metrics = { csat = 75, aht = 600 }, expect.amount = 1 }
    """
    missing, _ = left(run(text + more, bench, "t"))
    assert missing == set()


def test_the_share_is_rounded_down_and_a_place_is_known(phone, run):
    suite = run(f'{GOOD}[[case]]\ntitle = "x"\nexpect.score = 100', phone)
    (one,) = suite.coverages
    assert (len(one.tried), len(one.left), one.percent) == (7, 16, 30)  # 30.4
    assert suite.percent == 30


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("x > 1", True),
        ("coalesce(x, 0) > 1", False),
        ("is_missing(x)", False),
        ("is_missing(x) or x > 1", True),
        ("days > 1", False),
        ("not (coalesce(x, y) > 1)", True),
        ("days / x > 1", True),
        ("days / 2 > 1", False),
    ],
)
def test_whether_a_condition_can_be_missing(text, missing):
    names = {name: number(0, 100) for name in ("x", "y", "days")}
    assert may_be_missing(parse(text, Scope(names), Kind.BOOL)) is missing


SCENARIOS = """
[scenarios]
by = "queue.scenario"
[kpi.csat]
metric = "csat_pct"
floor = 60
by.scenario = { chat = { target = 90 }, phone = { target = 80 } }
[kpi.aht]
metric = "aht"
better = "lower"
floor = 600
target = 200
[weights]
chat = { csat = 60, aht = 40 }
phone = { csat = 50, aht = 50 }
[reweight.busy]
when = 'contacts_handled > 20'
scenario = "chat"
set = { csat = 50, aht = 50 }
[tier]
good = { from = 60, bonus = 100 }
[points.missed]
count = "missed_declined_calls"
within = "2 months"
minimum = -10
steps = [{ from = 1, warn = true }, { from = 2, each = -5 }]
"""


def test_rows_of_scenarios_and_steps_of_points(bench_of, run):
    bench = bench_of("t", SCENARIOS)
    given = "[given.metrics]\ncsat = 80\naht = 400\ncontacts_handled = 30\nmissed_declined_calls = 0\n"
    _, tried = left(run(f'{given}[[case]]\ntitle = "x"\nscenario.chat.share = 100\nexpect.score = 1', bench, "t"))
    chat = {"weights for chat", "csat by scenario chat", "weights of busy in force"}
    phone = {"weights for phone", "csat by scenario phone"}
    steps = {"points missed from case 1: a warning", "points missed from case 2: -5 points each"}
    further = {"a scenario under 10 % is left out", "points missed after earlier cases"}
    assert chat <= tried
    assert not (phone | steps | further) & tried
    more = """[[case]]
    title = "y"
    scenario.chat.share = 9
    scenario.phone.share = 91
    metrics.missed_declined_calls = "0 1 1"
    expect.score = 1
    """
    missing, tried = left(run(given + more, bench, "t"))
    assert chat - {"weights of busy in force"} <= missing
    assert phone | further | {"points missed from case 2: -5 points each"} <= tried
    assert "points missed from case 1: a warning" in missing
