"""Days, weeks and months in which an agent was on queue, each once; a night shift is of the day on which it began.

A shift is logged-in time without a break of `shift_gap_h` hours or more.  The first state on queue stands for its
day (week, month); the others are out.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, Reach, View, first_reason
from kpiengine_workforce.tables.agent_states import AGENT_STATES as TABLE
from kpiengine_workforce.views.columns import DAY, INSTANT
from kpiengine_workforce.views.numbers import NONE, whole
from kpiengine_workforce.views.states import states

Frame = nw.LazyFrame[Any]
HOUR = 3_600_000
UNITS = ("day", "week", "month")
LONGEST = {"day": 2, "week": 9, "month": 33}  # days of rows that must be seen before a period


def worked_days(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per state; counts if it is the agent's first on queue in its day, week or month."""
    rows = context.cut_excluded(
        states(facts, context), facts["agent_states"], start="ts_from", end="ts_to", subjects={"agent": "agent_id"}
    )
    rows = rows.with_columns(here=nw.col("logged_in") & nw.col("out").is_null())
    order = ("ts_from", "ts_to", "state")
    before = nw.col("ts_to").shift(1).over("agent_id", "here", order_by=order)
    rows = rows.with_columns(gap=nw.col("ts_from") - before)
    fresh = nw.col("gap").is_null() | (nw.col("gap") >= params["shift_gap_h"] * HOUR)
    rows = rows.with_columns(began=nw.when(fresh).then(nw.col("ts_from")).otherwise(whole(NONE)))
    rows = rows.with_columns(ts_shift=nw.col("began").cum_max().over("agent_id", "here", order_by=order))
    rows = rows.with_columns(
        day=context.local_day(nw.col("ts_shift")),
        serves=nw.when(nw.col("here") & nw.col("on_queue")).then(whole(1)).otherwise(whole(0)),
    )
    rows = with_unit(rows, params["per"])
    first = nw.col("ts_from").min().over("agent_id", "unit", "serves")
    return rows.with_columns(
        customer=nw.lit(None, dtype=nw.String),
        out=nw.coalesce(
            nw.col("out"),
            first_reason(
                (nw.col("serves") == 0, "not on queue"),
                (nw.col("ts_from") > first, f"the {params['per']} is counted already"),
            ),
        ),
    )


def with_unit(rows: Frame, per: str) -> Frame:
    """`unit`: a number that the days of one ISO week or calendar month share."""
    day = nw.col("day")
    if per == "day":
        return rows.with_columns(unit=day)
    if per == "week":
        return rows.with_columns(unit=(day + 3) // 7)
    # Months by whole numbers: years of 400-year cycles that begin on 1 March.  Step by step, because an expression
    # that names the one before several times would grow with each.
    rows = rows.with_columns(cycle=(day + 719_468) // 146_097)
    rows = rows.with_columns(rest=day + 719_468 - nw.col("cycle") * 146_097)
    rest = nw.col("rest")
    rows = rows.with_columns(leaps=rest // 1_460 - rest // 36_524 + rest // 146_096)
    rows = rows.with_columns(year=(rest - nw.col("leaps")) // 365)
    year = nw.col("year")
    rows = rows.with_columns(of_year=rest - (year * 365 + year // 4 - year // 100))
    return rows.with_columns(unit=(year + nw.col("cycle") * 400) * 12 + (nw.col("of_year") * 5 + 2) // 153)


def _reach(params: Params) -> Reach:
    return Reach(back=LONGEST[params["per"]] * 24 * HOUR)


WORKED_DAYS = View(
    id="worked_days",
    facts=("agent_states",),
    build=worked_days,
    time=Event("ts_shift"),
    subjects={"agent": "agent_id"},
    columns={
        "agent_id": TABLE.columns["agent_id"],
        "ts_shift": INSTANT,
        "day": DAY,
        "customer": Column(
            ColumnType.TEXT, null=True, doc="always missing, so that days can stand beside contacts by customer"
        ),
        "out": OUT,
    },
    needs=("agent_states.state",),
    params=("per", "shift_gap_h"),
    reach=_reach,
)
