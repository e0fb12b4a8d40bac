"""qa_reviews: one row per submitted quality review of one interaction."""

from kpiengine.plugin import Column, ColumnType, FactTable, Parent, RowCheck

MOST_POINTS = 10_000_000  # stored: 100,000.00


def _text(doc: str) -> Column:
    return Column(ColumnType.TEXT, null=True, doc=doc)


def _points(least: int, doc: str) -> Column:
    return Column(ColumnType.NUMBER, decimals=2, minimum=least, maximum=MOST_POINTS, doc=doc)


QA_REVIEWS = FactTable(
    id="qa_reviews",
    title={"en": "Quality reviews", "zh": "质检记录"},
    doc="One row per submitted quality review of one interaction; a resubmission is a newer version.",
    key=("review_id",),
    version="version",
    deleted=("withdrawn",),
    time="ts_submitted",
    columns={
        "review_id": Column(ColumnType.TEXT, doc="id of the review"),
        "version": Column(ColumnType.INTEGER, default=1, minimum=1, maximum=10**12, doc="higher = resubmitted later"),
        "updated_at": Column(ColumnType.INSTANT, null=True, doc="when the source last changed the row"),
        "contact_id": _text("interaction reviewed"),
        "agent_id": Column(ColumnType.TEXT, doc="agent reviewed"),
        "reviewer_id": _text("reviewer; auto = machine"),
        "form_id": _text("form and its version"),
        "ts_interaction": Column(ColumnType.INSTANT, null=True, doc="when the interaction ended"),
        "ts_submitted": Column(ColumnType.INSTANT, doc="when the review was submitted"),
        "points_earned": _points(0, "points reached"),
        "points_possible": _points(1, "points that could be reached; items that did not apply are left out"),
        "auto_fail": Column(ColumnType.FLAG, default=False, doc="a fatal item failed"),
        # No default: "not mapped" must not read as "none".
        "critical_errors": Column(
            ColumnType.INTEGER, null=True, minimum=0, maximum=1000, doc="number of critical errors; missing = unknown"
        ),
        "is_calibration": Column(ColumnType.FLAG, default=False, doc="exercise of reviewers, not a result"),
        "status": Column(
            ColumnType.TEXT,
            values=("submitted", "disputed", "withdrawn"),
            default="submitted",
            doc="disputed = not decided yet",
        ),
    },
    parents=(
        Parent(
            table="contacts",
            key="contact_id",
            prefix="contact",
            columns=("is_test", "status", "channel", "ts_ended", "first_queue_id"),
        ),
    ),
    checks=(
        RowCheck("points_earned <= points_possible", "more points than could be reached"),
        RowCheck("ts_submitted >= ts_interaction", "the review is before the interaction ended"),
    ),
)
