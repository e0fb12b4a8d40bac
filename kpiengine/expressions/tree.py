"""The typed tree: about 20 total operators over integers (`build` makes nodes, `operators` says what they mean).

Both interpreters (`columnar`, `scalar`) run exactly this tree, so what they mean is written down once:

* every operator but AND, OR, IF, IS_MISSING and COALESCE gives missing when an argument is missing;
* AND and OR are Kleene's; IF with a missing condition is missing;
* DIV is integer division of its two arguments, rounded as `rounding` says; a zero divisor gives missing.
  Scales were dealt with before: the node's own type says what the quotient's scale is;
* STAT is a registered statistic (`statistics`), the only place with floats; its value is its id.

ADD, SUB, MIN, MAX, IF, COALESCE and comparisons need arguments of one scale; `align` makes it so.
"""

from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

from kpiengine.expressions.types import Kind, Type
from kpiengine.numbers import Rounding as Rounding  # noqa: PLC0414 -- re-exported: a node names its rounding


class Op(StrEnum):
    """The operators."""

    LIT = "lit"
    NAME = "name"
    ADD = "add"
    SUB = "sub"
    MUL = "mul"
    NEG = "neg"
    ABS = "abs"
    DIV = "div"
    MIN = "min"
    MAX = "max"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    EQ = "eq"
    NE = "ne"
    AND = "and"
    OR = "or"
    NOT = "not"
    IF = "if"
    IS_MISSING = "is_missing"
    COALESCE = "coalesce"
    STAT = "stat"


Value: TypeAlias = int | str | bool | None


@frozen(cache_hash=True)  # trees are keys of caches and of shared parts, so each hash is computed once
class Node:
    """One operator with its type and arguments; `value` is a literal's value, a name's column, a statistic's id."""

    op: Op
    type: Type
    args: tuple["Node", ...] = ()
    value: Value = None
    rounding: Rounding = Rounding.HALF_UP

    @property
    def scale(self) -> int:
        """Decimals of the stored integer."""
        return self.type.scale

    @property
    def kind(self) -> Kind:
        """What the value is."""
        return self.type.kind
