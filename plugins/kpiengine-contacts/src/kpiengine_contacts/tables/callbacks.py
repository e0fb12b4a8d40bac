"""callbacks: requested callbacks and what became of them."""

from kpiengine.plugin import Column, ColumnType, FactTable, Parent, RowCheck
from kpiengine_contacts.tables.columns import GONE, UPDATED_AT, VERSION, count, instant, key, text

STATUSES = ("pending", "connected", "unreachable", "expired", "cancelled", "customer_returned", *GONE)

CALLBACKS = FactTable(
    id="callbacks",
    title={"en": "Callbacks", "zh": "回呼"},
    doc="One row per callback that a customer asked for, in its newest known state.",
    key=("callback_id",),
    version="version",
    deleted=GONE,
    time="ts_requested",
    columns={
        "callback_id": key("id of the callback"),
        "version": VERSION,
        "updated_at": UPDATED_AT,
        "contact_id": key("contact in which it was requested"),
        "queue_id": text("queue charged"),
        "agent_id": text("agent who reached the customer, or tried to"),
        "ts_requested": instant("request", null=False),
        "ts_promised": instant("agreed time"),
        "ts_first_attempt": instant("first dialling"),
        "ts_connected": instant("customer and agent talk"),
        "attempts": count("dial attempts"),
        # No default: a callback whose end is not known must not pass for a success.
        "status": Column(ColumnType.TEXT, values=STATUSES, doc="state; deleted = a new version takes the row back"),
    },
    parents=(
        Parent(
            table="contacts",
            key="contact_id",
            prefix="contact",
            columns=("channel", "direction", "is_test", "status", "contact_type", "site_id"),
        ),
        Parent("queues", "queue_id", "queue", ("site_id", "calendar_id")),
    ),
    checks=(
        RowCheck("ts_first_attempt >= ts_requested", "the callback is dialled before it is requested"),
        RowCheck("ts_connected >= ts_first_attempt", "the customer is reached before the callback is dialled"),
        RowCheck("ts_connected >= ts_requested", "the customer is reached before the callback is requested"),
    ),
)
