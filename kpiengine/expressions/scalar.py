"""One tree and one row -> value: simpleeval runs the tree lowered to calls, names and constants.

This is what explain, rule tests and message templates use.  simpleeval's own operators, functions and names are
taken away, and nothing but the table of `operators` is reachable; it never sees text that a user wrote.
"""

import ast
import threading
from collections.abc import Mapping
from functools import lru_cache, partial

from simpleeval import SimpleEval  # type: ignore[import-untyped] # ships no types

from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.nodes import MAX_SCALE
from kpiengine.expressions.operators import DIVISIONS, OPERATORS
from kpiengine.expressions.statistics import STATISTICS, on_row
from kpiengine.expressions.tree import Node, Op, Value

_EXACT = (int, bool, str, type(None))
_FUNCTIONS = (
    {f"op_{op.name}": function for op, function in OPERATORS.items()}
    | {f"op_DIV_{rounding.name}": function for rounding, function in DIVISIONS.items()}
    | {f"op_STAT_{id_}_{scale}": partial(on_row, id_, scale) for id_ in STATISTICS for scale in range(MAX_SCALE + 1)}
)


class Evaluator(SimpleEval):  # type: ignore[misc] # simpleeval ships no types
    """simpleeval with our operators only: calls of them, names of the row, constants."""

    def __init__(self) -> None:
        super().__init__(operators={}, functions=dict(_FUNCTIONS), names={})
        self.nodes = {
            ast.Call: self._eval_call,
            ast.Name: self._eval_name,
            ast.Constant: self._eval_constant,
        }

    def value(self, tree: ast.expr, names: dict[str, Value]) -> Value:
        """The lowered tree's value under these names."""
        self.names = names
        result: Value = self.eval("", previously_parsed=tree)
        return result


_threads = threading.local()


def evaluate(node: Node, row: Mapping[str, Value]) -> Value:
    """The node's stored value for one row; a column that the row lacks is an error, never missing.

    Values must be exactly int, bool, str or None: a float or an engine's own number is refused.
    """
    tree, columns = lowered(node)
    names: dict[str, Value] = {}
    for alias, column in columns:
        if column not in row:
            raise ExpressionError(
                f"there is no value for {column!r}", remedy="give every name a value, None if missing"
            )
        value = row[column]
        if type(value) not in _EXACT:
            raise ExpressionError(
                f"the value of {column!r} is {type(value).__name__}, not an exact number, text, yes/no or missing",
                remedy="give the stored whole number",
            )
        names[alias] = value
    evaluator = getattr(_threads, "evaluator", None)
    if evaluator is None:
        evaluator = _threads.evaluator = Evaluator()  # one for each thread: it keeps names between calls
    result: Value = evaluator.value(tree, names)
    return result


@lru_cache(maxsize=4096)
def lowered(node: Node) -> tuple[ast.expr, tuple[tuple[str, str], ...]]:
    """The tree as calls, names and constants, and the columns that its names stand for."""
    columns: dict[str, str] = {}
    tree = _lower(node, columns)
    return tree, tuple((alias, column) for column, alias in columns.items())


def _lower(node: Node, columns: dict[str, str]) -> ast.expr:
    match node.op:
        case Op.LIT:
            return ast.Constant(node.value)
        case Op.NAME:
            alias = columns.setdefault(str(node.value), f"v{len(columns)}")
            return ast.Name(alias, ast.Load())
        case Op.DIV:
            function = f"op_DIV_{node.rounding.name}"
        case Op.STAT:
            function = f"op_STAT_{node.value}_{node.scale}"
        case _:
            function = f"op_{node.op.name}"
    return ast.Call(ast.Name(function, ast.Load()), [_lower(arg, columns) for arg in node.args], [])
