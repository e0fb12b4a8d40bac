"""Rule tests of a rule set with scenarios: work and figures by scenario."""

import pytest

from kpiengine.diagnostics import Refused

RULES = """
[scenarios]
by = "queue.scenario"
[kpi.csat]
metric = "csat_pct"
floor = 60
target = 100
[kpi.aht]
metric = "aht"
better = "lower"
floor = 600
target = 200
[weights]
chat = { csat = 75, aht = 25 }
phone = { csat = 50, aht = 50 }
[tier]
good = { from = 60, bonus = 100 }
"""


def test_figures_and_work_by_scenario(bench_of, run):
    suite = run(
        """
[given.metrics]
aht = 400

[[case]]
title = "Three quarters chat: 75 x 90 and 25 x 50, and phone with its own weights"
scenario.chat = { share = 75, metrics.csat = 96 }
scenario.phone = { share = 25, metrics.csat = 80 }
expect = { score = 72.5, scenario = { chat = 80, phone = 50 }, tier = "good", amount = 100 }

[[case]]
title = "What is given of no scenario counts in each, and work is alike in each"
metrics.csat = 80
expect = { score = 50, scenario = { chat = 50, phone = 50 }, tier = "none" }

[[case]]
title = "Somebody who only chats"
metrics.csat = 80
scenario.chat = { share = 100, metrics.csat = 100 }
expect = { score = 87.5, scenario.phone = "_" }
""",
        bench_of("t", RULES),
        "t",
    )
    assert [failure for verdict in suite.verdicts for failure in verdict.failures] == []


def test_a_scenario_that_the_rule_set_does_not_have_is_a_fault(bench_of, run):
    bench = bench_of("t", RULES)
    with pytest.raises(Refused) as refused:
        run("[[case]]\ntitle = 'x'\nmetrics.csat = 80\nscenario.chatt.share = 50\nexpect.score = 1", bench, "t")
    assert "chatt" in str(refused.value.diagnostics[0])
    with pytest.raises(Refused):
        run("[[case]]\ntitle = 'x'\nmetrics.csat = 80\nexpect = { scenario.chatt = 1 }", bench, "t")
