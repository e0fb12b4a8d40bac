"""Contacts by who served them, and survey answers about contacts that AI served alone.

`contacts.handled_by` is human where a project does not say it; that is no finding about AI, so these views are
unavailable then.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, left_out, not_live
from kpiengine_ai.views.columns import INSTANT, TEXT

CREDITED = {"last": "contact_last_agent_id", "first": "contact_first_agent_id", "owner": "contact_owner_agent_id"}


def served_contacts(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per contact, dated by arrival; counts if a customer reached us and it has ended."""
    del params, context
    return facts["contacts"].with_columns(
        **left_out(
            *not_live(internal=False),
            (nw.col("direction") != "inbound", "not inbound"),
            (nw.col("outcome") == "blocked", "blocked before it arrived"),
            (nw.col("outcome") == "open", "still open"),
        ),
    )


def ai_answers(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per question sent, the good end up; counts if it was answered and AI alone served the contact."""
    del context
    by_contact = params["survey_basis"] == "contact_ended"
    mirrored = nw.col("scale_min") + nw.col("scale_max") - nw.col("score")
    better = nw.when(nw.col("high_is_good")).then(nw.col("score")).otherwise(mirrored)
    by_ai = (nw.col("handled_by") == "ai").fill_null(value=False)
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
            (~by_ai, "not served by AI alone"),
        ),
    )


def _points(least: int) -> Column:
    return Column(ColumnType.NUMBER, decimals=2, null=True, minimum=least, maximum=200_000)


SERVED_CONTACTS = View(
    id="served_contacts",
    facts=("contacts",),
    build=served_contacts,
    time=Event("ts_arrived"),
    subjects={"queue": "first_queue_id"},
    columns={
        **dict.fromkeys(("contact_id", "channel", "contact_type", "outcome", "handled_by", "first_queue_id"), TEXT),
        "ts_arrived": INSTANT,
        "out": OUT,
    },
    dimensions=("channel", "contact_type"),
    needs=("contacts.outcome", "contacts.handled_by"),
    reads=(),
)

AI_ANSWERS = View(
    id="ai_answers",
    facts=("surveys",),
    build=ai_answers,
    time=Event("ts_counted"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={
        **dict.fromkeys(("response_id", "kind", "respondent", "channel", "agent_id", "queue_id", "question"), TEXT),
        **dict.fromkeys(("score", "scale_min", "scale_max"), _points(-200_000)),
        **dict.fromkeys(("above_min", "scale_length"), _points(0)),
        "ts_counted": INSTANT,
        "out": OUT,
    },
    dimensions=("channel",),
    needs=("surveys.score", "surveys.ts_answered", "surveys.handled_by"),
    params=("survey_basis", "credit"),
)
