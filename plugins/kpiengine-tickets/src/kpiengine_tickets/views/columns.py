"""What all views of tickets have in common: columns, reasons, and the calendar that holds for a row."""

from typing import Any, TypeAlias

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Facts
from kpiengine_tickets.tables.tickets import LONGEST, TICKETS

Frame: TypeAlias = nw.LazyFrame[Any]
HOUR = 3_600_000
YES_NO = Column(ColumnType.FLAG, null=True)
TEXT = Column(ColumnType.TEXT, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)
LONG = Column(ColumnType.DURATION, null=True, maximum=LONGEST)
SUBJECTS = {"agent": "assignee_agent_id", "queue": "queue_id"}
DIMENSIONS = ("channel", "priority", "contact_type")


def taken(*names: str) -> dict[str, Column]:
    """The table's own declarations of these columns, and of those that every view of tickets has."""
    always = ("ticket_id", "channel", "queue_id", "priority", "contact_type", "created_at", "status", "is_complaint")
    return {**{name: TICKETS.columns[name] for name in (*always, *names)}, "out": OUT}


def spam() -> tuple[nw.Expr, str]:
    """Tickets that are none; deleted and merged ones do not get this far."""
    return nw.col("status") == "spam", "spam"


def not_by_customer() -> tuple[nw.Expr, str]:
    """Tickets that agents or machines opened; one that does not say who did is a customer's."""
    return nw.col("created_by").is_in(["agent", "system"]), "not opened by a customer"


def first_solved() -> nw.Expr:
    """The first solution; a source that knows only one has had no other."""
    return nw.coalesce(nw.col("first_resolved_at"), nw.col("resolved_at"))


def solved_at(which: str) -> nw.Expr:
    """The latest solution or the first one."""
    return first_solved() if which == "first" else nw.col("resolved_at")


def with_calendar(rows: Frame, facts: Facts, context: Context, queue: str, site: nw.Expr | None = None) -> Frame:
    """The rows with `calendar`: that of the queue, else of the row's site, else of the queue's; missing = the default.

    Queues are brought down to one row each first, so the join never multiplies rows.
    """
    none = nw.lit(None, dtype=nw.String)
    own = none if site is None else site
    if not context.calendars.by_name:
        return rows.with_columns(calendar=none)
    if "queues" not in facts:
        return rows.with_columns(calendar=context.calendar_of(none, own))
    queues = (
        facts["queues"].group_by("queue_id").agg(_calendar=nw.col("calendar_id").max(), _site=nw.col("site_id").max())
    )
    joined = rows.join(queues, left_on=queue, right_on="queue_id", how="left")
    return joined.with_columns(calendar=context.calendar_of(nw.col("_calendar"), nw.coalesce(own, nw.col("_site"))))
