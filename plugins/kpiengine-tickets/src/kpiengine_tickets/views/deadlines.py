"""Tickets by the deadline that was promised, solved or not, so that nothing is hidden by not closing it."""

import narwhals as nw

from kpiengine.plugin import Context, Event, Facts, Params, View, first_reason
from kpiengine_tickets.views.columns import DIMENSIONS, HOUR, INSTANT, SUBJECTS, Frame, solved_at, spam, taken


def due_tickets(facts: Facts, params: Params, context: Context) -> Frame:
    """Dated by the deadline, or (basis = created) by the creation; counts once the deadline is over.

    A ticket that is not due yet is left out whether solved or not: otherwise the early ones alone would count.
    """
    deadline = nw.col("due_at")
    if params["limit_h"]:
        deadline = nw.coalesce(deadline, nw.col("created_at") + params["limit_h"] * HOUR)
    return facts["tickets"].with_columns(
        deadline=deadline,
        solved_at=solved_at(params["reopen"]),
        ts_counted=nw.col("created_at") if params["basis"] == "created" else deadline,
        out=first_reason(spam(), (deadline.is_null(), "no deadline"), (deadline > context.as_of, "not due yet")),
    )


DUE_TICKETS = View(
    id="due_tickets",
    facts=("tickets",),
    build=due_tickets,
    time=Event("ts_counted"),
    subjects=SUBJECTS,
    columns={
        **taken("assignee_agent_id"),
        "deadline": INSTANT,
        "solved_at": INSTANT,
        "ts_counted": INSTANT,
    },
    dimensions=DIMENSIONS,
    needs=("tickets.resolved_at",),
    params=("basis", "limit_h", "reopen"),
)
