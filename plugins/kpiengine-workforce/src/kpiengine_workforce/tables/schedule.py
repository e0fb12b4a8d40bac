"""schedule: the published plan, and the deviations from it that were recorded."""

from kpiengine.plugin import Column, ColumnType, FactTable, RowCheck

ACTIVITIES = (
    "on_queue",
    "admin",
    "meeting",
    "training",
    "coaching",
    "break",
    "lunch",
    "leave",
    "holiday",
    "sick",
    "late",
    "early_leave",
    "no_show",
    "system_down",
)
ABSENCES = ("leave", "holiday", "sick", "late", "early_leave", "no_show")
# These say what went wrong; they excuse nothing.
LAPSES = ("late", "early_leave", "no_show")
LEAVE_TYPES = ("annual", "compensatory", "parental", "sick", "study", "unpaid", "other")

SCHEDULE = FactTable(
    id="schedule",
    title={"en": "Schedule", "zh": "排班"},
    doc="One row per agent, activity and stretch of time.  Exceptions win over the base plan where they overlap.",
    key=("row_id",),
    version="version",
    deleted=("deleted",),
    time="ts_start",
    columns={
        "row_id": Column(ColumnType.TEXT, doc="id of the row"),
        "version": Column(
            ColumnType.INTEGER, default=1, minimum=1, maximum=10**12, doc="plan version; the newest holds"
        ),
        "updated_at": Column(
            ColumnType.INSTANT, null=True, doc="when the source last changed the row; decides between equal versions"
        ),
        "agent_id": Column(ColumnType.TEXT, doc="agent"),
        "layer": Column(
            ColumnType.TEXT, values=("base", "exception"), default="base", doc="plan, or recorded deviation from it"
        ),
        # No default: an activity that is not known is not work on the queue.
        "activity": Column(ColumnType.TEXT, values=ACTIVITIES, doc="what was planned, or happened"),
        "leave_type": Column(ColumnType.TEXT, null=True, values=LEAVE_TYPES, doc="kind of leave, for activity leave"),
        "planned": Column(ColumnType.FLAG, default=True, doc="known and approved before the notice limit"),
        # No default: unpaid lunches and paid ones differ by a twelfth of the day.
        "paid": Column(ColumnType.FLAG, doc="paid time"),
        "queue_id": Column(ColumnType.TEXT, null=True, doc="the queue that the time is planned for; missing = any"),
        "adherence_tracked": Column(ColumnType.FLAG, default=True, doc="counts for adherence"),
        "ts_start": Column(ColumnType.INSTANT, doc="start"),
        "ts_end": Column(ColumnType.INSTANT, doc="end"),
        "published_at": Column(ColumnType.INSTANT, null=True, doc="when the row was published"),
        "status": Column(
            ColumnType.TEXT, values=("active", "deleted"), default="active", doc="deleted = withdrawn by a new version"
        ),
    },
    checks=(RowCheck("ts_end > ts_start", "the planned time ends before it begins"),),
)
