"""queues: where contacts are routed to."""

from kpiengine.plugin import Column, ColumnType, FactTable
from kpiengine_contacts.tables.columns import CHANNELS, UPDATED_AT, choice, key, text

QUEUES = FactTable(
    id="queues",
    title={"en": "Queues", "zh": "队列"},
    doc="One row per queue, with the business scenario it serves.",
    key=("queue_id",),
    describes="queue",
    columns={
        "queue_id": key("id of the queue"),
        "name": text("label"),
        "channel": choice(CHANNELS, "medium served", "voice"),
        "scenario": text("business scenario, such as phone_support"),
        "site_id": text("owning site"),
        "calendar_id": text("opening hours that hold for the queue"),
        "sl_threshold_s": Column(
            ColumnType.DURATION,
            null=True,
            minimum=1,
            doc="own answer threshold; goes before the metric's",
        ),
        "updated_at": UPDATED_AT,
    },
)
