"""Whom a plan covers and nobody is for, as far as the text tells."""

from datetime import date

import pytest

from kpiengine.project import PlanCoverage
from kpiengine.rules.gaps import Gap, gaps
from kpiengine.rules.load import check_rule_files
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.words import PeriodKind

OCT, JAN = date(2026, 10, 1), date(2027, 1, 1)
PHONE, CHAT = {"role": ("agent",), "line": ("phone",)}, {"role": ("agent",), "line": ("chat",)}


def head(agents, start=OCT, to=None, excluded=None):
    return Head("x", start, PeriodKind.MONTH, agents, "bonus", {}, to=to, excluded=excluded or {})


def plan(**covers):
    return PlanCoverage("bonus", {name: tuple(values.split()) for name, values in covers.items()})


@pytest.mark.parametrize(
    ("covers", "heads", "expected"),
    [
        (plan(line="phone chat"), [head(PHONE), head(CHAT)], []),
        (plan(line="phone chat"), [head(PHONE)], [Gap({"line": "chat"})]),
        (plan(line="phone", kind="human"), [head(PHONE)], []),
        (plan(line="phone", kind="human ai"), [head(PHONE)], [Gap({"kind": "ai"})]),
        (plan(line="phone"), [head({"role": ("agent",)})], []),
        (plan(line="phone chat"), [head({"role": ("agent",)}, excluded={"line": ("chat",)})], [Gap({"line": "chat"})]),
        (
            plan(line="phone chat", site="a b"),
            [head({"line": ("phone",), "site": ("a",)}), head({"line": ("chat",), "site": ("b",)})],
            [Gap({"line": "phone", "site": "b"}), Gap({"line": "chat", "site": "a"})],
        ),
        (plan(line="phone"), [head(PHONE, to=date(2026, 12, 31)), head(PHONE, JAN)], []),
        (plan(line="phone"), [head(PHONE, to=date(2026, 12, 5)), head(PHONE, JAN)], []),
        (
            plan(line="phone"),
            [head(PHONE, to=date(2026, 11, 30)), head(PHONE, JAN)],
            [Gap({}, date(2026, 12, 1), date(2026, 12, 31))],
        ),
        (plan(line="phone"), [head(PHONE, to=date(2026, 11, 30))], []),
    ],
)
def test_only_what_is_certain_is_a_gap(covers, heads, expected):
    assert list(gaps(covers, heads)) == expected


def test_very_many_combinations_are_left_to_the_roster():
    many = plan(**{name: " ".join(f"v{i}" for i in range(30)) for name in ("line", "site", "team")})
    assert list(gaps(many, [head({"role": ("agent",)})])) == []


PROJECT = """\
format = 1
[project]
name = "demo"
timezone = "UTC"
currency = "CNY"
[plan.bonus]
covers = { line = ["phone", "chat"] }
"""


def test_a_gap_is_said_at_covers_of_the_plan(tmp_path, base, catalogue, monkeypatch):
    from kpiengine.project import read_project  # noqa: PLC0415 -- needs the folder

    monkeypatch.chdir(tmp_path)
    (tmp_path / "kpiengine.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "rules").mkdir()
    file = tmp_path / "rules" / "phone.toml"
    file.write_text(base, "utf-8")
    _, faults = check_rule_files(read_project(tmp_path), catalogue)
    assert [(d.code, str(d.place), d.message) for d in faults] == [
        ("KPI235", "kpiengine.toml:7:12", 'plan "bonus" covers line chat, but none of its rule sets is for them')
    ]
    file.write_text(base.replace('plan = "bonus"', 'plan = "bonsu"'), "utf-8")
    files, faults = check_rule_files(read_project(tmp_path), catalogue)
    assert [(d.code, d.remedy) for d in files[0].diagnostics] == [("KPI237", 'did you mean "bonus"?')]
    assert faults == ()  # a plan without any rule set may be one that is yet to come
