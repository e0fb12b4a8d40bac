"""By what the rows of a view can be told apart: the dimensions that it declares, local time, and the queue's scenario.

`hour` and `weekday` are those of the event's anchor in the reporting zone, `in_hours` and `peak` go by the project's
default calendar.  `scenario` is that of the row's queue, for every view that has one.  A view that declares a dimension
of the same name means its own.  To add one that the engine computes, give it a line here and an expression in
`metrics.local_time`.
"""

from collections.abc import Iterable, Mapping

from kpiengine.plugin.columns import Column, ColumnType
from kpiengine.plugin.metric import Event, View

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

LOCAL: Mapping[str, Column] = {
    "hour": Column(ColumnType.INTEGER, minimum=0, maximum=23, doc="hour of the local day, 0 to 23"),
    "weekday": Column(ColumnType.TEXT, values=WEEKDAYS, doc="local day of the week"),
    "in_hours": Column(ColumnType.FLAG, doc="inside the opening hours of the project's default calendar"),
    "peak": Column(ColumnType.FLAG, doc="in a peak window of that calendar; missing where it has none"),
}
SCENARIO = "scenario"
SCENARIO_COLUMN = Column(ColumnType.TEXT, doc="business scenario of the row's queue, as the table queues says")
_TELLING = frozenset({ColumnType.TEXT, ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.FLAG})


def dimensions_of(view: View) -> dict[str, Column]:
    """The dimensions of one view by name; instants, dates and durations tell no groups apart."""
    declared = {name: view.columns[name] for name in view.dimensions if name in view.columns}
    own = {name: column for name, column in declared.items() if column.type in _TELLING}
    by_queue = {SCENARIO: SCENARIO_COLUMN} if "queue" in view.subjects else {}
    return {**(LOCAL if isinstance(view.time, Event) else {}), **by_queue, **own}


def common_dimensions(views: Iterable[View]) -> dict[str, Column]:
    """The dimensions that every one of these views has, as the first one describes them."""
    found: dict[str, Column] | None = None
    for view in views:
        mine = dimensions_of(view)
        found = mine if found is None else {name: column for name, column in found.items() if name in mine}
    return found or {}
