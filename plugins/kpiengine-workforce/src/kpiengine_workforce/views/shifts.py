"""Planned shifts, each once, with how late the agent logged in; a shift is of the day on which it begins.

A shift is planned time at work without a gap of `shift_gap_h` hours or more.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Column, ColumnType, Context, Event, Facts, Params, Reach, View, first_reason
from kpiengine_workforce.views.columns import INSTANT
from kpiengine_workforce.views.numbers import NONE, whole
from kpiengine_workforce.views.plan import ATTRIBUTES, present
from kpiengine_workforce.views.planned_time import PLAN_COLUMNS
from kpiengine_workforce.views.states import states
from kpiengine_workforce.views.timeline import planned_pieces

Frame = nw.LazyFrame[Any]
HOUR, MINUTE = 3_600_000, 60_000
ORDER = ("ts_from", "ts_to")
MADE = ("agent_id", "ts_from", "ts_to", *ATTRIBUTES, "out", "ts_shift", "ts_shift_end", "kind", "until", "back")


def shifts(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per piece of the plan; counts if a shift begins with it.

    `late_s` is the time from the start to the first logged-in state, missing if there was none in the shift.
    """
    rows = _chained(planned_pieces(facts, context, params["exceptions"]), params["shift_gap_h"] * HOUR)
    rows = rows.with_columns(kind=whole(1), until=whole(NONE), back=whole(NONE))
    lines = nw.concat([rows.select(*MADE), _logged_in(facts, context, rows)], how="vertical")
    lines = lines.with_columns(backwards=-nw.col("ts_from"))
    lines = lines.with_columns(
        covered=nw.col("until").cum_max().over("agent_id", order_by=("ts_from", "kind")),
        next_start=-nw.col("back").cum_max().over("agent_id", order_by=("backwards", "kind")),
    ).filter(nw.col("kind") == 1)
    at_start = nw.col("covered") > nw.col("ts_shift")
    comes = nw.col("next_start") < nw.col("ts_shift_end")
    waited = nw.when(comes).then(nw.col("next_start") - nw.col("ts_shift"))
    lines = lines.with_columns(late_s=nw.when(at_start).then(whole(0)).otherwise(waited))
    early = nw.col("late_s").is_null() & (nw.col("ts_shift") + params["grace_min"] * MINUTE >= context.as_of)
    return lines.with_columns(
        out=nw.coalesce(
            nw.col("out"),
            first_reason(
                (~present(), "an absence"),
                (nw.col("ts_from") > nw.col("ts_shift"), "inside a shift"),
                (early, "too early to tell"),
            ),
        )
    )


def _chained(rows: Frame, gap: int) -> Frame:
    """`ts_shift` and `ts_shift_end` of the shift that a piece belongs to; what is no shift is chained apart."""
    here = present() & nw.col("out").is_null()
    rows = rows.with_columns(here=nw.when(here).then(whole(1)).otherwise(whole(0)))
    rows = rows.with_columns(ended=nw.col("ts_to").shift(1).over("agent_id", "here", order_by=ORDER))
    fresh = nw.col("ended").is_null() | (nw.col("ts_from") - nw.col("ended") >= gap)
    rows = rows.with_columns(began=nw.when(fresh).then(nw.col("ts_from")).otherwise(whole(NONE)))
    rows = rows.with_columns(ts_shift=nw.col("began").cum_max().over("agent_id", "here", order_by=ORDER))
    return rows.with_columns(ts_shift_end=nw.col("ts_to").max().over("agent_id", "here", "ts_shift"))


def _logged_in(facts: Facts, context: Context, like: Frame) -> Frame:
    """Logged-in states as rows with the columns of `like`, empty but for agent and time."""
    rows = states(facts, context).filter(nw.col("out").is_null() & nw.col("logged_in"))
    schema = like.collect_schema()
    own = ("agent_id", "ts_from", "ts_to", "kind", "until", "back")
    empty = {name: nw.lit(None, dtype=schema[name]) for name in MADE if name not in own}
    rows = rows.select(
        "agent_id",
        "ts_from",
        "ts_to",
        **empty,
        kind=whole(0),
        until=nw.col("ts_to"),
        back=-nw.col("ts_from"),
    )
    return rows.select(*MADE)


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
