"""surveys: one row per question sent; unanswered ones have no score."""

from kpiengine.plugin import Column, ColumnType, FactTable, Parent, RowCheck

CHANNELS = ("voice", "chat", "message", "email", "social", "sms", "video", "web_form", "task")


def _text(doc: str, default: str | None = None) -> Column:
    return Column(ColumnType.TEXT, null=True, default=default, doc=doc)


def _choice(values: tuple[str, ...], doc: str, default: str | None = None) -> Column:
    return Column(ColumnType.TEXT, values=values, null=default is None, default=default, doc=doc)


def _points(doc: str, *, null: bool = False) -> Column:
    return Column(ColumnType.NUMBER, decimals=2, null=null, minimum=-100_000, maximum=100_000, doc=doc)


SURVEYS = FactTable(
    id="surveys",
    title={"en": "Surveys", "zh": "问卷"},
    doc="One row per survey question sent; the score stays on the scale that was asked.",
    key=("response_id",),
    version="version",
    deleted=("deleted",),
    time="ts_answered",
    columns={
        "response_id": Column(ColumnType.TEXT, doc="id of the answer"),
        "version": Column(ColumnType.INTEGER, default=1, minimum=1, maximum=10**12, doc="higher = newer delivery"),
        "updated_at": Column(ColumnType.INSTANT, null=True, doc="when the source last changed the row"),
        # No default: a recommendation must not pass for a satisfaction.
        "kind": Column(ColumnType.TEXT, values=("csat", "nps", "ces", "aes", "fcr"), doc="family of the question"),
        "question_id": _text("dimension: overall, speed, accuracy, attitude", "overall"),
        "contact_id": _text("contact asked about"),
        "ticket_id": _text("ticket asked about"),
        "agent_id": _text("credited agent, where the source knows one"),
        "respondent": _choice(("customer", "agent"), "who answers", "customer"),
        "handled_by": _choice(("human", "ai", "ivr", "mixed"), "service rated"),
        "channel": _choice(CHANNELS, "medium of the rated contact"),
        "queue_id": _text("queue of the rated contact"),
        "ts_sent": Column(ColumnType.INSTANT, null=True, doc="invitation"),
        "ts_answered": Column(ColumnType.INSTANT, null=True, doc="answer; missing = none"),
        "score": _points("answer on its own scale; fcr: 1 = yes, 0 = no", null=True),
        "scale_min": _points("lowest possible score"),
        "scale_max": _points("highest possible score"),
        "high_is_good": Column(ColumnType.FLAG, default=True, doc="no = a low score is the good one"),
        "status": Column(
            ColumnType.TEXT,
            null=True,
            default="active",
            values=("active", "deleted"),
            doc="deleted = a new version takes the row back; missing = active",
        ),
    },
    parents=(
        Parent(
            table="contacts",
            key="contact_id",
            prefix="contact",
            columns=(
                "is_test",
                "status",
                "direction",
                "channel",
                "ts_ended",
                "first_queue_id",
                "first_agent_id",
                "last_agent_id",
                "owner_agent_id",
            ),
        ),
    ),
    checks=(
        RowCheck("scale_max > scale_min", "the scale has no length"),
        RowCheck("score >= scale_min and score <= scale_max", "the score is outside its scale"),
        RowCheck("ts_answered >= ts_sent", "the answer is before the question"),
    ),
)
