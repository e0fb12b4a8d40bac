"""Quality reviews that count, credited to the agent reviewed."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, first_reason, not_live
from kpiengine_quality.tables.qa_reviews import QA_REVIEWS


def quality_reviews(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per review; counts if it was submitted, is no calibration, and the contact was no test.

    `qa_basis = "interaction"` dates it by the interaction's end, or else by that of its contact.
    """
    del context
    by_interaction = params["qa_basis"] == "interaction"
    ended = nw.coalesce(nw.col("ts_interaction"), nw.col("contact_ts_ended"))
    return facts["qa_reviews"].with_columns(
        ts_counted=ended if by_interaction else nw.col("ts_submitted"),
        queue_id=nw.col("contact_first_queue_id"),
        channel=nw.col("contact_channel"),
        out=first_reason(
            *not_live("contact_", internal=False),
            (nw.col("is_calibration"), "calibration"),
            (nw.col("status") == "disputed", "disputed"),
        ),
    )


QUALITY_REVIEWS = View(
    id="quality_reviews",
    facts=("qa_reviews",),
    build=quality_reviews,
    time=Event("ts_counted"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={
        **{
            name: QA_REVIEWS.columns[name]
            for name in (
                "review_id",
                "agent_id",
                "reviewer_id",
                "form_id",
                "points_earned",
                "points_possible",
                "auto_fail",
                "critical_errors",
            )
        },
        "queue_id": Column(ColumnType.TEXT, null=True),
        "channel": Column(ColumnType.TEXT, null=True),
        "ts_counted": Column(ColumnType.INSTANT, null=True),
        "out": OUT,
    },
    dimensions=("channel", "form_id"),
    reads=tuple(
        f"qa_reviews.contact_{name}" for name in ("channel", "first_queue_id", "is_test", "status", "ts_ended")
    ),
    params=("qa_basis",),
)
