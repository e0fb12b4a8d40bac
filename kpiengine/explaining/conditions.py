"""Conditions with the values of both sides: what was asked, what was found, and what follows.

`and`, `or` and `not` have their parts below them, each with its own verdict.  A side that is a formula is shown as its
value; the names in it stand behind, with theirs.
"""

from collections.abc import Iterator, Mapping

from kpiengine.decisions.reason import columns_of
from kpiengine.explaining.note import Note, note
from kpiengine.explaining.teller import Teller
from kpiengine.expressions import scalar
from kpiengine.expressions.tree import Node, Op, Value

_SIGNS: Mapping[Op, str] = {Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">=", Op.EQ: "=", Op.NE: "!="}


def notes_of(tree: Node, teller: Teller) -> tuple[Note, ...]:
    """The parts of a condition that is put together, or the condition itself."""
    return tuple(_parts(tree, teller))


def _parts(tree: Node, teller: Teller) -> Iterator[Note]:
    if tree.op in {Op.AND, Op.OR}:
        word = teller.say("all of" if tree.op is Op.AND else "one of")
        below = [found for arg in _flat(tree, tree.op) for found in _parts(arg, teller)]
        yield note(f"{word}: {_verdict(tree, teller)}", below)
    elif tree.op is Op.NOT:
        yield note(f"{teller.say('not')}: {_verdict(tree, teller)}", _parts(tree.args[0], teller))
    elif tree.op in _SIGNS:
        left, right = (_unscaled(arg) for arg in tree.args)
        sides = f"{_side(left, teller)} {_SIGNS[tree.op]} {_side(right, teller)}"
        yield note(f"{sides}: {_verdict(tree, teller)}", _names(left, right, teller))
    elif tree.op is Op.IS_MISSING:
        yield note(teller.say("unknown?", what=_side(_unscaled(tree.args[0]), teller), verdict=_verdict(tree, teller)))
    else:
        yield note(f"{_side(tree, teller)}: {_verdict(tree, teller)}", _names(tree, tree, teller))


def _flat(tree: Node, op: Op) -> Iterator[Node]:
    """`a and b and c` has three parts, however it is nested."""
    for arg in tree.args:
        if arg.op is op:
            yield from _flat(arg, op)
        elif not (arg.op is Op.LIT and arg.value is (op is Op.AND)):  # what changes nothing
            yield arg


def _unscaled(node: Node) -> Node:
    """The side itself, without the power of ten that gave both sides the same decimals."""
    if node.op is Op.MUL:
        inner, factor = node.args
        if factor.op is Op.LIT and inner.scale < node.scale and factor.value == 10 ** (node.scale - inner.scale):
            return _unscaled(inner)
    return node


def _side(node: Node, teller: Teller) -> str:
    value = teller.text(_value(node, teller.values), node.type)
    return f"{teller.name(str(node.value))} {value}" if node.op is Op.NAME else value


def _names(left: Node, right: Node, teller: Teller) -> Iterator[Note]:
    """The names inside formulas, with their values."""
    inside = [node for node in (left, right) if node.op not in {Op.NAME, Op.LIT}]
    for column in dict.fromkeys(column for node in inside for column in columns_of(node)):
        yield note(f"{teller.name(column)} {teller.shown(column)}")


def _verdict(tree: Node, teller: Teller) -> str:
    return teller.text(_value(tree, teller.values), tree.type)


def _value(tree: Node, values: Mapping[str, Value]) -> Value:
    return scalar.evaluate(tree, values)
