"""Local time as columns, for slices by hour or weekday: exact integers, alike on every engine.

Whatever else the engine can tell about an instant (opening hours, say) is one more line in `_EXPRESSIONS`.
"""

from collections.abc import Callable, Iterable, Mapping

import narwhals as nw

from kpiengine.expressions import build
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import number
from kpiengine.metrics.grid import stepped
from kpiengine.periods import ZoneSpans
from kpiengine.plugin.dimensions import WEEKDAYS
from kpiengine.plugin.metric import HOUR_MS

DAY_MS = 86_400_000
_FIRST = 3  # 1970-01-01 was a Thursday


def _hour(instant: nw.Expr, zone: ZoneSpans) -> nw.Expr:
    local = _local(instant, zone)
    return (local - local // DAY_MS * DAY_MS) // HOUR_MS


def _weekday(instant: nw.Expr, zone: ZoneSpans) -> nw.Expr:
    """0 is Monday."""
    day = _local(instant, zone) // DAY_MS + _FIRST
    return day - day // len(WEEKDAYS) * len(WEEKDAYS)


def _local(instant: nw.Expr, zone: ZoneSpans) -> nw.Expr:
    return instant + stepped(instant, zone.starts[1:], zone.offsets)


_EXPRESSIONS: Mapping[str, Callable[[nw.Expr, ZoneSpans], nw.Expr]] = {"hour": _hour, "weekday": _weekday}
_CODES: Mapping[str, tuple[str, ...]] = {"weekday": WEEKDAYS}  # words that are stored as their number
_MOST = 23


def column(dimension: str) -> str:
    """Name of the column that holds a dimension which the engine computes."""
    return f"@{dimension}"


def node(dimension: str) -> Node:
    """The column in a condition."""
    return build.name(column(dimension), number(0, _MOST))


def stored(dimension: str, value: object) -> object:
    """The value as the column holds it."""
    codes = _CODES.get(dimension)
    return value if codes is None else codes.index(str(value))


def expressions(dimensions: Iterable[str], anchor: nw.Expr, zone: ZoneSpans) -> dict[str, nw.Expr]:
    """The columns of these dimensions for the instants of an anchor."""
    return {column(name): _EXPRESSIONS[name](anchor, zone).cast(nw.Int64) for name in sorted(dimensions)}
