"""Comparisons that are always true or always false, given what the metrics can be: most often a wrong unit."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

from kpiengine.documents.finding import Finding, Path
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Kind
from kpiengine.rules.checked import Wanted
from kpiengine.rules.checks.messages import lints as messages

Span: TypeAlias = tuple[int, int]
_SIGNS = {Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">=", Op.EQ: "==", Op.NE: "!="}


def constant_comparisons(tree: Node, wanted: Mapping[str, Wanted], path: Path) -> Iterator[Finding]:
    """Each comparison in the tree of two numbers whose spans do not allow both answers."""
    seen: set[Node] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        waiting.extend(node.args)
        if node.op not in _SIGNS or any(arg.kind is not Kind.NUMBER for arg in node.args):
            continue
        left, right = (_span(arg, wanted) for arg in node.args)
        verdict = _verdict(node.op, left, right)
        column = _column(node)
        if verdict is not None and column is not None:
            key = column.partition(":")[2]
            yield messages.never_changes(_text(node), verdict=verdict, name=key, metric=wanted[key].metric, path=path)


def _verdict(op: Op, left: Span, right: Span) -> bool | None:
    below, above = left[1] < right[0], left[0] > right[1]
    match op:
        case Op.LT | Op.GE:
            found = True if below else False if left[0] >= right[1] else None
            return found if op is Op.LT or found is None else not found
        case Op.GT | Op.LE:
            found = True if above else False if left[1] <= right[0] else None
            return found if op is Op.GT or found is None else not found
        case _:
            return (op is Op.NE) if below or above else None


def _column(node: Node) -> str | None:
    """The measured value that the comparison is about, if it names exactly one."""
    names: set[str] = set()
    waiting = list(node.args)
    while waiting:
        inner = waiting.pop()
        waiting.extend(inner.args)
        if inner.op is Op.NAME:
            names.add(str(inner.value))
    values = {name for name in names if name.startswith(("known:", "value:"))}
    return values.pop() if len(values) == 1 and len(names - values) <= 1 else None


def _span(node: Node, wanted: Mapping[str, Wanted]) -> Span:  # noqa: PLR0911 -- one line for each operator
    """The smallest and largest stored integer that the node can have."""
    bound = node.type.bound
    spans = [_span(arg, wanted) for arg in node.args]
    match node.op:
        case Op.LIT if isinstance(node.value, int):
            return int(node.value), int(node.value)
        case Op.NAME:
            return _of_name(str(node.value), bound, wanted)
        case Op.ADD:
            return spans[0][0] + spans[1][0], spans[0][1] + spans[1][1]
        case Op.SUB:
            return spans[0][0] - spans[1][1], spans[0][1] - spans[1][0]
        case Op.MUL:
            ends = [a * b for a in spans[0] for b in spans[1]]
            return min(ends), max(ends)
        case Op.NEG:
            return -spans[0][1], -spans[0][0]
        case Op.IF:
            return min(spans[1][0], spans[2][0]), max(spans[1][1], spans[2][1])
        case _:
            return -bound, bound


def _of_name(name: str, bound: int, wanted: Mapping[str, Wanted]) -> Span:
    kind, _, key = name.partition(":")
    measure = wanted.get(key) if kind in {"known", "value"} else None
    if measure is not None:
        unit = 10**measure.metric.decimals
        return measure.metric.range[0] * unit, measure.metric.range[1] * unit
    return -bound, bound


def _text(node: Node) -> str:
    left, right = (_shown(arg) for arg in node.args)
    return f"{left} {_SIGNS[node.op]} {right}"


def _shown(node: Node) -> str:
    if node.op is Op.LIT and isinstance(node.value, int):
        return f"{Decimal(node.value).scaleb(-node.scale).normalize():f}"
    if node.op is Op.NAME:
        return str(node.value).partition(":")[2]
    inner = [_shown(arg) for arg in node.args if arg.op is not Op.LIT]
    return inner[0] if len(inner) == 1 and node.op in {Op.MUL, Op.IF} else "this"
