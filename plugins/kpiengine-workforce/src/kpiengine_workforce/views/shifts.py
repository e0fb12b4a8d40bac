"""Planned shifts, each once, with how late the agent logged in; a shift is of the day on which it begins.

A shift is planned time at work without a gap of `shift_gap_h` hours or more.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Column, ColumnType, Context, Event, Facts, Params, Reach, View
from kpiengine_workforce.views.columns import INSTANT
from kpiengine_workforce.views.plan import COLUMNS, effective_plan, present
from kpiengine_workforce.views.planned_time import PLAN_COLUMNS
from kpiengine_workforce.views.reasons import NONE, first_reason, whole
from kpiengine_workforce.views.states import states

Frame = nw.LazyFrame[Any]
HOUR, MINUTE = 3_600_000, 60_000
ORDER = ("ts_from", "ts_to")
MADE = (*COLUMNS, "ts_shift", "ts_shift_end", "late_s")


def shifts(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per piece of the plan; counts if a shift begins with it.

    `late_s` is the time from the start to the first logged-in state, missing if there was none in the shift.
    """
    rows = effective_plan(facts, context, params["exceptions"])
    rows = rows.with_columns(here=present() & nw.col("out").is_null())
    work = _chained(rows.filter("here"), params["shift_gap_h"] * HOUR)
    starts = _with_log_in(work.filter(nw.col("ts_from") == nw.col("ts_shift")), facts, context)
    early = nw.col("late_s").is_null() & (nw.col("ts_shift") + params["grace_min"] * MINUTE >= context.as_of)
    starts = starts.with_columns(out=first_reason((early, "too early to tell")))
    inside = work.filter(nw.col("ts_from") > nw.col("ts_shift")).with_columns(out=nw.lit("inside a shift"))
    away = rows.filter(~nw.col("here")).with_columns(
        out=nw.coalesce(nw.col("out"), nw.lit("an absence")), ts_shift=nw.col("ts_from"), ts_shift_end=nw.col("ts_to")
    )
    unknown = nw.lit(None, dtype=nw.Int64)
    others = [frame.with_columns(late_s=unknown).select(*MADE) for frame in (inside, away)]
    return nw.concat([starts.select(*MADE), *others], how="vertical")


def _chained(rows: Frame, gap: int) -> Frame:
    """`ts_shift` and `ts_shift_end` of the shift that a piece belongs to."""
    rows = rows.with_columns(ended=nw.col("ts_to").shift(1).over("agent_id", order_by=ORDER))
    fresh = nw.col("ended").is_null() | (nw.col("ts_from") - nw.col("ended") >= gap)
    rows = rows.with_columns(began=nw.when(fresh).then(nw.col("ts_from")).otherwise(whole(NONE)))
    rows = rows.with_columns(ts_shift=nw.col("began").cum_max().over("agent_id", order_by=ORDER))
    return rows.with_columns(ts_shift_end=nw.col("ts_to").max().over("agent_id", "ts_shift"))


def _with_log_in(starts: Frame, facts: Facts, context: Context) -> Frame:
    """`late_s`, from the state that runs at the start of the shift or the next that begins before its end."""
    columns = (*COLUMNS, "ts_shift", "ts_shift_end")
    lines = [
        starts.select(*columns, kind=whole(1), at=nw.col("ts_shift"), until=whole(NONE), back=whole(NONE)),
        _logged_in(facts, context, starts),
    ]
    rows = nw.concat(lines, how="vertical").with_columns(backwards=-nw.col("at"))
    rows = rows.with_columns(
        covered=nw.col("until").cum_max().over("agent_id", order_by=("at", "kind")),
        next_start=-nw.col("back").cum_max().over("agent_id", order_by=("backwards", "kind")),
    ).filter(nw.col("kind") == 1)
    at_start = nw.col("covered") > nw.col("ts_shift")
    comes = nw.col("next_start") < nw.col("ts_shift_end")
    waited = nw.when(comes).then(nw.col("next_start") - nw.col("ts_shift"))
    return rows.with_columns(late_s=nw.when(at_start).then(whole(0)).otherwise(waited))


def _logged_in(facts: Facts, context: Context, like: Frame) -> Frame:
    """Logged-in states as rows with the columns of `like`, empty but for agent and time."""
    rows = states(facts, context).filter(nw.col("out").is_null() & nw.col("logged_in"))
    schema = like.collect_schema()
    empty = {
        name: nw.lit(None, dtype=schema[name])
        for name in (*COLUMNS, "ts_shift", "ts_shift_end")
        if name not in {"agent_id", "ts_from", "ts_to"}
    }
    rows = rows.select("agent_id", "ts_from", "ts_to", **empty)
    return rows.select(
        *COLUMNS,
        "ts_shift",
        "ts_shift_end",
        kind=whole(0),
        at=nw.col("ts_from"),
        until=nw.col("ts_to"),
        back=-nw.col("ts_from"),
    )


def _reach(params: Params) -> Reach:
    gap = params["shift_gap_h"] * HOUR
    return Reach(back=24 * HOUR + gap, ahead=24 * HOUR + gap)


SHIFTS = View(
    id="shifts",
    facts=("schedule", "agent_states"),
    build=shifts,
    time=Event("ts_shift"),
    subjects={"agent": "agent_id"},
    columns={
        **{name: column for name, column in PLAN_COLUMNS.items() if name != "day"},
        "ts_shift": INSTANT,
        "ts_shift_end": INSTANT,
        "late_s": Column(ColumnType.DURATION, null=True, maximum=10**12, doc="missing = no show"),
    },
    needs=("schedule.activity", "agent_states.state"),
    params=("exceptions", "grace_min", "shift_gap_h"),
    reach=_reach,
    pieces=True,
)
