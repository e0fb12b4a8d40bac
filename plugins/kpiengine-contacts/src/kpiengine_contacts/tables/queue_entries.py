"""queue_entries: one row per stay of a contact in a queue; a transfer to another queue is a second row."""

from kpiengine.plugin import Column, ColumnType, FactTable, Parent, RowCheck
from kpiengine_contacts.tables.columns import (
    GONE,
    UPDATED_AT,
    VERSION,
    duration,
    instant,
    key,
    number_from_one,
    status,
    text,
)
from kpiengine_contacts.tables.contacts import parent_contact

OUTCOMES = ("answered", "abandoned", "callback", "overflow", "timeout", "voicemail", "system", "open")

QUEUE_ENTRIES = FactTable(
    id="queue_entries",
    title={"en": "Queue entries", "zh": "排队记录"},
    doc="One row per stay of a contact in a queue for people, whatever became of it.",
    key=("entry_id",),
    version="version",
    deleted=GONE,
    time="ts_enter",
    columns={
        "entry_id": key("id of the stay"),
        "version": VERSION,
        "updated_at": UPDATED_AT,
        "contact_id": key("contact"),
        "seq": number_from_one("1 = first queue of the contact"),
        "queue_id": text("queue"),
        "agent_id": text("who answered; missing where nobody did"),
        "ts_enter": instant("joined the queue, after menus", null=False),
        "ts_leave": instant("left it; missing = still waiting"),
        "wait_s": duration("from joining to leaving, ringing included"),
        # No default: an entry whose end is not known must not pass for an answer.
        "outcome": Column(ColumnType.TEXT, values=OUTCOMES, doc="how it left"),
        "answered_leg_id": text("agent leg that took it"),
        "status": status(),
    },
    parents=(
        parent_contact(),
        Parent("queues", "queue_id", "queue", ("channel", "scenario", "site_id", "calendar_id", "sl_threshold_s")),
    ),
    checks=(RowCheck("ts_leave >= ts_enter", "the contact leaves the queue before it enters"),),
)
