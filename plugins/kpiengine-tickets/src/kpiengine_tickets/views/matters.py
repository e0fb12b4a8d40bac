"""Tickets as matters, for metrics beside the tickets: solved at one touch, solved at all, complained about."""

import narwhals as nw

from kpiengine.plugin import Column, ColumnType, Context, Event, Facts, Params, View, first_reason
from kpiengine_tickets.views.columns import (
    DIMENSIONS,
    HOUR,
    INSTANT,
    SUBJECTS,
    Frame,
    first_solved,
    not_by_customer,
    spam,
    taken,
)

DAY = 24 * HOUR


def touched_tickets(facts: Facts, params: Params, context: Context) -> Frame:
    """Customers' tickets by their first solution, with the agents' replies and reopenings until now."""
    del params, context
    return facts["tickets"].with_columns(
        solved_at=first_solved(), out=first_reason(spam(), not_by_customer(), (first_solved().is_null(), "not solved"))
    )


def solved_tickets(facts: Facts, params: Params, context: Context) -> Frame:
    """Tickets by their latest solution, each once."""
    del params, context
    return facts["tickets"].with_columns(out=first_reason(spam(), (nw.col("resolved_at").is_null(), "not solved")))


def complaint_tickets(facts: Facts, params: Params, context: Context) -> Frame:
    """Tickets that are complaints, by their creation; a ticket knows neither customer nor whom it is about."""
    del params, context
    return facts["tickets"].with_columns(
        customer_id=nw.lit(None, dtype=nw.String), out=first_reason(spam(), (~nw.col("is_complaint"), "no complaint"))
    )


def _watch(params: Params) -> int:
    return int(params["repeat_days"]) * DAY


TOUCHED_TICKETS = View(
    id="touched_tickets",
    facts=("tickets",),
    build=touched_tickets,
    time=Event("solved_at"),
    subjects=SUBJECTS,
    columns={**taken("assignee_agent_id", "replies", "reopens"), "solved_at": INSTANT},
    dimensions=DIMENSIONS,
    needs=("tickets.resolved_at", "tickets.replies", "tickets.reopens"),
    params=("repeat_days",),
    matures_after=_watch,
)

SOLVED_TICKETS = View(
    id="solved_tickets",
    facts=("tickets",),
    build=solved_tickets,
    time=Event("resolved_at"),
    subjects=SUBJECTS,
    columns=taken("assignee_agent_id", "resolved_at"),
    dimensions=DIMENSIONS,
    needs=("tickets.resolved_at",),
)

COMPLAINT_TICKETS = View(
    id="complaint_tickets",
    facts=("tickets",),
    build=complaint_tickets,
    time=Event("created_at"),
    subjects={"queue": "queue_id"},
    columns={**taken(), "customer_id": Column(ColumnType.TEXT, null=True, doc="always missing")},
    dimensions=DIMENSIONS,
    needs=("tickets.is_complaint",),
)
