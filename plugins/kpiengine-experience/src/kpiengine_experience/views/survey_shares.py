"""Survey answers shared out over everybody who talked with the customer, by talk time or in full to each."""

from typing import Any

import narwhals as nw
from attrs import evolve

from kpiengine.plugin import Column, ColumnType, Context, Facts, Params
from kpiengine_experience.views.survey_answers import SURVEY_ANSWERS, survey_answers

Frame = nw.LazyFrame[Any]
WHOLE = 1_000_000  # one answer, in millionths


def survey_shares(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per answer and agent who talked on its contact; `credit` is the agent's share of the answer.

    `credit = "all"` gives the whole answer to each, `"by_talk_share"` what the agent's talk time is of the contact's;
    the shares of one answer add up to 1.  Where no talk is known, the answer is as a whole its own agent's, or else the
    contact's last agent's.
    """
    answers = survey_answers(facts, {**params, "credit": "last"}, context)
    rows = answers.join(_shares(facts, params), on="contact_id", how="left")
    return rows.with_columns(
        agent_id=nw.coalesce(nw.col("talker"), nw.col("agent_id")), credit=nw.col("share").fill_null(WHOLE)
    )


def _shares(facts: Facts, params: Params) -> Frame:
    """`share` by contact and `talker`, who each are there once."""
    hold = nw.coalesce(nw.col("hold_s"), nw.when(nw.col("hold_count") == 0).then(nw.lit(0)))
    talk = nw.coalesce(nw.col("talk_s"), nw.col("ts_ended") - nw.col("ts_answered") - hold)
    legs = facts["agent_legs"].filter((nw.col("leg_type") == "handle") & (nw.col("outcome") == "answered"))
    legs = legs.with_columns(_talk=talk).filter(nw.col("_talk") > 0)
    found = legs.group_by("contact_id", "agent_id").agg(talk=nw.col("_talk").sum().cast(nw.Int64))
    if params["credit"] == "all":
        return found.select("contact_id", talker="agent_id", share=nw.lit(WHOLE, dtype=nw.Int64))
    found = found.with_columns(
        total=nw.col("talk").sum().over("contact_id").cast(nw.Int64),
        until=nw.col("talk").cum_sum().over("contact_id", order_by="agent_id").cast(nw.Int64),
    )
    # What each gets is the rounded share up to it less the one before, so that nothing of an answer is lost.
    return found.select(
        "contact_id", talker="agent_id", share=_rounded(nw.col("until")) - _rounded(nw.col("until") - nw.col("talk"))
    )


def _rounded(talk: nw.Expr) -> nw.Expr:
    # Far below 2^53, so exact also where `//` goes through a double.
    return ((2 * WHOLE * talk + nw.col("total")) // (2 * nw.col("total"))).cast(nw.Int64)


SURVEY_SHARES = evolve(
    SURVEY_ANSWERS,
    id="survey_shares",
    facts=("surveys", "agent_legs"),
    build=survey_shares,
    columns={
        **SURVEY_ANSWERS.columns,
        "credit": Column(ColumnType.NUMBER, decimals=6, minimum=0, maximum=WHOLE, doc="share of the answer"),
    },
    needs=(*SURVEY_ANSWERS.needs, "agent_legs.contact_id"),
    pieces=True,
)
