"""Invitations to surveys, answered or not, each once although it has several questions."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, first_reason, not_live
from kpiengine_experience.tables.surveys import SURVEYS
from kpiengine_experience.views.survey_answers import CREDITED

DAY = 86_400_000


def survey_invitations(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per question sent; the first by id stands for the questions of one family about one contact.

    Dated by the invitation; counts once `wait_days` have passed, in which customers may answer.
    """
    about = nw.coalesce(nw.col("contact_id"), nw.col("ticket_id"), nw.col("response_id"))
    given = ~nw.col("score").is_null() & (nw.col("ts_answered") <= context.as_of)
    rows = facts["surveys"].with_columns(
        about=about,
        answered_no=nw.when(given).then(nw.lit(1)).otherwise(nw.lit(0)),
        agent_id=nw.coalesce(nw.col("agent_id"), nw.col(CREDITED[params["credit"]])),
        queue_id=nw.coalesce(nw.col("queue_id"), nw.col("contact_first_queue_id")),
        channel=nw.coalesce(nw.col("channel"), nw.col("contact_channel")),
    )
    # One invitation is one family of questions about one contact, sent in one instant; a missing one is no key.
    rows = rows.with_columns(sent_key=nw.col("ts_sent").fill_null(-1))
    whole = ("kind", "respondent", "about", "sent_key")
    rows = rows.with_columns(
        stands_for=nw.col("response_id").min().over(*whole),
        answered_any=nw.col("answered_no").max().over(*whole),
    )
    return rows.with_columns(
        answered=nw.col("answered_any") == 1,
        out=first_reason(
            *not_live("contact_"),
            (nw.col("ts_sent").is_null(), "no invitation is known"),
            (nw.col("response_id") != nw.col("stands_for"), "another question of the same invitation"),
            (nw.col("ts_sent") + params["wait_days"] * DAY > context.as_of, "sent too short a time ago"),
        ),
    )


def _wait(params: Params) -> int:
    return int(params["wait_days"]) * DAY


SURVEY_INVITATIONS = View(
    id="survey_invitations",
    facts=("surveys",),
    build=survey_invitations,
    time=Event("ts_sent"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={
        **{name: SURVEYS.columns[name] for name in ("response_id", "kind", "respondent", "handled_by", "channel")},
        **{name: SURVEYS.columns[name] for name in ("agent_id", "queue_id", "ts_sent")},
        "answered": Column(ColumnType.FLAG, null=True),
        "out": OUT,
    },
    dimensions=("channel", "handled_by"),
    needs=("surveys.ts_sent", "surveys.ts_answered", "surveys.score"),
    params=("wait_days", "credit"),
    matures_after=_wait,
)
