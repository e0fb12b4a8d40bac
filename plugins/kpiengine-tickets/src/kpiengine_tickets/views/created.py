"""Tickets by their creation, judged once they are old enough, and by their first solution."""

import narwhals as nw

from kpiengine.plugin import Context, Event, Facts, Params, View, first_reason
from kpiengine_tickets.views.columns import (
    DIMENSIONS,
    HOUR,
    SUBJECTS,
    TEXT,
    YES_NO,
    Frame,
    not_by_customer,
    solved_at,
    spam,
    taken,
    with_calendar,
)

DAY = 24 * HOUR
# Open hours make up at least a seventh of most weeks, so a limit on the business clock is over by then.
BUSINESS_WEEK = 7


def created_tickets(facts: Facts, params: Params, context: Context) -> Frame:
    """Dated by creation; `judged`: older than the limit at as-of, `in_time`: solved within it.

    Both on the clock that is asked for, and missing where the calendar is not known.
    """
    limit, made = params["limit_h"] * HOUR, nw.col("created_at")
    rows = facts["tickets"].with_columns(
        solved_at=solved_at(params["resolution"]), now=nw.lit(context.as_of, dtype=nw.Int64)
    )
    rows = with_calendar(rows, facts, context, "queue_id")
    taken_ms, age = nw.col("solved_at") - made, nw.col("now") - made
    if params["clock"] == "business":
        taken_ms = context.business_ms(made, nw.col("solved_at"), nw.col("calendar"))
        age = context.business_ms(made, nw.col("now"), nw.col("calendar"))
    return rows.with_columns(
        in_time=(taken_ms <= limit).fill_null(value=False),
        judged=age >= limit,
        out=first_reason(spam(), not_by_customer()),
    )


def first_solved_tickets(facts: Facts, params: Params, context: Context) -> Frame:
    """Dated by the first solution and credited to whoever had the ticket then."""
    del params, context
    return facts["tickets"].with_columns(
        agent_id=nw.coalesce(nw.col("first_resolved_agent_id"), nw.col("assignee_agent_id")),
        out=first_reason(spam(), (nw.col("first_resolved_at").is_null(), "never solved")),
    )


def _limit(params: Params) -> int:
    return int(params["limit_h"]) * HOUR * (BUSINESS_WEEK if params["clock"] == "business" else 1)


def _watch(params: Params) -> int:
    return int(params["watch_days"]) * DAY


CREATED_TICKETS = View(
    id="created_tickets",
    facts=("tickets", "queues"),
    build=created_tickets,
    time=Event("created_at"),
    subjects=SUBJECTS,
    columns={**taken("assignee_agent_id"), "in_time": YES_NO, "judged": YES_NO},
    dimensions=DIMENSIONS,
    needs=("tickets.resolved_at",),
    params=("limit_h", "clock", "resolution"),
    matures_after=_limit,
)

FIRST_SOLVED_TICKETS = View(
    id="first_solved_tickets",
    facts=("tickets",),
    build=first_solved_tickets,
    time=Event("first_resolved_at"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={**taken("first_resolved_at", "reopens"), "agent_id": TEXT},
    dimensions=DIMENSIONS,
    needs=("tickets.first_resolved_at", "tickets.reopens"),
    params=("watch_days",),
    matures_after=_watch,
)
