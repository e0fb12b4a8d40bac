"""Registered statistics over a row of parts: the only place of the house in which a float exists.

Each is `+ - * /` and a square root in a fixed order, never a sum over rows, and is rounded to its declared decimals
at once.  One text serves both interpreters: Python's floats and Polars' Float64 give the same bits, because these
five operations are exact to the last bit in both.
"""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import methodcaller
from statistics import NormalDist
from typing import Any

from attrs import frozen

from kpiengine.expressions.build import kind_name
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.nodes import lit
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Kind, number

NANO = 10**9  # z is handed on as a whole number of billionths
_FULL = 100


@frozen
class Statistic:
    """`compute(root, *arguments)` over floats or expressions; missing where the argument at `divisor` is not over 0.

    `uses` says how often each argument appears, so that a program can share them.
    """

    id: str
    compute: Callable[..., Any]
    divisor: int
    uses: tuple[int, ...]


def _wilson(sign: int) -> Callable[..., Any]:
    """Wilson's score interval of a share, in percent (E. B. Wilson 1927): its lower (-1) or upper (1) end."""

    def compute(root: Callable[[Any], Any], hits: Any, n: Any, nano: Any) -> Any:  # noqa: ANN401 -- float or expression
        z = nano / 1e9
        square = z * z
        wide = n + square
        middle = (hits + square / 2) / wide
        half = z * root(hits * (n - hits) / n + square / 4) / wide
        return 100 * (middle + half if sign > 0 else middle - half)

    return compute


STATISTICS: Mapping[str, Statistic] = {
    one.id: one
    for one in (
        Statistic("wilson_low", _wilson(-1), 1, (3, 4, 8)),
        Statistic("wilson_high", _wilson(1), 1, (3, 4, 8)),
    )
}


def statistic(id_: str, arguments: tuple[Node, ...], scale: int, bound: int) -> Node:
    """A node of the statistic, rounded half up to `scale` decimals; `bound` is the largest absolute value.

    Arguments are whole numbers; the value may not be negative.
    """
    for node in arguments:
        if node.kind is not Kind.NUMBER or node.scale:
            raise ExpressionError(f"{id_} needs whole numbers, not {kind_name(node.kind)}", remedy="count cases")
    return Node(Op.STAT, number(scale, bound * 10**scale), arguments, value=id_)


def wilson(hits: Node, n: Node, confidence: Decimal | int, scale: int, *, upper: bool) -> Node:
    """The end of the interval of `hits` of `n` in percent; missing without cases.  `confidence` is 50..99 percent.

    The interval is two-sided: 95 goes with z = 1.96.
    """
    z = NormalDist().inv_cdf(0.5 + float(confidence) / 200)
    return statistic("wilson_high" if upper else "wilson_low", (hits, n, lit(round(z * NANO))), scale, _FULL)


def on_row(id_: str, scale: int, *values: int | None) -> int | None:
    """The value of a statistic for one row, with `scale` decimals."""
    known = STATISTICS[id_]
    if None in values or not (values[known.divisor] or 0) > 0:
        return None
    found: float = known.compute(math.sqrt, *(float(value) for value in values if value is not None))
    return math.floor(found * 10.0**scale + 0.5)


def on_columns(words: Any, node: Node, *values: Any) -> Any:  # noqa: ANN401 -- as in `columnar`
    """The node's value for whole columns."""
    known = STATISTICS[str(node.value)]
    found = known.compute(methodcaller("sqrt"), *(value.cast(words.Float64) for value in values))
    rounded = (found * 10.0**node.scale + 0.5).floor().cast(words.Int64)
    return words.when(values[known.divisor] > 0).then(rounded)
