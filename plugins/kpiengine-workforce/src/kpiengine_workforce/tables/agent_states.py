"""agent_states: what each agent was doing, by the wall clock; at most one state at a time."""

from kpiengine.plugin import Column, ColumnType, FactTable, RowCheck

# The order is part of how states are numbered inside views; new words go to the end.
STATES = (
    "offline",
    "available",
    "ringing",
    "on_contact",
    "acw",
    "break",
    "lunch",
    "meeting",
    "training",
    "coaching",
    "admin",
    "system_down",
)
OFFLINE = "offline"
ON_QUEUE = ("available", "ringing", "on_contact", "acw")
BUSY = ("on_contact", "acw")
PAUSES = ("break", "lunch")

AGENT_STATES = FactTable(
    id="agent_states",
    title={"en": "Agent states", "zh": "坐席状态"},
    doc="One row per agent and stretch of one state.  Overlapping states are cut at the later start.",
    key=("agent_id", "ts_start"),
    version="version",
    deleted=("deleted",),
    time="ts_start",
    columns={
        "agent_id": Column(ColumnType.TEXT, doc="agent"),
        "ts_start": Column(ColumnType.INSTANT, doc="start"),
        "ts_end": Column(ColumnType.INSTANT, null=True, doc="end; missing = still running, counted up to the as-of"),
        # No default: a state that is not known is no state.
        "state": Column(ColumnType.TEXT, values=STATES, doc="what the agent was doing"),
        "paid": Column(ColumnType.FLAG, null=True, doc="paid time; missing = not known"),
        "version": Column(
            ColumnType.INTEGER, default=1, minimum=1, maximum=10**12, doc="higher = newer delivery of the same row"
        ),
        "updated_at": Column(
            ColumnType.INSTANT, null=True, doc="when the source last changed the row; decides between equal versions"
        ),
        "status": Column(
            ColumnType.TEXT,
            null=True,
            default="active",
            values=("active", "deleted"),
            doc="deleted = a new version takes the row back; missing = active",
        ),
    },
    checks=(RowCheck("ts_end > ts_start", "the state ends before it begins"),),
)
