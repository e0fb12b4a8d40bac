"""Columns that several views show to part expressions."""

from kpiengine.plugin import Column, ColumnType

INSTANT = Column(ColumnType.INSTANT, null=True)
TEXT = Column(ColumnType.TEXT, null=True)
FLAG = Column(ColumnType.FLAG, null=True)
DAY = Column(ColumnType.INTEGER, null=True, minimum=-1_000_000, maximum=10_000_000, doc="number of the local day")
