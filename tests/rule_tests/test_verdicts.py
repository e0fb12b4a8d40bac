"""What was expected against what came out, and what is written for it."""

from decimal import Decimal

import pytest

from kpiengine.rule_tests.records import Expected
from kpiengine.rule_tests.running import Outcome
from kpiengine.rule_tests.updating import updated_text
from kpiengine.rule_tests.verdicts import misses

CAME = Outcome(
    covered=True,
    figures={
        "score": "87.50",
        "tier": "silver",
        "amount": None,
        "reasons": ["B", "A"],
        "rewards": [],
    },
    kpis={"aht": {"target": "240..360", "points": "75.00", "evidence": "own", "applied": None}},
    groups={"quality": "91.00"},
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("score", Decimal("87.5")),
        ("score", Decimal("87.500")),
        ("tier", "silver"),
        ("amount", None),
        ("reasons", ("A", "B")),
        ("reason", "A"),
        ("rewards", ()),
        ("covered", True),
    ],
)
def test_what_came_true(name, value):
    assert misses(Expected({name: value}), CAME) == ()


@pytest.mark.parametrize(
    ("name", "value", "said", "toml"),
    [
        ("score", Decimal("87.51"), ("87.51", "87.50"), "87.50"),
        ("score", None, ("missing", "87.50"), "87.50"),
        ("tier", "gold", ("gold", "silver"), '"silver"'),
        ("amount", 0, ("0", "missing"), '"_"'),
        ("reasons", ("A",), ("A", "B, A"), '["B", "A"]'),
        ("reasons", (), ("none", "B, A"), '["B", "A"]'),
        ("reason", "C", ("C", "B, A"), '"B"'),
        ("rewards", ("day",), ("day", "none"), "[]"),
        ("covered", False, ("not covered by the rule set", "covered"), "true"),
    ],
)
def test_what_did_not(name, value, said, toml):
    (miss,) = misses(Expected({name: value}, path=("case", 0, "expect")), CAME)
    assert (miss.expected, miss.got) == said
    assert miss.path == ("case", 0, "expect", name)
    if name != "reason":
        assert miss.toml == toml


def test_figures_of_a_kpi_and_of_a_dimension():
    good = {"target": (240, 360), "points": 75, "evidence": "own", "applied": None}
    assert misses(Expected(kpis={"aht": good}, groups={"quality": 91}), CAME) == ()
    bad = {"target": (240, 361), "points": None}
    found = misses(Expected(kpis={"aht": bad}, groups={"quality": 90}), CAME)
    assert [miss.what for miss in found] == ["group quality", "aht target", "aht points"]
    assert [miss.toml for miss in found] == ["91.00", "[240, 360]", "75.00"]


TEXT = """# a remark
format = 1
ruleset = "phone"
period = "2026-09"
[given.metrics]
csat = 85
solved = 80
aht = 240
contacts_handled = 40
[[case]]
title = "wrong"       # kept
metrics.csat = 72.5
expect = { score = 99, tier = "gold", rewards = ["leave_day"] }   # kept too
[[case]]
title = "new"
metrics.csat = 60
[[case]]
title = "several"
[case.agent.a]
metrics.csat = 60
[case.agent.b]
[[case]]
title = "right"
expect.score = 100
[[case]]
title = "a KPI"
[case.expect]
kpi.aht.points = 12
kpi.aht.target = [1, 2]
"""


def test_update_changes_values_and_nothing_else(phone, read, run):
    del read
    head = TEXT.index("[given.metrics]")
    suite = run(TEXT[head:], phone)
    text = 'format = 1\nruleset = "phone"\nperiod = "2026-09"\n' + TEXT[head:]
    after = updated_text(text, suite.files[0])
    usual = (
        'expect = { score = 60.00, tier = "none", eligibility = "not_eligible", amount = 0.00, alerts = [], '
        "rewards = [] }"
    )
    best = (
        'expect = { score = 100.00, tier = "gold", eligibility = "eligible", amount = 300.00, alerts = [], '
        'rewards = ["leave_day"] }'
    )
    expected = (
        text.replace("score = 99, tier", "score = 80.00, tier")
        .replace('tier = "gold", rewards = ["leave_day"] }   #', 'tier = "silver", rewards = [] }   #')
        .replace('title = "new"\nmetrics.csat = 60\n', f'title = "new"\nmetrics.csat = 60\n{usual}\n')
        .replace("[case.agent.a]\nmetrics.csat = 60\n", f"[case.agent.a]\nmetrics.csat = 60\n{usual}\n")
        .replace("[case.agent.b]\n", f"[case.agent.b]\n{best}\n")
        .replace("points = 12", "points = 100.00")
        .replace("[1, 2]", "[180, 300]")
    )
    assert after == expected
    again = run(after[len(text[: text.index("[given.metrics]")]) :], phone)
    assert again.passed
