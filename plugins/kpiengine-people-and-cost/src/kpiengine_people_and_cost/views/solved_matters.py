"""Contacts that settled a matter, each matter once."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, first_reason, not_live

TEXT = Column(ColumnType.TEXT, null=True)


def solved_contacts(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per contact, dated by its end; counts if it was solved and no other row stands for its matter.

    A follow-up of a contact that was solved itself, such as its callback, belongs to the matter of that one.
    """
    del params, context
    contacts = facts["contacts"]
    parents = contacts.select(parent_contact_id="contact_id", parent_resolved="resolved")
    rows = contacts.join(parents, on="parent_contact_id", how="left")
    return rows.with_columns(
        out=first_reason(
            *not_live(internal=False),
            (nw.col("direction").is_in(["internal", "outbound"]), "not inbound"),
            ((nw.col("resolved") != "yes") | nw.col("resolved").is_null(), "not solved"),
            (nw.col("parent_resolved") == "yes", "its matter was solved by the contact before"),
        ),
    )


SOLVED_CONTACTS = View(
    id="solved_contacts",
    facts=("contacts",),
    build=solved_contacts,
    time=Event("ts_ended"),
    subjects={"agent": "last_agent_id", "queue": "first_queue_id"},
    columns={
        **dict.fromkeys(
            ("contact_id", "channel", "contact_type", "last_agent_id", "first_queue_id", "ticket_id"), TEXT
        ),
        "ts_ended": Column(ColumnType.INSTANT, null=True),
        "out": OUT,
    },
    dimensions=("channel", "contact_type"),
    needs=("contacts.resolved", "contacts.ts_ended"),
)
