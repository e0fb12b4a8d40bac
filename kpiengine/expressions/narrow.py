"""A tree over columns that are here already: its bounds become those of the values that were seen.

What a rule says must hold for every value that a metric can have; where the values are known, products of them fit
fewer digits.  Nothing but bounds changes, and none grows.
"""

from collections.abc import Mapping

from attrs import evolve

from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Kind, Type
from kpiengine.numbers import round_fraction

_SIZED = (Kind.NUMBER, Kind.DURATION)


def narrow(node: Node, types: Mapping[str, Type]) -> Node:
    """The tree with the bounds of `types` for the columns that they name."""
    args = tuple(narrow(arg, types) for arg in node.args)
    if node.kind not in _SIZED:
        return evolve(node, args=args)
    bound = min(node.type.bound, _bound(node, args, types))
    return evolve(node, args=args, type=evolve(node.type, bound=bound))


def _bound(node: Node, args: tuple[Node, ...], types: Mapping[str, Type]) -> int:  # noqa: PLR0911 -- one return for each kind of operator
    bounds = [arg.type.bound for arg in args]
    match node.op:
        case Op.NAME:
            known = types.get(str(node.value))
            return node.type.bound if known is None else known.bound
        case Op.ADD | Op.SUB:
            return sum(bounds)
        case Op.MUL:
            return bounds[0] * bounds[1]
        case Op.NEG | Op.ABS:
            return bounds[0]
        case Op.DIV:
            den = args[1].value if args[1].op is Op.LIT else None
            return round_fraction(bounds[0], den) + 1 if isinstance(den, int) and den else bounds[0]
        case Op.MIN | Op.MAX | Op.COALESCE:
            return max(bounds)
        case Op.IF:
            return max(bounds[1:])
        case _:
            return node.type.bound
