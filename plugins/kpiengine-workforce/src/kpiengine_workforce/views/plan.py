"""The plan that holds: base rows overlaid by exceptions, at each moment one row per agent.

An exception wins over the base; of two rows of one layer the one that begins later wins (a break inside a shift), and
the other goes on after it.  Rows and pieces of rows that do not hold stay, with the reason in `out`.  Only rows that
overlap are taken apart, so that the cost does not grow with the square of an agent's rows.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Context, Facts
from kpiengine_workforce.tables.schedule import ABSENCES, LAPSES
from kpiengine_workforce.views.reasons import first_reason, whole

Frame = nw.LazyFrame[Any]

# Which exceptions are laid over the base plan; `all` leaves lapses out, since they excuse nothing.
OVERLAYS = ("planned", "all", "none")
EVERYTHING = "everything"
COLUMNS = (
    "agent_id",
    "ts_from",
    "ts_to",
    "activity",
    "leave_type",
    "layer",
    "planned",
    "paid",
    "tracked",
    "notice_s",
    "out",
)


def effective_plan(facts: Facts, context: Context, overlay: str) -> Frame:
    """Pieces of planned time with the columns `COLUMNS`; those without `out` never overlap."""
    rows = facts["schedule"].with_columns(
        ts_from=nw.col("ts_start"),
        ts_to=nw.min_horizontal(nw.col("ts_end"), whole(context.as_of)),
        tracked=nw.col("adherence_tracked"),
        exception=nw.when(nw.col("layer") == "exception").then(whole(1)).otherwise(whole(0)),
        notice_s=nw.col("ts_start") - nw.col("published_at"),
        out=first_reason(
            (nw.col("status") == "deleted", "withdrawn"),
            *_left_out(overlay),
            (nw.col("ts_start") >= context.as_of, "has not happened yet"),
            (nw.col("ts_end") <= nw.col("ts_start"), "no time"),
        ),
    )
    live = _clustered(rows.filter(nw.col("out").is_null()))
    alone, crowd = live.filter(nw.col("crowd") == 1), live.filter(nw.col("crowd") > 1)
    parts = (rows.filter(~nw.col("out").is_null()), alone, _resolved(crowd))
    return nw.concat([part.select(*COLUMNS) for part in parts], how="vertical")


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


def _clustered(rows: Frame) -> Frame:
    """`cluster`: rows of an agent that overlap, one with the next; `crowd` is how many there are."""
    order = ("ts_from", "ts_to", "row_id")
    rows = rows.with_columns(latest=nw.col("ts_to").cum_max().over("agent_id", order_by=order))
    rows = rows.with_columns(before=nw.col("latest").shift(1).over("agent_id", order_by=order))
    apart = nw.col("before").is_null() | (nw.col("ts_from") >= nw.col("before"))
    rows = rows.with_columns(fresh=nw.when(apart).then(whole(1)).otherwise(whole(0)), one=whole(1))
    rows = rows.with_columns(cluster=nw.col("fresh").cum_sum().over("agent_id", order_by=order))
    return rows.with_columns(crowd=nw.col("one").sum().over("agent_id", "cluster"))


def _resolved(rows: Frame) -> Frame:
    """Each row cut at every bound of its cluster; of the pieces between two bounds the strongest holds."""
    where = ("agent_id", "cluster")
    strength = ("exception", "ts_from", "row_id")
    rows = rows.with_columns(strength=nw.col("one").cum_sum().over(*where, order_by=strength))
    starts, ends = (rows.select(*where, bound=nw.col(side)) for side in ("ts_from", "ts_to"))
    bounds = nw.concat([starts, ends], how="vertical").unique()
    bounds = bounds.with_columns(until=nw.col("bound").shift(-1).over(*where, order_by="bound"))
    pieces = rows.join(bounds, on=list(where)).filter(
        (nw.col("bound") >= nw.col("ts_from")) & (nw.col("bound") < nw.col("ts_to"))
    )
    pieces = pieces.with_columns(strongest=nw.col("strength").max().over(*where, "bound"))
    return pieces.with_columns(
        ts_from=nw.col("bound"),
        ts_to=nw.col("until"),
        out=first_reason((nw.col("strength") < nw.col("strongest"), "another row holds then")),
    )


def present() -> nw.Expr:
    """Whether a planned activity means to be at work."""
    return ~nw.col("activity").is_in(list(ABSENCES))
