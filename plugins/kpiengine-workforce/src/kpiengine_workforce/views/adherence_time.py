"""Planned time beside states, and whether the agent was in the right kind of state."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Column, ColumnType, Context, Facts, Params, Span, View
from kpiengine_workforce.tables.agent_states import AGENT_STATES, OFFLINE, ON_QUEUE
from kpiengine_workforce.tables.schedule import ABSENCES
from kpiengine_workforce.views.columns import FLAG
from kpiengine_workforce.views.days import by_day, first_of_day
from kpiengine_workforce.views.numbers import whole
from kpiengine_workforce.views.plan import EVERYTHING
from kpiengine_workforce.views.planned_time import PLAN_COLUMNS
from kpiengine_workforce.views.timeline import timeline

Frame = nw.LazyFrame[Any]
SECOND = 1_000


def adherence_time(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per stretch with one planned activity and one state, and local day; `right` says whether they agree."""
    grace = params["grace_s"] * SECOND
    rows = _sorted_out(timeline(facts, context, params["exceptions"], grace))
    finishing = (
        ~nw.col("planned_on_queue")
        & (nw.col("contact_since") < nw.col("changed"))
        & (nw.col("ts_to") <= nw.col("changed") + grace)
    )
    agrees = _same_class() if params["match"] == "class" else _same_word()
    rows = rows.with_columns(
        right=nw.col("in_plan") & (agrees | finishing.fill_null(value=False)),
        outside=nw.col("on_queue") & ~nw.col("in_plan"),
    )
    rows = by_day(rows, facts["schedule"], context)
    rows = rows.with_columns(tracks=_number(nw.col("tracked") & nw.col("out").is_null()))
    return rows.with_columns(first_tracked=first_of_day(nw.col("tracks") == 1, "tracks"))


def conformance_time(facts: Facts, params: Params, context: Context) -> Frame:
    """The same stretches, unjudged."""
    rows = by_day(_sorted_out(timeline(facts, context, params["exceptions"], 0)), facts["schedule"], context)
    rows = rows.with_columns(serves=_number(nw.col("planned_on_queue") & nw.col("out").is_null()))
    return rows.with_columns(first_planned_on_queue=first_of_day(nw.col("serves") == 1, "serves"))


def planned_and_worked(facts: Facts, params: Params, context: Context) -> Frame:
    """The same stretches under the plan with all recorded exceptions, lapses too."""
    del params
    rows = by_day(_sorted_out(timeline(facts, context, EVERYTHING, 0)), facts["schedule"], context)
    rows = rows.with_columns(pays=_number(nw.col("paid") & nw.col("out").is_null()))
    return rows.with_columns(first_paid=first_of_day(nw.col("pays") == 1, "pays"))


def _same_class() -> nw.Expr:
    """On queue, at work off queue, or away; while the systems are down every state is right."""
    away = nw.col("activity").is_in(list(ABSENCES))
    at_work = ~away & ~nw.col("planned_on_queue") & nw.col("logged_in") & ~nw.col("on_queue")
    return (
        (nw.col("planned_on_queue") & nw.col("on_queue"))
        | at_work
        | (away & ~nw.col("logged_in"))
        | (nw.col("activity") == "system_down")
    ).fill_null(value=False)


def _same_word() -> nw.Expr:
    """The very activity; on queue and away have no finer words."""
    return (
        (nw.col("planned_on_queue") & nw.col("on_queue"))
        | (nw.col("activity") == nw.col("state"))
        | (nw.col("activity").is_in(list(ABSENCES)) & ~nw.col("logged_in"))
        | (nw.col("activity") == "system_down")
    ).fill_null(value=False)


def _sorted_out(rows: Frame) -> Frame:
    return rows.with_columns(
        on_queue=nw.col("state").is_in(list(ON_QUEUE)),
        logged_in=nw.col("state") != OFFLINE,
        planned_on_queue=(nw.col("activity") == "on_queue").fill_null(value=False),
        in_plan=~nw.col("activity").is_null(),
    )


def _number(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition.fill_null(value=False)).then(whole(1)).otherwise(whole(0))


COLUMNS = {
    **PLAN_COLUMNS,
    "state": AGENT_STATES.columns["state"],
    "on_queue": Column(ColumnType.FLAG, doc="available, ringing, on_contact or acw"),
    "logged_in": Column(ColumnType.FLAG, doc="any state but offline"),
    "planned_on_queue": Column(ColumnType.FLAG),
    "in_plan": Column(ColumnType.FLAG, doc="something was planned then"),
}
NEEDS = ("schedule.activity", "agent_states.state")
FIRST = Column(ColumnType.FLAG, doc="the agent's first such time of the local day")

ADHERENCE_TIME = View(
    id="adherence_time",
    facts=("schedule", "agent_states"),
    build=adherence_time,
    time=Span("ts_from", "ts_to"),
    subjects={"agent": "agent_id"},
    columns={
        **COLUMNS,
        "tracked": FLAG,
        "right": Column(ColumnType.FLAG, doc="the state agrees with the plan"),
        "outside": Column(ColumnType.FLAG, doc="on queue where nothing was planned"),
        "first_tracked": FIRST,
    },
    needs=NEEDS,
    params=("exceptions", "grace_s", "match"),
    pieces=True,
)

CONFORMANCE_TIME = View(
    id="conformance_time",
    facts=("schedule", "agent_states"),
    build=conformance_time,
    time=Span("ts_from", "ts_to"),
    subjects={"agent": "agent_id"},
    columns={**COLUMNS, "first_planned_on_queue": FIRST},
    needs=NEEDS,
    params=("exceptions",),
    pieces=True,
)

PLANNED_AND_WORKED = View(
    id="planned_and_worked",
    facts=("schedule", "agent_states"),
    build=planned_and_worked,
    time=Span("ts_from", "ts_to"),
    subjects={"agent": "agent_id"},
    columns={**COLUMNS, "first_paid": FIRST},
    needs=NEEDS,
    pieces=True,
)
