"""Columns that views show to part expressions, taken from the tables that declare them."""

from collections.abc import Mapping

from kpiengine.plugin import Column, ColumnType, FactTable


def taken(table: FactTable, *names: str) -> dict[str, Column]:
    """The table's own declarations of these columns."""
    return {name: table.columns[name] for name in names}


def renamed(table: FactTable, names: Mapping[str, str]) -> dict[str, Column]:
    """The table's declarations under other names: new name -> name in the table."""
    return {new: table.columns[name] for new, name in names.items()}


YES_NO = Column(ColumnType.FLAG, null=True)
LONG = Column(ColumnType.DURATION, null=True, maximum=21 * 86_400_000)
