"""ai_sessions: one row per conversation of a customer with an AI agent."""

from kpiengine.plugin import Column, ColumnType, FactTable, Parent, RowCheck

CHANNELS = ("voice", "chat", "message", "email", "social", "sms", "video", "web_form", "task")
OUTCOMES = ("resolved", "handed_off", "abandoned", "failed", "in_evaluation")

AI_SESSIONS = FactTable(
    id="ai_sessions",
    title={"en": "AI sessions", "zh": "智能客服会话"},
    doc="One row per conversation of a customer with an AI agent.",
    key=("session_id",),
    version="version",
    deleted=("deleted",),
    time="ts_start",
    columns={
        "session_id": Column(ColumnType.TEXT, doc="id of the session"),
        "version": Column(ColumnType.INTEGER, default=1, minimum=1, maximum=10**12, doc="higher = newer delivery"),
        "updated_at": Column(ColumnType.INSTANT, null=True, doc="when the source last changed the row"),
        "contact_id": Column(ColumnType.TEXT, null=True, doc="contact that it is part of"),
        "agent_id": Column(ColumnType.TEXT, null=True, doc="the AI agent, in the roster with kind = ai"),
        "channel": Column(ColumnType.TEXT, values=CHANNELS, default="chat", doc="medium"),
        "ts_start": Column(ColumnType.INSTANT, doc="start"),
        "ts_end": Column(ColumnType.INSTANT, null=True, doc="end; missing = still open"),
        # No defaults from here on: what is not mapped must not read as success.
        "engaged": Column(ColumnType.FLAG, doc="the customer said at least one thing of substance"),
        "outcome": Column(ColumnType.TEXT, values=OUTCOMES, doc="how it ended"),
        "verified_by": Column(
            ColumnType.TEXT,
            null=True,
            values=("customer", "llm", "no_return", "none"),
            doc="evidence that it was resolved",
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
        Parent(
            "contacts", "contact_id", "contact", ("is_test", "status", "customer_id", "contact_type", "first_queue_id")
        ),
    ),
    checks=(RowCheck("ts_end >= ts_start", "the session ends before it starts"),),
)
