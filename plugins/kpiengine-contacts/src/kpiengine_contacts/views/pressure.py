"""Time spent waiting and time spent being served, as stretches: who waits and who is served at any moment."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Context, Facts, Params, Span, View, left_out, not_live
from kpiengine_contacts.tables import AGENT_LEGS, CONTACTS, QUEUE_ENTRIES
from kpiengine_contacts.tables.columns import DEFAULT_CHANNEL
from kpiengine_contacts.views.columns import renamed, taken


def waiting_time(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per stay in a queue, from joining to leaving."""
    del params, context
    return facts["queue_entries"].with_columns(
        channel=nw.coalesce(nw.col("contact_channel"), nw.col("queue_channel")).fill_null(DEFAULT_CHANNEL),
        **left_out(
            *not_live("contact_"),
            (nw.col("contact_direction") != "inbound", "not inbound"),
            (nw.col("ts_leave").is_null(), "still waiting"),
        ),
    )


def serving_time(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per handled leg, from answer to end."""
    del params, context
    return facts["agent_legs"].with_columns(
        channel=nw.col("contact_channel").fill_null(DEFAULT_CHANNEL),
        **left_out(
            *not_live("contact_"),
            (nw.col("leg_type") != "handle", "consult, listening or preview"),
            (nw.col("outcome") != "answered", "not answered"),
            (nw.col("ts_answered").is_null() | nw.col("ts_ended").is_null(), "start or end is not known"),
        ),
    )


OF_CONTACT = ("channel", "direction", "is_test", "status")

WAITING_TIME = View(
    id="waiting_time",
    facts=("queue_entries",),
    build=waiting_time,
    time=Span("ts_enter", "ts_leave"),
    subjects={"queue": "queue_id"},
    columns={
        **taken(QUEUE_ENTRIES, "entry_id", "queue_id", "ts_enter", "ts_leave"),
        **renamed(CONTACTS, {"channel": "channel"}),
        "out": OUT,
    },
    dimensions=("channel",),
    needs=("queue_entries.ts_leave",),
    reads=("queue_entries.queue_channel", *(f"queue_entries.contact_{name}" for name in OF_CONTACT)),
)
SERVING_TIME = View(
    id="serving_time",
    facts=("agent_legs",),
    build=serving_time,
    time=Span("ts_answered", "ts_ended"),
    subjects={"queue": "queue_id"},
    columns={
        **taken(AGENT_LEGS, "leg_id", "queue_id", "ts_answered", "ts_ended"),
        **renamed(CONTACTS, {"channel": "channel"}),
        "out": OUT,
    },
    dimensions=("channel",),
    needs=("agent_legs.ts_answered", "agent_legs.ts_ended"),
    reads=tuple(f"agent_legs.contact_{name}" for name in OF_CONTACT),
)
