"""complaints: one row per complaint, with what was decided about it."""

from kpiengine.plugin import Column, ColumnType, FactTable, Parent, RowCheck

COMPLAINTS = FactTable(
    id="complaints",
    title={"en": "Complaints", "zh": "投诉记录"},
    doc="One row per complaint.  The file must be complete: a contact without a row here is no complaint.",
    key=("complaint_id",),
    version="version",
    deleted=("deleted",),
    time="ts_received",
    columns={
        "complaint_id": Column(ColumnType.TEXT, doc="id of the complaint"),
        "version": Column(ColumnType.INTEGER, default=1, minimum=1, maximum=10**12, doc="higher = newer delivery"),
        "updated_at": Column(ColumnType.INSTANT, null=True, doc="when the source last changed the row"),
        "contact_id": Column(ColumnType.TEXT, null=True, doc="contact that it is about"),
        "customer_id": Column(ColumnType.TEXT, null=True, doc="who complains"),
        "agent_id": Column(ColumnType.TEXT, null=True, doc="agent complained about; missing = none"),
        "queue_id": Column(ColumnType.TEXT, null=True, doc="queue complained about, if not the contact's first"),
        "ts_received": Column(ColumnType.INSTANT, doc="when it came in"),
        "decided_at": Column(ColumnType.INSTANT, null=True, doc="when it was decided; missing = not yet"),
        "verdict": Column(
            ColumnType.TEXT,
            null=True,
            values=("upheld", "rejected", "withdrawn"),
            doc="what was decided; missing = not yet",
        ),
        "status": Column(
            ColumnType.TEXT,
            null=True,
            default="active",
            values=("active", "deleted"),
            doc="deleted = a new version takes the row back; missing = active",
        ),
    },
    parents=(
        Parent("contacts", "contact_id", "contact", ("is_test", "status", "channel", "customer_id", "first_queue_id")),
    ),
    checks=(RowCheck("decided_at >= ts_received", "it was decided before it came in"),),
)
