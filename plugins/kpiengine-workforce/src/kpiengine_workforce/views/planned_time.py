"""Planned time with all recorded exceptions over it, cut at local midnights; needs no states."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Facts, Params, Span, View
from kpiengine_workforce.tables import SCHEDULE
from kpiengine_workforce.views.columns import DAY, FLAG, INSTANT
from kpiengine_workforce.views.days import by_day, first_of_day
from kpiengine_workforce.views.numbers import whole
from kpiengine_workforce.views.plan import EVERYTHING, present
from kpiengine_workforce.views.timeline import planned_pieces

Frame = nw.LazyFrame[Any]
# How long before its start a row was published; negative if afterwards.
NOTICE = Column(ColumnType.DURATION, null=True, minimum=-(10**12), maximum=10**13)
PLAN_COLUMNS = {
    "agent_id": SCHEDULE.columns["agent_id"],
    "row_id": Column(ColumnType.TEXT, null=True, doc="row of the schedule that holds; missing outside the plan"),
    "ts_from": INSTANT,
    "ts_to": INSTANT,
    "day": DAY,
    "activity": Column(ColumnType.TEXT, null=True, doc="as planned; missing outside the plan"),
    "leave_type": SCHEDULE.columns["leave_type"],
    "layer": Column(ColumnType.TEXT, null=True),
    "planned": FLAG,
    "paid": FLAG,
    "notice_s": NOTICE,
    "out": OUT,
}


def planned_time(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per piece of planned time in which one row of the schedule holds, and local day."""
    del params
    rows = by_day(planned_pieces(facts, context, EVERYTHING), facts["schedule"], context)
    rows = rows.with_columns(
        present=present(), pays=nw.when(nw.col("paid") & nw.col("out").is_null()).then(whole(1)).otherwise(whole(0))
    )
    works = nw.when((nw.col("pays") == 1) & nw.col("present")).then(whole(1)).otherwise(whole(0))
    rows = rows.with_columns(first_paid=first_of_day(nw.col("pays") == 1, "pays"), works=works)
    return rows.with_columns(first_worked=first_of_day(nw.col("works") == 1, "works"))


PLANNED_TIME = View(
    id="planned_time",
    facts=("schedule",),
    build=planned_time,
    time=Span("ts_from", "ts_to"),
    subjects={"agent": "agent_id"},
    columns={
        **PLAN_COLUMNS,
        "present": Column(ColumnType.FLAG, doc="an activity at work, not an absence"),
        "first_paid": Column(ColumnType.FLAG, doc="the agent's first paid time of the local day"),
        "first_worked": Column(ColumnType.FLAG, doc="the agent's first paid time at work of the local day"),
    },
    needs=("schedule.activity",),
    pieces=True,
)
