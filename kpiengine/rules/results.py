"""Earlier results in conditions and formulas: scores and points of closed periods, and how often something held.

    history_mean(score, 4)          the mean of the scores of the 4 periods before this one, as they were closed
    history_mean(points(csat), 4)   the same of the points of a KPI
    times(csat < 70, 3)             in how many of the 3 periods before this one and of this one it holds

A score that was not known counts in no mean; while one of the periods has a result that is not closed yet, the mean is
not known.  `times` measures values again, as `previous` does, and takes scores, points and tiers as they were closed;
where it cannot be known for one of the periods, the number is not known.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.functions import Function
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Kind, Type
from kpiengine.plugin import Better
from kpiengine.rules.checks.messages import windows as messages
from kpiengine.rules.closed import is_open
from kpiengine.rules.windows import Value, Windows, count_of

if TYPE_CHECKING:
    from kpiengine.rules.scope.measures import Measures

SCORE, POINTS = "score", "points("


@frozen
class Results:
    """The functions of one place; the columns that they read are noted in the measures."""

    measures: "Measures"
    windows: Windows
    score: Callable[[], Type]
    points_of: Callable[[str], Node]

    def functions(self) -> Iterator[Function]:
        """Both of them."""
        yield Function("history_mean", self._mean, "history_mean(score, 4)", least=2, most=2, raw=(0, 1), calls=True)
        yield Function("times", self._times, "times(csat < 70, 3)", least=2, most=2, raw=(1,))

    def _mean(self, of: object, count: object) -> Node:
        if self.windows.where.short:
            raise messages.of_part_of_a_day("history_mean")
        column, kind = self._result(str(of))
        back = count_of("history_mean", count, 1)
        text = f"history_mean({of}, {back})"
        values = [self.measures.at_closing(column, k, kind) for k in range(1, back + 1)]
        known = _total([b.if_(b.is_missing(value), b.lit(0), b.lit(1)) for value in values])
        mean = b.ratio((_total([b.coalesce(value, b.lit(0, kind)) for value in values]),), (known,), kind.scale)
        mean = evolve(mean, type=kind)  # a mean lies between its terms
        open_ = b.or_(b.lit(value=False), *(is_open(k) for k in range(1, back + 1)))
        self.measures.lifted[text] = b.if_(open_, b.missing(kind), mean)
        node = b.name(text, kind)
        self.measures.name(text, text)
        self.measures.values[node] = Value(text, node, Better.HIGHER)
        return node

    def _result(self, of: str) -> tuple[str, Type]:
        """The column that keeps a result, and its type."""
        if of == SCORE:
            return SCORE, self.score()
        if of.startswith(POINTS):
            node = self.points_of(of.removeprefix(POINTS).removesuffix(")"))
            return str(node.value), node.type
        raise messages.no_result(of)

    def _times(self, condition: Node, count: object) -> Node:
        if self.windows.where.short:
            raise messages.of_part_of_a_day("times")
        if condition.kind is not Kind.BOOL:
            raise messages.no_condition()
        back = count_of("times", count, 1)
        held = [condition, *(self._at(condition, k) for k in range(1, back + 1))]
        number = _total([b.if_(each, b.lit(1), b.lit(0)) for each in held])
        unknown = b.or_(b.lit(value=False), *(b.is_missing(each) for each in held))
        return b.if_(unknown, b.missing(number.type), number)

    def _at(self, node: Node, back: int) -> Node:
        """The tree with every value as it was so many periods before."""
        if node.op is not Op.NAME:
            return evolve(node, args=tuple(self._at(each, back) for each in node.args))
        value = self.measures.values.get(node)
        if value is not None and value.key is not None:
            return self.windows.at(value, back)
        name = str(node.value)
        if name in {SCORE, "tier"} or name.startswith("points:"):
            return self.measures.at_closing(name, back, node.type)
        raise messages.no_earlier(value.text if value is not None else name.rpartition(":")[2])


def _total(nodes: list[Node]) -> Node:
    total = nodes[0]
    for node in nodes[1:]:
        total = b.add(total, node)
    return total
