"""Typed trees as plain data, for records that outlive the program: lists that JSON can hold, and back.

    ["lit", TYPE, value]   ["name", TYPE, column]   ["div", TYPE, rounding, a, b]   ["stat", TYPE, id, a, ...]
    [operator, TYPE, a, ...] for every other operator

TYPE is the kind, with the decimals of the stored integer where there are some: "number.2", "number", "yes/no".
Bounds are not kept: they prove, when a rule is read, that nothing overflows, and say nothing about a value.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from kpiengine.expressions.tree import Node, Op, Rounding
from kpiengine.expressions.types import INT128_MAX, Kind, Type

Document: TypeAlias = list[Any]


def to_document(node: Node) -> Document:
    """The tree as nested lists."""
    head: Document = [node.op.value, type_text(node.type)]
    match node.op:
        case Op.LIT | Op.NAME:
            return [*head, node.value]
        case Op.DIV:
            head.append(node.rounding.value)
        case Op.STAT:
            head.append(node.value)
        case _:
            pass
    return [*head, *map(to_document, node.args)]


def from_document(document: Sequence[Any]) -> Node:
    """The tree of nested lists; raises `ValueError` for anything else."""
    op, type_, *rest = document
    kind = read_type(str(type_))
    match Op(op):
        case Op.LIT | Op.NAME as leaf:
            return Node(leaf, kind, value=rest[0])
        case Op.DIV:
            return Node(Op.DIV, kind, tuple(map(from_document, rest[1:])), rounding=Rounding(rest[0]))
        case Op.STAT:
            return Node(Op.STAT, kind, tuple(map(from_document, rest[1:])), value=rest[0])
        case other:
            return Node(other, kind, tuple(map(from_document, rest)))


def type_text(type_: Type) -> str:
    """Kind and decimals."""
    return f"{type_.kind.value}.{type_.scale}" if type_.scale else type_.kind.value


def read_type(text: str) -> Type:
    """The other way round; the bound is the widest there is."""
    kind, _, scale = text.partition(".")
    return Type(Kind(kind), int(scale or 0), INT128_MAX)
