"""Tickets by the moment of their solution, with the time that it took."""

import narwhals as nw

from kpiengine.plugin import Context, Event, Facts, Params, View, first_reason
from kpiengine_tickets.views.columns import (
    DIMENSIONS,
    INSTANT,
    LONG,
    SUBJECTS,
    Frame,
    first_solved,
    solved_at,
    spam,
    taken,
    with_calendar,
)


def resolved_tickets(facts: Facts, params: Params, context: Context) -> Frame:
    """Dated by the latest solution or the first one; counts if the ticket has it.

    `business_s` is what the source says, else open time by the calendar of the queue.  The source's figure is the
    full resolution time, so it does not stand for a first solution that was not the last.
    """
    solved, made = nw.col("solved_at"), nw.col("created_at")
    rows = facts["tickets"].with_columns(solved_at=solved_at(params["resolution"]))
    rows = with_calendar(rows, facts, context, "queue_id")
    own = nw.when(solved == nw.coalesce(nw.col("resolved_at"), first_solved())).then(nw.col("resolution_bus_s"))
    return rows.with_columns(
        elapsed_s=solved - made,
        business_s=nw.coalesce(own, context.business_ms(made, solved, nw.col("calendar"))),
        out=first_reason(spam(), (solved.is_null(), "not solved")),
    )


RESOLVED_TICKETS = View(
    id="resolved_tickets",
    facts=("tickets", "queues"),
    build=resolved_tickets,
    time=Event("solved_at"),
    subjects=SUBJECTS,
    columns={
        **taken("assignee_agent_id", "due_at"),
        "solved_at": INSTANT,
        "elapsed_s": LONG,
        "business_s": LONG,
    },
    dimensions=DIMENSIONS,
    needs=("tickets.resolved_at",),
    params=("resolution",),
)
