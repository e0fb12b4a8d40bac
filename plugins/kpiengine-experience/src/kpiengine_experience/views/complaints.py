"""Complaints, credited to whom they are about, and the contacts that they are measured by, credited to who served."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, left_out, not_live
from kpiengine_experience.tables.complaints import COMPLAINTS

Frame = nw.LazyFrame[Any]
TEXT = Column(ColumnType.TEXT, null=True)
FLAG = Column(ColumnType.FLAG, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)


def contacts_by_arrival(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per contact; counts if a customer called, or was called back."""
    del params, context
    return facts["contacts"].with_columns(
        **left_out(
            *not_live(internal=False),
            (~nw.col("direction").is_in(["inbound", "callback"]), "not inbound"),
            (nw.col("outcome") == "open", "still open"),
        )
    )


def complaints_decided(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per complaint, dated by when it came in; `judged` is upheld, rejected, withdrawn or, until then, open."""
    del params
    decided = (nw.col("decided_at") <= context.as_of) | nw.col("decided_at").is_null()
    verdict = nw.when(decided).then(nw.col("verdict"))
    return facts["complaints"].with_columns(
        judged=verdict.fill_null("open"),
        queue_id=nw.coalesce(nw.col("queue_id"), nw.col("contact_first_queue_id")),
        customer_id=nw.coalesce(nw.col("customer_id"), nw.col("contact_customer_id")),
        channel=nw.col("contact_channel"),
        **left_out(*not_live("contact_", internal=False)),
    )


_CONTACT = {
    **dict.fromkeys(("contact_id", "customer_id", "channel", "contact_type", "outcome", "last_agent_id"), TEXT),
    **dict.fromkeys(("complaint_agent_id", "first_queue_id"), TEXT),
    "is_complaint": FLAG,
    "ts_arrived": INSTANT,
    "out": OUT,
}


def _contacts(id_: str, agent: str, *needs: str) -> View:
    return View(
        id=id_,
        facts=("contacts",),
        build=contacts_by_arrival,
        time=Event("ts_arrived"),
        subjects={"agent": agent, "queue": "first_queue_id"},
        columns=_CONTACT,
        dimensions=("channel", "contact_type"),
        needs=("contacts.outcome", *needs),
        reads=(),
    )


CONTACTS_BY_ARRIVAL = _contacts("contacts_by_arrival", "last_agent_id")
BLAMED_CONTACTS = _contacts("blamed_contacts", "complaint_agent_id", "contacts.is_complaint")

COMPLAINTS_DECIDED = View(
    id="complaints_decided",
    facts=("complaints",),
    build=complaints_decided,
    time=Event("ts_received"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={
        **{name: COMPLAINTS.columns[name] for name in ("complaint_id", "contact_id", "customer_id", "agent_id")},
        **{name: COMPLAINTS.columns[name] for name in ("queue_id", "ts_received", "decided_at")},
        "channel": TEXT,
        "judged": TEXT,
        "out": OUT,
    },
    dimensions=("channel",),
    needs=("complaints.verdict",),
)
