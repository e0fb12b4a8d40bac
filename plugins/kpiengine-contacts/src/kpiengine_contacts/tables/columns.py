"""Columns that several tables have, and short ways to declare the others."""

from kpiengine.plugin import Column, ColumnType

CHANNELS = ("voice", "chat", "message", "email", "social", "sms", "video", "web_form", "task")
DIRECTIONS = ("inbound", "outbound", "callback", "internal")
DEFAULT_CHANNEL = "voice"
DEFAULT_DIRECTION = "inbound"
SERVED_BY = ("human", "ai", "ivr", "mixed", "none")


def key(doc: str) -> Column:
    """Text that must be there: ids and references that the model needs."""
    return Column(ColumnType.TEXT, doc=doc)


def text(doc: str) -> Column:
    """Text that may be missing."""
    return Column(ColumnType.TEXT, null=True, doc=doc)


def choice(values: tuple[str, ...], doc: str, default: str | None = None) -> Column:
    """One of `values`; may be missing where there is no default."""
    return Column(ColumnType.TEXT, values=values, default=default, null=default is None, doc=doc)


def instant(doc: str, *, null: bool = True) -> Column:
    """A point in time."""
    return Column(ColumnType.INSTANT, null=null, doc=doc)


def duration(doc: str) -> Column:
    """A stretch of time from 0 to 7 days that may be unknown."""
    return Column(ColumnType.DURATION, null=True, doc=doc)


def flag(doc: str, *, default: bool | None = None) -> Column:
    """Yes or no; may be missing where there is no default."""
    return Column(ColumnType.FLAG, default=default, null=default is None, doc=doc)


def count(doc: str, *, high: int = 1_000_000) -> Column:
    """A whole number from 0 that may be missing."""
    return Column(ColumnType.INTEGER, null=True, minimum=0, maximum=high, doc=doc)


def number_from_one(doc: str) -> Column:
    """A whole number from 1; 1 where the project maps nothing."""
    return Column(ColumnType.INTEGER, default=1, minimum=1, maximum=1_000_000_000_000, doc=doc)


GONE = ("deleted",)  # words of `status` by which a newer version takes its row back


def status(*more: str) -> Column:
    """Whether the row still holds; `more` are further words by which it does not."""
    words, doc = ("active", *GONE, *more), "deleted = a new version takes the row back; missing = active"
    return Column(ColumnType.TEXT, values=words, null=True, default="active", doc=doc)


VERSION = number_from_one("higher = newer delivery of the same row")
UPDATED_AT = instant("when the source last changed the row; decides between equal versions")
