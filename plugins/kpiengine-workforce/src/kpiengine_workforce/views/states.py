"""States of agents as time: no overlaps, nothing after the as-of, cut at local midnights."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Facts, Params, Span, View, first_reason
from kpiengine_workforce.tables.agent_states import AGENT_STATES as TABLE
from kpiengine_workforce.tables.agent_states import OFFLINE, ON_QUEUE
from kpiengine_workforce.views.columns import DAY, INSTANT
from kpiengine_workforce.views.days import by_day, first_of_day
from kpiengine_workforce.views.numbers import whole

Frame = nw.LazyFrame[Any]


def states(facts: Facts, context: Context) -> Frame:
    """One row per state, from `ts_from` to `ts_to`: cut at the start of the next one, and at the as-of."""
    order = ("ts_start", "ts_end", "state")
    rows = facts["agent_states"].with_columns(following=nw.col("ts_start").shift(-1).over("agent_id", order_by=order))
    end = nw.coalesce(nw.col("ts_end"), whole(context.as_of))
    rows = rows.with_columns(
        ts_from=nw.col("ts_start"),
        ts_to=nw.min_horizontal(end, nw.col("following"), whole(context.as_of)),
        on_queue=nw.col("state").is_in(list(ON_QUEUE)),
        logged_in=nw.col("state") != OFFLINE,
    )
    return rows.with_columns(
        cut=(nw.col("ts_to") < nw.col("ts_end")).fill_null(value=False),
        out=first_reason(
            (nw.col("ts_from") >= context.as_of, "has not happened yet"),
            (nw.col("ts_from") >= nw.col("ts_to"), "another state begins at the same moment"),
        ),
    )


def agent_states(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per state and local day."""
    del params
    rows = by_day(states(facts, context), facts["agent_states"], context)
    counts = nw.col("out").is_null()
    rows = rows.with_columns(
        at_queue=nw.when(counts & nw.col("on_queue")).then(whole(1)).otherwise(whole(0)),
        at_work=nw.when(counts & nw.col("logged_in")).then(whole(1)).otherwise(whole(0)),
    )
    return rows.with_columns(
        first_on_queue=first_of_day(nw.col("at_queue") == 1, "at_queue"),
        first_logged_in=first_of_day(nw.col("at_work") == 1, "at_work"),
    )


AGENT_STATES = View(
    id="agent_states",
    facts=("agent_states",),
    build=agent_states,
    time=Span("ts_from", "ts_to"),
    subjects={"agent": "agent_id"},
    columns={
        "agent_id": TABLE.columns["agent_id"],
        "state": TABLE.columns["state"],
        "paid": TABLE.columns["paid"],
        "ts_from": INSTANT,
        "ts_to": INSTANT,
        "day": DAY,
        "on_queue": Column(ColumnType.FLAG, doc="available, ringing, on_contact or acw"),
        "logged_in": Column(ColumnType.FLAG, doc="any state but offline"),
        "first_on_queue": Column(ColumnType.FLAG, doc="the agent's first such time of the local day"),
        "first_logged_in": Column(ColumnType.FLAG, doc="the agent's first such time of the local day"),
        "cut": Column(ColumnType.FLAG, doc="ended early: the next state had begun, or the as-of was reached"),
        "out": OUT,
    },
    needs=("agent_states.state",),
    pieces=True,
)
