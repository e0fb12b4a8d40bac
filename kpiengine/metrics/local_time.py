"""Local time as columns, for slices by hour, weekday, opening hours or peak: exact, alike on every engine."""

from collections.abc import Callable, Iterable, Mapping

import narwhals as nw

from kpiengine.expressions import build
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import BOOL, number
from kpiengine.plugin import Context
from kpiengine.plugin.columns import ColumnType
from kpiengine.plugin.context import HOUR_MS
from kpiengine.plugin.dimensions import LOCAL, WEEKDAYS

DAY_MS = 86_400_000
_FIRST = 3  # 1970-01-01 was a Thursday
_CODES: Mapping[str, tuple[str, ...]] = {"weekday": WEEKDAYS}  # words that are stored as their number
_MOST = 23


def _hour(instant: nw.Expr, context: Context) -> nw.Expr:
    local = context.wall_clock(instant)
    return ((local - local // DAY_MS * DAY_MS) // HOUR_MS).cast(nw.Int64)


def _weekday(instant: nw.Expr, context: Context) -> nw.Expr:
    """0 is Monday."""
    day = context.local_day(instant) + _FIRST
    return (day - day // len(WEEKDAYS) * len(WEEKDAYS)).cast(nw.Int64)


def _in_hours(instant: nw.Expr, context: Context) -> nw.Expr:
    return context.in_hours(instant)


def _peak(instant: nw.Expr, context: Context) -> nw.Expr:
    return context.in_peak(instant)


_EXPRESSIONS: Mapping[str, Callable[[nw.Expr, Context], nw.Expr]] = {
    "hour": _hour,
    "weekday": _weekday,
    "in_hours": _in_hours,
    "peak": _peak,
}


def column(dimension: str) -> str:
    """Name of the column that holds a dimension which the engine computes."""
    return f"@{dimension}"


def node(dimension: str) -> Node:
    """The column in a condition."""
    flag = LOCAL[dimension].type is ColumnType.FLAG
    return build.name(column(dimension), BOOL if flag else number(0, _MOST))


def stored(dimension: str, value: object) -> object:
    """The value as the column holds it."""
    codes = _CODES.get(dimension)
    return value if codes is None else codes.index(str(value))


def expressions(dimensions: Iterable[str], anchor: nw.Expr, context: Context) -> dict[str, nw.Expr]:
    """The columns of these dimensions for the instants of an anchor."""
    return {column(name): _EXPRESSIONS[name](anchor, context) for name in sorted(dimensions)}
