"""Solved matters with the working time that went into them: tickets, and contacts that never became one."""

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, first_reason, not_live
from kpiengine_tickets.views.columns import (
    DIMENSIONS,
    INSTANT,
    LONG,
    SUBJECTS,
    TEXT,
    Frame,
    solved_at,
    spam,
    taken,
    with_calendar,
)


def _efforts(facts: Facts, key: str) -> Frame | None:
    """Handling time by contact or ticket, one row each; missing where the time of one of its legs is not known."""
    if "agent_legs" not in facts or (key == "ticket_id" and "contacts" not in facts):
        return None
    hold = nw.coalesce(nw.col("hold_s"), nw.when(nw.col("hold_count") == 0).then(nw.lit(0)))
    talk = nw.coalesce(nw.col("talk_s"), nw.col("ts_ended") - nw.col("ts_answered") - hold)
    after = nw.coalesce(nw.col("acw_s"), nw.col("ts_acw_end") - nw.col("ts_ended"))
    worked = (nw.col("leg_type") == "handle") & (nw.col("outcome") == "answered")
    legs = facts["agent_legs"].filter(worked).with_columns(_effort=talk + hold + after)
    if key == "ticket_id":
        contacts = facts["contacts"].filter(~nw.col("ticket_id").is_null()).select("contact_id", "ticket_id")
        legs = legs.join(contacts, on="contact_id", how="inner")
    found = legs.group_by(key).agg(
        _sum=nw.col("_effort").sum(), _known=nw.col("_effort").count(), _legs=nw.col("leg_id").count()
    )
    # The sum of integers comes back wider on some engines.
    complete = nw.when(nw.col("_known") == nw.col("_legs")).then(nw.col("_sum").cast(nw.Int64))
    return found.select(nw.col(key).alias("_key"), booked=complete)


def _beside(rows: Frame, efforts: Frame | None, key: str) -> Frame:
    if efforts is None:
        return rows.with_columns(booked=nw.lit(None, dtype=nw.Int64))
    return rows.join(efforts, left_on=key, right_on="_key", how="left")


def worked_tickets(facts: Facts, params: Params, context: Context) -> Frame:
    """Dated by the solution; `effort_s` is what is booked on the ticket, else the handling time of its contacts."""
    del context
    rows = _beside(facts["tickets"], _efforts(facts, "ticket_id"), "ticket_id")
    return rows.with_columns(
        solved_at=solved_at(params["resolution"]),
        effort_s=nw.coalesce(nw.col("effort_s"), nw.col("booked")),
        out=first_reason(spam(), (solved_at(params["resolution"]).is_null(), "not solved")),
    )


def settled_contacts(facts: Facts, params: Params, context: Context) -> Frame:
    """Contacts that settled a matter without a ticket, dated by their end."""
    del params
    rows = _beside(facts["contacts"], _efforts(facts, "contact_id"), "contact_id")
    rows = with_calendar(rows, facts, context, "first_queue_id", nw.col("site_id"))
    begin, end = nw.col("ts_arrived"), nw.col("ts_ended")
    return rows.with_columns(
        elapsed_s=end - begin,
        business_s=context.business_ms(begin, end, nw.col("calendar")),
        effort_s=nw.col("booked"),
        out=first_reason(
            *not_live(),
            (~nw.col("ticket_id").is_null(), "belongs to a ticket"),
            ((nw.col("resolved") != "yes") | nw.col("resolved").is_null(), "not solved"),
            (end.is_null(), "still open"),
        ),
    )


WORKED_TICKETS = View(
    id="worked_tickets",
    facts=("tickets", "contacts", "agent_legs"),
    build=worked_tickets,
    time=Event("solved_at"),
    subjects=SUBJECTS,
    columns={**taken("assignee_agent_id"), "solved_at": INSTANT, "effort_s": LONG},
    dimensions=DIMENSIONS,
    needs=("tickets.resolved_at",),
    params=("resolution",),
)

SETTLED_CONTACTS = View(
    id="settled_contacts",
    facts=("contacts", "agent_legs", "queues"),
    build=settled_contacts,
    time=Event("ts_ended"),
    subjects={"agent": "last_agent_id", "queue": "first_queue_id"},
    columns={
        "contact_id": Column(ColumnType.TEXT),
        "channel": Column(ColumnType.TEXT),
        "contact_type": TEXT,
        "last_agent_id": TEXT,
        "first_queue_id": TEXT,
        "ts_ended": INSTANT,
        "elapsed_s": LONG,
        "business_s": LONG,
        "effort_s": LONG,
        "out": OUT,
    },
    dimensions=("channel", "contact_type"),
    needs=("contacts.ts_ended", "contacts.resolved"),
)
