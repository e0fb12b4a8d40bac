"""Tickets that are open at the end of a period, or at the end of each of its days, with their age."""

from typing import Literal

import narwhals as nw

from kpiengine.plugin import Context, Facts, Params, Stock, View, first_reason
from kpiengine_tickets.views.columns import DIMENSIONS, INSTANT, SUBJECTS, Frame, spam, taken, with_calendar


def open_tickets(facts: Facts, params: Params, context: Context) -> Frame:
    """Open from creation to the latest solution, as the times say: the state of today does not tell of the past."""
    del params
    solved_some_time = nw.col("status").is_in(["solved", "closed"]) & nw.col("resolved_at").is_null()
    return with_calendar(facts["tickets"], facts, context, "queue_id").with_columns(
        out=first_reason(spam(), (solved_some_time, "solved, but not known when")),
    )


def _view(id_: str, every: Literal["period", "day"], *, business: bool) -> View:
    return View(
        id=id_,
        facts=("tickets", "queues"),
        build=open_tickets,
        time=Stock(
            "created_at", "resolved_at", every=every, business=business, calendar="calendar" if business else None
        ),
        subjects=SUBJECTS,
        columns={**taken("assignee_agent_id"), "resolved_at": INSTANT},
        dimensions=DIMENSIONS,
        needs=("tickets.resolved_at",),
    )


OPEN_TICKETS = (
    _view("open_tickets", "period", business=False),
    _view("open_tickets_daily", "day", business=False),
    _view("open_tickets_business", "period", business=True),
    _view("open_tickets_business_daily", "day", business=True),
)
