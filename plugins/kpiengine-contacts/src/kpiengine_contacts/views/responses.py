"""How long customers waited for a first response, and whether they came in peak hours.

The clock runs from arrival, or from joining a queue (`start = "handoff"`), to the first reply of a person or of a bot;
elapsed, or in open hours only (`clock = "business"`).  Peak are the windows of the calendar that holds, or the busiest
local hours of the 28 days before the period.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, Reach, View, left_out, not_live
from kpiengine_contacts.tables import CONTACTS
from kpiengine_contacts.tables.columns import DEFAULT_CHANNEL
from kpiengine_contacts.views.columns import LONG, YES_NO, taken

VOICE = ("voice", "video")
TEXT = ("chat", "message", "social", "sms", "web_form")
HOURS_A_DAY, HOUR_MS, HISTORY_MS = 24, 3_600_000, 28 * 86_400_000

Frame = nw.LazyFrame[Any]


def responses(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per contact; counts if a customer reached us."""
    contacts = facts["contacts"].with_columns(since=nw.col("ts_arrived"))
    if params["start"] == "handoff":
        contacts = _since_handoff(contacts, facts)
    site, own = nw.col("site_id"), nw.col("first_queue_calendar_id")
    contacts = contacts.with_columns(calendar=context.calendar_of(own, site))
    contacts = contacts.with_columns(
        human_s=_waited(nw.col("ts_first_human_reply"), params, context),
        ai_s=_waited(nw.col("ts_first_bot_reply"), params, context),
        clock_kind=_kind(nw.col("channel").fill_null(DEFAULT_CHANNEL)),
        **left_out(*not_live(), (nw.col("direction") != "inbound", "not inbound")),
    )
    bot_first = nw.col("human_s").is_null() | (nw.col("ai_s") < nw.col("human_s"))
    return contacts.with_columns(any_s=nw.when(bot_first).then(nw.col("ai_s")).otherwise(nw.col("human_s")))


def responses_by_peak(facts: Facts, params: Params, context: Context) -> Frame:
    """The same with `peak`; missing where no windows are known."""
    rows = responses(facts, params, context)
    if params["windows"] == "calendar":
        return rows.with_columns(peak=context.in_peak(nw.col("ts_arrived"), nw.col("calendar")))
    return _busiest(rows, params["k"], context)


def _waited(reply: nw.Expr, params: Params, context: Context) -> nw.Expr:
    since = nw.col("since")
    spent = context.business_ms(since, reply, nw.col("calendar")) if params["clock"] == "business" else reply - since
    return nw.when(spent >= 0).then(spent)


def _since_handoff(contacts: Frame, facts: Facts) -> Frame:
    """From the first queue entry, where there is one: a bot in front is not the queue's wait."""
    if "queue_entries" not in facts:
        return contacts
    entered = facts["queue_entries"].group_by("contact_id").agg(entered=nw.col("ts_enter").min())
    joined = contacts.join(entered, on="contact_id", how="left")
    return joined.with_columns(since=nw.coalesce(nw.col("entered"), nw.col("ts_arrived")))


def _kind(channel: nw.Expr) -> nw.Expr:
    """1 for spoken, 2 for typed, 3 for mail: kinds of clock that should not be thrown together."""
    typed = nw.when(channel.is_in(list(TEXT))).then(nw.lit(2, dtype=nw.Int64)).otherwise(nw.lit(3, dtype=nw.Int64))
    return nw.when(channel.is_in(list(VOICE))).then(nw.lit(1, dtype=nw.Int64)).otherwise(typed)


def _busiest(rows: Frame, k: int, context: Context) -> Frame:
    """`peak` by the k busiest local hours of the 28 days before each period; missing where these have no contact."""
    arrived = nw.col("ts_arrived")
    hour = context.wall_clock(arrived) // HOUR_MS % HOURS_A_DAY
    rows = rows.with_columns(local_hour=hour, one=nw.lit(1), peak=nw.lit(None, dtype=nw.Boolean))
    for start, end in context.periods:
        before = rows.filter((arrived >= start - HISTORY_MS) & (arrived < start) & nw.col("out").is_null())
        hours = before.group_by("local_hour").agg(came=nw.len().cast(nw.Int64))
        # Of two hours with as many contacts the earlier one goes first, so that the choice does not hang on row order.
        hours = hours.with_columns(rank=nw.col("came") * HOURS_A_DAY + (HOURS_A_DAY - 1 - nw.col("local_hour")))
        best = hours.top_k(k, by="rank").select("local_hour", best=nw.lit(1))
        known = before.select(known=nw.len()).with_columns(one=nw.lit(1))
        rows = rows.join(best, on="local_hour", how="left").join(known, on="one", how="left")
        inside = (arrived >= start) & (arrived < end) & (nw.col("known") > 0)
        own = nw.when(inside).then(~nw.col("best").is_null())
        rows = rows.with_columns(peak=nw.coalesce(own, nw.col("peak"))).drop("best", "known")
    return rows.drop("one")


COLUMNS = {
    **taken(CONTACTS, "contact_id", "channel", "contact_type", "outcome", "handled_by", "in_hours"),
    **taken(CONTACTS, "first_queue_id", "first_agent_id", "ts_arrived"),
    "human_s": LONG,
    "ai_s": LONG,
    "any_s": LONG,
    "clock_kind": Column(ColumnType.INTEGER, minimum=1, maximum=3),
    "out": OUT,
}
SUBJECTS = {"agent": "first_agent_id", "queue": "first_queue_id"}
READS = ("contacts.first_queue_calendar_id",)
DIMENSIONS = ("channel", "contact_type", "handled_by")

RESPONSES = View(
    id="responses",
    facts=("contacts", "queue_entries"),
    build=responses,
    time=Event("ts_arrived"),
    subjects=SUBJECTS,
    columns=COLUMNS,
    dimensions=DIMENSIONS,
    reads=READS,
    params=("clock", "start"),
)
RESPONSES_BY_PEAK = View(
    id="responses_by_peak",
    facts=("contacts", "queue_entries"),
    build=responses_by_peak,
    time=Event("ts_arrived"),
    subjects=SUBJECTS,
    columns={**COLUMNS, "peak": YES_NO},
    dimensions=DIMENSIONS,
    reads=READS,
    params=("clock", "start", "windows", "k"),
    reach=Reach(back=HISTORY_MS),
)
