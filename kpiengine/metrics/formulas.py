"""The texts of a metric's plan as typed trees: part expressions, reduce steps, the value.

What they may name is in `kpiengine.plugin.naming`.  Two parts are the same work if their trees are equal, whatever
they are called.
"""

from collections.abc import Mapping

from attrs import evolve, frozen

from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Entry, Scope
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import INT64_MAX, Kind, Type, number
from kpiengine.metrics import messages
from kpiengine.plugin import Agg, Metric, Params, Part, View
from kpiengine.plugin.naming import settings, view_scope

MOST_ROWS = 4 * 10**9  # rows that a sum may run over without its size being looked at


@frozen
class Sum:
    """One aggregate over rows: `of` where `where` is true; equal ones are computed once.

    `guarded` says that the bounds alone do not prove that the sum stays inside 64 bits.
    """

    agg: Agg
    of: Node | None
    where: Node | None

    @property
    def type(self) -> Type:
        """Kind and scale of the result; its bound is the largest 64-bit number until rows are seen."""
        if self.agg is Agg.COUNT or self.of is None:
            return number(0, INT64_MAX)
        return evolve(self.of.type, bound=INT64_MAX)

    @property
    def guarded(self) -> bool:
        """Whether sizes must be looked at before the sum can be trusted."""
        return self.agg is Agg.SUM and self.of is not None and self.of.type.bound * MOST_ROWS > INT64_MAX


def part_sum(metric: Metric, name: str, part: Part, view: View, params: Params) -> Sum:
    """The aggregate that a part asks for; raises `KpiError` that names the metric and the part."""
    scope = view_scope(view, params)
    return aggregate(metric, f'part "{name}"', part.agg, (part.of, part.where), scope)


def aggregate(metric: Metric, place: str, agg: Agg, texts: tuple[str | None, str | None], scope: Scope) -> Sum:
    """One aggregate of a part or reduce step; `texts` are its `of` and `where`."""
    of, where = texts
    try:
        value = None if of is None else parse(of, scope)
        condition = None if where is None else parse(where, scope, Kind.BOOL)
    except ExpressionError as fault:
        raise messages.bad_plan(metric.id, place, str(fault)) from None
    if agg is not Agg.COUNT and (value is None or value.kind in (Kind.BOOL, Kind.TEXT)):
        raise messages.bad_plan(metric.id, place, f"{agg.value} needs a number in `of`; to count rows use count")
    return Sum(agg, value, condition)


def formula(  # noqa: PLR0913 -- a text and all that it may name
    metric: Metric,
    place: str,
    text: str,
    types: Mapping[str, Entry],
    params: Params,
    *,
    decimals: int | None = None,
) -> Node:
    """The tree of a value or `let` over parts, keys and parameters."""
    try:
        return parse(text, Scope({**settings(params), **types}), decimals=decimals)
    except ExpressionError as fault:
        raise messages.bad_plan(metric.id, place, str(fault)) from None
