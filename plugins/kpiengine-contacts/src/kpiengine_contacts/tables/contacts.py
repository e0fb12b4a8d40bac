"""contacts: one row per customer contact, seen from the customer, across queues, bots and agents."""

from kpiengine.plugin import FactTable, Parent, RowCheck
from kpiengine_contacts.tables.columns import (
    CHANNELS,
    DEFAULT_CHANNEL,
    DEFAULT_DIRECTION,
    DIRECTIONS,
    GONE,
    SERVED_BY,
    UPDATED_AT,
    VERSION,
    choice,
    count,
    duration,
    flag,
    instant,
    key,
    status,
    text,
)

OUTCOMES = (
    "handled",
    "contained",
    "abandoned_ivr",
    "abandoned_queue",
    "callback_taken",
    "voicemail",
    "overflow_out",
    "blocked",
    "failed",
    "open",
)

CONTACTS = FactTable(
    id="contacts",
    title={"en": "Contacts", "zh": "客户联系"},
    doc="One row per customer contact, from arrival to end; transferred calls are one contact.",
    key=("contact_id",),
    version="version",
    deleted=(*GONE, "merged"),
    time="ts_arrived",
    columns={
        "contact_id": key("id of the whole contact; a chain of transferred records shares it"),
        "version": VERSION,
        "updated_at": UPDATED_AT,
        "source": text("system that the row comes from"),
        "channel": choice(CHANNELS, "medium", DEFAULT_CHANNEL),
        "direction": choice(DIRECTIONS, "who started it", DEFAULT_DIRECTION),
        "is_test": flag("synthetic or training contact", default=False),
        "customer_id": text("best customer key; missing if withheld"),
        "contact_type": text(
            "order, order_tracking, question, support, claim_refund, complaint, redirect, change_request, other",
        ),
        "topic": text("finer reason, for matching repeats"),
        "site_id": text("site"),
        "ts_arrived": instant("customer connected, or message received", null=False),
        "ts_first_bot_reply": instant("first effective automated reply"),
        "ts_first_human_reply": instant("first agent answer, or first message by an agent"),
        "ts_ended": instant("last party left; missing = still open"),
        "in_hours": flag("arrived inside opening hours"),
        "outcome": choice(OUTCOMES, "how it ended", "handled"),
        "handled_by": choice(SERVED_BY, "who really served it", "human"),
        "ivr_s": duration("time in menus and bots before the first queue"),
        "first_queue_id": text("first queue entered"),
        "first_agent_id": text("first agent who answered"),
        "last_agent_id": text("last agent who talked with the customer"),
        "owner_agent_id": text("agent responsible for the case"),
        "transfer_count": count("completed hand-overs between people"),
        "resolved": choice(("yes", "no", "unknown"), "was the matter solved"),
        "resolved_by": choice(("agent", "customer", "system", "ai_verified"), "who said so"),
        "fcr_eligible": flag("no = cannot be solved at the first contact, by policy"),
        "is_complaint": flag("customer complained"),
        "complaint_agent_id": text("agent complained about"),
        "parent_contact_id": text("contact that caused this one"),
        "ticket_id": text("linked ticket"),
        "status": status("merged"),
    },
    parents=(Parent("queues", "first_queue_id", "first_queue", ("calendar_id", "scenario")),),
    checks=(
        RowCheck("ts_ended >= ts_arrived", "the contact ends before it arrives"),
        RowCheck("ts_first_human_reply >= ts_arrived", "the first human reply is before the arrival"),
        RowCheck("ts_first_bot_reply >= ts_arrived", "the first automated reply is before the arrival"),
    ),
)


def parent_contact() -> Parent:
    """What a row below a contact takes over from it, as contact_channel and so on."""
    return Parent(
        table="contacts",
        key="contact_id",
        prefix="contact",
        columns=(
            "channel",
            "direction",
            "is_test",
            "status",
            "customer_id",
            "contact_type",
            "outcome",
            "handled_by",
            "site_id",
            "ts_arrived",
            "ts_first_human_reply",
        ),
    )
