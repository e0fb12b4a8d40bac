"""Functions of expressions: what one is, and the few that every scope has.

A function gets parsed nodes, never syntax.  An argument at a `raw` position comes as it was written: a bare name or
a text as str, a number as int or Decimal; so `team(csat)` gets "csat".
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from attrs import frozen

from kpiengine.expressions import build
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import DATE, DAY_MS, DURATION, Kind

MAX_ROUND = 9


@frozen
class Function:
    """A name that can be called, and how it makes a node.

    `usage` is how it is written, for messages.  `least` and `most` count arguments (`most` None: any number).
    `rounds_alike` says that rounding the result equals rounding the arguments, so a formula's decimals reach them;
    `takes_ranked` that a tier may stand as an argument, as its number; `calls` that a raw argument may be a call of a
    plain name, which comes as text too: `points(csat)`.
    An `ExpressionError` of `build` without a column is placed at the call.
    """

    id: str
    build: Callable[..., Node]
    usage: str
    least: int = 1
    most: int | None = 1
    raw: tuple[int, ...] = ()
    rounds_alike: bool = False
    takes_ranked: bool = False
    calls: bool = False


def _round(node: Node, decimals: int | Decimal | str = 0) -> Node:
    if not isinstance(decimals, int) or not 0 <= decimals <= MAX_ROUND:
        raise ExpressionError(
            f"round takes 0 to {MAX_ROUND} decimals",
            remedy="write it as round(x) or round(x, 2)",
            code="KPI203",
        )
    return build.round_to(node, decimals)


def _length(milliseconds: int) -> Callable[[Node], Node]:
    """A number of units as a length of time."""

    def make(count: Node) -> Node:
        if count.kind is not Kind.NUMBER:
            raise ExpressionError(f"a number is needed here, not {build.kind_name(count.kind)}")
        return build.mul(count, build.lit(milliseconds, DURATION))

    return make


def _date(text: int | Decimal | str) -> Node:
    try:
        day = date.fromisoformat(text) if isinstance(text, str) and text.count("-") == len("yyyy-mm-dd") - 8 else None
    except ValueError:
        day = None
    if day is None:
        raise ExpressionError("this is no date", remedy='write it as date("2026-10-01")', code="KPI203")
    return build.lit((day - date(1970, 1, 1)).days, DATE)


STANDARD: Mapping[str, Function] = {
    function.id: function
    for function in (
        Function("abs", build.abs_, "abs(x)", rounds_alike=True),
        Function("min", build.min_, "min(x, y)", least=2, most=None, rounds_alike=True),
        Function("max", build.max_, "max(x, y)", least=2, most=None, rounds_alike=True),
        Function("is_missing", build.is_missing, "is_missing(x)", takes_ranked=True),
        Function("coalesce", build.coalesce, "coalesce(x, y)", least=2, most=None, rounds_alike=True),
        Function("round", _round, "round(x, 2)", most=2, raw=(1,)),
        Function("days", _length(DAY_MS), "days(n)"),
        Function("hours", _length(3_600_000), "hours(n)"),
        Function("minutes", _length(60_000), "minutes(n)"),
        Function("seconds", _length(1_000), "seconds(n)"),
        Function("date", _date, 'date("2026-10-01")', raw=(0,)),
    )
}
