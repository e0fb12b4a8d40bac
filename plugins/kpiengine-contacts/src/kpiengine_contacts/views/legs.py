"""Agent legs twice: those handled, dated by their end, and all offers, dated by the offer.

A flat call log says neither channel nor direction: its calls are inbound voice, as contacts are by default.
Unknown times are taken from the timestamps where these are known; what stays unknown stays missing.
"""

from typing import Any

import narwhals as nw
from attrs import evolve

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, left_out, not_live
from kpiengine_contacts.tables import AGENT_LEGS, CONTACTS
from kpiengine_contacts.tables.columns import DEFAULT_CHANNEL, DEFAULT_DIRECTION
from kpiengine_contacts.views.columns import LONG, renamed, taken

FROM_CONTACT = {"channel": "channel", "direction": "direction", "contact_type": "contact_type"}


def handled_legs(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per leg; counts if an agent answered, handled and ended it.

    With the customer, and with the replies and gaps that come after the contact's first reply: views that offer these
    are made of the same rows, so that one reading serves them all.
    """
    del params
    first, arrived = nw.col("contact_ts_first_human_reply"), nw.col("contact_ts_arrived")
    here = ((first >= nw.col("ts_answered")) & (first <= nw.col("ts_ended"))).fill_null(value=False)
    no_hold = nw.when(nw.col("hold_count") == 0).then(nw.lit(0))  # measured: there was none
    legs = facts["agent_legs"].with_columns(
        channel=nw.col("contact_channel").fill_null(DEFAULT_CHANNEL),
        direction=nw.col("contact_direction").fill_null(DEFAULT_DIRECTION),
        contact_type=nw.col("contact_contact_type"),
        hold_s=context.known("agent_legs.hold_s", no_hold),
        acw_s=context.known("agent_legs.acw_s", nw.col("ts_acw_end") - nw.col("ts_ended")),
    )
    legs = legs.with_columns(
        talk_s=context.known("agent_legs.talk_s", nw.col("ts_ended") - nw.col("ts_answered") - nw.col("hold_s")),
    )
    return legs.with_columns(
        handle_s=nw.col("talk_s") + nw.col("hold_s") + nw.col("acw_s"),
        customer=nw.coalesce(nw.col("contact_customer_id"), nw.col("contact_id")),
        reply_gap_after_first_s=nw.when(here).then(nw.col("reply_gap_s") - (first - arrived)).otherwise("reply_gap_s"),
        reply_after_first_count=nw.when(here).then(nw.col("reply_count") - 1).otherwise("reply_count"),
        **left_out(
            *not_live("contact_"),
            (nw.col("leg_type") != "handle", "consult, listening or preview"),
            (nw.col("outcome") != "answered", "not answered"),
            (nw.col("ts_ended").is_null(), "still open"),
        ),
    )


def offered_legs(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per leg; counts if it was a finished offer to handle a contact."""
    del params, context
    return facts["agent_legs"].with_columns(
        channel=nw.col("contact_channel").fill_null(DEFAULT_CHANNEL),
        direction=nw.col("contact_direction").fill_null(DEFAULT_DIRECTION),
        contact_type=nw.col("contact_contact_type"),
        **left_out(
            *not_live("contact_"),
            (nw.col("leg_type") != "handle", "consult, listening or preview"),
            (nw.col("outcome") == "open", "still ringing"),
        ),
    )


SUBJECTS = {"agent": "agent_id", "queue": "queue_id"}
DIMENSIONS = ("channel", "direction", "contact_type")
READS = tuple(f"agent_legs.contact_{name}" for name in ("channel", "direction", "contact_type", "is_test", "status"))

HANDLED_LEGS = View(
    id="handled_legs",
    facts=("agent_legs",),
    build=handled_legs,
    time=Event("ts_ended"),
    subjects=SUBJECTS,
    columns={
        **taken(AGENT_LEGS, "leg_id", "contact_id", "agent_id", "queue_id", "ts_ended", "hold_count"),
        **taken(AGENT_LEGS, "talk_s", "hold_s", "acw_s", "ring_s", "transfer_out", "ai_assist"),
        **renamed(CONTACTS, FROM_CONTACT),
        "handle_s": LONG,
        "out": OUT,
    },
    dimensions=DIMENSIONS,
    needs=("agent_legs.ts_ended",),
    reads=READS,
    exposure={"contacts": None, "handle_time": "handle_s"},
)

# Apart, since who asks for the customer may have to join contacts to the legs.
LEGS_OF_CUSTOMERS = evolve(
    HANDLED_LEGS,
    id="legs_of_customers",
    exposure={},
    columns={
        **HANDLED_LEGS.columns,
        "customer": Column(ColumnType.TEXT, doc="the customer; where nobody is known, the contact itself"),
    },
    reads=(*READS, "agent_legs.contact_customer_id"),
)

OFFERED_LEGS = View(
    id="offered_legs",
    facts=("agent_legs",),
    build=offered_legs,
    time=Event("ts_offered"),
    subjects=SUBJECTS,
    columns={
        **taken(AGENT_LEGS, "leg_id", "contact_id", "agent_id", "queue_id", "ts_offered", "outcome", "ring_s"),
        **renamed(CONTACTS, FROM_CONTACT),
        "out": OUT,
    },
    dimensions=DIMENSIONS,
    needs=("agent_legs.ts_offered", "agent_legs.outcome"),
    reads=READS,
)

REPLIES = evolve(
    HANDLED_LEGS,
    id="replies",
    exposure={},
    columns={
        **HANDLED_LEGS.columns,
        **taken(AGENT_LEGS, "reply_gap_s", "reply_count"),
        **renamed(AGENT_LEGS, {"reply_gap_after_first_s": "reply_gap_s", "reply_after_first_count": "reply_count"}),
    },
    needs=("agent_legs.reply_gap_s", "agent_legs.reply_count"),
    reads=(*READS, "agent_legs.contact_ts_arrived", "agent_legs.contact_ts_first_human_reply"),
)
