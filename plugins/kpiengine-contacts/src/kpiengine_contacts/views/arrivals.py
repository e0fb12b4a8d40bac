"""Inbound contacts as such: dated by arrival (what was asked for) and by end (what was served)."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Context, Event, Facts, Params, View, left_out, not_live
from kpiengine_contacts.tables import CONTACTS
from kpiengine_contacts.views.columns import taken


def arrivals(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per contact; counts if a customer reached us, blocked attempts aside."""
    del params, context
    return facts["contacts"].with_columns(
        **left_out(
            *not_live(),
            (nw.col("direction") != "inbound", "not inbound"),
            (nw.col("outcome") == "blocked", "blocked before it arrived"),
            (nw.col("outcome") == "open", "still open"),
        ),
    )


def endings(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per contact; counts once it has ended."""
    del params, context
    return facts["contacts"].with_columns(**left_out(*not_live(), (nw.col("outcome") == "open", "still open")))


COLUMNS = {
    **taken(CONTACTS, "contact_id", "channel", "direction", "contact_type", "outcome", "handled_by", "in_hours"),
    **taken(CONTACTS, "first_queue_id", "last_agent_id", "ts_arrived", "ts_ended"),
    "out": OUT,
}
DIMENSIONS = ("channel", "contact_type", "handled_by")

ARRIVALS = View(
    id="arrivals",
    facts=("contacts",),
    build=arrivals,
    time=Event("ts_arrived"),
    subjects={"queue": "first_queue_id"},
    columns=COLUMNS,
    dimensions=DIMENSIONS,
    reads=(),
    needs=("contacts.outcome",),
)

ENDINGS = View(
    id="endings",
    facts=("contacts",),
    build=endings,
    time=Event("ts_ended"),
    subjects={"agent": "last_agent_id", "queue": "first_queue_id"},
    columns=COLUMNS,
    dimensions=DIMENSIONS,
    reads=(),
    needs=("contacts.outcome", "contacts.ts_ended"),
)
