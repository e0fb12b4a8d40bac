"""tickets: one row per ticket or case in its newest known state."""

from kpiengine.plugin import Column, ColumnType, FactTable, RowCheck

CHANNELS = ("voice", "chat", "message", "email", "social", "sms", "video", "web_form", "task")
STATUSES = ("open", "pending", "on_hold", "solved", "closed", "merged", "deleted", "spam")
YEAR = 366 * 86_400_000
LONGEST = 50 * YEAR  # a matter may stay open for years; Int64 sums are looked at before they are trusted


def _text(doc: str) -> Column:
    return Column(ColumnType.TEXT, null=True, doc=doc)


def _choice(values: tuple[str, ...], doc: str) -> Column:
    return Column(ColumnType.TEXT, values=values, null=True, doc=doc)


def _instant(doc: str) -> Column:
    return Column(ColumnType.INSTANT, null=True, doc=doc)


def _duration(doc: str, longest: int = LONGEST) -> Column:
    return Column(ColumnType.DURATION, null=True, maximum=longest, doc=doc)


def _count(doc: str) -> Column:
    return Column(ColumnType.INTEGER, null=True, minimum=0, maximum=1_000_000, doc=doc)


TICKETS = FactTable(
    id="tickets",
    title={"en": "Tickets", "zh": "工单"},
    doc="One row per ticket or case in its newest known state; a deletion or merger is a newer version.",
    key=("ticket_id",),
    version="version",
    deleted=("deleted", "merged"),
    time="created_at",
    columns={
        "ticket_id": Column(ColumnType.TEXT, doc="id of the ticket"),
        "version": Column(ColumnType.INTEGER, default=1, minimum=1, maximum=10**12, doc="higher = newer delivery"),
        "updated_at": _instant("when the source last changed the row; decides between equal versions"),
        "channel": _choice(CHANNELS, "where it came from"),
        "queue_id": _text("group that works on it"),
        "assignee_agent_id": _text("who had it when it was solved; who has it now while it is open"),
        "first_reply_agent_id": _text("who wrote the first reply; missing = the assignee"),
        "first_resolved_agent_id": _text("who had it when it was first solved; missing = the assignee"),
        "priority": _text("priority"),
        "contact_type": _text("kind of matter, as in contacts"),
        "created_at": Column(ColumnType.INSTANT, doc="creation"),
        "created_by": _choice(("customer", "agent", "system"), "originator; missing = a customer"),
        "first_reply_at": _instant("first public reply by a person; automatic acknowledgements are none"),
        "due_at": _instant("deadline promised"),
        "first_resolved_at": _instant("first time solved"),
        "resolved_at": _instant("latest time solved; missing = unsolved or reopened"),
        # No default: a ticket whose state is not known must not pass for an open one.
        "status": Column(ColumnType.TEXT, values=STATUSES, doc="state now"),
        # No default here and below: "not mapped" must not read as "never".
        "reopens": _count("how often it was opened again"),
        "replies": _count("public replies by agents"),
        "first_reply_bus_s": _duration("first reply time on the source's own business clock"),
        "resolution_bus_s": _duration("full resolution time on the source's own business clock"),
        "effort_s": _duration("agents' working time booked on the ticket", YEAR),
        "is_complaint": Column(ColumnType.FLAG, default=False, doc="the matter is a complaint"),
    },
    checks=(
        RowCheck("first_reply_at >= created_at", "the first reply is before the creation"),
        RowCheck("first_resolved_at >= created_at", "the ticket is solved before it is created"),
        RowCheck("resolved_at >= created_at", "the ticket is solved before it is created"),
        RowCheck("resolved_at >= first_resolved_at", "the latest solution is before the first one"),
    ),
)
