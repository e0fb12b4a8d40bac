"""The list of rewards: who is given what, what is open, and until when it stands."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest
from attrs import evolve

from kpiengine.decisions.reward_lines import has_rewards, reward_lines
from kpiengine.periods import parse_period
from kpiengine.rules.lasting import Length
from kpiengine.rules.model.reward import Reward

d = SimpleNamespace(**run_path(str(Path(__file__).with_name("deciding.py"))))
OCTOBER = evolve(parse_period("2026-10", "Asia/Manila"), name="0")  # the only period of these frames
BADGE = Reward("badge", "badge", {"en": "Badge", "zh": "徽章"}, when="s >= 90")
LEAVE = Reward("day", "leave", {"en": "A day off"}, "8 h", when="qa >= 80")


def listed(rewards, *rows, language="en"):
    rules = d.kit.ruleset([d.S, d.kit.kpi("qa")], rewards=rewards)
    return reward_lines(d.decided(rules, *rows), [OCTOBER], language)


def test_a_row_for_each_that_is_given_or_open_in_the_order_of_people_and_file():
    rows = ({"s": 95, "qa": None, "name": "Ana"}, {"s": 10, "qa": 10}, {"s": 95, "qa": 90, "name": "陈伟"})
    assert listed([LEAVE, BADGE], *rows).rows() == [
        ("a0", "Ana", "0", "phone", "day", "leave", "A day off", "8 h", "open", None),
        ("a0", "Ana", "0", "phone", "badge", "badge", "Badge", "1", "given", None),
        ("a2", "陈伟", "0", "phone", "day", "leave", "A day off", "8 h", "given", None),
        ("a2", "陈伟", "0", "phone", "badge", "badge", "Badge", "1", "given", None),
    ]
    assert listed([LEAVE, BADGE], *rows, language="zh")["title"].to_list() == ["A day off", "徽章"] * 2


@pytest.mark.parametrize(
    ("stands", "until"),
    [
        (Length(1, "day"), "2026-11-01"),
        (Length(2, "week"), "2026-11-14"),
        (Length(6, "month"), "2027-04-30"),
        (Length(1, "quarter"), "2027-01-31"),
        (Length(1, "year"), "2027-10-31"),
        (Length(999_999, "year"), None),
    ],
)
def test_it_stands_from_the_end_of_the_period(stands, until):
    assert listed([evolve(BADGE, expires=stands)], {"s": 95, "qa": 90})["until"].to_list() == [until]


def test_a_rule_set_without_rewards_has_no_list():
    rules = d.kit.ruleset([d.S, d.kit.kpi("qa")])
    assert not has_rewards(d.kit.check(rules))
    assert listed([], {"s": 95, "qa": 90}).is_empty()
