"""Who is measured when: atoms, coverage by the roster of each day, and rule sets of one plan kept apart."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from attrs import evolve

from kpiengine.diagnostics import Refused
from kpiengine.errors import KpiError
from kpiengine.periods import OpeningHours, day_number, parse_period, period_at
from kpiengine.planning.asked import Asked, asked_periods
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import Roster
from kpiengine.plugin import Catalogue
from kpiengine.project import PlanCoverage, Project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.model.words import KpiLevel, PeriodKind

ZONE = "Asia/Shanghai"
OPEN = 2_000_000


def roster(*rows):
    """Rows of (agent_id, from, to, team, further attributes)."""
    ids = sorted({row[0] for row in rows})
    frame = pl.DataFrame(
        [
            {
                "agent": ids.index(agent_id) + 1,
                "agent_id": agent_id,
                "name": agent_id.title(),
                "valid_from": day_number(date.fromisoformat(first)),
                "valid_to": OPEN if last is None else day_number(date.fromisoformat(last)),
                "kind": "human",
                "role": "agent",
                "team_id": team,
                "site_id": "main",
                "line": line,
            }
            for agent_id, first, last, team, line in rows
        ],
        schema_overrides={"agent": pl.Int32, "valid_from": pl.Int32, "valid_to": pl.Int32},
    )
    return Roster(frame=frame, columns={}, sha256="0")


def rules(
    name, *, plan="bonus", period=PeriodKind.MONTH, start=date(2026, 1, 1), to=None, excluded=None, level=None, **agents
):
    head = Head(
        level=level or KpiLevel.AGENT,
        id=name,
        start=start,
        to=to,
        period=period,
        agents={k: v if isinstance(v, tuple) else (v,) for k, v in agents.items()},
        excluded=excluded or {},
        plan=plan,
        title={"en": name},
    )
    return CheckedRuleSet(ruleset=RuleSet(head=head), path=f"rules/{name}.toml", sha256="0", wanted={})


def planned(people, *rulesets, periods=("2026-01",)):
    return make_plan(rulesets, Catalogue(), [parse_period(p, ZONE) for p in periods], people, as_of=0)


def covered(plan):
    frame = plan.covered.select("agent_id", "period", "ruleset", "days", "period_days")
    return [tuple(row) for row in frame.sort(pl.all()).iter_rows()]


def test_whole_month_in_one_rule_set():
    plan = planned(roster(("ann", "2025-01-01", None, "T1", "phone")), rules("phone", line="phone"))
    assert covered(plan) == [("ann", 0, 0, 31, 31)]
    assert plan.cuts == (day_number(date(2026, 1, 1)), day_number(date(2026, 2, 1)))


def test_change_of_line_gives_two_scorecards_with_their_own_days():
    people = roster(
        ("ann", "2025-01-01", "2026-01-10", "T1", "phone"),
        ("ann", "2026-01-11", None, "T2", "chat"),
    )
    plan = planned(people, rules("phone", line="phone"), rules("chat", line="chat"))
    assert covered(plan) == [("ann", 0, 0, 10, 31), ("ann", 0, 1, 21, 31)]
    teams = plan.covered.sort("ruleset")["team"].to_list()
    assert [plan.teams[team] for team in teams] == ["T1", "T2"]


def test_change_of_team_inside_one_rule_set_does_not_split():
    people = roster(
        ("ann", "2025-01-01", "2026-01-10", "T1", "phone"),
        ("ann", "2026-01-11", None, "T2", "phone"),
    )
    plan = planned(people, rules("phone", line="phone"))
    assert covered(plan) == [("ann", 0, 0, 31, 31)]
    assert plan.stretches.sort("atom")["days"].to_list() == [10, 21]
    assert plan.teams[plan.covered["team"][0]] == "T2"


def test_joiner_and_leaver_have_only_their_days():
    people = roster(
        ("ann", "2026-01-20", None, "T1", "phone"),
        ("bob", "2025-01-01", "2026-01-05", "T1", "phone"),
    )
    assert covered(planned(people, rules("phone", line="phone"))) == [("ann", 0, 0, 12, 12), ("bob", 0, 0, 5, 5)]


def test_weeks_and_months_share_one_pass():
    people = roster(("ann", "2025-01-01", None, "T1", "phone"))
    plan = planned(
        people,
        rules("month", line="phone"),
        rules("week", plan="alerts", period=PeriodKind.WEEK, line="phone"),
        periods=("2026-01", "2026-W05"),
    )
    # week 5 runs from 26 January to 1 February, a day beyond the month
    assert covered(plan) == [("ann", 0, 0, 31, 31), ("ann", 1, 1, 7, 7)]
    assert plan.stretches.group_by("period").agg(pl.col("days").sum()).sort("period")["days"].to_list() == [31, 7]


def test_rule_set_holds_by_the_first_day_of_the_period():
    people = roster(("ann", "2025-01-01", None, "T1", "phone"))
    late = rules("phone", line="phone", start=date(2026, 2, 1))
    ended = rules("old", line="phone", start=date(2025, 1, 1), to=date(2026, 1, 31))
    plan = planned(people, late, ended, periods=("2026-01", "2026-02"))
    assert covered(plan) == [("ann", 0, 1, 31, 31), ("ann", 1, 0, 28, 28)]


def test_a_period_before_every_rule_set_is_refused():
    people = roster(("ann", "2025-01-01", None, "T1", "phone"))
    with pytest.raises(KpiError, match=r"in 2026-01; the rule sets hold otherwise: phone from 2026-02-01$"):
        planned(people, rules("phone", line="phone", start=date(2026, 2, 1)), periods=("2026-01", "2026-02"))


def test_except_and_kind_leave_people_out():
    people = roster(
        ("ann", "2025-01-01", None, "T1", "phone"),
        ("bob", "2025-01-01", None, "T9", "phone"),
    )
    plan = planned(people, rules("phone", line="phone", excluded={"team": ("T9",)}))
    assert [row[0] for row in covered(plan)] == ["ann"]
    bots = Roster(people.frame.with_columns(kind=pl.lit("ai")), {}, "0")
    with pytest.raises(KpiError, match="no rule set covers anybody in 2026-01; the roster has nobody"):
        planned(bots, rules("phone", line="phone"))
    assert len(covered(planned(bots, rules("phone", line="phone", kind="ai")))) == 2


def test_two_rule_sets_of_one_plan_on_one_day_are_refused():
    people = roster(*((f"a{i}", "2025-01-01", None, "T1", "phone") for i in range(8)))
    with pytest.raises(Refused, match=r'rule sets "one" \(rules/one.toml\) and "two".*a0, a1, a2, a3, a4 and 3 more'):
        planned(people, rules("one", line="phone"), rules("two", team="T1"))


class TestWhomAPlanMustCover:
    people = roster(
        ("ann", "2025-01-01", None, "T1", "phone"),
        ("bob", "2025-01-01", "2026-01-10", "T1", "phone"),
        ("bob", "2026-01-11", None, "T1", "mail"),
        ("eve", "2025-01-01", None, "T1", "mail"),
    )

    def plan(self, **covers):
        match = {name: (value,) for name, value in covers.items()}
        project = Project(
            name="x",
            folder=Path(),
            path="kpiengine.toml",
            sha256="0",
            zone=ZONE,
            plans={"bonus": PlanCoverage("bonus", match)},
        )
        return make_plan(
            [rules("phone", line="phone")], Catalogue(), [parse_period("2026-01", ZONE)], self.people, 0, project
        )

    def test_everybody_is_covered(self):
        assert self.plan(line="phone").covered["agent_id"].to_list() == ["ann", "bob"]

    def test_a_gap_names_the_people_and_the_days(self):
        with pytest.raises(
            Refused, match=r'KPI225  plan "bonus" covers bob, eve, but .* between 2026-01-01 and 2026-01-31'
        ):
            self.plan(team="T1")

    def test_a_column_that_the_roster_lacks(self):
        with pytest.raises(Refused, match="the roster has no column shift"):
            self.plan(shift="late")


def test_other_plans_may_cover_the_same_people():
    people = roster(("ann", "2025-01-01", None, "T1", "phone"))
    plan = planned(people, rules("one", line="phone"), rules("two", plan="okr", team="T1"))
    assert covered(plan) == [("ann", 0, 0, 31, 31), ("ann", 0, 1, 31, 31)]
    assert plan.stretches.height == 1


class TestAskedPeriods:
    month = rules("m")
    week = rules("w", period=PeriodKind.WEEK)
    today = date(2026, 3, 2)

    def ask(self, *rulesets, **how):
        return [p.name for p in asked_periods(rulesets, ZONE, Asked(**how), self.today)]

    def test_nothing_said_is_the_last_one_that_is_over(self):
        assert self.ask(self.month, self.week) == ["2026-02", "2026-W09"]

    def test_by_name(self):
        assert self.ask(self.month, name="2026-01") == ["2026-01"]

    def test_name_of_another_kind_is_refused(self):
        with pytest.raises(KpiError, match="2026-01 is a month, but the rule sets are for each week"):
            self.ask(self.week, name="2026-01")

    def test_span_gives_whole_periods_only(self):
        asked = self.ask(self.month, first=date(2026, 1, 1), last=date(2026, 3, 30))
        assert asked == ["2026-01", "2026-02"]

    @pytest.mark.parametrize(
        ("how", "message"),
        [
            ({"first": date(2026, 1, 1)}, "both --from and --to"),
            ({"first": date(2026, 2, 1), "last": date(2026, 1, 1)}, "lies before"),
            ({"first": date(2026, 1, 2), "last": date(2026, 1, 30)}, "no whole month"),
        ],
    )
    def test_unclear_spans_are_refused(self, how, message):
        with pytest.raises(KpiError, match=message):
            self.ask(self.month, **how)


def test_roster_of_the_first_day_and_name_of_the_last():
    people = roster(
        ("ann", "2025-01-01", "2026-01-10", "T1", "phone"),
        ("ann", "2026-01-11", None, "T1", "phone"),
    )
    renamed = people.frame.with_columns(
        name=pl.when(pl.col("valid_to") == OPEN).then(pl.lit("Ann New")).otherwise("name"),
        base_pay=pl.when(pl.col("valid_to") == OPEN).then(2).otherwise(1),
    )
    plan = planned(Roster(renamed, {}, "0"), rules("phone", line="phone"))
    row = plan.covered.row(0, named=True)
    assert (row["name"], row["roster:base_pay"]) == ("Ann New", 1)
    assert period_at("month", date(2026, 1, 5), ZONE).name == "2026-01"


def test_views_get_the_calendars_of_the_project():
    office = OpeningHours("office", ZONE, ((),) * 7)
    project = Project("centre", Path(), "kpiengine.toml", "0", ZONE, opening={"office": office})
    people = roster(("a", "2026-01-01", None, "red", "phone"))
    made = make_plan([rules("phone")], Catalogue(), [parse_period("2026-01", ZONE)], people, 0, project)

    assert (made.calendars.default, dict(made.calendars.by_name)) == ("office", {"office": office})


# --- subjects that are not people -------------------------------------------------------------------------------------

MOVES = roster(
    ("ann", "2025-01-01", "2026-01-10", "T1", "phone"),
    ("ann", "2026-01-11", None, "T2", "phone"),
    ("ben", "2026-01-21", None, "T1", "phone"),
    ("cat", "2025-01-01", None, None, "phone"),
    ("dan", "2025-01-01", None, "T3", "chat"),
)


def units(plan):
    return [
        (row["agent"], row["agent_id"], row["team"], row["site"], row["days"], row["period_days"])
        for row in plan.covered.iter_rows(named=True)
    ]


def test_teams_are_subjects_on_the_days_on_which_somebody_named_works_there():
    plan = planned(MOVES, rules("teams", level=KpiLevel.TEAM, line="phone"))
    assert plan.teams == ("", "T1", "T2", "T3")
    assert units(plan) == [(0, "T1", 1, 1, 21, 21), (0, "T2", 2, 1, 21, 21)]
    assert plan.covered["name"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("level", "unit"), [(KpiLevel.SITE, (0, "main", 0, 1, 31, 31)), (KpiLevel.CENTRE, (0, "centre", 0, 0, 31, 31))]
)
def test_sites_and_the_centre_are_subjects_too(level, unit):
    assert units(planned(MOVES, rules("units", level=level, line="phone"))) == [unit]


def test_a_team_on_several_sites_has_no_site():
    people = roster(("ann", "2025-01-01", None, "T1", "phone"), ("ben", "2025-01-01", None, "T1", "phone"))
    frame = people.frame.with_columns(site_id=pl.Series(["main", "other"]))
    plan = planned(Roster(frame=frame, columns={}, sha256="0"), rules("teams", level=KpiLevel.TEAM, line="phone"))
    assert units(plan) == [(0, "T1", 1, 0, 31, 31)]


def test_people_and_their_teams_may_be_scored_by_one_plan():
    plan = planned(MOVES, rules("people", line="phone"), rules("teams", level=KpiLevel.TEAM, line="phone"))
    by_rules = plan.covered.group_by("ruleset", maintain_order=True).agg("agent_id")
    assert by_rules["agent_id"].to_list() == [["ann", "ben", "cat"], ["T1", "T2"]]
    assert plan.covered.filter(ruleset=0)["roster:line"].to_list() == ["phone"] * 3


def test_two_rule_sets_of_a_plan_for_one_team_are_refused():
    both = (rules(name, level=KpiLevel.TEAM, line="phone") for name in ("a", "b"))
    with pytest.raises(Refused, match="KPI223"):
        planned(MOVES, *both)


def test_people_without_a_team_are_no_team():
    with pytest.raises(KpiError, match="no rule set covers anybody"):
        planned(roster(("cat", "2025-01-01", None, None, "phone")), rules("teams", level=KpiLevel.TEAM, line="phone"))


def test_two_plans_pay_one_agent_only_where_the_project_says_so():
    def paying(name, plan, **agents):
        found = rules(name, plan=plan, **agents)
        return evolve(found, ruleset=evolve(found.ruleset, tiers=(Tier("t", 0, {"": "t"}),)))

    people = roster(("ann", "2025-01-01", None, "T1", "phone"), ("bob", "2025-01-01", None, "T2", "phone"))
    both = (paying("one", "bonus", line="phone"), paying("two", "okr", team="T1"))
    project = Project(name="p", folder=Path(), path="kpiengine.toml", sha256="", zone=ZONE)
    periods = [parse_period("2026-01", ZONE)]
    with pytest.raises(Refused) as refused:
        make_plan(both, Catalogue(), periods, people, 0, project)
    found = refused.value.diagnostics[0]
    assert (found.code, found.place.path) == ("KPI236", "rules/two.toml")
    assert 'the plans "bonus" and "okr" both pay ann on the same days' in found.message
    for plan, other in (("bonus", "okr"), ("okr", "bonus")):
        allowed = evolve(project, plans={plan: PlanCoverage(plan, {}, (other,))})
        assert make_plan(both, Catalogue(), periods, people, 0, allowed).assigned.height == 3
    alerting = (both[0], rules("two", plan="alerts", team="T1"))
    assert make_plan(alerting, Catalogue(), periods, people, 0, project).assigned.height == 3


def test_a_plan_covers_people_unless_it_names_a_kind():
    people = roster(("ann", "2025-01-01", None, "T1", "phone"), ("bot", "2025-01-01", None, "T1", "phone"))
    people = evolve(people, frame=people.frame.with_columns(kind=pl.Series(["human", "ai"])))
    project = Project(name="p", folder=Path(), path="kpiengine.toml", sha256="", zone=ZONE)
    periods = [parse_period("2026-01", ZONE)]

    def plan(**covers):
        bound = evolve(project, plans={"bonus": PlanCoverage("bonus", covers)})
        return make_plan([rules("one", line="phone")], Catalogue(), periods, people, 0, bound)

    assert plan(line=("phone",)).assigned.height == 1
    with pytest.raises(Refused, match="bot"):
        plan(line=("phone",), kind=("human", "ai"))
