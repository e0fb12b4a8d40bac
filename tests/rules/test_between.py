"""Faults that only show beside other files."""

from datetime import date
from itertools import combinations, product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.diagnostics import Level
from kpiengine.project import PlanCoverage
from kpiengine.rules.between import _neighbours, _Side, check_between, meet
from kpiengine.rules.check import check_file
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.words import PeriodKind
from kpiengine.rules.people import Meeting, group, meeting


def head(start, to=None, agents=None, excluded=None):
    return Head(
        id="x", start=start, to=to, period=PeriodKind.MONTH, agents=agents or {"role": ("agent",)},
        plan="bonus", title={}, excluded=excluded or {},
    )  # fmt: skip


OCT, NOV, DEC = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (head(OCT), head(NOV), NOV),
        (head(NOV), head(OCT), NOV),
        (head(OCT, date(2026, 10, 31)), head(NOV), None),
        (head(OCT, NOV), head(NOV), NOV),
        (head(OCT), head(OCT, agents={"role": ("lead",)}), None),
        (head(OCT, agents={"line": ("a", "b")}), head(OCT, agents={"line": ("b", "a")}), OCT),
        (head(OCT), head(OCT, excluded={"team": ("x",)}), OCT),
        (head(OCT, excluded={"team": ("x",)}), head(OCT, agents={"role": ("agent",), "team": ("x",)}), None),
        (head(OCT, DEC), head(OCT, NOV), OCT),
    ],
)
def test_rule_sets_meet_on_days_that_both_include(first, second, expected):
    assert meet(first, second) == expected


def checks(around, *texts, plans=None, today=None):
    files = [check_file(text.encode(), f"rules/{i}.toml", around) for i, text in enumerate(texts)]
    return check_between(files, plans, today)


def codes(around, *texts, plans=None, today=None):
    return [[d.code for d in file.diagnostics] for file in checks(around, *texts, plans=plans, today=today)]


def named(text, name):
    return text.replace('id = "phone"', f'id = "{name}"')


NOVEMBER = ("from = 2026-10-01", "from = 2026-11-01")


def test_two_files_with_one_id_on_the_same_days_are_refused(around, base):
    assert codes(around, base, base) == [[], ["KPI150"]]
    assert codes(around, base, base.replace('plan = "bonus"', 'plan = "other"').replace(*NOVEMBER)) == [[], ["KPI150"]]
    until = base.replace("from = 2026-10-01", "from = 2026-10-01\nto = 2026-12-31")
    assert codes(around, until, base.replace(*NOVEMBER)) == [[], ["KPI150"]]


def test_a_version_runs_to_the_day_before_the_next_one_begins(around, base):
    later, latest = base.replace(*NOVEMBER), base.replace("2026-10-01", "2027-02-01")
    found = checks(around, latest, base, later)
    assert [file.diagnostics for file in found] == [(), (), ()]
    assert [file.checked.ruleset.head.to for file in found] == [None, date(2026, 10, 31), date(2027, 1, 31)]


def test_two_rule_sets_of_a_plan_for_the_same_people_are_refused(around, base):
    second = named(base, "phone2")
    assert codes(around, base, second) == [[], ["KPI151"]]
    ended = base.replace("from = 2026-10-01", "from = 2026-09-01\nto = 2026-09-30")
    assert codes(around, ended, second) == [[], []]


def test_two_plans_pay_one_agent_only_where_the_project_says_so(around, base):
    okr = named(base, "okr").replace('plan = "bonus"', 'plan = "okr"')
    assert codes(around, base, okr) == [[], ["KPI236"]]
    for plan, other in (("okr", "bonus"), ("bonus", "okr")):
        assert codes(around, base, okr, plans={plan: PlanCoverage(plan, {}, (other,))}) == [[], []]
    assert codes(around, base, okr.split("[gate]")[0] + "[alert.x]\nwhen = 'csat < 70'\n") == [[], []]


def test_what_nothing_in_the_text_keeps_apart_is_a_lint(around, base):
    second = named(base, "team7").replace('line = "phone"', 'team = "t7"')
    assert codes(around, base, second) == [[], ["KPI430"]]
    accepted = second + '[accept.KPI430]\nbecause = "t7 never phones"\nby = "ops"\nuntil = 2026-12-31\n'
    found = checks(around, base, accepted, today=date(2026, 11, 1))[1]
    assert [(d.code, d.level) for d in found.diagnostics] == [("KPI430", Level.NOTICE)]
    assert found.checked is not None


def test_shadows_and_drafts_bind_no_live_rule_set(around, base):
    for state in ("shadow", "draft"):
        aside = named(base, "trial").replace("[ruleset]", f'[ruleset]\nstate = "{state}"')
        assert codes(around, base, aside, aside.replace('"trial"', '"trial2"')) == [[], [], []]
        found = checks(around, base, aside.replace('"trial"', '"phone"').replace(*NOVEMBER))
        assert found[0].checked.ruleset.head.to is None
        assert [d.code for d in found[1].diagnostics] == (["KPI150"] if state == "shadow" else [])


GROUPS = st.fixed_dictionaries(
    {}, optional={name: st.sets(st.sampled_from("xyz"), min_size=1).map(tuple) for name in ("line", "site", "team")}
)
PEOPLE = [
    {"kind": "human", "line": a, "site": b, "team": c} for a, b, c in product("xyz", repeat=3)
]  # everybody there can be


@given(GROUPS, GROUPS, GROUPS, GROUPS)
def test_what_the_text_says_of_two_groups_is_true_of_everybody(who, but, other, other_but):
    def inside(person, who, but):
        match = lambda table: all(person[name] in values for name, values in table.items())  # noqa: E731 -- one line
        return match(who) and not (but and match(but))

    first = [p for p in PEOPLE if inside(p, who, but)]
    second = [p for p in PEOPLE if inside(p, other, other_but)]
    found = meeting(group(who, but), group(other, other_but))
    if found is Meeting.NEVER:
        assert not [p for p in first if p in second]
    if found is Meeting.CERTAIN and first and second:
        assert [p for p in first if p in second]
    assert found is meeting(group(other, other_but), group(who, but))


@given(st.lists(GROUPS, min_size=2, max_size=5))
def test_no_two_that_may_meet_are_passed_over(groups):
    heads = [head(OCT, agents=who or {"role": ("agent",)}) for who in groups]
    sides = [_Side(i, None, evolve(h, id=str(i)), group(h.agents)) for i, h in enumerate(heads)]
    asked = {(side.head.id, other.head.id) for side, other in _neighbours(sides)}
    for (i, first), (j, second) in combinations(enumerate(sides), 2):
        if meeting(first.people, second.people) is not Meeting.NEVER:
            assert (str(j), str(i)) in asked
