"""Views against a model that looks at every minute by itself: plan, state, grace, days worked, shifts."""

from datetime import date, timedelta

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kpiengine_workforce.tables import AGENT_STATES, SCHEDULE
from kpiengine_workforce.tables.agent_states import BUSY, OFFLINE, ON_QUEUE
from kpiengine_workforce.tables.schedule import ABSENCES
from kpiengine_workforce.views.adherence_time import adherence_time
from kpiengine_workforce.views.planned_time import planned_time
from kpiengine_workforce.views.states import agent_states
from kpiengine_workforce.views.worked_days import UNITS, with_unit

from kpiengine.periods import zone_spans
from kpiengine.plugin import Context

MINUTE = 60_000
# Sunday 26 October 2025 in Berlin has 25 hours; day 20387 is that Sunday.
START = 1_761_343_200_000
END = 3 * 24 * 60
ZONE = zone_spans("Europe/Berlin", 20_300, 20_500)
CONTEXT = Context(START + END * MINUTE, (), ZONE)
_TYPES = {"text": pl.String, "flag": pl.Boolean}


def frame(table, rows):
    schema = {name: _TYPES.get(column.type, pl.Int64) for name, column in table.columns.items()}
    filled = [{name: row.get(name, column.default) for name, column in table.columns.items()} for row in rows]
    return nw.from_native(pl.LazyFrame(filled, schema=schema))


def facts(schedule, states):
    return {"schedule": frame(SCHEDULE, schedule), "agent_states": frame(AGENT_STATES, states)}


def at(minute):
    return START + minute * MINUTE


@st.composite
def plans(draw):
    """Base rows that do not overlap, breaks inside some of them, exceptions that do not overlap each other."""
    rows, last = [], 0
    for number in range(draw(st.integers(1, 3))):
        start = last + draw(st.integers(0, 300))
        end = start + draw(st.integers(2, 1500))
        last = end
        rows.append(("base", start, end, draw(st.sampled_from(["on_queue", "training"])), f"b{number}"))
        if draw(st.booleans()):
            inner = draw(st.integers(start, end - 1))
            until = draw(st.integers(inner + 1, end))
            if (inner, until) != (start, end):
                rows.append(("base", inner, until, draw(st.sampled_from(["break", "meeting"])), f"i{number}"))
    last = 0
    for number in range(draw(st.integers(0, 2))):
        start = last + draw(st.integers(0, 900))
        last = start + draw(st.integers(1, 600))
        rows.append(
            ("exception", start, last, draw(st.sampled_from(["leave", "meeting", "system_down"])), f"e{number}")
        )
    return [
        {
            "row_id": id_,
            "agent_id": "A1",
            "layer": layer,
            "activity": activity,
            "ts_start": at(start),
            "ts_end": at(end),
            "paid": draw(st.booleans()),
            "adherence_tracked": draw(st.booleans()),
        }
        for layer, start, end, activity, id_ in rows
    ]


@st.composite
def histories(draw):
    """States with gaps, and some that overlap the next one."""
    starts = sorted(draw(st.sets(st.integers(0, 3000), min_size=1, max_size=8)))
    return [
        {
            "agent_id": "A1",
            "ts_start": at(start),
            "ts_end": at(start + draw(st.integers(1, 900))),
            "state": draw(st.sampled_from(["available", "on_contact", "acw", "break", "meeting", OFFLINE])),
        }
        for start in starts
    ]


def planned_at(rows, moment):
    """The row that holds: an exception, else the innermost base row."""
    running = [row for row in rows if row["ts_start"] <= moment < row["ts_end"]]
    return max(running, key=lambda row: (row["layer"] == "exception", row["ts_start"], -row["ts_end"]), default=None)


def state_at(rows, moment):
    begun = [row for row in rows if row["ts_start"] <= moment]
    last = max(begun, key=lambda row: row["ts_start"], default=None)
    return last["state"] if last is not None and moment < last["ts_end"] else OFFLINE


def model(schedule, states, grace):
    """Minutes that are tracked, adherent, and outside the plan."""
    tracked = adherent = outside = 0
    changed = since = activity = None
    for moment in range(at(0), at(END), MINUTE):
        row, state = planned_at(schedule, moment), state_at(states, moment)
        now = row["activity"] if row else None
        if now != activity:
            changed, activity = moment, now
        since = (moment if since is None else since) if state in BUSY else None
        if row is None:
            outside += state in ON_QUEUE
            continue
        if now == "system_down":
            right = True
        elif now == "on_queue":
            right = state in ON_QUEUE
        elif now in ABSENCES:
            right = state == OFFLINE
        else:
            right = state not in {OFFLINE, *ON_QUEUE}
        forgiven = now != "on_queue" and since is not None and since < changed and moment < changed + grace * MINUTE
        tracked += row["adherence_tracked"]
        adherent += row["adherence_tracked"] and (right or forgiven)
    return tracked, adherent, outside


def minutes(pieces, condition):
    return pieces.filter(condition).select((pl.col("ts_to") - pl.col("ts_from")).sum()).item() / MINUTE


@settings(max_examples=60, deadline=None)
@given(plans(), histories(), st.sampled_from([0, 1, 2, 45]))
def test_time_is_judged_as_minute_by_minute(schedule, states, grace):
    params = {"exceptions": "planned", "grace_s": 60 * grace, "match": "class"}
    found = (
        adherence_time(facts(schedule, states), params, CONTEXT).collect().to_native().filter(pl.col("out").is_null())
    )
    assert (
        minutes(found, pl.col("tracked")),
        minutes(found, pl.col("tracked") & pl.col("right")),
        minutes(found, pl.col("outside")),
    ) == model(schedule, states, grace)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_planned_time_is_cut_into_days_and_loses_no_row(schedule):
    found = planned_time(facts(schedule, []), {}, CONTEXT).collect().to_native()
    pieces = found.filter(pl.col("out").is_null()).sort("ts_from")
    assert found.height - pieces.height == len(schedule)
    starts, ends = pieces["ts_from"].to_list(), pieces["ts_to"].to_list()
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    days = nw.from_native(pieces).select(
        first=CONTEXT.local_day(nw.col("ts_from")), last=CONTEXT.local_day(nw.col("ts_to") - 1), day="day"
    )
    assert all(first == last == day for first, last, day in days.rows())
    paid = {row["day"] for row in pieces.filter("paid").iter_rows(named=True)}
    assert pieces.filter("first_paid").height == len(paid)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_states_never_overlap_and_fill_their_days(states):
    found = agent_states(facts([], states), {}, CONTEXT).collect().to_native().filter(pl.col("out").is_null())
    for moment in range(at(0), at(END), 7 * MINUTE):
        there = found.filter((pl.col("ts_from") <= moment) & (pl.col("ts_to") > moment))["state"].to_list()
        begun = [row for row in states if row["ts_start"] <= moment]
        last = max(begun, key=lambda row: row["ts_start"], default=None)
        assert there == ([last["state"]] if last is not None and moment < last["ts_end"] else [])
    on_queue = {row["day"] for row in found.filter("on_queue").iter_rows(named=True)}
    assert found.filter("first_on_queue").height == len(on_queue)


@pytest.mark.parametrize(("days", "pieces"), [(1, 2), (62, 63), (63, 64), (200, 64)])
def test_a_long_leave_is_cut_at_midnights_up_to_a_limit_and_never_lost(days, pieces):
    row = {"row_id": "L", "agent_id": "A1", "activity": "leave", "paid": True}
    noon = START + 12 * 3_600_000
    row |= {"ts_start": noon, "ts_end": noon + days * 86_400_000}
    context = Context(noon + 400 * 86_400_000, (), zone_spans("Europe/Berlin", 20_000, 21_000))
    found = planned_time(facts([row], []), {}, context).collect().to_native().filter(pl.col("out").is_null())
    assert found.height == pieces
    assert minutes(found, pl.lit(value=True)) == days * 1440
    assert found["day"].n_unique() == pieces


def test_weeks_and_months_are_those_of_the_calendar():
    first = date(1968, 1, 1)
    days = [first + timedelta(days=number) for number in range(150 * 365)]
    rows = nw.from_native(pl.LazyFrame({"day": [(day - date(1970, 1, 1)).days for day in days]}))
    keys = {
        "day": lambda day: day,
        "week": lambda day: day.isocalendar()[:2],
        "month": lambda day: (day.year, day.month),
    }
    for per in UNITS:
        units = with_unit(rows, per).collect().to_native()["unit"].to_list()
        named = [keys[per](day) for day in days]
        assert len(set(zip(units, named, strict=True))) == len(set(units)) == len(set(named))
