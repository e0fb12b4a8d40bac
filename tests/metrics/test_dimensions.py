"""The six dimensions by which every metric on contacts can be cut, through installed metrics."""

from functools import partial

import pytest

from kpiengine.metrics import messages
from kpiengine.periods import parse_period
from kpiengine.project.calendars import typed_calendars
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.cases import installed
from kpiengine.testing.trial import try_out

DAY = "2025-03-03"  # a Monday
HOURS = {"C": {"hours": {"mon": "08:00-18:00", "tue": "08:00-18:00"}, "peak": {"mon": "10:00-11:00"}}}
LEGS = """
contact_channel | contact_contact_type | queue_id | agent_id | contact_id | talk_s | hold_s | acw_s | ts_ended
voice           | order                | Q1       | A1       | C1         | 100    | 0      | 0     | 09:00
chat            | order                | Q2       | A1       | C2         | 200    | 0      | 0     | 10:30
voice           | claim_refund         | Q3       | A2       | C3         | 400    | 0      | 0     | 10:00
voice           | order                |          | A2       | C4         | 800    | 0      | 0     | 2025-03-04 10:00
"""
QUEUES = """
queue_id | scenario
Q1       | phone_support
Q2       | online_consult
Q3       | phone_support
"""
FACTS = {"agent_legs": LEGS, "queues": QUEUES}


def measured(slice_, facts=FACTS, level=KpiLevel.CENTRE, engine="polars", metric="aht"):
    one = installed().metrics[metric]
    wanted = Wanted("k", one, one.settings({}), level, 0, slice_)
    week = parse_period("2025-W10", "UTC")
    calendars = typed_calendars(HOURS, "UTC")
    _, found = try_out([wanted], installed(), facts, periods=[week], engine=engine, calendars=calendars)
    assert all(tally.adds_up for tallies in found.tallies.values() for tally in tallies)
    return found


def shown(found):
    return found.frames[0].row(0, named=True)["value:k"]


@pytest.mark.parametrize(
    ("slice_", "value"),
    [
        ({"channel": ("voice",)}, 4333),
        ({"channel": ("chat", "email")}, 2000),
        ({"queue.scenario": ("phone_support",)}, 2500),
        ({"queue.scenario": ("phone_support", "online_consult")}, 2333),
        ({"contact_type": ("order",)}, 3667),
        ({"peak": (True,)}, 3000),
        ({"hour": (9,)}, 1000),
        ({"hour": (10,)}, 4667),
        ({"weekday": ("tuesday",)}, 8000),
        ({"queue.scenario": ("phone_support",), "hour": (10,)}, 4000),
        ({"queue.scenario": ("no_such",)}, None),
    ],
)
def test_each_dimension_cuts(slice_, value, engine):
    assert shown(measured(slice_, engine=engine)) == value


def test_levels_and_slices_go_together():
    found = measured({"queue.scenario": ("phone_support",)}, level=KpiLevel.AGENT).frames[0]
    assert dict(found.select("agent_id", "value:k").iter_rows()) == {"A1": 1000, "A2": 4000}


def test_surveys_and_queues_have_scenarios_as_well():
    surveys = """
    kind | score | scale_min | scale_max | queue_id | ts_answered
    csat | 5     | 1         | 5         | Q1       | 10:00
    csat | 2     | 1         | 5         | Q2       | 10:00
    """
    cut = partial(measured, facts={"surveys": surveys, "queues": QUEUES}, metric="csat_mean")
    assert shown(cut({"queue.scenario": ("online_consult",)})) == 200
    entries = [{"queue_id": queue, "wait_s": wait, "outcome": "answered"} for queue, wait in (("Q1", 10), ("Q2", 30))]
    waits = partial(measured, facts={"queue_entries": entries, "queues": QUEUES}, metric="asa")
    assert shown(waits({"queue.scenario": ("phone_support",)})) == 100


def test_without_the_table_of_queues_no_scenario_is_known():
    found = measured({"queue.scenario": ("phone_support",)}, facts={"agent_legs": LEGS})
    assert messages.unavailable("aht", messages.not_loaded(["queues.scenario"])) in found.notes
