"""Tree -> expression over columns: each operator becomes calls over Int64, or Int128 where needed.

The calls are Narwhals', whose words are those of Polars.  So on a Polars frame (`words_of`) Polars' own are used: the
same tree in the same words, without being translated once more, which for small frames takes longer than computing.

A node is computed in Int64 where the bounds of its arguments and of every step prove it safe, else in Int128,
and handed on as Int64 as soon as its own bound fits.  Int128 is for local Polars only; `engine_expr` is what may
be sent to another engine.  A compiled expression enters a frame by `with_columns`, where a literal fills the column.
"""

import operator
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any

import narwhals as nw

from kpiengine.expressions.build import work_bound
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.statistics import STATISTICS, on_columns
from kpiengine.expressions.tree import Node, Op, Rounding
from kpiengine.expressions.types import INT64_MAX, Kind

MAX_SIZE = 400  # parts written out in one expression; Polars needs seconds to plan more, `program` shares them

# Polars 2.1 gives one row for `literal < column` where a column is one value throughout; turned round it gives all.
_TURNED = {Op.LT: Op.GT, Op.LE: Op.GE, Op.GT: Op.LT, Op.GE: Op.LE, Op.EQ: Op.EQ, Op.NE: Op.NE}

_PLAIN: Mapping[Op, Callable[..., Any]] = {
    Op.ADD: operator.add,
    Op.SUB: operator.sub,
    Op.MUL: operator.mul,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.ABS: operator.methodcaller("abs"),
}


def words_of(frame: Any) -> Any:  # noqa: ANN401 -- any frame that Narwhals takes, and a module
    """The module whose words make expressions for the frame: Polars for its own, else Narwhals."""
    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return nw
    is_polars = nw.dependencies.is_polars_dataframe(frame) or nw.dependencies.is_polars_lazyframe(frame)
    return nw.get_native_namespace(frame) if is_polars else nw


def to_expr(node: Node, words: Any = nw) -> Any:  # noqa: ANN401 -- an expression of the words
    """The node over columns of a frame; Int64 where its own bound fits (else Int128), Boolean or String."""
    if expanded_size(node) > MAX_SIZE:
        raise ExpressionError(
            "this formula is nested too deeply to be computed in one piece",
            remedy="give its inner part a name of its own",
            code="KPI205",
        )
    return Columns({}, words).expr(node)


def engine_expr(node: Node, words: Any = nw) -> Any:  # noqa: ANN401 -- an expression of the words
    """The node over columns of facts, on any engine; refuses division, and numbers that Int64 may not hold."""
    for inner in walk(node):
        if inner.op in (Op.DIV, Op.STAT):
            raise ExpressionError(
                "facts are counted and summed, never divided",
                remedy="divide in the metric's `value`, after the sums",
                code="KPI205",
            )
        if work_bound(inner) > INT64_MAX:
            raise ExpressionError(
                "numbers in this formula could grow beyond 18 digits, which engines cannot hold",
                remedy="declare a smaller `maximum` for a column, or fewer decimals",
                code="KPI205",
            )
    return to_expr(node, words)


def walk(node: Node, done: dict[Node, None] | None = None) -> list[Node]:
    """Every different node of the tree, arguments before what uses them.

    With `done` only those that are not in it yet, which are added to it: so many trees with parts in common are walked
    through as one.
    """
    done = {} if done is None else done
    before = len(done)
    stack = [(node, False)]
    while stack:
        current, expanded = stack.pop()
        if current in done:
            continue
        if expanded or not current.args:
            done[current] = None
            continue
        stack.append((current, True))
        stack.extend((arg, False) for arg in reversed(current.args))
    return list(islice(done, before, None))


def uses(node: Node, sure: AbstractSet[str] = frozenset()) -> tuple[int, ...]:
    """How often each argument appears in what the node becomes; `sure` as in `never_missing`."""
    match node.op:
        case Op.DIV:
            return (2, 4) if node.rounding is not Rounding.HALF_EVEN else (4, 6)
        case Op.IF:
            return (1 if never_missing(node.args[0], sure) else 2, 1, 1)
        case Op.MIN | Op.MAX:
            return tuple(1 if never_missing(arg, sure) else 2 for arg in node.args)
        case Op.STAT:
            return STATISTICS[str(node.value)].uses
        case _:
            return (1,) * len(node.args)


def expanded_size(node: Node) -> int:
    """How many nodes the expression has once arguments that appear several times are written out."""
    sizes: dict[Node, int] = {}
    for inner in walk(node):
        sizes[inner] = 1 + sum(n * sizes[arg] for n, arg in zip(uses(inner), inner.args, strict=True))
    return sizes[node]


def never_missing(node: Node, sure: AbstractSet[str] = frozenset()) -> bool:
    """Whether the node has a value in every row, seen from the tree and from the columns that are known to (`sure`)."""
    match node.op:
        case Op.LIT:
            return node.value is not None
        case Op.NAME:
            return node.value in sure
        case Op.DIV | Op.STAT:
            return False
        case Op.IS_MISSING:
            return True
        case Op.COALESCE:
            return any(never_missing(arg, sure) for arg in node.args)
        case _:
            return all(never_missing(arg, sure) for arg in node.args)


class Columns:
    """Turns nodes into expressions of some `words`; `ready` names nodes that are columns of the frame already.

    `sure` are columns that have a value in every row: a choice by one of them needs one look instead of two.
    """

    def __init__(
        self,
        ready: Mapping[Node, str],
        words: Any = nw,  # noqa: ANN401 -- a module
        sure: AbstractSet[str] = frozenset(),
    ) -> None:
        self.ready, self.words, self.sure = ready, words, sure

    def expr(self, node: Node) -> Any:  # noqa: ANN401 -- an expression of the words
        """The node's value: Int64 or, where its bound needs it, Int128; Boolean; String."""
        column = self.ready.get(node)
        return self.fresh(node) if column is None else self.words.col(column)

    def column(self, column: str, node: Node) -> Any:  # noqa: ANN401 -- an expression of the words
        """What the column of this name becomes: computed there if it is the node's own column, else copied."""
        return self.fresh(node) if self.ready.get(node, column) == column else self.expr(node)

    def fresh(self, node: Node) -> Any:  # noqa: ANN401 -- an expression of the words
        """The node computed from its arguments, even if it is a column already."""
        match node.op:
            case Op.LIT:
                return self._literal(node, self._dtype(node.kind, node.type.bound))
            case Op.NAME:
                column = self.words.col(str(node.value))
                return column if node.kind in (Kind.BOOL, Kind.TEXT) else column.cast(self.words.Int64)
            case Op.IS_MISSING:
                return self.expr(node.args[0]).is_null()
            case Op.AND | Op.OR | Op.NOT:
                return self._logic(node)
            case _:
                return self._typed(node)

    def _typed(self, node: Node) -> Any:  # noqa: ANN401 -- an expression of the words
        """Operators over integers (and IF, COALESCE, == over anything), computed as wide as they need."""
        work = work_bound(node)
        args = [self._arg(arg, work) for arg in self._looked_at(node)]
        result = self._compute(node, args, self._dtype(Kind.NUMBER, work))
        if node.kind not in (Kind.BOOL, Kind.TEXT) and work > INT64_MAX >= node.type.bound:
            return result.cast(self.words.Int64)
        return result

    def _arg(self, arg: Node, work: int) -> Any:  # noqa: ANN401 -- an expression of the words
        wanted = self._dtype(arg.kind, work)
        if arg.op is Op.LIT and arg not in self.ready:
            return self._literal(arg, wanted)
        expr = self.expr(arg)
        return expr if wanted == self._dtype(arg.kind, arg.type.bound) else expr.cast(wanted)

    def _compute(  # noqa: PLR0911 -- one line for each kind of operator
        self,
        node: Node,
        args: list[Any],
        wide: Any,  # noqa: ANN401 -- a dtype of the words
    ) -> Any:  # noqa: ANN401 -- an expression of the words
        match node.op:
            case Op.NEG:
                return self.words.lit(0, dtype=wide) - args[0]  # Polars has no negation of Int128
            case Op.DIV:
                return _divide(self.words, node, args[0], args[1], wide)
            case Op.MIN | Op.MAX:
                return _extreme(self.words, node, args, self.sure)
            case Op.IF:
                return _choose(self.words, *args, sure=never_missing(node.args[0], self.sure))
            case Op.STAT:
                return on_columns(self.words, node, *args)
            case Op.COALESCE:
                return self.words.coalesce(*args)
            case op:
                turned = op in _TURNED and node.args[0].op is Op.LIT
                return _PLAIN[_TURNED[op]](args[1], args[0]) if turned else _PLAIN[op](*args)

    def _looked_at(self, node: Node) -> tuple[Node, ...]:
        """Its arguments; of COALESCE none behind one that always has a value."""
        if node.op is not Op.COALESCE:
            return node.args
        last = next((i for i, arg in enumerate(node.args) if never_missing(arg, self.sure)), len(node.args))
        return node.args[: last + 1]

    def _logic(self, node: Node) -> Any:  # noqa: ANN401 -- an expression of the words
        args = [self.expr(arg) for arg in node.args]
        if node.op is Op.NOT:
            return ~args[0]
        result = args[0]
        for arg in args[1:]:
            result = result & arg if node.op is Op.AND else result | arg
        return result

    def _dtype(self, kind: Kind, bound: int) -> Any:  # noqa: ANN401 -- a dtype of the words
        match kind:
            case Kind.BOOL:
                return self.words.Boolean
            case Kind.TEXT:
                return self.words.String
            case _:
                return self.words.Int64 if bound <= INT64_MAX else self.words.Int128

    def _literal(self, node: Node, dtype: Any) -> Any:  # noqa: ANN401 -- a dtype and an expression of the words
        return self.words.lit(node.value, dtype=dtype)


# Below, `words` is a module and every other argument but the node an expression or a dtype of it.


def _extreme(
    words: Any,  # noqa: ANN401 -- as said above
    node: Node,
    args: list[Any],
    sure: AbstractSet[str],
) -> Any:  # noqa: ANN401 -- as said above
    """Smallest or largest; the engine's own skip missing values, here one makes the result missing."""
    result = words.min_horizontal(*args) if node.op is Op.MIN else words.max_horizontal(*args)
    maybe = [~expr.is_null() for expr, arg in zip(args, node.args, strict=True) if not never_missing(arg, sure)]
    if not maybe:
        return result
    known = maybe[0]
    for one in maybe[1:]:
        known = known & one
    return words.when(known).then(result)


def _choose(words: Any, condition: Any, yes: Any, no: Any, *, sure: bool) -> Any:  # noqa: ANN401 -- as said above
    """`otherwise` would also take the rows in which the condition is missing, if there are any."""
    if sure:
        return words.when(condition).then(yes).otherwise(no)
    return words.when(condition).then(yes).otherwise(words.when(~condition).then(no))


def _divide(words: Any, node: Node, num: Any, den: Any, wide: Any) -> Any:  # noqa: ANN401 -- as said above
    """Rounded quotient of sizes, then the sign; `//` of negative numbers would round downwards."""
    zero = words.lit(0, dtype=wide)
    constant = node.args[1].value if node.args[1].op is Op.LIT else None
    if isinstance(constant, int):  # positive: a constant divisor is in lowest terms
        size = _round(words, node.rounding, num.abs(), words.lit(constant, dtype=wide), wide)
        return words.when(num < zero).then(zero - size).otherwise(size)
    nonzero = words.when(den != zero).then(den.abs())  # a zero divisor is missing; engines differ on x // 0
    size = _round(words, node.rounding, num.abs(), nonzero, wide)
    return words.when((num < zero) == (den < zero)).then(size).otherwise(zero - size)


def _round(words: Any, rounding: Rounding, num: Any, den: Any, wide: Any) -> Any:  # noqa: ANN401 -- as said above
    two = words.lit(2, dtype=wide)
    if rounding is Rounding.HALF_UP:
        return (num + den // two) // den  # equal to (2 num + den) // (2 den), without doubling
    whole = num // den
    if rounding is Rounding.DOWN:
        return whole
    twice = (num - whole * den) * two
    odd = (whole - whole // two * two) == words.lit(1, dtype=wide)
    up = (twice > den) | ((twice == den) & odd)
    return words.when(up).then(whole + words.lit(1, dtype=wide)).otherwise(whole)
