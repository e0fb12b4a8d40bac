"""One node of the tree, made and checked: kinds, decimals, bounds, folded constants, and the words when it fails.

`build` has the operators; this is what all of them go through, so nothing that is built can overflow Int128.
"""

from decimal import Decimal

from kpiengine.expressions import operators
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.tree import Node, Op, Rounding, Value
from kpiengine.expressions.types import BOOL, INT128_MAX, TEXT, Kind, Type, number

MAX_SCALE = 18

COUNTED = (Kind.NUMBER, Kind.DURATION)


def lit(value: Value, type_: Type | None = None) -> Node:
    """A literal of a stored value; without a type, an int is a whole number.  Its bound is its own size."""
    if type_ is None:
        match value:
            case bool():
                type_ = BOOL
            case int():
                type_ = number(0, 0)
            case str():
                type_ = TEXT
            case _:
                raise ValueError("a missing literal needs a type; use missing(type)")
    bound = abs(value) if isinstance(value, int) and not isinstance(value, bool) else 0
    return Node(Op.LIT, checked(Type(type_.kind, type_.scale, bound)), value=value)


def number_lit(value: Decimal | int) -> Node:
    """A number with the decimals that it is written with: 12.50 has two."""
    if isinstance(value, int):
        return lit(value)
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ExpressionError("a number must be finite", remedy="nan and infinity are not numbers here")
    if exponent > len(str(INT128_MAX)):
        raise too_big()
    whole = int("".join(map(str, digits))) * 10 ** max(exponent, 0)
    return lit(-whole if sign else whole, number(max(-exponent, 0), 0))


def missing(type_: Type) -> Node:
    """The missing value of a kind."""
    return lit(None, type_)


def name(column: str, type_: Type) -> Node:
    """The value of a column."""
    return Node(Op.NAME, checked(type_), value=column)


def make(op: Op, type_: Type, *args: Node, rounding: Rounding = Rounding.HALF_UP) -> Node:
    """The node, checked; or its value as a literal where all arguments are literals."""
    node = Node(op, checked(type_), args, rounding=rounding)
    if work_bound(node) > INT128_MAX:
        raise too_big()
    if all(arg.op is Op.LIT for arg in args):
        return lit(operators.apply(op, tuple(arg.value for arg in args), rounding), type_)
    if op is not Op.IS_MISSING and any(arg.op is Op.LIT and arg.value is None for arg in args):
        return missing(type_)
    return node


def work_bound(node: Node) -> int:
    """The largest absolute integer that the node's own computation can meet, its arguments included."""
    bounds = [arg.type.bound for arg in node.args]
    if node.op is Op.DIV:
        num, den = bounds
        return num + den if node.rounding is Rounding.HALF_UP else max(num, 2 * den)
    return max((node.type.bound, *bounds))


def checked(type_: Type) -> Type:
    """The type, if it has at most 18 decimals and fits Int128."""
    if type_.scale > MAX_SCALE:
        raise ExpressionError(
            f"the result would have {type_.scale} decimals; at most {MAX_SCALE} are kept exactly",
            remedy="round a part of it first, such as round(x, 4)",
            code="KPI205",
        )
    if type_.bound > INT128_MAX:
        raise too_big()
    return type_


def too_big() -> ExpressionError:
    """What is said where Int128 could overflow."""
    return ExpressionError(
        "numbers in this formula could grow beyond 38 digits",
        remedy="use fewer factors, or round a part of it first, such as round(x, 2)",
        code="KPI205",
    )


def mixed(a: Node, b: Node) -> ExpressionError:
    """What is said of two kinds that do not go together."""
    remedy = {
        frozenset({Kind.DURATION, Kind.NUMBER}): "write a length of time as minutes(30), hours(8) or days(2)",
        frozenset({Kind.DATE, Kind.TEXT}): 'write the day as date("2026-10-01")',
        frozenset({Kind.NUMBER, Kind.TEXT}): "numbers stand without quotes, text stands in double quotes",
        frozenset({Kind.BOOL, Kind.TEXT}): "write true or false without quotes",
        frozenset({Kind.BOOL, Kind.NUMBER}): "compare the number first, such as x >= 75",
    }.get(frozenset({a.kind, b.kind}), "both sides must be of one kind")
    return ExpressionError(f"{kind_name(a.kind)} and {kind_name(b.kind)} do not go together", remedy=remedy)


def kind_name(kind: Kind) -> str:
    """The kind with its article, as messages say it."""
    return {
        Kind.NUMBER: "a number",
        Kind.BOOL: "a yes/no value",
        Kind.TEXT: "a text",
        Kind.DATE: "a date",
        Kind.INSTANT: "a point in time",
        Kind.DURATION: "a length of time",
    }[kind]


def need_counted(what: str, *nodes: Node) -> None:
    """Raises unless all are numbers or durations."""
    for node in nodes:
        if node.kind not in COUNTED:
            raise ExpressionError(
                f"{what} needs a number or a length of time, not {kind_name(node.kind)}",
                remedy="use a number here",
            )


def need_condition(node: Node) -> None:
    """Raises unless it is a yes/no value."""
    if node.kind is not Kind.BOOL:
        raise ExpressionError(
            f"a condition must be yes or no, and this is {kind_name(node.kind)}",
            remedy="compare it with something, such as x >= 75",
        )
