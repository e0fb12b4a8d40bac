"""States of alerts over several periods of a series, and other figures of people in company."""

import pytest

RULES = """
[kpi.csat]
metric = "csat_pct"
floor = 60
target = 90
weight = 100
[tier]
good = { from = 0, bonus = 10 }
[alert.low]
when = 'csat < 70'
for = "2 months"
clear = 'csat >= 80'
"""


@pytest.mark.parametrize(
    ("series", "states"),
    [
        ("85 65 65", "inactive pending firing"),
        ("65 65 75 80", "pending firing firing resolved"),  # over 70 is not clear yet
        ("65 _ 65", "pending pending firing"),  # a month without data is no break
        ("65 leave 65 85", "pending pending firing resolved"),
        ("65 85 65", "pending inactive pending"),
        ("85 _", "inactive no_data"),
    ],
)
def test_states_follow_the_series(bench_of, run, series, states):
    text = f'[[case]]\ntitle = "{series}"\nmetrics.csat = "{series}"\nexpect.states.low = "{states}"'
    suite = run(text, bench_of("t", RULES), "t")
    assert [failure.misses for verdict in suite.verdicts for failure in verdict.failures] == []


def test_only_the_last_states_need_be_said_and_a_wrong_one_shows_both(bench_of, run):
    text = '[[case]]\ntitle = "x"\nmetrics.csat = "85 65 65"\nexpect.states.low = "firing firing"'
    (miss,) = run(text, bench_of("t", RULES), "t").verdicts[0].failures[0].misses
    assert (miss.what, miss.expected, miss.got) == ("states of low", "firing firing", "pending firing")
    assert miss.toml == '"pending firing"'


PEERS = """
[kpi.csat]
metric = "csat_pct"
floor = 0
target = 100
weight = 100
[gate.near]
require = 'csat - peer_mean(csat) >= -10'
else = "no_bonus"
[tier]
good = { from = 0, bonus = 10 }
[alert.last]
when = 'rank(csat) >= 11'
"""


def test_peers_are_the_agents_of_the_test(bench_of, run):
    text = """
[[case]]
title = "The mean of 90, nine times 70, and 60 is 70.9"
agent.first = { metrics.csat = 90, expect = { eligibility = "eligible", alerts = [] } }
agent.rest = { times = 9, metrics.csat = 70, expect.eligibility = "eligible" }
agent.last = { metrics.csat = 60, expect = { reason = "GATE_FAILED:near", alerts = ["last"] } }
"""
    suite = run(text, bench_of("t", PEERS), "t")
    assert [failure.misses for verdict in suite.verdicts for failure in verdict.failures] == []
