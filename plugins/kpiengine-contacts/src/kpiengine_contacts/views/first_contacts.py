"""Journeys as first contacts, to see whether the first one settled the matter.

Two views of the same rows: `first_contacts` waits for the days in which the customer may come back,
`first_contacts_flagged` takes what the contact itself says and need not wait.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, Reach, View
from kpiengine_contacts.tables import CONTACTS
from kpiengine_contacts.views.columns import YES_NO, renamed, taken
from kpiengine_contacts.views.journeys import DAY, journeys, within

SETTINGS = (
    "lookback_days",
    "match_topic",
    "same_journey_min",
    "cross_channel",
    "include_self_service",
    "short_abandon_s",
    "credit",
)
CREDITED = {"last": "last_agent_id", "first": "opened_by", "owner": "owner_agent_id"}


def first_contacts_flagged(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """Dated by end; `first`: no served journey of the same matter ended in the days before."""
    rows = journeys(facts, params, context, by_start=False)
    return rows.with_columns(
        ts_settled=nw.col("end"),
        agent_id=nw.col(CREDITED[params["credit"]]),
        first=~within(nw.col("start") - nw.col("back_end"), params["lookback_days"]),
    )


def first_contacts(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """As flagged, with `followed`: the customer tried again; `judged`: enough days have passed to know."""
    return first_contacts_flagged(facts, params, context).with_columns(
        followed=within(nw.col("next_start") - nw.col("end"), params["repeat_days"]),
        judged=nw.col("end") + params["repeat_days"] * DAY <= context.as_of,
    )


COLUMNS = {
    **taken(CONTACTS, "contact_id", "channel", "contact_type", "topic", "first_queue_id", "resolved"),
    **renamed(CONTACTS, {"agent_id": "last_agent_id", "ts_settled": "ts_ended"}),
    "transfers": Column(ColumnType.INTEGER, null=True, minimum=0, maximum=1_000_000_000),
    "customer_known": YES_NO,
    "served": YES_NO,
    "eligible": YES_NO,
    "first": YES_NO,
    "out": OUT,
}
SUBJECTS = {"agent": "agent_id", "queue": "first_queue_id"}


def _reach(params: Params) -> Reach:
    # One day more, because a journey may itself be some hours long.
    return Reach(back=(params["lookback_days"] + 1) * DAY, ahead=(params.get("repeat_days", 0) + 1) * DAY)


def _window(params: Params) -> int:
    return int(params["repeat_days"]) * DAY


FIRST_CONTACTS = View(
    id="first_contacts",
    facts=("contacts", "queue_entries"),
    build=first_contacts,
    time=Event("ts_settled"),
    subjects=SUBJECTS,
    columns={**COLUMNS, "followed": YES_NO, "judged": YES_NO},
    dimensions=("channel", "contact_type"),
    reads=(),
    needs=("contacts.ts_ended",),
    params=(*SETTINGS, "repeat_days"),
    reach=_reach,
    matures_after=_window,
)

FIRST_CONTACTS_FLAGGED = View(
    id="first_contacts_flagged",
    facts=("contacts", "queue_entries"),
    build=first_contacts_flagged,
    time=Event("ts_settled"),
    subjects=SUBJECTS,
    columns=COLUMNS,
    dimensions=("channel", "contact_type"),
    reads=(),
    needs=("contacts.ts_ended", "contacts.resolved"),
    params=SETTINGS,
    reach=_reach,
)
