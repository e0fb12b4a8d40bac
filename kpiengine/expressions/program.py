"""Many named trees over one frame: ordered by what they need, computed in as few passes as that allows.

A step may name columns of the frame and earlier steps.  A part that appears more than once, in one step or in
several, is computed once, in a column of its own that is dropped at the end.  Columns are Int64, Boolean or String:
a step whose bound exceeds Int64 is refused when the program is made, so Int128 never reaches a file.
"""

from collections.abc import Mapping
from typing import Any

import narwhals as nw
from attrs import field, frozen

from kpiengine.expressions import scalar
from kpiengine.expressions.columnar import Columns, never_missing, uses, walk, words_of
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.tree import Node, Op, Value
from kpiengine.expressions.types import INT64_MAX, Type


@frozen
class Step:
    """A column to make, and the tree that says how."""

    name: str
    node: Node


@frozen
class _Layer:
    """Columns that need only earlier layers."""

    columns: Mapping[str, Node]


@frozen
class _Schedule:
    """Steps in an order that can be run, layers with shared parts, and which nodes are columns by then.

    `sure` are the steps that have a value in every row.
    """

    order: tuple[Step, ...]
    layers: tuple[_Layer, ...]
    ready: Mapping[Node, str]
    scratch: tuple[str, ...]
    sure: frozenset[str]


@frozen
class Program:
    """Named steps; the order in which they are given does not matter."""

    steps: tuple[Step, ...]
    _schedule: _Schedule = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_schedule", _schedule(self.steps))

    def types(self) -> dict[str, Type]:
        """The static type of each step's column."""
        return {step.name: step.node.type for step in self.steps}

    def ordered(self) -> dict[str, Node]:
        """Each step's tree by its name, after those that it needs."""
        return {step.name: step.node for step in self._schedule.order}

    def run(self, frame: Any) -> Any:  # noqa: ANN401 -- any frame that Narwhals takes
        """The frame (native or Narwhals, eager or lazy; Polars) with one more column for each step, in their order."""
        words = words_of(frame)
        result = nw.from_native(frame) if words is nw else frame
        columns = result.collect_schema().names()
        plan = self._schedule
        compiler = Columns(plan.ready, words, plan.sure)
        for layer in plan.layers:
            result = result.with_columns(**{name: compiler.column(name, node) for name, node in layer.columns.items()})
        names = [name for name in columns if name not in self.types()] + [step.name for step in self.steps]
        result = result.select(*names)
        return nw.to_native(result) if words is nw and not isinstance(frame, nw.DataFrame | nw.LazyFrame) else result

    def run_row(self, row: Mapping[str, Value]) -> dict[str, Value]:
        """The row with every step's value, by the scalar interpreter."""
        values = dict(row)
        for step in self._schedule.order:
            values[step.name] = scalar.evaluate(step.node, values)
        return values


def _schedule(steps: tuple[Step, ...]) -> _Schedule:
    by_name = {step.name: step for step in steps}
    if len(by_name) != len(steps):
        twice = next(step.name for i, step in enumerate(steps) if step.name in {s.name for s in steps[:i]})
        raise ExpressionError(f"{twice!r} is computed twice", remedy="give one of the two another name")
    for step in steps:
        if step.node.type.bound > INT64_MAX:
            raise ExpressionError(
                f"{step.name} could grow beyond 18 digits, which no file can hold",
                remedy="round it to fewer decimals, or give its inputs a smaller range",
                code="KPI205",
            )
    order = _ordered(by_name)
    sure = _sure(order)
    ready = _shared(steps, by_name, sure)
    level: dict[Node, int] = {}
    step_level: dict[str, int] = {}
    layers: dict[int, dict[str, Node]] = {}
    seen: dict[Node, None] = {}
    for step in order:
        for node in walk(step.node, seen):
            depth = max((level[arg] for arg in node.args), default=0)
            if node.op is Op.NAME:
                depth = step_level.get(str(node.value), 0)
            elif node in ready:
                depth += 1
                layers.setdefault(depth, {})[ready[node]] = node
            level[node] = depth
        depth = level[step.node]
        if ready.get(step.node) != step.name:
            depth += 1
            layers.setdefault(depth, {})[step.name] = step.node
        step_level[step.name] = depth
    scratch = tuple(column for column in ready.values() if column not in by_name)
    return _Schedule(order, tuple(_Layer(layers[depth]) for depth in sorted(layers)), ready, scratch, sure)


def _ordered(by_name: Mapping[str, Step]) -> tuple[Step, ...]:
    """Steps after those that they name; a cycle is an error that lists it."""
    needs: dict[str, list[str]] = {}
    for step in by_name.values():
        needs[step.name] = []
        for node in walk(step.node):
            if node.op is Op.NAME and node.value in by_name:
                _check_type(step.name, node, by_name[str(node.value)])
                needs[step.name].append(str(node.value))
    done: dict[str, Step] = {}
    path: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        if name in path:
            circle = " -> ".join([*path[path.index(name) :], name])
            raise ExpressionError(f"these need each other: {circle}", remedy="take one of them out of the circle")
        path.append(name)
        for other in needs[name]:
            visit(other)
        path.pop()
        done[name] = by_name[name]

    for name in by_name:
        visit(name)
    return tuple(done.values())


def _check_type(user: str, node: Node, step: Step) -> None:
    made = step.node.type
    if (made.kind, made.scale) != (node.kind, node.scale) or made.bound > node.type.bound:
        raise ExpressionError(f"{user} reads {step.name} as {node.type}, but it is computed as {made}")


def _sure(order: tuple[Step, ...]) -> frozenset[str]:
    """Steps whose value is never missing: their trees cannot be, over the steps before them."""
    found: set[str] = set()
    for step in order:
        if never_missing(step.node, found):
            found.add(step.name)
    return frozenset(found)


def _shared(steps: tuple[Step, ...], by_name: Mapping[str, Step], sure: frozenset[str]) -> dict[Node, str]:
    """Nodes that are worth a column of their own because they are used more than once, with its name."""
    count: dict[Node, int] = {}
    seen: dict[Node, None] = {}
    for step in steps:
        count[step.node] = count.get(step.node, 0) + 1
        for node in walk(step.node, seen):
            for times, arg in zip(uses(node, sure), node.args, strict=True):
                count[arg] = count.get(arg, 0) + times
    names = {step.node: step.name for step in reversed(steps)}
    ready: dict[Node, str] = {}
    for node, times in count.items():
        if times > 1 and node.op not in (Op.LIT, Op.NAME):
            column = names.get(node) or f"~{len(ready)}"
            ready[node] = column
            if column not in names.values() and column in by_name:  # pragma: no cover - no step is named like this
                raise ExpressionError(f"{column!r} is not a name for a step")
    return ready
