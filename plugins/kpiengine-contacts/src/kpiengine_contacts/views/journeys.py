"""Journeys: contacts of one customer about one matter that belong together, and what came before and after.

A contact continues the journey before it when it starts within `same_journey_min` of its end and the topics do not
contradict each other (a missing topic matches any), or when it is the callback of an earlier contact.  One contact
stands for its journey, the last or the first; the others are out.  Contacts without a customer are journeys of
their own.  Only window functions are used: no row is dropped, multiplied or moved.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Context, Facts, Params
from kpiengine_contacts.views.reasons import first_reason, not_live

DAY = 86_400_000
MINUTE = 60_000
SECOND = 1_000
# Stands for "none" inside running maxima: engines differ in what a missing value does there.
NONE = -(10**15)

Frame = nw.LazyFrame[Any]


def journeys(facts: Facts, params: Params, context: Context, *, by_start: bool) -> Frame:
    """One row per contact with the columns that `first_contacts` and `repeats` need.

    `back_end` is the latest end of an earlier served journey of the same matter, `next_start` the start of the next
    attempt (instants, missing where there is none).
    """
    del context
    rows = _linked(_marked(_with_wait(facts), params), params)
    stands = nw.col("fresh") if by_start else nw.col("final")
    rows = rows.with_columns(stands=nw.when(nw.col("use") == 1).then(stands).otherwise(nw.lit(0)))
    rows = _neighbours(rows, params)
    other = "continues an earlier contact" if by_start else "continued by a later contact"
    return rows.with_columns(
        customer_known=~nw.col("customer_id").is_null(),
        served=nw.col("served") == 1,
        eligible=nw.col("ineligible") == 0,
        out=nw.coalesce(
            nw.col("out"),
            first_reason(
                (nw.col("invited") == 0, "callback without its first contact"),
                (nw.col("stands") == 0, other),
            ),
        ),
    )


def _with_wait(facts: Facts) -> Frame:
    """Contacts with the longest stay in a queue, where queue entries are loaded."""
    contacts = facts["contacts"]
    if "queue_entries" not in facts:
        return contacts.with_columns(queued=nw.col("ts_ended") - nw.col("ts_arrived") - nw.col("ivr_s"))
    wait = nw.coalesce(nw.col("wait_s"), nw.col("ts_leave") - nw.col("ts_enter"))
    waits = facts["queue_entries"].with_columns(queued=wait).group_by("contact_id").agg(nw.col("queued").max())
    return contacts.join(waits, on="contact_id", how="left")


def _marked(rows: Frame, params: Params) -> Frame:
    """`out` per contact, and the keys by which contacts of one customer find each other."""
    short = (nw.col("outcome") == "abandoned_queue") & (nw.col("queued") < params["short_abandon_s"] * SECOND)
    callback = nw.col("direction") == "callback"
    rows = rows.with_columns(
        out=first_reason(
            *not_live(),
            (nw.col("direction") == "outbound", "not inbound"),
            (callback & nw.col("parent_contact_id").is_null(), "callback without its first contact"),
            (nw.col("outcome") == "blocked", "blocked before it arrived"),
            (short, "hung up at once"),
            (nw.col("ts_ended").is_null() | (nw.col("outcome") == "open"), "still open"),
        ),
    )
    alone = nw.when(callback).then(nw.col("parent_contact_id")).otherwise(nw.col("contact_id"))
    return rows.with_columns(
        use=nw.when(nw.col("out").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
        who=nw.col("customer_id").fill_null(""),
        alone=nw.when(nw.col("customer_id").is_null()).then(alone).otherwise(nw.lit("")),
        lane=nw.lit("") if params["cross_channel"] else nw.col("channel"),
        about=nw.col("topic") if params["match_topic"] else nw.lit(""),
    )


KEYS = ("use", "who", "alone", "lane")
ORDER = ("ts_arrived", "contact_id")


def _linked(rows: Frame, params: Params) -> Frame:
    """The journey of each contact, with what the whole journey knows."""
    gap = params["same_journey_min"] * MINUTE
    rows = rows.with_columns(latest=nw.col("ts_ended").fill_null(NONE).cum_max().over(*KEYS, order_by=ORDER))
    rows = rows.with_columns(
        before=nw.col("latest").shift(1).over(*KEYS, order_by=ORDER),
        about_before=nw.col("about").shift(1).over(*KEYS, order_by=ORDER),
    )
    joins = (nw.col("direction") == "callback") & ~nw.col("before").is_null()
    near = (nw.col("ts_arrived") - nw.col("before") <= gap).fill_null(value=False)
    agrees = (nw.col("about") == nw.col("about_before")).fill_null(value=True)
    rows = rows.with_columns(fresh=nw.when(joins | (near & agrees)).then(nw.lit(0)).otherwise(nw.lit(1)))
    rows = rows.with_columns(
        journey=nw.col("fresh").cum_sum().over(*KEYS, order_by=ORDER),
        final=nw.col("fresh").shift(-1).over(*KEYS, order_by=ORDER).fill_null(1),
    )
    whole = (*KEYS, "journey")
    served = nw.when(nw.col("outcome").is_in(_served(params))).then(nw.lit(1)).otherwise(nw.lit(0))
    invited = nw.when(nw.col("direction") == "inbound").then(nw.lit(1)).otherwise(nw.lit(0))
    ineligible = nw.when(~nw.col("fcr_eligible")).then(nw.lit(1)).otherwise(nw.lit(0))
    opened_by = nw.when(nw.col("fresh") == 1).then(nw.col("first_agent_id"))
    rows = rows.with_columns(served=served, invited=invited, ineligible=ineligible, opened_by=opened_by)
    return rows.with_columns(
        start=nw.col("ts_arrived").min().over(*whole),
        end=nw.col("ts_ended").max().over(*whole),
        about=nw.col("about").max().over(*whole),
        served=nw.col("served").max().over(*whole),
        invited=nw.col("invited").max().over(*whole),
        ineligible=nw.col("ineligible").max().over(*whole),
        opened_by=nw.col("opened_by").max().over(*whole),
        transfers=nw.col("transfer_count").sum().over(*whole),
    )


def _served(params: Params) -> list[str]:
    return ["handled", "contained"] if params.get("include_self_service", True) else ["handled"]


def _neighbours(rows: Frame, params: Params) -> Frame:
    """The end of the served journey before and the start of the attempt after, among journeys of the same matter."""
    attempt = nw.col("served") == 1 if params.get("handled_only", False) else nw.col("invited") == 1
    rows = rows.with_columns(
        back=-nw.col("start"),
        a=nw.when((nw.col("served") == 1) & (nw.col("invited") == 1)).then(nw.col("end")).otherwise(nw.lit(NONE)),
        b=nw.when(attempt).then(-nw.col("start")).otherwise(nw.lit(NONE)),
        vague=nw.col("about").is_null(),
        matter=nw.col("about").fill_null(""),
    )
    rows = rows.with_columns(
        vague_a=nw.when(nw.col("vague")).then(nw.col("a")).otherwise(nw.lit(NONE)),
        vague_b=nw.when(nw.col("vague")).then(nw.col("b")).otherwise(nw.lit(NONE)),
    )
    anyone = (*KEYS, "stands")
    same = (*anyone, "matter")
    forward, backward = ("start", "contact_id"), ("back", "contact_id")
    windows = {
        "same_a": ("a", same, forward),
        "any_a": ("a", anyone, forward),
        "none_a": ("vague_a", anyone, forward),
        "same_b": ("b", same, backward),
        "any_b": ("b", anyone, backward),
        "none_b": ("vague_b", anyone, backward),
    }
    running = {name: nw.col(c).cum_max().over(*k, order_by=o) for name, (c, k, o) in windows.items()}
    rows = rows.with_columns(**running)
    rows = rows.with_columns(
        **{name: nw.col(name).shift(1).over(*k, order_by=o).fill_null(NONE) for name, (_, k, o) in windows.items()},
    )
    rows = rows.with_columns(
        back_end=nw.when(nw.col("vague")).then(nw.col("any_a")).otherwise(nw.max_horizontal("same_a", "none_a")),
        next_back=nw.when(nw.col("vague")).then(nw.col("any_b")).otherwise(nw.max_horizontal("same_b", "none_b")),
    )
    return rows.with_columns(
        back_end=nw.when(nw.col("back_end") > NONE).then(nw.col("back_end")),
        next_start=nw.when(nw.col("next_back") > NONE).then(-nw.col("next_back")),
    )


def within(gap: nw.Expr, days: int) -> nw.Expr:
    """Whether a gap is more than nothing and at most so many days; no gap known is no."""
    return ((gap > 0) & (gap <= days * DAY)).fill_null(value=False)
