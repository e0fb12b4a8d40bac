"""Stretches of time: legs that run beside each other, and plan against state, on every engine."""

from datetime import date

import narwhals as nw
import pytest

from kpiengine.periods import parse_period, periods_between
from kpiengine.plugin import (
    Agg,
    Column,
    ColumnType,
    Context,
    Event,
    Facts,
    Metric,
    Param,
    Params,
    Part,
    Plan,
    Span,
    Stock,
    View,
)
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.cases import MetricCase, Outcome, run_case
from kpiengine.testing.sketch import catalogue, metric, table
from kpiengine.testing.trial import measures

TEXT = Column(ColumnType.TEXT, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)
DURATION = Column(ColumnType.DURATION, null=True)
FLAG = Column(ColumnType.FLAG, null=True)
AGENT = {"agent": "agent_id"}

LEGS = table("legs", leg_id=TEXT, agent_id=TEXT, queue_id=TEXT, started=INSTANT, ended=INSTANT)
STATES = table("states", state_id=TEXT, agent_id=TEXT, state=TEXT, started=INSTANT, ended=INSTANT)
SCHEDULE = table("schedule", shift_id=TEXT, agent_id=TEXT, activity=TEXT, started=INSTANT, ended=INSTANT)
TICKETS = table("tickets", ticket_id=TEXT, agent_id=TEXT, created=INSTANT, resolved=INSTANT)


def busy_legs(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    """Legs with `busy`: the stretch that no earlier leg of the agent covers; a shared second belongs to the first."""
    del params, context
    order = ("started", "leg_id")
    legs = facts["legs"].with_columns(latest=nw.col("ended").cum_max().over("agent_id", order_by=order))
    legs = legs.with_columns(before=nw.col("latest").shift(1).over("agent_id", order_by=order))
    fresh = nw.max_horizontal("started", "before")
    return legs.with_columns(busy=nw.when(nw.col("ended") > fresh).then(nw.col("ended") - fresh).otherwise(nw.lit(0)))


def planned(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params, context
    return facts["schedule"]


CLASS = {"available": "on_queue", "on_contact": "on_queue", "acw": "on_queue"}


def plan_and_state(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    """One row per overlap of plan and state; the seconds of a break that a running contact may take are a row apart."""
    del context
    states = facts["states"].select("agent_id", "state", was="started", until="ended")
    both = facts["schedule"].join(states, on="agent_id")
    both = both.filter((nw.col("started") < nw.col("until")) & (nw.col("was") < nw.col("ended")))
    on_queue = nw.col("state").is_in(list(CLASS))
    kind = nw.when(on_queue).then(nw.lit("on_queue")).otherwise(nw.lit("break"))
    late = (nw.col("was") < nw.col("started")) & (nw.col("state") == "on_contact") & (nw.col("activity") == "break")
    low, high = nw.max_horizontal("started", "was"), nw.min_horizontal("ended", "until")
    both = both.with_columns(low=low, high=high, right=nw.col("activity") == kind)
    grace = nw.when(late).then(nw.min_horizontal(nw.col("high"), nw.col("low") + params["grace_s"] * 1000))
    both = both.with_columns(middle=nw.coalesce(grace, nw.col("low")))
    columns = ("agent_id", "low", "high", "right")
    first = both.select("agent_id", "low", high="middle", right=nw.lit(value=True)).select(*columns)
    return nw.concat([first, both.select("agent_id", "high", "right", low="middle").select(*columns)], how="vertical")


def tickets(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params, context
    return facts["tickets"]


VIEWS = (
    View("busy_legs", ("legs",), busy_legs, Event("ended"), AGENT, {"busy": DURATION}, needs=("legs.started",)),
    View("planned", ("schedule",), planned, Span("started", "ended"), AGENT, {"activity": TEXT}),
    View(
        "plan_and_state",
        ("schedule", "states"),
        plan_and_state,
        Span("low", "high"),
        AGENT,
        {"right": FLAG},
        needs=("states.state",),
        params=("grace_s",),
    ),
    View("tickets", ("tickets",), tickets, Stock("created", "resolved"), AGENT, {}),
)
EFFECTIVE_AHT = metric(
    "effective_aht",
    Plan({"busy": Part("busy_legs", Agg.SUM, "busy"), "handled": Part("busy_legs")}, "busy / handled", "handled"),
    decimals=1,
    unit="s",
)
ADHERENCE = metric(
    "schedule_adherence",
    Plan(
        {
            "good": Part("plan_and_state", Agg.SUM, "ms", "right"),
            "tracked": Part("planned", Agg.SUM, "ms"),
            "shifts": Part("planned"),
        },
        "100 * good / tracked",
        "shifts",
    ),
    decimals=1,
    range=(0, 100),
    params={"grace_s": Param(120)},
)
HOURS = metric("hours", Plan({"ms": Part("planned", Agg.SUM, "ms"), "n": Part("planned")}, "ms", "n"))
OPEN = metric("open", Plan({"n": Part("tickets")}, "n", "n"))
CATALOGUE = catalogue((LEGS, STATES, SCHEDULE, TICKETS), VIEWS, (EFFECTIVE_AHT, ADHERENCE))


def at(clock: str, day: int = 3) -> str:
    return f"2025-03-{day:02}T{clock}:00"


def ten_chats() -> list[dict]:
    """Ten chats, 5000 session seconds inside 3600 busy seconds, over two queues and two agents."""
    sessions = (
        *(("Q1", f"{hour:02}:00:00", f"{hour:02}:10:00") for hour in (9, 10, 11)),
        ("Q2", "09:00:00", "09:09:00"),
        ("Q2", "10:07:20", "10:10:00"),
    )
    return [
        {
            "leg_id": f"{agent}{start}{queue}",
            "agent_id": agent,
            "queue_id": queue,
            "started": f"2025-03-03T{start}",
            "ended": f"2025-03-03T{end}",
        }
        for agent in ("A1", "A2")
        for queue, start, end in sessions
    ]


def shift(*, last_state: str = "break") -> dict[str, list[dict]]:
    return {
        "schedule": [
            {"shift_id": "S1", "agent_id": "A1", "activity": "on_queue", "started": at("08:00"), "ended": at("11:00")},
        ],
        "states": [
            {"state_id": "1", "agent_id": "A1", "state": "available", "started": at("07:30"), "ended": at("10:30")},
            {"state_id": "2", "agent_id": "A1", "state": last_state, "started": at("10:30"), "ended": at("11:30")},
        ],
    }


def overrun() -> dict[str, list[dict]]:
    """A contact runs 5 minutes into a break of 10; two minutes of it are forgiven."""
    return {
        "schedule": [
            {"shift_id": "S1", "agent_id": "A1", "activity": "on_queue", "started": at("08:00"), "ended": at("09:00")},
            {"shift_id": "S2", "agent_id": "A1", "activity": "break", "started": at("09:00"), "ended": at("09:10")},
        ],
        "states": [
            {"state_id": "1", "agent_id": "A1", "state": "on_contact", "started": at("08:00"), "ended": at("09:05")},
            {"state_id": "2", "agent_id": "A1", "state": "break", "started": at("09:05"), "ended": at("09:10")},
        ],
    }


CASES = {
    "effective_aht": (EFFECTIVE_AHT, {"legs": ten_chats()}, "2025-03", {}, "360.0"),
    "schedule_adherence": (ADHERENCE, shift(), "2025-03-03", {}, "83.3"),
    "schedule_adherence over a month": (ADHERENCE, shift(), "2025-03", {}, "83.3"),
    "schedule_adherence with grace": (ADHERENCE, overrun(), "2025-03-03", {}, "95.7"),
    "schedule_adherence without grace": (ADHERENCE, overrun(), "2025-03-03", {"grace_s": 0}, "92.9"),
}


def value_of(what: Metric, rows: dict, period: str, engine: str = "polars", **more) -> Outcome:
    case = MetricCase("", what.id, None, rows, period=period, zone="Asia/Shanghai", **more)
    return run_case(case, CATALOGUE, engine)


@pytest.mark.parametrize("case", CASES)
def test_every_engine_gives_the_worked_example(case, engine):
    what, rows, period, params, expected = CASES[case]
    outcome = value_of(what, rows, period, params=params, engine=engine)
    assert (outcome.value, outcome.status) == (expected, "ok")


def test_every_engine_cuts_spans_and_stocks_alike(engine):
    """A team change in mid-month, weeks beside the month, and (with many cuts) days as cells."""
    shifts = [
        {
            "shift_id": f"{day}",
            "agent_id": "A1",
            "activity": "x",
            "started": at("20:00", day),
            "ended": at("04:00", day + 1),
        }
        for day in (8, 9, 16, 30)
    ]
    roster = [
        {"agent_id": "A1", "team_id": "T1", "valid_to": "2025-03-09"},
        {"agent_id": "A1", "team_id": "T2", "valid_from": "2025-03-10"},
    ]
    wanted = [
        Wanted("hours", HOURS, {}, KpiLevel.TEAM, 1),
        Wanted("open", OPEN, {}, KpiLevel.CENTRE, 1),
    ]
    tickets = [{"ticket_id": f"K{i}", "agent_id": "A1", "created": at("09:00", 1)} for i in range(16)]
    tickets.append({"ticket_id": "M", "agent_id": "A2", "created": at("09:00", 31)})
    rows = {"schedule": shifts, "tickets": tickets}
    month, days = parse_period("2025-03", "UTC"), periods_between("day", date(2025, 3, 9), date(2025, 3, 18), "UTC")
    found = measures(wanted, CATALOGUE, rows, periods=[month, *days], roster=roster, engine=engine)
    hour = 3_600_000
    # A1 is shown under T2, where the month ended: 4 hours of the 10th, two whole nights, and 4 + 4 hours are T1's.
    assert found.frames[0].select("value:hours", "value:open").rows() == [(20 * hour, 17)]
    assert [row[0] for row in found.frames[1].select("value:hours").iter_rows()] == [
        hours * hour if hours else None for hours in (8, 4, 0, 0, 0, 0, 0, 4, 4, 0)
    ]
    assert found.frames[1]["value:open"].to_list() == [16] * 10


def test_busy_seconds_add_over_agents_queues_and_periods():
    """Each shared second belongs to one leg, so any cut of the rows by agent adds up to the whole."""
    rows = {"legs": ten_chats()}
    found = [value_of(EFFECTIVE_AHT, rows, "2025-03", level="agent", subject=agent) for agent in ("A1", "A2")]
    assert [(one.value, one.n) for one in found] == [("360.0", 5), ("360.0", 5)]
