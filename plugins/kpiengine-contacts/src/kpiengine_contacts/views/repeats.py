"""Journeys as repeats: preceded by a served one of the same matter, or followed by another attempt."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Context, Event, Facts, Params, Reach, View
from kpiengine_contacts.tables import CONTACTS
from kpiengine_contacts.views.columns import YES_NO, renamed, taken
from kpiengine_contacts.views.journeys import DAY, journeys, within

SETTINGS = ("repeat_days", "match_topic", "same_journey_min", "cross_channel", "handled_only", "short_abandon_s")


def journeys_preceded(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """Dated by arrival; `repeat`: a served journey of the same matter ended in the days before."""
    rows = journeys(facts, params, context, by_start=True)
    return rows.with_columns(
        ts_started=nw.col("start"),
        repeat=within(nw.col("start") - nw.col("back_end"), params["repeat_days"]),
    )


def journeys_followed(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """Dated by end; `repeat`: another attempt follows; `judged`: enough days have passed to know."""
    rows = journeys(facts, params, context, by_start=False)
    return rows.with_columns(
        ts_settled=nw.col("end"),
        repeat=within(nw.col("next_start") - nw.col("end"), params["repeat_days"]),
        judged=nw.col("end") + params["repeat_days"] * DAY <= context.as_of,
    )


COLUMNS = {
    **taken(CONTACTS, "contact_id", "channel", "contact_type", "topic", "first_queue_id", "last_agent_id"),
    "customer_known": YES_NO,
    "served": YES_NO,
    "repeat": YES_NO,
    "out": OUT,
}


def _reach(params: Params) -> Reach:
    # One day more, because a journey may itself be some hours long.
    days = (params["repeat_days"] + 1) * DAY
    return Reach(back=days, ahead=days)


def _reach_back(params: Params) -> Reach:
    return Reach(back=_reach(params).back, ahead=DAY)


def _window(params: Params) -> int:
    return int(params["repeat_days"]) * DAY


JOURNEYS_PRECEDED = View(
    id="journeys_preceded",
    facts=("contacts", "queue_entries"),
    build=journeys_preceded,
    time=Event("ts_started"),
    # Nobody is credited: the agent who took the repeat is not the one who caused it.
    subjects={"queue": "first_queue_id"},
    columns={**COLUMNS, **renamed(CONTACTS, {"ts_started": "ts_arrived"})},
    dimensions=("channel", "contact_type"),
    reads=(),
    params=SETTINGS,
    reach=_reach_back,
)

JOURNEYS_FOLLOWED = View(
    id="journeys_followed",
    facts=("contacts", "queue_entries"),
    build=journeys_followed,
    time=Event("ts_settled"),
    subjects={"agent": "last_agent_id", "queue": "first_queue_id"},
    columns={**COLUMNS, **renamed(CONTACTS, {"ts_settled": "ts_ended"}), "judged": YES_NO},
    dimensions=("channel", "contact_type"),
    reads=(),
    needs=("contacts.ts_ended",),
    params=SETTINGS,
    reach=_reach,
    matures_after=_window,
)
