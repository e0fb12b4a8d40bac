"""Columns that several tables have."""

from kpiengine.plugin import Column, ColumnType

VERSION = Column(ColumnType.INTEGER, default=1, minimum=1, maximum=10**12, doc="higher = newer delivery of the row")
UPDATED_AT = Column(ColumnType.INSTANT, null=True, doc="when the source last changed the row")

STATUS = Column(
    ColumnType.TEXT,
    null=True,
    default="active",
    values=("active", "deleted"),
    doc="deleted = a new version takes the row back; missing = active",
)


def day(doc: str) -> Column:
    """A local day that may be missing."""
    return Column(ColumnType.DATE, null=True, doc=doc)
