"""Columns that several views show to part expressions."""

from kpiengine.plugin import Column, ColumnType

TEXT = Column(ColumnType.TEXT, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)
