"""Faults that only show beside other files."""

from datetime import date

import pytest

from kpiengine.rules.between import check_between, meet
from kpiengine.rules.check import check_file
from kpiengine.rules.model import Head, PeriodKind


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
        (head(OCT), head(OCT, excluded={"team": ("x",)}), None),
        (head(OCT, DEC), head(OCT, NOV), OCT),
    ],
)
def test_rule_sets_meet_on_days_that_both_include(first, second, expected):
    assert meet(first, second) == expected


def codes(around, *texts):
    files = [check_file(text.encode(), f"rules/{i}.toml", around) for i, text in enumerate(texts)]
    return [[d.code for d in file.diagnostics] for file in check_between(files)]


def test_two_files_with_one_id_are_refused(around, base):
    other = base.replace('plan = "bonus"', 'plan = "other"')
    assert codes(around, base, other) == [[], ["KPI150"]]


def test_two_rule_sets_of_a_plan_for_the_same_people_are_refused(around, base):
    second = base.replace('id = "phone"', 'id = "phone2"')
    assert codes(around, base, second) == [[], ["KPI151"]]
    ended = base.replace("from = 2026-10-01", "from = 2026-09-01\nto = 2026-09-30")
    assert codes(around, ended, second) == [[], []]
    assert codes(around, base, second.replace('plan = "bonus"', 'plan = "okr"')) == [[], []]
