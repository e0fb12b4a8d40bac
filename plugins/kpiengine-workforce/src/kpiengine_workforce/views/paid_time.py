"""Paid time at work by queue: what scores of scenarios are mixed by under `blend = "paid_hours"`.

Planned time that names its queue belongs to it.  What names none (a break, a meeting, a plan without queues) is
shared out each day among the queues of that day: by the planned time that names them, else by handle time.  On a day
without either it belongs to no queue.  Shares are whole milliseconds and make exactly what is shared.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, first_reason, not_live
from kpiengine_workforce.tables import SCHEDULE
from kpiengine_workforce.views.columns import DAY, INSTANT, TEXT
from kpiengine_workforce.views.days import by_day
from kpiengine_workforce.views.numbers import whole
from kpiengine_workforce.views.plan import EVERYTHING, present
from kpiengine_workforce.views.timeline import planned_pieces

Frame = nw.LazyFrame[Any]
SECOND = 1000
WHERE = ["agent_id", "day"]
MADE = ("agent_id", "queue_id", "row_id", "ts_from", "ts_to", "day", "paid_s", "out")


def paid_time(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per piece of planned time, and per queue that it is shared among; counts if it is paid and at work."""
    del params
    rows = by_day(planned_pieces(facts, context, EVERYTHING), facts["schedule"], context)
    rows = rows.with_columns(
        paid_s=nw.col("ts_to") - nw.col("ts_from"),
        out=nw.coalesce(nw.col("out"), first_reason((~nw.col("paid"), "not paid"), (~present(), "an absence"))),
    )
    named = ~nw.col("queue_id").is_null() | ~nw.col("out").is_null()
    own, open_ = rows.filter(named), rows.filter(~named)
    shared = open_.drop("queue_id").join(_weights(own, facts, context), on=WHERE, how="left")
    before, after = (nw.col("paid_s") * nw.col(edge) // nw.col("total") for edge in ("low", "high"))
    part = nw.when(~nw.col("total").is_null()).then(after - before).otherwise(nw.col("paid_s")).cast(nw.Int64)
    return nw.concat([own.select(*MADE), shared.with_columns(paid_s=part).select(*MADE)], how="vertical")


def _weights(named: Frame, facts: Facts, context: Context) -> Frame:
    """agent, day, queue with the place of its share in the `total` of the day: from `low` to `high`."""
    planned = _by_queue(named.filter(nw.col("out").is_null()), nw.col("paid_s"))
    worked = _by_queue(_handled(facts, context), nw.col("handle_s"))
    worked = worked.join(planned.select(*WHERE).unique(), on=WHERE, how="anti")
    found = nw.concat([planned, worked], how="vertical").filter(nw.col("weight") > 0)
    found = found.with_columns(
        # Sums are wider than what they add on some engines.
        high=nw.col("weight").cum_sum().over(*WHERE, order_by="queue_id").cast(nw.Int64),
        total=nw.col("weight").sum().over(*WHERE).cast(nw.Int64),
    )
    return found.with_columns(low=nw.col("high") - nw.col("weight")).drop("weight")


def _by_queue(rows: Frame, time: nw.Expr) -> Frame:
    """`weight`: whole seconds, rounded up, so that no product of two times leaves 64 bits."""
    rows = rows.select(*WHERE, "queue_id", time=time).filter(~nw.col("day").is_null() & ~nw.col("queue_id").is_null())
    found = rows.group_by(*WHERE, "queue_id").agg(nw.col("time").sum().cast(nw.Int64))
    return found.select(*WHERE, "queue_id", weight=((nw.col("time") + (SECOND - 1)) // SECOND).cast(nw.Int64))


def _handled(facts: Facts, context: Context) -> Frame:
    """Handled legs from the answer to the end of wrap-up, as far as it is known, on the local day of their end."""
    # Only what is in proportion matters here: what a system does not write down counts as nothing.
    nothing = whole(0)
    by_parts = nw.col("talk_s") + nw.col("hold_s").fill_null(nothing)
    talk = nw.coalesce(nw.col("ts_ended") - nw.col("ts_answered"), by_parts)
    wrap_up = nw.coalesce(nw.col("acw_s"), nw.col("ts_acw_end") - nw.col("ts_ended"), nothing)
    out = first_reason(
        *not_live("contact_"),
        (nw.col("leg_type") != "handle", "consult, listening or preview"),
        (nw.col("outcome") != "answered", "not answered"),
        (nw.col("ts_ended").is_null(), "still open"),
    )
    legs = facts["agent_legs"].with_columns(out=out)
    return legs.filter(nw.col("out").is_null()).select(
        "agent_id",
        "queue_id",
        day=context.local_day(nw.col("ts_ended")).cast(nw.Int64),
        handle_s=talk + wrap_up,
    )


PAID_TIME = View(
    id="paid_time",
    facts=("schedule", "agent_legs"),
    build=paid_time,
    time=Event("ts_from"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={
        "agent_id": SCHEDULE.columns["agent_id"],
        "queue_id": Column(ColumnType.TEXT, null=True, doc="the queue that was planned, or one of those of the day"),
        "row_id": TEXT,
        "ts_from": INSTANT,
        "ts_to": INSTANT,
        "day": DAY,
        "paid_s": Column(ColumnType.DURATION, doc="paid time at work for the queue"),
        "out": OUT,
    },
    needs=("schedule.activity", "schedule.paid", "agent_legs.ts_ended"),
    reads=("agent_legs.contact_direction", "agent_legs.contact_is_test", "agent_legs.contact_status"),
    pieces=True,
    exposure={"paid_hours": "paid_s"},
)
