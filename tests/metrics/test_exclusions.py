"""Excluded spans: what counts inside is out with the reason, for whom and for which metrics they are."""

import pytest
from attrs import evolve

from kpiengine.metrics import messages
from kpiengine.periods import parse_period
from kpiengine.plugin.exclusions import ENGINE_TABLES
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.cases import MetricCase, installed, run_case
from kpiengine.testing.trial import try_out

LEGS = """
leg_id | agent_id | queue_id | contact_id | talk_s | hold_s | acw_s | ts_ended
L1     | A1       | Q1       | C1         | 100    | 0      | 0     | 09:00
L2     | A1       | Q1       | C2         | 200    | 0      | 0     | 10:00
L3     | A2       | Q2       | C3         | 600    | 0      | 0     | 10:30
L4     | A2       | Q2       | C4         | 300    | 0      | 0     | 11:00
"""
PEOPLE = (
    {"agent_id": "A1", "team_id": "T1", "site_id": "S1"},
    {"agent_id": "A2", "team_id": "T2", "site_id": "S2"},
)
OUTAGE = {
    "exclusion_id": "X1",
    "scope": "centre",
    "ts_start": "10:00",
    "ts_end": "11:00",
    "reason": "system_outage",
    "approved_by": "Boss",
}


def outcome(metric, facts, *exclusions, engine="polars", **more):
    case = MetricCase("", metric, None, {**facts, "exclusions": exclusions}, roster=PEOPLE, **more)
    found = run_case(case, installed(), engine)
    assert all(tally.adds_up for tally in found.tallies)
    return found


@pytest.mark.parametrize(
    ("changes", "value", "n"),
    [
        ({}, "200.0", 2),  # the start is inside, the end is not
        ({"scope": "agent", "scope_id": "A1"}, "333.3", 3),
        ({"scope": "team", "scope_id": "T2"}, "200.0", 3),
        ({"scope": "site", "scope_id": "S2"}, "200.0", 3),
        ({"scope": "queue", "scope_id": "Q1"}, "333.3", 3),
        ({"scope": "team", "scope_id": "nobody"}, "300.0", 4),
        ({"metrics": "asa"}, "300.0", 4),
        ({"metrics": "asa, aht"}, "200.0", 2),
        ({"metrics": "handling"}, "200.0", 2),
        ({"metrics": "all"}, "200.0", 2),
        ({"status": "deleted"}, "300.0", 4),
    ],
)
def test_rows_inside_are_out_for_whom_the_span_is(engine, changes, value, n):
    found = outcome("aht", {"agent_legs": LEGS}, OUTAGE | changes, engine=engine)
    assert (found.value, found.n) == (value, n)


def test_the_reason_names_the_exclusion_and_rows_that_are_out_anyway_keep_theirs():
    legs = LEGS + "L5 | A2 | Q2 | C5 | 1 | 0 | 0 | 10:45\n"
    contacts = [{"contact_id": "C5", "is_test": True}]
    found = outcome("aht", {"agent_legs": legs, "contacts": contacts}, OUTAGE, OUTAGE | {"exclusion_id": "X2"})
    assert dict(found.tallies[0].out) == {"excluded by X1: system outage": 2, "test contact": 1}


def test_a_team_is_its_agents_of_the_day():
    people = [
        {"agent_id": "A1", "team_id": "T1", "valid_to": "2025-03-10"},
        {"agent_id": "A1", "team_id": "T2", "valid_from": "2025-03-11"},
    ]
    legs = "leg_id | agent_id | contact_id | talk_s | hold_s | acw_s | ts_ended\n" + "\n".join(
        f"L{day} | A1 | C{day} | {day} | 0 | 0 | 2025-03-{day} 12:00:00" for day in (10, 11)
    )
    month = OUTAGE | {"scope": "team", "scope_id": "T1", "ts_start": "2025-03-01 00:00", "ts_end": "2025-04-01 00:00"}
    facts = {"agent_legs": legs, "exclusions": (month,)}
    case = MetricCase("", "aht", None, facts, roster=people, period="2025-03")
    assert run_case(case, installed()).value == "11.0"


def test_a_site_is_its_agents_and_for_rows_without_one_its_queues():
    entries = """
    entry_id | queue_id | agent_id | contact_id | wait_s | outcome   | ts_enter
    E1       | Q1       |          | C1         | 10     | abandoned | 10:00
    E2       | Q2       |          | C2         | 20     | abandoned | 10:00
    E3       | Q1       | A2       | C3         | 30     | answered  | 10:00
    """
    queues = [{"queue_id": "Q1", "site_id": "S1"}, {"queue_id": "Q2", "site_id": "S2"}]
    excluded = OUTAGE | {"scope": "site", "scope_id": "S1"}
    found = outcome("avg_queue_wait", {"queue_entries": entries, "queues": queues}, excluded)
    assert (found.value, found.n) == ("25.0", 2)  # Q1's lost call is out, the one that S2 took is not


def test_a_state_is_cut_and_the_time_leaves_both_sides_of_the_ratio(engine):
    states = """
    agent_id | ts_start | ts_end | state
    A1       | 08:00    | 12:00  | on_contact
    A1       | 12:00    | 16:00  | available
    """
    cases = [
        (None, "50.0", 1),
        (OUTAGE, "42.9", 1),  # 3 of 7 hours
        (OUTAGE | {"ts_start": "07:00", "ts_end": "09:00"}, "42.9", 1),  # the day is still one
        (OUTAGE | {"ts_start": "07:00", "ts_end": "20:00"}, None, None),
    ]
    for exclusion, value, n in cases:
        found = outcome("occupancy", {"agent_states": states}, *([exclusion] if exclusion else []), engine=engine)
        assert (found.value, found.n) == (value, n)


def test_planned_time_is_cut_too():
    plan = [{"agent_id": "A1", "activity": "on_queue", "paid": True, "ts_start": "08:00", "ts_end": "12:00"}]
    states = """
    agent_id | ts_start | ts_end | state
    A1       | 08:00    | 10:00  | available
    """
    facts = {"schedule": plan, "agent_states": states}
    assert outcome("schedule_adherence", facts).value == "50.0"
    assert outcome("schedule_adherence", facts, OUTAGE).value == "66.7"
    assert outcome("schedule_adherence", facts, OUTAGE | {"ts_end": "12:00"}).value == "100.0"


def test_an_excluded_contact_is_still_a_return_of_the_one_before():
    contacts = """
    contact_id | customer_id | ts_arrived          | ts_ended
    C1         | U           | 2025-03-03 08:00:00 | 2025-03-03 08:05:00
    C2         | U           | 2025-03-03 10:30:00 | 2025-03-03 10:35:00
    """
    assert outcome("fcr", {"contacts": contacts}, OUTAGE).value == "0.0"


def test_excluded_time_is_no_time_in_which_something_could_arrive():
    contacts = [{"times": 23, "ts_arrived": "12:00"}, {"times": 5, "ts_arrived": "10:30"}]
    assert outcome("call_arrival_rate", {"contacts": contacts}).value == "1.17"  # 28 in 24 hours
    assert outcome("call_arrival_rate", {"contacts": contacts}, OUTAGE).value == "1.00"  # 23 in 23


def test_tickets_are_judged_by_their_beginning_and_costs_by_all_their_days():
    tickets = [{"created_at": time, "status": "open", "resolved_at": None} for time in ("10:30", "12:00")]
    assert outcome("backlog", {"tickets": tickets}).value == "2"
    assert outcome("backlog", {"tickets": tickets}, OUTAGE).value == "1"
    costs = """
    from_day   | to_day     | category | amount | currency
    2025-03-03 | 2025-03-03 | labour   | 100    | CNY
    2025-03-03 | 2025-03-04 | labour   | 10     | CNY
    """
    day = OUTAGE | {"ts_start": "2025-03-03 00:00", "ts_end": "2025-03-04 00:00"}
    assert outcome("labour_cost", {"costs": costs}).value == "105.00"
    assert outcome("labour_cost", {"costs": costs}, OUTAGE).value == "105.00"
    assert outcome("labour_cost", {"costs": costs}, day).value == "5.00"


def test_two_metrics_on_one_view_may_have_different_exclusions():
    metrics = [Wanted(id_, installed().metrics[id_], {}, KpiLevel.CENTRE, 0) for id_ in ("aht", "avg_talk_time")]
    wanted = [evolve(one, params=one.metric.settings({})) for one in metrics]
    facts = {"agent_legs": LEGS, "exclusions": (OUTAGE | {"metrics": "aht"},)}
    day = parse_period("2025-03-03", "UTC")
    _, found = try_out(wanted, installed(), facts, periods=[day], roster=PEOPLE)
    assert found.frames[0].row(0, named=True)["value:aht"] == 2000
    assert found.frames[0].row(0, named=True)["value:avg_talk_time"] == 3000
    assert messages.excluded("X1", "system_outage", "Boss", {"handled_legs": 2}) in found.notes


def test_what_takes_nothing_out_and_whom_nobody_knows_is_said():
    wanted = [Wanted("aht", installed().metrics["aht"], installed().metrics["aht"].settings({}), KpiLevel.CENTRE, 0)]
    ghost = OUTAGE | {"scope": "agent", "scope_id": "ghost"}
    day = parse_period("2025-03-03", "UTC")
    facts = {"agent_legs": LEGS, "exclusions": (ghost,)}
    _, found = try_out(wanted, installed(), facts, periods=[day], roster=PEOPLE)
    assert messages.excluded("X1", "system_outage", "Boss", {}) in found.notes
    assert messages.nobody_excluded("X1", "agent", "ghost") in found.notes


def test_the_roster_is_not_excluded():
    assert "agents" in ENGINE_TABLES
    people = [{"agent_id": "A1"}, {"agent_id": "A2", "left_on": "2025-03-03"}]
    year = OUTAGE | {"ts_start": "2025-01-01 00:00", "ts_end": "2026-01-01 00:00"}
    plain, excluded = (outcome("attrition_rate", {"agents": people}, *some) for some in ((), (year,)))
    assert plain.value == excluded.value
