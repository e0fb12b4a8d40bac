"""What each operator of the tree means, on plain Python values; the reference for both interpreters.

`apply` is total over well-typed arguments: it never raises, a zero divisor and missing arguments give None.
"""

import operator
from collections.abc import Callable, Mapping

from kpiengine.expressions.tree import Op, Rounding, Value
from kpiengine.numbers import round_fraction

Operator = Callable[..., Value]


def _strict(function: Callable[..., Value]) -> Operator:
    """Missing in, missing out."""

    def call(*args: Value) -> Value:
        return None if None in args else function(*args)

    return call


def _divide(rounding: Rounding) -> Operator:
    def call(num: int | None, den: int | None) -> Value:
        return None if num is None or not den else round_fraction(num, den, 0, rounding)

    return call


def _and(*args: Value) -> Value:
    return False if False in args else (None if None in args else True)


def _or(*args: Value) -> Value:
    return True if True in args else (None if None in args else False)


def _if(condition: Value, yes: Value, no: Value) -> Value:
    return None if condition is None else (yes if condition else no)


def _is_missing(arg: Value) -> Value:
    return arg is None


def _coalesce(*args: Value) -> Value:
    return next((arg for arg in args if arg is not None), None)


DIVISIONS: Mapping[Rounding, Operator] = {rounding: _divide(rounding) for rounding in Rounding}

OPERATORS: Mapping[Op, Operator] = {
    Op.ADD: _strict(operator.add),
    Op.SUB: _strict(operator.sub),
    Op.MUL: _strict(operator.mul),
    Op.NEG: _strict(operator.neg),
    Op.ABS: _strict(abs),
    Op.MIN: _strict(min),
    Op.MAX: _strict(max),
    Op.LT: _strict(operator.lt),
    Op.LE: _strict(operator.le),
    Op.GT: _strict(operator.gt),
    Op.GE: _strict(operator.ge),
    Op.EQ: _strict(operator.eq),
    Op.NE: _strict(operator.ne),
    Op.NOT: _strict(operator.not_),
    Op.AND: _and,
    Op.OR: _or,
    Op.IF: _if,
    Op.IS_MISSING: _is_missing,
    Op.COALESCE: _coalesce,
}


def apply(op: Op, args: tuple[Value, ...], rounding: Rounding = Rounding.HALF_UP) -> Value:
    """The operator's value for these arguments."""
    function = DIVISIONS[rounding] if op is Op.DIV else OPERATORS[op]
    return function(*args)
