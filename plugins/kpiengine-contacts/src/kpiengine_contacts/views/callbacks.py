"""Requested callbacks, dated by the request."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, first_reason, not_live
from kpiengine_contacts.tables import CONTACTS
from kpiengine_contacts.tables.callbacks import CALLBACKS as TABLE
from kpiengine_contacts.views.columns import renamed, taken

# A request may be served after holidays, or never.
WAIT = Column(ColumnType.DURATION, null=True, maximum=366 * 86_400_000)


def callbacks(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per request; `elapsed_s` and `business_s` are the time to the first dialling, missing if there is none.

    Open time goes by the calendar of the queue, else of the contact's site, else of the queue's.
    """
    del params
    asked, dialled = nw.col("ts_requested"), nw.col("ts_first_attempt")
    site = nw.coalesce(nw.col("contact_site_id"), nw.col("queue_site_id"))
    calendar = context.calendar_of(nw.col("queue_calendar_id"), site)
    return facts["callbacks"].with_columns(
        channel=nw.col("contact_channel"),
        contact_type=nw.col("contact_contact_type"),
        elapsed_s=dialled - asked,
        business_s=context.business_ms(asked, dialled, calendar),
        out=first_reason(*not_live("contact_")),
    )


CALLBACKS = View(
    id="callbacks",
    facts=("callbacks",),
    build=callbacks,
    time=Event("ts_requested"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={
        **taken(TABLE, "callback_id", "contact_id", "queue_id", "agent_id", "ts_requested", "ts_promised"),
        **taken(TABLE, "ts_first_attempt", "ts_connected", "attempts", "status"),
        **renamed(CONTACTS, {"channel": "channel", "contact_type": "contact_type"}),
        "elapsed_s": WAIT,
        "business_s": WAIT,
        "out": OUT,
    },
    dimensions=("channel", "contact_type"),
    needs=("callbacks.status",),
)
