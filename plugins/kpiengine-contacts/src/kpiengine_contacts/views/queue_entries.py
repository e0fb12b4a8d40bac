"""Stays in queues, dated by the moment of joining; numerator and denominator stay one cohort.

An entry belongs to its queue.  It also names the agent who answered, so that speed of answer can be looked at per
agent; entries that nobody answered belong to no agent.
"""

from typing import Any

import narwhals as nw
from attrs import evolve

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, left_out, not_live
from kpiengine_contacts.tables import CONTACTS, QUEUES
from kpiengine_contacts.tables import QUEUE_ENTRIES as TABLE
from kpiengine_contacts.tables.columns import DEFAULT_CHANNEL
from kpiengine_contacts.views.columns import YES_NO, renamed, taken

MINUTE_MS = 60_000
MAIL = ("email", "web_form")


def queue_entries(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per entry; counts if an inbound contact of a customer has left the queue."""
    del params
    return facts["queue_entries"].with_columns(
        # A flat call log says neither: its calls are inbound voice, as contacts are by default.
        channel=nw.coalesce(nw.col("contact_channel"), nw.col("queue_channel")).fill_null(DEFAULT_CHANNEL),
        contact_type=nw.col("contact_contact_type"),
        wait_s=context.known("queue_entries.wait_s", nw.col("ts_leave") - nw.col("ts_enter")),
        own_threshold_s=nw.col("queue_sl_threshold_s"),
        **left_out(
            *not_live("contact_"),
            (nw.col("contact_direction") != "inbound", "not inbound"),
            (nw.col("outcome") == "open", "still waiting"),
        ),
    )


def queue_entries_by_clock(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """The same, chats waiting for the first message of a person, or mail in open hours only.

    Who is passed on has had that message already: then the stay in the queue is the wait.  An answered chat of which
    the first message is not known has no wait.
    """
    entered, left = nw.col("ts_enter"), nw.col("ts_leave")
    rows = queue_entries(facts, params, context)
    if params["chat_event"] == "first_reply":
        reply = nw.col("contact_ts_first_human_reply")
        wait = nw.when(reply >= entered).then(reply - entered).otherwise(nw.when(reply < entered).then("wait_s"))
        chats = (nw.col("channel") == "chat") & (nw.col("outcome") == "answered")
        rows = rows.with_columns(wait_s=nw.when(chats).then(wait).otherwise("wait_s"))
    if params["clock"] == "business":
        calendar = context.calendar_of(nw.col("queue_calendar_id"), nw.col("queue_site_id"))
        mail = nw.col("channel").is_in(list(MAIL))
        open_ms = context.business_ms(entered, left, calendar)
        rows = rows.with_columns(wait_s=nw.when(mail).then(open_ms).otherwise("wait_s"))
    return rows


def queue_intervals(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """The same with the interval of the clock in which the contact joined, and whether the queue was open then."""
    entered = nw.col("ts_enter")
    calendar = context.calendar_of(nw.col("queue_calendar_id"), nw.col("queue_site_id"))
    return queue_entries(facts, params, context).with_columns(
        slot=context.slot(entered, params["interval_min"] * MINUTE_MS), open=context.in_hours(entered, calendar)
    )


READS = (
    *(f"queue_entries.contact_{name}" for name in ("channel", "contact_type", "direction", "is_test", "status")),
    *("queue_entries.queue_channel", "queue_entries.queue_sl_threshold_s"),
)

CALENDAR = ("queue_entries.queue_calendar_id", "queue_entries.queue_site_id")

QUEUE_ENTRIES = View(
    id="queue_entries",
    facts=("queue_entries",),
    build=queue_entries,
    time=Event("ts_enter"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={
        **taken(TABLE, "entry_id", "contact_id", "seq", "queue_id", "agent_id", "ts_enter", "wait_s", "outcome"),
        **renamed(CONTACTS, {"channel": "channel", "contact_type": "contact_type"}),
        **renamed(QUEUES, {"own_threshold_s": "sl_threshold_s"}),
        "out": OUT,
    },
    dimensions=("channel", "contact_type"),
    needs=("queue_entries.outcome",),
    reads=READS,
)

QUEUE_INTERVALS = evolve(
    QUEUE_ENTRIES,
    id="queue_intervals",
    build=queue_intervals,
    columns={**QUEUE_ENTRIES.columns, "slot": Column(ColumnType.INTEGER, maximum=10**9), "open": YES_NO},
    params=("interval_min",),
    reads=(*READS, *CALENDAR),
)

QUEUE_ENTRIES_BY_CLOCK = evolve(
    QUEUE_ENTRIES,
    id="queue_entries_by_clock",
    build=queue_entries_by_clock,
    params=("chat_event", "clock"),
    needs=(*QUEUE_ENTRIES.needs, "queue_entries.ts_enter"),
    reads=(*READS, *CALENDAR, "queue_entries.contact_ts_first_human_reply"),
)
