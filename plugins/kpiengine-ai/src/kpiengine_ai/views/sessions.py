"""Sessions with an AI agent that can be judged, dated by their start; once as such, once with what customers did then.

A session can be judged when it has been over for `eval_h` hours of its channel: also those that were handed off at
once wait, so that a running period is not judged by its failures alone.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, Reach, View, first_reason, not_live
from kpiengine_ai.tables.ai_sessions import AI_SESSIONS, CHANNELS

Frame = nw.LazyFrame[Any]
HOUR = 3_600_000
NONE = -(10**15)  # stands for "never" inside running maxima: engines differ in what a missing value does there


def window_ms(params: Params, channel: str) -> int:
    """How long a session of this channel is in evaluation; one value given holds for all channels."""
    given = params["eval_h"]
    hours = given.get(channel, 0) if isinstance(given, Mapping) else given
    return int(Decimal(hours) * HOUR)


def longest_ms(params: Params) -> int:
    """The longest evaluation of all channels."""
    return max(window_ms(params, channel) for channel in CHANNELS)


def ai_sessions(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per session; counts if the customer took part and its evaluation is over."""
    window = nw.lit(window_ms(params, CHANNELS[-1]), dtype=nw.Int64)
    for channel in CHANNELS[:-1]:
        ms = nw.lit(window_ms(params, channel), dtype=nw.Int64)
        window = nw.when(nw.col("channel") == channel).then(ms).otherwise(window)
    rows = facts["ai_sessions"].with_columns(queue_id=nw.col("contact_first_queue_id"))
    rows = rows.with_columns(contact_type=nw.col("contact_contact_type"), settles_at=nw.col("ts_end") + window)
    return rows.with_columns(
        out=first_reason(
            *not_live("contact_", internal=False),
            (~nw.col("engaged"), "the customer said nothing"),
            (nw.col("ts_end").is_null(), "still open"),
            (nw.col("outcome") == "in_evaluation", "in evaluation"),
            (nw.col("settles_at") > context.as_of, "in evaluation"),
        )
    )


def ai_sessions_followed(facts: Facts, params: Params, context: Context) -> Frame:
    """As above, with `returned`: the same customer made contact again, by any channel, during the evaluation."""
    rows = ai_sessions(facts, params, context)
    return_at = _next_contact(rows, facts["contacts"])
    rows = rows.join(return_at, on="session_id", how="left")
    return rows.with_columns(returned=(nw.col("next_contact") <= nw.col("settles_at")).fill_null(value=False))


def _next_contact(sessions: Frame, contacts: Frame) -> Frame:
    """For each session whose customer is known the start of the customer's next contact after its end.

    Sessions and contacts in one line per customer, from the latest to the earliest; what was seen last is what comes
    next.  No session meets more than one row, however often a customer calls.
    """
    ends = sessions.filter(~nw.col("contact_customer_id").is_null() & ~nw.col("ts_end").is_null()).select(
        who="contact_customer_id",
        back=-nw.col("ts_end"),
        kind=nw.lit("1 session"),
        id_="session_id",
        starts=nw.lit(NONE, dtype=nw.Int64),
    )
    real = (nw.col("direction") == "inbound") & ~nw.col("is_test") & ~nw.col("customer_id").is_null()
    calls = contacts.filter(real.fill_null(value=False)).select(
        who="customer_id",
        back=-nw.col("ts_arrived"),
        # After a session that ends in the same instant: such a contact is no return.
        kind=nw.lit("2 contact"),
        id_="contact_id",
        starts=-nw.col("ts_arrived"),
    )
    both = nw.concat([ends, calls], how="vertical")
    both = both.with_columns(latest=nw.col("starts").cum_max().over("who", order_by=("back", "kind", "id_")))
    found = both.filter((nw.col("kind") == "1 session") & (nw.col("latest") > NONE))
    return found.select(session_id="id_", next_contact=-nw.col("latest"))


_TAKEN = ("session_id", "contact_id", "agent_id", "channel", "ts_start", "ts_end", "outcome", "verified_by")
COLUMNS = {
    **{name: AI_SESSIONS.columns[name] for name in _TAKEN},
    "queue_id": Column(ColumnType.TEXT, null=True),
    "contact_type": Column(ColumnType.TEXT, null=True),
    "out": OUT,
}
SUBJECTS = {"agent": "agent_id", "queue": "queue_id"}
DIMENSIONS = ("channel", "contact_type")


def _reach(params: Params) -> Reach:
    return Reach(ahead=longest_ms(params))


SESSIONS = View(
    id="ai_sessions",
    facts=("ai_sessions",),
    build=ai_sessions,
    time=Event("ts_start"),
    subjects=SUBJECTS,
    columns=COLUMNS,
    dimensions=DIMENSIONS,
    needs=("ai_sessions.outcome", "ai_sessions.ts_end"),
    params=("eval_h",),
    reach=_reach,
    matures_after=longest_ms,
)

SESSIONS_FOLLOWED = View(
    id="ai_sessions_followed",
    facts=("ai_sessions", "contacts"),
    build=ai_sessions_followed,
    time=Event("ts_start"),
    subjects=SUBJECTS,
    columns={**COLUMNS, "returned": Column(ColumnType.FLAG, null=True)},
    dimensions=DIMENSIONS,
    needs=("ai_sessions.outcome", "ai_sessions.ts_end", "ai_sessions.verified_by", "contacts.customer_id"),
    params=("eval_h",),
    reach=_reach,
    matures_after=longest_ms,
)
