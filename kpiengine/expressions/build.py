"""Makes nodes of the typed tree: checks kinds, aligns scales, carries bounds, folds constants.

Every builder raises `ExpressionError` for kinds that do not go together, for more than 18 decimals, and where a
stored integer or a step of its computation could leave Int128; so what is built here cannot overflow.
"""

from collections.abc import Sequence
from functools import reduce

from attrs import evolve

from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.nodes import (
    COUNTED,
    checked,
    kind_name,
    lit,
    make,
    missing,
    mixed,
    name,
    need_condition,
    need_counted,
    number_lit,
    work_bound,
)
from kpiengine.expressions.tree import Node, Op, Rounding
from kpiengine.expressions.types import BOOL, DAY_MS, Kind, Type, number
from kpiengine.numbers import reduce_fraction, round_fraction

DIVISION_SCALE = 9  # decimals of a quotient that no formula's declared decimals decide

__all__ = [
    "abs_",
    "add",
    "align",
    "and_",
    "coalesce",
    "div",
    "eq",
    "ge",
    "gt",
    "if_",
    "is_missing",
    "kind_name",
    "le",
    "lit",
    "lt",
    "max_",
    "min_",
    "missing",
    "mul",
    "name",
    "ne",
    "neg",
    "not_",
    "number_lit",
    "or_",
    "ratio",
    "round_to",
    "sub",
    "weighted_mean",
    "work_bound",
]


# --- arithmetic -------------------------------------------------------------------------------------------------


def add(a: Node, b: Node) -> Node:
    """Sum of two numbers or two durations, or a point in time moved later by a duration."""
    if a.kind is Kind.DURATION and b.kind in (Kind.INSTANT, Kind.DATE):
        a, b = b, a
    return _sum(Op.ADD, a, b)


def sub(a: Node, b: Node) -> Node:
    """Difference of two numbers or durations; of two points in time (a duration); or one moved earlier."""
    if a.kind is b.kind is Kind.INSTANT:
        return make(Op.SUB, Type(Kind.DURATION, bound=a.type.bound + b.type.bound), a, b)
    if a.kind is b.kind is Kind.DATE:
        days = make(Op.SUB, number(0, a.type.bound + b.type.bound), a, b)
        return make(Op.MUL, Type(Kind.DURATION, bound=days.type.bound * DAY_MS), days, lit(DAY_MS))
    return _sum(Op.SUB, a, b)


def mul(a: Node, b: Node) -> Node:
    """Exact product of two numbers; a duration times a number is rounded to its milliseconds."""
    return ratio((a, b), (), 0 if Kind.DURATION in (a.kind, b.kind) else a.scale + b.scale)


def neg(a: Node) -> Node:
    """A number or duration with its sign changed."""
    need_counted("-", a)
    return make(Op.NEG, a.type, a)


def abs_(a: Node) -> Node:
    """A number or duration without its sign."""
    need_counted("abs", a)
    return make(Op.ABS, a.type, a)


def div(num: Node, den: Node, scale: int = DIVISION_SCALE, rounding: Rounding = Rounding.HALF_UP) -> Node:
    """One number divided by another, rounded once to `scale` decimals; a zero divisor gives missing."""
    return ratio((num,), (den,), scale, rounding)


def ratio(
    numerators: Sequence[Node],
    denominators: Sequence[Node],
    scale: int | None,
    rounding: Rounding = Rounding.HALF_UP,
) -> Node:
    """One fraction, product over product, rounded once to `scale` decimals; missing where a divisor is zero.

    Durations cancel: a duration over a duration is a number, a duration left over is rounded to milliseconds.
    `scale` None gives the exact value where it needs at most 9 decimals (or nothing is divided), else 9 decimals.
    Constants are folded and the powers of ten of the scales cancelled, so that Int64 is kept as long as it can be.
    """
    kind = _fraction_kind(numerators, denominators)
    scales = sum(node.scale for node in denominators) - sum(node.scale for node in numerators)
    top, upper = _split(numerators)
    bottom, lower = _split(denominators)
    type_ = Type(kind, 0 if kind is Kind.DURATION or scale is None else scale)
    if upper is None or not lower:
        return missing(type_)
    if kind is Kind.NUMBER and scale is None:
        scale = DIVISION_SCALE if bottom else _exact_scale(upper, lower, scales)
    elif kind is Kind.DURATION:
        scale = 0
    type_ = checked(Type(kind, scale or 0))
    shift = type_.scale + scales
    upper, lower = reduce_fraction(upper * 10 ** max(shift, 0), lower * 10 ** max(-shift, 0))
    num = _product(top, upper)
    if lower == 1 and not bottom:
        return _as(type_, num)
    den = _product(bottom, lower)
    bound = round_fraction(num.type.bound, lower) if den.op is Op.LIT else num.type.bound
    return make(Op.DIV, evolve(type_, bound=bound), num, den, rounding=rounding)


def round_to(node: Node, scale: int, rounding: Rounding = Rounding.HALF_UP) -> Node:
    """The number with exactly `scale` decimals; a duration stays as it is."""
    return node if node.kind is Kind.DURATION else ratio((node,), (), scale, rounding)


def weighted_mean(pairs: Sequence[tuple[Node, Node]], scale: int, rounding: Rounding = Rounding.HALF_UP) -> Node:
    """Sum of weight times value over the sum of weights, rounded once; a missing value leaves both sums.

    `pairs` are (weight, value); a missing weight makes the mean missing, as does a sum of weights of zero.
    """
    if not pairs:
        return missing(number(scale, 0))
    nothing = lit(0)
    terms = [if_(is_missing(value), nothing, mul(weight, coalesce(value, nothing))) for weight, value in pairs]
    weights = [if_(is_missing(value), nothing, weight) for weight, value in pairs]
    return ratio((reduce(add, terms),), (reduce(add, weights),), scale, rounding)


def min_(*nodes: Node) -> Node:
    """The smallest; missing if one of them is."""
    return _extreme(Op.MIN, "min", nodes)


def max_(*nodes: Node) -> Node:
    """The largest; missing if one of them is."""
    return _extreme(Op.MAX, "max", nodes)


def align(*nodes: Node) -> tuple[Node, ...]:
    """The same values with the decimals of the finest; all must be of one kind."""
    first = nodes[0]
    for node in nodes[1:]:
        if node.kind is not first.kind:
            raise mixed(first, node)
    if first.kind is not Kind.NUMBER:
        return nodes
    scale = max(node.scale for node in nodes)
    return tuple(node if node.scale == scale else ratio((node,), (), scale) for node in nodes)


# --- conditions -------------------------------------------------------------------------------------------------


def lt(a: Node, b: Node) -> Node:
    """Whether a is less than b."""
    return _compare(Op.LT, a, b)


def le(a: Node, b: Node) -> Node:
    """Whether a is at most b."""
    return _compare(Op.LE, a, b)


def gt(a: Node, b: Node) -> Node:
    """Whether a is more than b."""
    return _compare(Op.GT, a, b)


def ge(a: Node, b: Node) -> Node:
    """Whether a is at least b."""
    return _compare(Op.GE, a, b)


def eq(a: Node, b: Node) -> Node:
    """Whether a equals b."""
    return _compare(Op.EQ, a, b)


def ne(a: Node, b: Node) -> Node:
    """Whether a differs from b."""
    return _compare(Op.NE, a, b)


def and_(*nodes: Node) -> Node:
    """True if all are true, false if one is false, else missing (Kleene)."""
    return _kleene(Op.AND, nodes, deciding=False)


def or_(*nodes: Node) -> Node:
    """True if one is true, false if all are false, else missing (Kleene)."""
    return _kleene(Op.OR, nodes, deciding=True)


def not_(node: Node) -> Node:
    """True if false, false if true; missing stays missing."""
    need_condition(node)
    return make(Op.NOT, BOOL, node)


def if_(condition: Node, yes: Node, no: Node) -> Node:
    """`yes` where the condition is true, `no` where it is false, missing where it is missing."""
    need_condition(condition)
    yes, no = align(yes, no)
    type_ = evolve(yes.type, bound=max(yes.type.bound, no.type.bound))
    if condition.op is Op.LIT:
        return missing(type_) if condition.value is None else (yes if condition.value else no)
    return Node(Op.IF, type_, (condition, yes, no))


def is_missing(node: Node) -> Node:
    """Whether there is no value; itself never missing."""
    return make(Op.IS_MISSING, BOOL, node)


def coalesce(*nodes: Node) -> Node:
    """The first that is not missing."""
    kept: list[Node] = []
    for node in align(*nodes):
        if node.op is Op.LIT and node.value is None:
            continue
        kept.append(node)
        if node.op is Op.LIT:
            break
    if not kept:
        return missing(nodes[0].type)
    if len(kept) == 1:
        return kept[0]
    type_ = evolve(kept[0].type, bound=max(node.type.bound for node in kept))
    return Node(Op.COALESCE, type_, tuple(kept))


def _sum(op: Op, a: Node, b: Node) -> Node:
    sign = "+" if op is Op.ADD else "-"
    if b.kind is Kind.DURATION and a.kind is Kind.INSTANT:
        return make(op, evolve(a.type, bound=a.type.bound + b.type.bound), a, b)
    if b.kind is Kind.DURATION and a.kind is Kind.DATE:
        if b.op is not Op.LIT or not isinstance(b.value, int) or b.value % DAY_MS:
            raise ExpressionError("a date can be moved by whole days only", remedy="write it as days(3)")
        days = lit(b.value // DAY_MS)
        return make(op, evolve(a.type, bound=a.type.bound + days.type.bound), a, days)
    if {a.kind, b.kind} <= set(COUNTED) and a.kind is not b.kind:
        raise mixed(a, b)
    need_counted(sign, a, b)
    a, b = align(a, b)
    return make(op, evolve(a.type, bound=a.type.bound + b.type.bound), a, b)


def _extreme(op: Op, what: str, nodes: tuple[Node, ...]) -> Node:
    if nodes[0].kind in (Kind.TEXT, Kind.BOOL):
        need_counted(what, nodes[0])
    aligned = align(*nodes)
    if len(aligned) == 1:
        return aligned[0]
    type_ = evolve(aligned[0].type, bound=max(node.type.bound for node in aligned))
    return make(op, type_, *aligned)


def _compare(op: Op, a: Node, b: Node) -> Node:
    a, b = align(a, b)
    if op not in (Op.EQ, Op.NE) and a.kind in (Kind.TEXT, Kind.BOOL):
        raise ExpressionError(
            f"{kind_name(a.kind)} has no order; only == and != compare it",
            remedy="use ==, != or in [...]",
        )
    return make(op, BOOL, a, b)


def _kleene(op: Op, nodes: tuple[Node, ...], *, deciding: bool) -> Node:
    """AND and OR; nested ones are made flat, so that a long list stays shallow."""
    kept: list[Node] = []
    for node in nodes:
        need_condition(node)
        for part in node.args if node.op is op else (node,):
            if part.op is Op.LIT and part.value is not None:
                if part.value is deciding:
                    return lit(deciding)
            elif part not in kept:
                kept.append(part)
    if not kept:
        return lit(not deciding)
    return kept[0] if len(kept) == 1 else Node(op, BOOL, tuple(kept))


# --- fractions --------------------------------------------------------------------------------------------------


def _fraction_kind(numerators: Sequence[Node], denominators: Sequence[Node]) -> Kind:
    need_counted("/" if denominators else "*", *numerators, *denominators)
    durations = sum(node.kind is Kind.DURATION for node in numerators)
    durations -= sum(node.kind is Kind.DURATION for node in denominators)
    if durations not in (0, 1):
        raise ExpressionError(
            "a length of time can be multiplied or divided by a number, or divided by another length of time",
            remedy="turn one of them into a number first, such as x / hours(1)",
        )
    return Kind.DURATION if durations else Kind.NUMBER


def _split(nodes: Sequence[Node]) -> tuple[list[Node], int | None]:
    """The factors that are not constant, and the product of those that are (None: one is missing)."""
    factors: list[Node] = []
    constant = 1
    for node in nodes:
        if node.op is not Op.LIT:
            factors.append(node)
        elif isinstance(node.value, int):
            constant *= node.value
        else:
            return [], None
    return factors, constant


def _exact_scale(upper: int, lower: int, scales: int) -> int:
    """Decimals that hold upper / lower x 10^-(-scales) exactly if 9 will do, else 9; nothing else divides."""
    _, den = reduce_fraction(upper, lower)
    if den == 1:
        return max(-scales, 0)
    for extra in range(1, DIVISION_SCALE + scales + 1):
        if 10**extra % den == 0:
            return max(extra - scales, 0)
    return DIVISION_SCALE


def _product(factors: Sequence[Node], constant: int) -> Node:
    """The stored integers multiplied, whatever their scales."""
    product = None
    for factor in factors:
        product = factor if product is None else _times(product, factor)
    if product is None:
        return lit(constant)
    return product if constant == 1 else _times(product, lit(constant))


def _times(a: Node, b: Node) -> Node:
    return make(Op.MUL, number(0, a.type.bound * b.type.bound), a, b)


def _as(type_: Type, node: Node) -> Node:
    """The same stored integers read as another type; a column keeps its own type."""
    type_ = evolve(type_, bound=node.type.bound)
    if type_ == node.type:
        return node
    if node.op is Op.NAME:
        return Node(Op.MUL, type_, (node, lit(1)))
    return evolve(node, type=type_)
