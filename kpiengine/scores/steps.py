"""A list of named trees that grows: each step may name what stands before it.

Scoring, deciding and alerting of one rule set are each such a list; `expressions.program` runs it for a whole
frame or for one agent.  Nothing is computed here.
"""

from collections.abc import Iterable, Mapping
from functools import reduce

from kpiengine.expressions import build as b
from kpiengine.expressions.program import Step
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Type


class Steps:
    """Steps in order, over the columns of the frame; a name is given once."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self._types = dict(types)
        self._steps: list[Step] = []
        self._literals: dict[str, Node] = {}

    def __contains__(self, column: str) -> bool:
        return column in self._types

    def __getitem__(self, column: str) -> Node:
        """The column as a node, whether it came with the frame or is an earlier step."""
        return b.name(column, self._types[column])

    def exact(self, name: str) -> Node:
        """An earlier step: its value itself where that is a literal, else its column."""
        return self._literals.get(name) or self[name]

    def given(self, name: str, type_: Type) -> None:
        """Notes a column that comes from elsewhere before the next steps run: a rank, a share of a pool."""
        self._types[name] = type_

    def add(self, name: str, node: Node) -> Node:
        """Appends a step and returns its name as a node."""
        self._steps.append(Step(name, node))
        self._types[name] = node.type
        if node.op is Op.LIT:
            self._literals[name] = node
        return self[name]

    def done(self) -> tuple[Step, ...]:
        """Every step so far, in order."""
        return tuple(self._steps)


def whole(value: int) -> Node:
    """A whole number as a node."""
    return b.lit(int(value))  # a code of an IntEnum becomes a plain number


def any_of(nodes: Iterable[Node]) -> Node:
    """Yes if one of them is; no if there are none."""
    return b.or_(b.lit(value=False), *nodes)


def total(nodes: Iterable[Node]) -> Node:
    """Their sum; 0 if there are none."""
    terms = list(nodes)
    return reduce(b.add, terms) if terms else whole(0)
