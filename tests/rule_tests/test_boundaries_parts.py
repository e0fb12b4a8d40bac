"""Thresholds that hold at some time, in some scenario or after earlier cases: found, tried, and a slip is noticed."""

import pytest
from attrs import evolve

from kpiengine.rule_tests.boundaries import again, lacking, make_plan, make_table
from kpiengine.rule_tests.points import Point, read_point
from kpiengine.rule_tests.records import Moment, Part
from kpiengine.rules.check import check_rule_text
from kpiengine.rules.extends import Resolver
from kpiengine.rules.library import Library, rule_text
from kpiengine.rules.surroundings import surroundings

from .conftest import write_ruleset

CASE = '[[case]]\ntitle = "x"\nexpect.score = 1'
TIERS = "\n[tier]\ngood = { from = 50, bonus = 100 }\ngreat = { from = 90, bonus = 300 }\n"

BY_DATE = """
[kpi.csat]
metric = "csat_pct"
weight = 50
floor = 60
by.date = [{ from = 2026-01-01, target = 80 }, { from = 2026-10-01, target = 85 }]
[kpi.aht]
metric = "aht"
better = "lower"
floor = 600
target = 300
weight = 50
"""
SCENARIOS = """
[scenarios]
by = "queue.scenario"
min_percent = 20
[kpi.csat]
metric = "csat_pct"
floor = 60
by.scenario = { chat = { target = 90 }, phone = { target = 80 } }
[kpi.aht]
metric = "aht"
better = "lower"
floor = 600
target = 300
[weights]
chat = { csat = 75, aht = 25 }
phone = { csat = 50, aht = 50 }
"""
POINTS = """
[kpi.csat]
metric = "csat_pct"
floor = 60
target = 80
weight = 100
[points.missed]
count = "missed_declined_calls"
within = "3 months"
minimum = -12
steps = [{ from = 1, warn = true }, { from = 2, each = -5 }]
"""
BY_TEAM = """
[segments]
split_by = "team"
min_days = 6
[kpi.csat]
metric = "csat_pct"
floor = 60
target = 80
weight = 100
"""
SLIPS = {
    "by.date": (
        BY_DATE,
        [
            ("target = 85", "target = 84", "csat date 2026-10-01 target 85"),
            ("target = 80", "target = 81", "csat date 2026-01-01 target 80"),
            ("2026-10-01", "2026-10-02", "csat date 2026-10-01"),
        ],
    ),
    "by.scenario": (
        SCENARIOS,
        [
            ("chat = { target = 90", "chat = { target = 89", "csat scenario chat target 90"),
            ("csat = 50, aht = 50", "csat = 49, aht = 51", "scenario phone"),
            ("min_percent = 20", "min_percent = 21", "scenario chat min_percent 20"),
        ],
    ),
    "points": (
        POINTS,
        [
            ("{ from = 2,", "{ from = 3,", "points missed from 2"),
            ("minimum = -12", "minimum = -13", "points missed minimum -12"),
            ('"3 months"', '"2 months"', "points missed, cases of 3 periods before"),
            ('"3 months"', '"4 months"', "points missed, cases of 4 periods before"),
        ],
    ),
    "segments": (BY_TEAM, [("min_days = 6", "min_days = 7", "segments min_days 6")]),
}


@pytest.fixture(scope="module")
def bench_with(phone):
    """The sample's bench with another rule set in the place of its own."""
    head = 'format = 1\n[ruleset]\nid = "t"\nplan = "bonus"\nfrom = 2026-01-01\nperiod = "month"\n'
    head += 'agents = { role = "agent" }\n'
    around = surroundings(phone.project, phone.catalogue)

    def make(body):
        text = rule_text((head + body + TIERS).encode(), "rules/t.toml", hints=around.hints)
        made = check_rule_text(text, Resolver(Library((text,))), around)
        assert made.checked is not None, made.diagnostics
        return evolve(phone, files=(made,))

    return make


@pytest.mark.parametrize(("body", "slips"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_noticed(bench_with, read, body, slips):
    bench, file = bench_with(body), read(CASE, "t")
    plan = make_plan(file, bench)
    table = make_table(plan, file, bench)
    assert lacking(table, plan) == ()
    assert len({(line.base, read_point(line.given, bench.columns).text) for line in table.lines}) == len(table.lines)
    for old, new, what in slips:
        assert body.count(old) == 1
        about = evolve(table, lines=tuple(line for line in table.lines if line.threshold.startswith(what)))
        assert again(about, file, bench_with(body.replace(old, new))), what
    warned = [line.came[-1] for line in table.lines if line.threshold == "points missed from 1"]
    assert warned in ([], ["-", "POINTS_WARNED:missed", "POINTS:missed POINTS_WARNED:missed"]), warned


def test_who_comes_from_another_rule_set_of_the_plan_just_too_late(centre, bench_of, read):
    body = "[segments]\nmin_days = 8\n" + BY_TEAM[BY_TEAM.index("[kpi") :] + TIERS
    write_ruleset(centre, "other", body, '{ role = "lead" }')
    bench = bench_of("t", body)
    file = read(CASE, "t")
    table = make_table(make_plan(file, bench), file, bench)
    found = {line.given: line.came[:2] for line in table.lines if line.threshold == "segments min_days 8"}
    assert found == {
        "moves_on 2026-09-24, before.role lead": ("not covered", "-"),  # seven days
        "moves_on 2026-09-23, before.role lead": ("-", "100.00"),
        "moves_on 2026-09-22, before.role lead": ("-", "100.00"),
    }


def test_points_of_other_times_and_parts_are_read_as_they_are_written():
    text = (
        "period 2026-10, csat 80, missed[-6] 1, chat.share 60, chat.csat 75, live chat.csat _ of 3, fte 0.5,"
        " moves_on 2026-09-06, before.team_id north"
    )
    columns = {"fte", "team_id"}
    point = read_point(text, columns)
    assert read_point(point.text, columns) == point
    person = point.person("a", ())
    assert person.metrics["missed"] == (Moment(1), *[Moment(0)] * 6)
    assert person.parts["chat"] == Part(60, {"csat": (Moment(75),)})
    assert person.parts["live chat"].metrics == {"csat": (Moment(None, 3),)}
    assert [str(row.get("valid_from") or row["valid_to"]) for row in person.roster] == ["2026-09-05", "2026-09-06"]
    assert person.roster[0]["team_id"] == "north"
    assert point.over(Point(period="2026-09")).period == "2026-10"
