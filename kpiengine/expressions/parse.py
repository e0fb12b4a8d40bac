"""Text -> typed tree, under the names and functions of a scope.

Python's parser reads the tokens that `spelling` let through, with numbers and texts replaced by stand-ins of the
same length; this file then allows a dozen node types and gives everything a kind, a scale and a bound.  A chain of
`*` and `/` is one fraction, divided once at its end.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from kpiengine.expressions import build
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.functions import Function
from kpiengine.expressions.scope import Choices, Ranked, Scope, nearest
from kpiengine.expressions.spelling import MAX_DEPTH, Sort, Token, spell
from kpiengine.expressions.tree import Node, Op, Rounding
from kpiengine.expressions.types import BOOL, Kind

MAX_NODES = 200

_COMPARE: Mapping[type[ast.cmpop], Callable[[Node, Node], Node]] = {
    ast.Lt: build.lt,
    ast.LtE: build.le,
    ast.Gt: build.gt,
    ast.GtE: build.ge,
    ast.Eq: build.eq,
    ast.NotEq: build.ne,
}
_UPWARDS = (ast.Lt, ast.LtE, ast.Eq)
_DOWNWARDS = (ast.Gt, ast.GtE, ast.Eq)


def parse(
    text: str,
    scope: Scope,
    want: Kind | None = None,
    *,
    decimals: int | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> Node:
    """The typed tree of an expression; `want` is the kind that it must have.

    With `decimals` the value has exactly so many, rounded once: a fraction that is the formula's last step goes
    straight to them.  Raises `ExpressionError` with the column (from 1) and what to type instead.
    """
    tokens, tree = _written(text)
    reader = _Reader({token.at: token for token in tokens}, scope, rounding)
    try:
        node = reader.read(tree, decimals)
        if want is not None and node.kind is not want:
            raise _unwanted(node, want)
        if decimals is not None and node.kind is Kind.NUMBER and node.scale != decimals:
            node = build.round_to(node, decimals, rounding)
    except ExpressionError as fault:
        raise fault.at(tokens[0].at + 1) from None
    return node


def condition(text: str, scope: Scope) -> Node:
    """The tree of a yes/no expression."""
    return parse(text, scope, Kind.BOOL)


@lru_cache(maxsize=1024)
def _written(text: str) -> tuple[Sequence[Token], ast.expr]:
    """Tokens and Python's tree of a text: the same conditions stand in many rule files, and nobody changes either."""
    tokens = spell(text)
    return tokens, _syntax(text, tokens)


def _syntax(text: str, tokens: Sequence[Token]) -> ast.expr:
    """Python's tree of the tokens, each at its own place; values are stand-ins that `_Reader` looks up."""
    line = [" "] * len(text)
    for token in tokens:
        written = token.text
        if token.sort is Sort.NUMBER:
            written = "1" * len(written)
        elif token.sort is Sort.TEXT:
            written = "'" + "x" * (len(written) - 2) + "'"
        line[token.at : token.at + len(written)] = written
    start = tokens[0].at
    try:
        body = ast.parse("".join(line)[start:], mode="eval").body
    except SyntaxError as fault:
        at = min(start + (fault.offset or 1), len(text))
        raise _fault("this cannot be read here", at, "a condition looks like csat >= 75 and aht < 300") from None
    except (ValueError, RecursionError, MemoryError):
        raise _fault("the expression is nested too deeply", 1, "give a part a name of its own") from None
    _check_size(body, start)
    return body


def _check_size(body: ast.expr, start: int) -> None:
    count = 0
    level: list[ast.AST] = [body]
    depth = 0
    while level:
        depth += 1
        count += len(level)
        if depth > MAX_DEPTH or count > MAX_NODES:
            raise _fault(
                f"the expression is too long: at most {MAX_NODES} parts, {MAX_DEPTH} deep",
                start + 1,
                "give parts of it names of their own",
            )
        level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


class _Reader:
    """Reads one Python tree; `tokens` by place give back what was written."""

    def __init__(self, tokens: Mapping[int, Token], scope: Scope, rounding: Rounding) -> None:
        self.tokens = tokens
        self.start = min(tokens)
        self.scope = scope
        self.rounding = rounding

    def column(self, node: ast.expr) -> int:
        return self.start + node.col_offset + 1

    def read(self, node: ast.expr, decimals: int | None = None) -> Node:
        """The typed node; a fault that has no place yet gets this one's."""
        try:
            return self._read(node, decimals)
        except ExpressionError as fault:
            raise fault.at(self.column(node)) from None

    def _read(self, node: ast.expr, decimals: int | None) -> Node:
        match node:
            case ast.Constant() | ast.Name():
                return self._leaf(node)
            case ast.UnaryOp() | ast.BinOp():
                return self._arithmetic(node, decimals)
            case ast.Compare():
                return self._comparison(node)
            case ast.Call():
                return self._call(node, decimals)
            case _:
                return self._choice(node, decimals)

    def _choice(self, node: ast.expr, decimals: int | None) -> Node:
        match node:
            case ast.BoolOp(op=op, values=values):
                join = build.and_ if isinstance(op, ast.And) else build.or_
                return join(*(self._condition(value) for value in values))
            case ast.IfExp(test=test, body=yes, orelse=no):
                return build.if_(self._condition(test), self.read(yes, decimals), self.read(no, decimals))
            case ast.List() | ast.Tuple():
                raise _kinds("a list can stand only after in", 'write x in ["a", "b"]')
            case _:
                raise ExpressionError(
                    "this is not part of the language", remedy="write a condition such as x >= 75", code="KPI201"
                )

    def _arithmetic(self, node: ast.UnaryOp | ast.BinOp, decimals: int | None) -> Node:
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return build.not_(self._condition(operand))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return build.neg(self._counted(operand, decimals))
            case ast.UnaryOp(operand=operand):
                return self._counted(operand, decimals)
            case ast.BinOp(op=ast.Mult() | ast.Div()):
                return self._fraction(node, decimals)
            case ast.BinOp(op=op, left=left, right=right):
                a, b = self.read(left), self.read(right)
                try:
                    return build.add(a, b) if isinstance(op, ast.Add) else build.sub(a, b)
                except ExpressionError as fault:
                    raise fault.at(self.column(right)) from None

    # --- leaves -------------------------------------------------------------------------------------------------

    def _leaf(self, node: ast.Constant | ast.Name) -> Node:
        token = self.tokens[self.start + node.col_offset]
        value = token.value
        if token.sort is Sort.TEXT:
            return build.lit(str(value))
        if isinstance(value, int | Decimal):
            return build.number_lit(value)
        meaning = self._meaning(token.text)
        if isinstance(meaning, Node):
            return meaning
        if isinstance(meaning, Ranked):
            raise _kinds(
                f"{token.text} can only be compared with one of its names",
                f'write {token.text} >= "{next(iter(meaning.ranks), "")}"',
            )
        raise _kinds(f"{token.text} is a list", f"write x in {token.text}")

    def _meaning(self, name: str) -> Node | Ranked | Choices:
        if name in ("True", "False") or (name in ("true", "false") and name not in self.scope.names):
            return build.lit(name in ("True", "true"), BOOL)
        return self.scope.meaning(name)

    def _condition(self, node: ast.expr) -> Node:
        read = self.read(node)
        if read.kind is not Kind.BOOL:
            raise _unwanted(read, Kind.BOOL).at(self.column(node))
        return read

    def _counted(self, node: ast.expr, decimals: int | None = None) -> Node:
        read = self.read(node, decimals)
        if read.kind not in (Kind.NUMBER, Kind.DURATION):
            raise _kinds(
                f"a number is needed here, not {build.kind_name(read.kind)}",
                "only numbers can be multiplied and divided",
            ).at(self.column(node))
        return read

    # --- fractions ----------------------------------------------------------------------------------------------

    def _fraction(self, node: ast.expr, decimals: int | None) -> Node:
        upper: list[Node] = []
        lower: list[Node] = []
        divisors: list[Node] = []  # divisors of a divisor: they end above the line, and still must not be zero
        self._factors(node, upper, lower, divisors, below=False)
        result = build.ratio(upper, lower, decimals, self.rounding)
        guards = [build.ne(divisor, build.lit(0, divisor.type)) for divisor in divisors]
        if guards:
            result = build.if_(build.and_(*guards), result, build.missing(result.type))
        return result

    def _factors(
        self, node: ast.expr, upper: list[Node], lower: list[Node], divisors: list[Node], *, below: bool
    ) -> None:
        match node:
            case ast.BinOp(op=ast.Mult() | ast.Div() as op, left=left, right=right):
                self._factors(left, upper, lower, divisors, below=below)
                flipped = isinstance(op, ast.Div)
                before = len(upper)
                self._factors(right, upper, lower, divisors, below=below != flipped)
                if flipped and below:
                    divisors.extend(upper[before:])
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                upper.append(build.lit(-1))
                self._factors(operand, upper, lower, divisors, below=below)
            case _:
                (lower if below else upper).append(self._counted(node))

    # --- comparison ---------------------------------------------------------------------------------------------

    def _comparison(self, node: ast.Compare) -> Node:
        if any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
            if len(node.ops) > 1:
                raise _kinds("in cannot stand in a chain of comparisons", "join two conditions with and")
            found = self._membership(node.left, node.comparators[0])
            return build.not_(found) if isinstance(node.ops[0], ast.NotIn) else found
        ways = (_UPWARDS, _DOWNWARDS) if len(node.ops) > 1 else (tuple(_COMPARE),)
        if not any(all(isinstance(op, way) for op in node.ops) for way in ways):
            raise _kinds("a chain of comparisons must go one way, such as 60 <= x < 80", "join two conditions with and")
        sides = [node.left, *node.comparators]
        pairs = zip(sides, node.ops, sides[1:], strict=False)
        return build.and_(*(self._pair(a, type(op), b) for a, op, b in pairs))

    def _pair(self, left: ast.expr, op: type[ast.cmpop], right: ast.expr) -> Node:
        for ranked, other in ((self._ranked(left), right), (self._ranked(right), left)):
            if ranked is not None:
                rank = self._rank(ranked, other)
                return _COMPARE[op](ranked.node, rank) if other is right else _COMPARE[op](rank, ranked.node)
        a, b = self.read(left), self.read(right)
        try:
            return _COMPARE[op](a, b)
        except ExpressionError as fault:
            raise fault.at(self.column(right)) from None

    def _membership(self, left: ast.expr, right: ast.expr) -> Node:
        ranked = self._ranked(left)
        if isinstance(right, ast.List):
            if not right.elts:
                raise _kinds("the list is empty, so nothing is in it", 'write x in ["a", "b"]').at(self.column(right))
            if ranked is not None:
                return build.or_(*(build.eq(ranked.node, self._rank(ranked, item)) for item in right.elts))
            value = self.read(left)
            return build.or_(*(self._same(value, item) for item in right.elts))
        named = self._named(right)
        if not isinstance(named, Choices) or ranked is not None:
            raise _kinds("after in comes a list", 'write x in ["a", "b"]').at(self.column(right))
        value = self.read(left)
        return build.or_(build.lit(value=False), *(build.eq(value, choice) for choice in named.nodes))

    def _same(self, value: Node, item: ast.expr) -> Node:
        literal = self.read(item)
        if literal.op is not Op.LIT or literal.value is None:
            raise _kinds("a list holds numbers and texts only", "compare with == instead").at(self.column(item))
        try:
            return build.eq(value, literal)
        except ExpressionError as fault:
            raise fault.at(self.column(item)) from None

    def _named(self, node: ast.expr) -> Node | Ranked | Choices | None:
        if not isinstance(node, ast.Name):
            return None
        try:
            return self._meaning(node.id)
        except ExpressionError as fault:
            raise fault.at(self.column(node)) from None

    def _ranked(self, node: ast.expr) -> Ranked | None:
        named = self._named(node)
        return named if isinstance(named, Ranked) else None

    def _rank(self, ranked: Ranked, other: ast.expr) -> Node:
        """The whole number of a name in quotes, or of another value with the same names."""
        same = self._ranked(other)
        if same is not None and same.ranks == ranked.ranks:
            return same.node
        literal = None if same is not None else self.read(other)
        if literal is None or literal.op is not Op.LIT or literal.kind is not Kind.TEXT:
            raise _kinds("this is compared by name", "write one of the names in double quotes").at(self.column(other))
        name = str(literal.value)
        if name not in ranked.ranks:
            known = list(ranked.ranks)
            remedy = nearest(name, known) or "the names are " + ", ".join(known)
            raise ExpressionError(f'there is no "{name}"', self.column(other), remedy, code="KPI202")
        return build.lit(ranked.ranks[name])

    # --- calls --------------------------------------------------------------------------------------------------

    def _call(self, node: ast.Call, decimals: int | None) -> Node:
        if not isinstance(node.func, ast.Name):
            raise ExpressionError("only a function's name can be called", remedy="type * to multiply", code="KPI201")
        function = self.scope.called(node.func.id)
        count = len(node.args)
        if count < function.least or (function.most is not None and count > function.most):
            raise ExpressionError(
                f"{function.id} cannot take {count} argument{'' if count == 1 else 's'}",
                remedy=f"write it as {function.usage}",
                code="KPI203",
            )
        inner = decimals if function.rounds_alike else None
        return function.build(*(self._argument(function, i, arg, inner) for i, arg in enumerate(node.args)))

    def _argument(
        self, function: Function, position: int, node: ast.expr, decimals: int | None
    ) -> Node | str | int | Decimal:
        if position in function.raw:
            return self._written(node, function)
        ranked = self._ranked(node) if function.takes_ranked else None
        return self.read(node, decimals) if ranked is None else ranked.node

    def _written(self, node: ast.expr, function: Function) -> str | int | Decimal:
        """An argument as it stands in the text."""
        if function.calls and isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            return f"{self._written(node.func, function)}({self._written(node.args[0], function)})"
        sign = 1
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            sign, node = -1, node.operand
        token = self.tokens.get(self.start + node.col_offset)
        if token is None or not isinstance(node, ast.Name | ast.Constant):
            raise ExpressionError(
                f"{function.id} takes a plain name or number here",
                self.column(node),
                f"write it as {function.usage}",
                code="KPI203",
            )
        if isinstance(token.value, int | Decimal):
            return sign * token.value
        return token.text if token.value is None else token.value


def _unwanted(node: Node, want: Kind) -> ExpressionError:
    if want is Kind.BOOL:
        example = 'x == "sales"' if node.kind is Kind.TEXT else "x >= 75"
        return _kinds(
            f"a condition must be yes or no, and this is {build.kind_name(node.kind)}",
            f"compare it with something, such as {example}",
        )
    if node.kind is Kind.BOOL and want is Kind.NUMBER:
        return _kinds("a number is needed here, not a yes/no value", "write 1 if condition else 0")
    return _kinds(f"{build.kind_name(want)} is needed here, not {build.kind_name(node.kind)}", "change the expression")


def _kinds(message: str, remedy: str) -> ExpressionError:
    return ExpressionError(message, remedy=remedy, code="KPI204")


def _fault(message: str, column: int, remedy: str) -> ExpressionError:
    return ExpressionError(message, column, remedy, code="KPI201")
