"""snapshots: counters of sources without a row per call, such as a live picture of queues or of busy trunks."""

from kpiengine.plugin import Column, ColumnType, FactTable, Parent, RowCheck
from kpiengine_contacts.tables.columns import UPDATED_AT, VERSION, count, instant, text

SNAPSHOTS = FactTable(
    id="snapshots",
    title={"en": "Snapshots", "zh": "快照计数"},
    doc="One row per moment or interval and queue: who is being served, who waits, which attempts met a busy tone.",
    key=("ts", "queue_id"),
    version="version",
    time="ts",
    columns={
        "ts": instant("the moment, or the start of the interval", null=False),
        "version": VERSION,
        "updated_at": UPDATED_AT,
        "interval_s": Column(ColumnType.DURATION, null=True, minimum=1_000, doc="length; missing = a moment"),
        "queue_id": text("queue or trunk group"),
        "active_n": count("contacts being handled"),
        "waiting_n": count("contacts waiting"),
        "attempts_n": count("attempts to call in the interval"),
        "blocked_n": count("attempts that met a busy tone"),
    },
    parents=(Parent("queues", "queue_id", "queue", ("calendar_id", "site_id")),),
    checks=(RowCheck("blocked_n <= attempts_n", "more attempts met a busy tone than there were"),),
)
