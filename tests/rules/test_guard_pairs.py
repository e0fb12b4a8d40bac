"""The pairs of the metric book, chapter 3, row by row: pushed alone each is warned of, and each of its guards answers.

The table below is the book's, not the program's: guards that the book calls reports, triggers of another kind or
settings are left out.
"""

from datetime import date

import pytest

from kpiengine.diagnostics import Level
from kpiengine.registry import load_catalogue
from kpiengine.rules.check import check_file
from kpiengine.rules.surroundings import Surroundings

BOOK = """
G1  lower  aht avg_talk_time | fcr repeat_call_rate quality_score agent_csat
G2  lower  avg_wrap_up_time | quality_score repeat_call_rate
G3  higher calls_answered_per_hour contacts_per_agent contacts_handled | aht agent_csat fcr transfer_rate
G4  lower  asa avg_response_time | fcr csat_pct quality_score cost_per_call occupancy
G4  higher service_level | fcr csat_pct quality_score cost_per_call occupancy
G5  lower  first_response_time | total_resolution_time avg_reply_time csat_pct
G6  higher service_level | abandonment_rate wait_p90 max_wait sl_interval_attainment
G7  lower  abandonment_rate | blocked_rate callback_completion_rate avg_response_time
G8  lower  transfer_rate | fcr avg_hold_time aht quality_score
G9  lower  avg_hold_time | quality_score fcr avg_wrap_up_time
G10 higher fcr(method="flag") | repeat_call_rate reopen_rate csat_pct
G11 higher csat_pct agent_csat | survey_response_rate aht cost_per_call quality_score
G12 higher quality_score | agent_csat fcr
G13 higher agent_utilisation resource_utilisation occupancy | shrinkage_unplanned attrition_rate service_level agent_effort_score
G14 higher call_availability schedule_adherence | missed_declined_rate
G15 lower  missed_declined_rate | call_availability schedule_adherence
G16 higher ticket_completion_rate timely_resolution_rate resolution_24h_rate | reopen_rate csat_pct backlog avg_age_of_query
G17 lower  total_resolution_time | reopen_rate csat_pct
G18 lower  cost_per_call labour_cost(of="agents") | service_level csat_pct fcr cost_per_resolution
G19 higher ai_resolution_rate ai_share | ai_csat ai_handoff_rate repeat_call_rate
G20 higher ai_assist_aht_reduction ai_assist_usage | quality_score critical_error_rate agent_csat
G21 higher training_completion_rate | exam_pass_rate quality_score
G22 lower  shrinkage_planned | training_completion_rate quality_score attrition_rate
G23 higher load_balance | fcr transfer_rate
G24 lower  complaint_rate | csat_pct survey_response_rate
"""  # noqa: E501 -- one row of the book a line
HEAD = """\
format = 1
[ruleset]
id = "pushed"
from = 2026-10-01
period = "month"
count_when = "happened"
agents = {{ role = "agent" }}
level = "{level}"
[tier]
good = {{ from = 80, bonus = 300 }}
[kpi.pushed]
metric = "{metric}"
better = "{way}"
target = {target}
floor = {floor}
weight = {weight}
"""
WIDTHS = ("agent", "team", "site", "centre")


def rows():
    for line in BOOK.strip().splitlines():
        left, _, right = line.partition(" | ")
        row, way, *metrics = left.split()
        for metric in metrics:
            name, _, setting = metric.partition("(")
            yield row, way, name, setting.rstrip(")"), right.split()


ROWS = [pytest.param(row, id=f"{row[0]}-{row[2]}") for row in rows()]


@pytest.fixture(scope="module")
def around():
    return Surroundings(load_catalogue(None, every_plan=False), currency="CNY", today=date(2026, 11, 1))


@pytest.fixture(scope="module")
def warned(around):
    """The rows of the book that a text is warned of; anything that is wrong with it fails the test."""

    def tell(text):
        found = check_file(text.encode(), "r.toml", around).diagnostics
        assert not [d.message for d in found if d.level is Level.ERROR], text
        return {d.message.rpartition("(")[2].rstrip(")") for d in found if d.code == "KPI470"}

    return tell


def level_of(around, *metrics):
    """The narrowest subject for which all of them are measured."""
    levels = [set(around.catalogue.metrics[name].levels) for name in metrics]
    return next((level for level in WIDTHS if all(level in one for one in levels)), None)


def pushed(level, metric, way, setting="", weight=100):
    target, floor = (80, 60) if way == "higher" else (60, 80)
    if metric == "agent_csat":
        target, floor = 4, 3
    text = HEAD.format(level=level, metric=metric, way=way, target=target, floor=floor, weight=weight)
    return text + (f"params = {{ {setting.replace('=', ' = ')} }}\n" if setting else "")


@pytest.mark.parametrize("of_book", ROWS)
def test_each_row_of_the_book(around, warned, of_book):
    row, way, metric, setting, guards = of_book
    own = level_of(around, metric)
    assert row in warned(pushed(own, metric, way, setting))
    answered = 0
    for guard in guards:
        level = level_of(around, metric, guard)
        if level is None:
            continue
        text = pushed(level, metric, way, setting)
        assert row in warned(text), (row, metric, level)
        assert row not in warned(f"{text}[gate.guard]\nrequire = '{guard} >= 1'\nelse = \"no_bonus\"\n"), guard
        answered += 1
    assert answered, row


def test_the_book_has_every_row_that_the_program_has():
    from kpiengine.rules.checks.guard_pairs import PAIRS  # noqa: PLC0415 -- only here: the table above is not made of it

    mine = {(row, metric) for row, _, metric, _, _ in rows()}
    beside = {("G1", "effective_aht"), ("G11", "csat_mean")}  # other figures of the same thing
    beside |= {("G4", "response_time_voice"), ("G4", "response_time_online")}
    assert {(pair.id, metric) for pair in PAIRS for metric in pair.pushed} == mine | beside
    assert {row for row, _ in mine} == {f"G{number}" for number in range(1, 25)}


GATE = "[gate.quality]\nrequire = '{}'\nelse = \"no_bonus\"\n"


def test_a_gate_serves_that_asks_for_the_value_itself(warned):
    text = pushed("agent", "aht", "lower")
    assert warned(text + GATE.format("quality_score >= 80")) == set()
    assert warned(text + GATE.format("sample(quality_score) >= 5")) == {"G1"}
    assert warned(text + GATE.format("not is_missing(quality_score)")) == {"G1"}
    assert warned(text + GATE.format("previous(quality_score) >= 80")) == {"G1"}


def test_a_guard_of_a_wider_grain_does_not_see_one_person(warned):
    text = pushed("agent", "aht", "lower")
    assert warned(text + GATE.format("team(quality_score) >= 80")) == {"G1"}
    assert warned(text + GATE.format("quality_score >= 80") + 'level = "team"\n') == {"G1"}
    of_team = text + 'level = "team"\n'
    assert warned(of_team + GATE.format("team(quality_score) >= 80")) == set()
    assert warned(of_team + GATE.format("quality_score >= 80")) == set()


def test_a_guard_looks_at_the_same_time_or_longer(warned):
    text = pushed("agent", "aht", "lower") + 'window = "3 months"\n'
    assert warned(text + GATE.format("quality_score >= 80")) == {"G1"}
    assert warned(text + GATE.format("history(quality_score, 3) >= 80")) == set()


def test_a_guard_with_a_weight_of_ten_serves_and_a_lighter_one_does_not(warned):
    other = '[kpi.errors]\nmetric = "critical_error_rate"\ntarget = 0\nfloor = 5\nweight = {}\n'
    for weight, found in ((10, set()), (9, {"G20"})):
        text = pushed("agent", "ai_assist_usage", "higher", weight=100 - weight) + other.format(weight)
        assert warned(text) == found


def test_handling_time_guards_as_a_range_only(warned):
    text = pushed("agent", "transfer_rate", "lower", weight=60) + "[kpi.aht]\nweight = 40\n"
    assert "G8" not in warned(text + "target = [240, 360]\nfloor = [150, 540]\n")
    assert "G8" in warned(text + 'better = "lower"\ntarget = 240\nfloor = 540\n')


def test_solved_by_the_agents_own_flag_only(warned):
    assert "G10" not in warned(pushed("agent", "fcr", "higher"))
    assert "G10" in warned(pushed("agent", "fcr", "higher", 'method="flag"'))


RATE = """\
format = 1
[ruleset]
id = "rate"
from = 2026-10-01
period = "month"
count_when = "happened"
agents = { role = "agent" }
[payout]
kind = "rate"
units = "contacts_handled"
rates = [{ over = 0, pay = 2 }]
"""


def test_pay_by_the_contact_pushes_it_without_a_weight(warned):
    assert warned(RATE) == {"G3"}
    assert warned(RATE + GATE.format("fcr >= 70")) == set()


def test_so_does_a_pool_that_is_split_by_it(warned):
    pool = RATE[: RATE.index("[payout]")] + '[payout]\nkind = "pool"\npool = 900\nsplit_by = "contacts_handled"\n'
    assert warned(pool) == {"G3"}


def test_a_deduction_stands_guard_and_an_addition_pushes(warned):
    steps = "steps = [{ from = 1, warn = true }, { from = 2, each = -5 }]\n"
    text = pushed("agent", "ticket_completion_rate", "higher")
    taken = '[points.old]\ncount = "backlog"\nwithin = "3 months"\nminimum = -10\n'
    assert "G16" in warned(text)
    assert "G16" not in warned(text + taken + steps)
    given = '[points.many]\ncount = "contacts_handled"\nmaximum = 5\nsteps = [{ from = 100, each = 1 }]\n'
    assert "G3" in warned(pushed("agent", "schedule_adherence", "higher") + given)


def test_counts_by_the_hour_are_mere_counts(around):
    text = pushed("agent", "calls_answered_per_hour", "higher", weight=40)
    text += "[kpi.aht]\ntarget = [240, 360]\nfloor = [150, 540]\nweight = 60\n"
    found = check_file(text.encode(), "r.toml", around).diagnostics
    assert "KPI472" in {d.code for d in found}
