"""By what the rows of a view can be told apart: the dimensions that it declares, and local time for every event.

`hour` and `weekday` are those of the event's anchor in the reporting zone, `in_hours` and `peak` go by the project's
default calendar.  A view that declares a dimension of the same name means its own.  To add one that the engine
computes, give it a line here and an expression in `metrics.local_time`.

Where a table describes the queues (`FactTable.describes`), every view whose rows belong to queues can be told apart by
its columns: `queue.scenario`.
"""

from collections.abc import Iterable, Mapping

from kpiengine.plugin.columns import Column, ColumnType, FactTable
from kpiengine.plugin.view import Event, View

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

LOCAL: Mapping[str, Column] = {
    "hour": Column(ColumnType.INTEGER, minimum=0, maximum=23, doc="hour of the local day, 0 to 23"),
    "weekday": Column(ColumnType.TEXT, values=WEEKDAYS, doc="local day of the week"),
    "in_hours": Column(ColumnType.FLAG, doc="inside the opening hours of the project's default calendar"),
    "peak": Column(ColumnType.FLAG, doc="in a peak window of that calendar; missing where it has none"),
}
_TELLING = frozenset({ColumnType.TEXT, ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.FLAG})


def dimensions_of(view: View, tables: Iterable[FactTable] = ()) -> dict[str, Column]:
    """The dimensions of one view by name; instants, dates and durations tell no groups apart.

    `tables` are those that may describe a subject of the view.
    """
    declared = {name: view.columns[name] for name in view.dimensions if name in view.columns}
    own = {name: column for name, column in declared.items() if column.type in _TELLING}
    return {**(LOCAL if isinstance(view.time, Event) else {}), **attributes_of(view, tables), **own}


def attributes_of(view: View, tables: Iterable[FactTable]) -> dict[str, Column]:
    """The columns of the tables that describe the view's subjects, as `queue.scenario`."""
    return {
        f"{table.describes}.{name}": column
        for table in tables
        if table.describes is not None and table.describes in view.subjects
        for name, column in table.columns.items()
        if name not in table.key and column.type in _TELLING
    }


def common_dimensions(views: Iterable[View], tables: Iterable[FactTable] = ()) -> dict[str, Column]:
    """The dimensions that every one of these views has, as the first one describes them."""
    found: dict[str, Column] | None = None
    known = tuple(tables)
    for view in views:
        mine = dimensions_of(view, known)
        found = mine if found is None else {name: column for name, column in found.items() if name in mine}
    return found or {}
