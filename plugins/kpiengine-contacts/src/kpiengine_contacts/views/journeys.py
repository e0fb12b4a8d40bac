"""Journeys: contacts of one customer about one matter that belong together, and what came before and after.

A contact continues the journey before it when it starts within `same_journey_min` of its end and the topics do not
contradict each other (a missing topic matches any), or when it is the callback of an earlier contact.  One contact
stands for its journey, the last or the first; the others are out.  Contacts without a customer are journeys of
their own.  Journeys of one customer are in the order of their first contacts.

Everything is asked of neighbouring rows: no row is dropped or multiplied.  Views whose settings agree are made of the
same rows, so contacts are put in order once for all of them.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import (
    COUNTS,
    Context,
    Facts,
    Look,
    Ordered,
    Params,
    first,
    first_reason,
    following,
    group_max,
    group_sum,
    highest_before,
    lowest_after,
    not_live,
    previous,
)

# What decides which contacts make a journey; and `include_self_service`, where a view has it.
LINKING = ("cross_channel", "same_journey_min", "match_topic", "short_abandon_s")
DAY = 86_400_000
MINUTE = 60_000
SECOND = 1_000

Frame = nw.LazyFrame[Any]


def journeys(facts: Facts, params: Params, context: Context, *, by_start: bool) -> Frame:
    """One row per contact with the columns that `first_contacts` and `repeats` need.

    `back_end` is the latest end of an earlier served journey of the same matter, `next_start` the start of the next
    attempt (instants, missing where there is none); both are for contacts that stand for their journey.
    """
    link = (*(params[name] for name in LINKING), params.get("include_self_service", True))
    handled_only = params.get("handled_only", False)

    def linked() -> Frame:
        lane = () if params["cross_channel"] else ("channel",)
        contacts = _marked(_with_wait(facts), params)
        rows = context.ordered(contacts, within=("side", "person", *lane), by=("ts_arrived", "contact_id"))
        # Whichever contact stands for its journey, so that rows are put in order once for both; what nobody reads is
        # not made.
        return _neighbours(_linked(rows, params), params).frame

    frame = context.once(("journeys", *link, handled_only), facts, linked)
    which = "fresh" if by_start else "final"
    frame = frame.with_columns(**{name: nw.col(f"{which}_{name}") for name in ("stands", "back_end", "next_start")})
    other = "continues an earlier contact" if by_start else "continued by a later contact"
    return frame.with_columns(
        served=nw.col("served") == 1,
        eligible=nw.col("ineligible") == 0,
        out=nw.coalesce(
            nw.col("out"),
            first_reason(
                (nw.col("invited") == 0, "callback without its first contact"),
                (~nw.col("stands"), other),
            ),
        ),
        **{COUNTS: (nw.col("use") == 1) & (nw.col("invited") == 1) & nw.col("stands")},
    )


def _with_wait(facts: Facts) -> Frame:
    """Contacts with `queued`, the longest stay in a queue; where queue entries are loaded, for abandoned ones only."""
    contacts = facts["contacts"]
    if "queue_entries" not in facts:
        return contacts.with_columns(queued=nw.col("ts_ended") - nw.col("ts_arrived") - nw.col("ivr_s"))
    # Nobody asks how long the others waited, and they are nearly all.
    lost = contacts.filter(nw.col("outcome") == ABANDONED).select("contact_id")
    wait = nw.coalesce(nw.col("wait_s"), nw.col("ts_leave") - nw.col("ts_enter"))
    entries = facts["queue_entries"].select("contact_id", queued=wait).join(lost, on="contact_id", how="semi")
    waits = entries.group_by("contact_id").agg(nw.col("queued").max())
    return contacts.join(waits, on="contact_id", how="left")


ABANDONED = "abandoned_queue"


def _marked(rows: Frame, params: Params) -> Frame:
    """`out` per contact, and the keys by which contacts of one customer find each other."""
    short = (nw.col("outcome") == ABANDONED) & (nw.col("queued") < params["short_abandon_s"] * SECOND)
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
    unknown = nw.col("customer_id").is_null()
    rows = rows.with_columns(use=nw.when(nw.col("out").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)))
    return rows.with_columns(
        # Contacts that count and those that do not never meet; nor do a customer and a contact with one name.
        side=nw.col("use") + nw.when(unknown).then(nw.lit(2)).otherwise(nw.lit(0)),
        person=nw.when(unknown).then(alone).otherwise(nw.col("customer_id")),
        about=nw.col("topic") if params["match_topic"] else nw.lit(""),
        # Said before rows are put in order, so that the texts need not be moved.
        customer_known=~unknown,
        called_back=callback,
        served=nw.when(nw.col("outcome").is_in(_served(params))).then(nw.lit(1)).otherwise(nw.lit(0)),
        invited=nw.when(nw.col("direction") == "inbound").then(nw.lit(1)).otherwise(nw.lit(0)),
        ineligible=nw.when(~nw.col("fcr_eligible")).then(nw.lit(1)).otherwise(nw.lit(0)),
    )


def _served(params: Params) -> list[str]:
    return ["handled", "contained"] if params.get("include_self_service", True) else ["handled"]


def _linked(rows: Ordered, params: Params) -> Ordered:
    """Which contact begins a journey and which ends it (0 or 1), with what the whole journey knows."""
    gap = params["same_journey_min"] * MINUTE
    rows = rows.look(before=highest_before("ts_ended"), about_before=previous("about"))
    joins = nw.col("called_back") & ~nw.col("before").is_null()
    near = (nw.col("ts_arrived") - nw.col("before") <= gap).fill_null(value=False)
    agrees = (nw.col("about") == nw.col("about_before")).fill_null(value=True)
    rows = rows.with_columns(fresh=nw.when(joins | (near & agrees)).then(nw.lit(0)).otherwise(nw.lit(1)))
    rows = rows.look(final=following("fresh"))
    rows = rows.with_columns(final=nw.col("final").fill_null(1))
    return rows.look_in_runs(
        "fresh",
        start=first("ts_arrived"),
        end=group_max("ts_ended"),
        about=group_max("about"),
        served=group_max("served"),
        invited=group_max("invited"),
        ineligible=group_max("ineligible"),
        opened_by=first("first_agent_id"),
        transfers=group_sum("transfer_count"),
    )


def _neighbours(rows: Ordered, params: Params) -> Ordered:
    """The end of the served journey before and the start of the attempt after, among journeys of the same matter.

    That is `stands`, `back_end` and `next_start` twice, by which contact stands for its journey, `fresh_` or `final_`.
    """
    rows = _standing(rows, handled_only=params.get("handled_only", False))
    if not params["match_topic"]:  # all of a customer's journeys are of one matter
        return rows.look(**_around("back_end", "next_start", "a", "b"))
    vague = {f"{one}_vague_{n}": nw.when(VAGUE).then(nw.col(f"{one}_{n}")) for one in STANDING for n in ("a", "b")}
    rows = rows.with_columns(**vague)
    rows = rows.look(**_around("any_a", "any_b", "a", "b"), **_around("vague_a", "vague_b", "vague_a", "vague_b"))
    rows = rows.narrowed("about").look(**_around("same_a", "same_b", "a", "b"))
    made = {}
    for one in STANDING:
        same_a, vague_a, any_a = (f"{one}_{name}" for name in ("same_a", "vague_a", "any_a"))
        same_b, vague_b, any_b = (f"{one}_{name}" for name in ("same_b", "vague_b", "any_b"))
        made[f"{one}_back_end"] = nw.when(VAGUE).then(any_a).otherwise(nw.max_horizontal(same_a, vague_a))
        made[f"{one}_next_start"] = nw.when(VAGUE).then(any_b).otherwise(nw.min_horizontal(same_b, vague_b))
    return rows.with_columns(**made)


STANDING = ("fresh", "final")  # the columns that say which contact begins a journey and which ends it
VAGUE = nw.col("about").is_null()


def _standing(rows: Ordered, *, handled_only: bool) -> Ordered:
    """Which contacts stand for their journey; its end `a` if it was served, its start `b` if it was an attempt."""
    served, invited = nw.col("served") == 1, nw.col("invited") == 1
    rows = rows.with_columns(**{f"{one}_stands": (nw.col("use") == 1) & (nw.col(one) == 1) for one in STANDING})
    made = {}
    for one in STANDING:
        stands = nw.col(f"{one}_stands")
        made[f"{one}_a"] = nw.when(stands & served & invited).then(nw.col("end"))
        made[f"{one}_b"] = nw.when(stands & (served if handled_only else invited)).then(nw.col("start"))
    return rows.with_columns(**made)


def _around(before: str, after: str, end: str, start: str) -> dict[str, Look]:
    """The highest of the ends before as `before`, and the lowest of the starts after as `after`."""
    highest = {f"{one}_{before}": highest_before(f"{one}_{end}") for one in STANDING}
    return highest | {f"{one}_{after}": lowest_after(f"{one}_{start}") for one in STANDING}


def within(gap: nw.Expr, days: int) -> nw.Expr:
    """Whether a gap is more than nothing and at most so many days; no gap known is no."""
    return ((gap > 0) & (gap <= days * DAY)).fill_null(value=False)
