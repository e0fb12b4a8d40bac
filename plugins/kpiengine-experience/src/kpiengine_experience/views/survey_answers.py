"""Answers to survey questions, each on its own scale with the good end up."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, left_out, not_live
from kpiengine_experience.tables.surveys import SURVEYS

CREDITED = {"last": "contact_last_agent_id", "first": "contact_first_agent_id", "owner": "contact_owner_agent_id"}


def survey_answers(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per question sent; counts if it was answered and the contact was no test.

    An agent that the source credits goes before the agent that `credit` names.  `survey_basis = "contact_ended"`
    dates the answer by the contact it is about.
    """
    del context
    by_contact = params["survey_basis"] == "contact_ended"
    mirrored = nw.col("scale_min") + nw.col("scale_max") - nw.col("score")
    better = nw.when(nw.col("high_is_good")).then(nw.col("score")).otherwise(mirrored)
    return facts["surveys"].with_columns(
        ts_counted=nw.col("contact_ts_ended") if by_contact else nw.col("ts_answered"),
        agent_id=nw.coalesce(nw.col("agent_id"), nw.col(CREDITED[params["credit"]])),
        queue_id=nw.coalesce(nw.col("queue_id"), nw.col("contact_first_queue_id")),
        channel=nw.coalesce(nw.col("channel"), nw.col("contact_channel")),
        above_min=better - nw.col("scale_min"),
        scale_length=nw.col("scale_max") - nw.col("scale_min"),
        question=nw.col("question_id").fill_null("overall"),
        score=better,
        **left_out(
            (nw.col("score").is_null() | nw.col("ts_answered").is_null(), "not answered"),
            *not_live("contact_"),
        ),
    )


SURVEY_ANSWERS = View(
    id="survey_answers",
    facts=("surveys",),
    build=survey_answers,
    time=Event("ts_counted"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={
        **{
            name: SURVEYS.columns[name]
            for name in (
                "response_id",
                "kind",
                "respondent",
                "handled_by",
                "channel",
                "agent_id",
                "queue_id",
                "score",
                "scale_min",
                "scale_max",
            )
        },
        "above_min": Column(ColumnType.NUMBER, decimals=2, minimum=0, maximum=200_000, null=True),
        "scale_length": Column(ColumnType.NUMBER, decimals=2, minimum=0, maximum=200_000),
        "question": Column(ColumnType.TEXT),
        "ts_counted": Column(ColumnType.INSTANT, null=True),
        "out": OUT,
    },
    dimensions=("channel", "handled_by"),
    needs=("surveys.score", "surveys.ts_answered"),
    reads=tuple(
        f"surveys.contact_{name}"
        for name in (
            *("channel", "direction", "is_test", "status", "ts_ended", "first_queue_id"),
            *("first_agent_id", "last_agent_id", "owner_agent_id"),
        )
    ),
    params=("survey_basis", "credit"),
)
