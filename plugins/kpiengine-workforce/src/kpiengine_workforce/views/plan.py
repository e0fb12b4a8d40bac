"""Rows of the schedule as lanes: in each lane rows of an agent never overlap, and the highest lane that runs holds.

Exceptions lie above the base plan.  Of one layer a row inside another lies above it (a break inside a shift, which
goes on afterwards); of rows that overlap otherwise the one that begins later holds, and what lies deeper is cut at the
later start.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Context, Facts, first_reason
from kpiengine_workforce.tables.schedule import ABSENCES, LAPSES
from kpiengine_workforce.views.numbers import NONE, whole

Frame = nw.LazyFrame[Any]

# Which exceptions are laid over the base plan; `all` leaves lapses out, since they excuse nothing.
OVERLAYS = ("planned", "all", "none")
EVERYTHING = "everything"
DEPTH = 2
LANES = 2 * DEPTH
# What a piece of planned time has from its row.
ATTRIBUTES = ("row_id", "activity", "leave_type", "layer", "planned", "paid", "queue_id", "tracked", "notice_s")


def planned_rows(facts: Facts, context: Context, overlay: str) -> Frame:
    """One row per row of the schedule, with `out` where it does not hold at all, up to the as-of."""
    return facts["schedule"].with_columns(
        ts_from=nw.col("ts_start"),
        ts_to=nw.min_horizontal(nw.col("ts_end"), whole(context.as_of)),
        tracked=nw.col("adherence_tracked"),
        notice_s=nw.col("ts_start") - nw.col("published_at"),
        out=first_reason(
            *_left_out(overlay),
            (nw.col("ts_start") >= context.as_of, "has not happened yet"),
            (nw.col("ts_end") <= nw.col("ts_start"), "no time"),
        ),
    )


def laned(rows: Frame) -> Frame:
    """Rows that hold, with `lane` (the higher one wins), cut at the next row of their lane; `after` is its start."""
    order = ("ts_from", "back", "row_id")
    rows = rows.filter(nw.col("out").is_null()).with_columns(
        back=-nw.col("ts_to"), base=nw.when(nw.col("layer") == "exception").then(whole(DEPTH)).otherwise(whole(0))
    )
    rows = rows.with_columns(level=whole(0))
    for depth in range(1, DEPTH):
        where = ("agent_id", "base", "level")
        rows = rows.with_columns(latest=nw.col("ts_to").cum_max().over(*where, order_by=order))
        rows = rows.with_columns(latest=nw.col("latest").shift(1).over(*where, order_by=order).fill_null(NONE))
        inside = (nw.col("level") == depth - 1) & (nw.col("ts_to") <= nw.col("latest"))
        rows = rows.with_columns(level=nw.when(inside).then(whole(depth)).otherwise(nw.col("level")))
    rows = rows.with_columns(lane=nw.col("base") + nw.col("level"))
    rows = rows.with_columns(after=nw.col("ts_from").shift(-1).over("agent_id", "lane", order_by=order))
    rows = rows.with_columns(ts_to=nw.min_horizontal("ts_to", "after"))
    return rows.filter(nw.col("ts_from") < nw.col("ts_to"))


def _left_out(overlay: str) -> tuple[tuple[nw.Expr, str], ...]:
    exception = nw.col("layer") == "exception"
    lapse = nw.col("activity").is_in(list(LAPSES))
    match overlay:
        case "planned":
            return ((exception & ~nw.col("planned"), "not approved beforehand"),)
        case "all":
            return ((exception & ~nw.col("planned") & lapse, "excuses nothing"),)
        case "none":
            return ((exception, "the base plan is asked for"),)
        case _:
            return ()


def present() -> nw.Expr:
    """Whether a planned activity means to be at work."""
    return ~nw.col("activity").is_in(list(ABSENCES))
