"""First replies to customers: to tickets by creation, and to contacts by arrival."""

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, first_reason, not_live
from kpiengine_tickets.tables.tickets import LONGEST
from kpiengine_tickets.views.columns import (
    DIMENSIONS,
    INSTANT,
    LONG,
    TEXT,
    YES_NO,
    Frame,
    not_by_customer,
    spam,
    taken,
    with_calendar,
)

WHOLE = Column(ColumnType.INTEGER, null=True, minimum=0, maximum=LONGEST // 1000)
TIMES = {
    "reply_s": LONG,
    "business_s": LONG,
    "reply_whole_s": WHOLE,
    "business_whole_s": WHOLE,
    "in_hours": YES_NO,
}


def _with_whole_seconds(rows: Frame) -> Frame:
    """Keys of a histogram: whole seconds, the rest cut off."""
    # Exact on every engine, also where `//` goes through a double: fifty years of milliseconds are far below 2^53.
    whole = {name: (nw.col(f"{name}_s") // 1000).cast(nw.Int64) for name in ("reply", "business")}
    return rows.with_columns(reply_whole_s=whole["reply"], business_whole_s=whole["business"])


def ticket_replies(facts: Facts, params: Params, context: Context) -> Frame:
    """Dated by creation, credited to whoever wrote the reply; counts if a customer opened the ticket."""
    del params
    made, reply, calendar = nw.col("created_at"), nw.col("first_reply_at"), nw.col("calendar")
    rows = with_calendar(facts["tickets"], facts, context, "queue_id").with_columns(
        agent_id=nw.coalesce(nw.col("first_reply_agent_id"), nw.col("assignee_agent_id")),
        reply_s=reply - made,
        business_s=nw.coalesce(nw.col("first_reply_bus_s"), context.business_ms(made, reply, calendar)),
        in_hours=context.in_hours(made, calendar),
        out=first_reason(spam(), not_by_customer()),
    )
    return _with_whole_seconds(rows)


def contact_replies(facts: Facts, params: Params, context: Context) -> Frame:
    """Dated by arrival, credited to the first agent; counts if a customer began the contact.

    Business time is what the contact's ticket says, if its first reply is the one to this contact; else open time.
    """
    del params
    arrived, reply, calendar = nw.col("ts_arrived"), nw.col("ts_first_human_reply"), nw.col("calendar")
    rows = with_calendar(facts["contacts"], facts, context, "first_queue_id", nw.col("site_id"))
    said = nw.lit(None, dtype=nw.Int64)
    if "tickets" in facts:
        tickets = facts["tickets"].select(
            _ticket=nw.col("ticket_id"), _reply=nw.col("first_reply_at"), _said=nw.col("first_reply_bus_s")
        )
        rows = rows.join(tickets, left_on="ticket_id", right_on="_ticket", how="left")
        said = nw.when((nw.col("_reply") == reply) | nw.col("_reply").is_null()).then(nw.col("_said"))
    rows = rows.with_columns(
        reply_s=reply - arrived,
        business_s=nw.when(~reply.is_null()).then(nw.coalesce(said, context.business_ms(arrived, reply, calendar))),
        in_hours=nw.coalesce(nw.col("in_hours"), context.in_hours(arrived, calendar)),
        out=first_reason(
            *not_live(),
            (nw.col("direction") != "inbound", "not inbound"),
            (nw.col("outcome") == "blocked", "blocked before it arrived"),
        ),
    )
    return _with_whole_seconds(rows)


TICKET_REPLIES = View(
    id="ticket_replies",
    facts=("tickets", "queues"),
    build=ticket_replies,
    time=Event("created_at"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={**taken(), **TIMES, "agent_id": TEXT},
    dimensions=DIMENSIONS,
    needs=("tickets.first_reply_at",),
)

CONTACT_REPLIES = View(
    id="contact_replies",
    facts=("contacts", "tickets", "queues"),
    build=contact_replies,
    time=Event("ts_arrived"),
    subjects={"agent": "first_agent_id", "queue": "first_queue_id"},
    columns={
        "contact_id": Column(ColumnType.TEXT),
        "channel": Column(ColumnType.TEXT),
        "contact_type": TEXT,
        "outcome": TEXT,
        "first_agent_id": TEXT,
        "first_queue_id": TEXT,
        "ts_arrived": INSTANT,
        "out": OUT,
        **TIMES,
    },
    dimensions=("channel", "contact_type"),
    needs=("contacts.ts_first_human_reply",),
)
