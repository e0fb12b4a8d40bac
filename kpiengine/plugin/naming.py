"""What the texts of a metric's plan may name beside its parts: parameters, and the columns of a view.

Whoever checks a plan and whoever carries it out read the same names from here.
"""

from decimal import Decimal

from kpiengine.expressions import build
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.scope import Choices, Entry, Scope
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import number
from kpiengine.plugin.params import Params
from kpiengine.plugin.view import Days, Span, Stock, View

MS = "ms"  # length of a span inside its cell, in milliseconds
AGE = "age_ms"  # age of a stock row at the end of the period, in milliseconds
DAYS = "days"  # local days of a stretch of days inside its cell
LENGTH = number(0, 10**14)
LOCAL_DAYS = number(0, 10**7)


def settings(params: Params) -> dict[str, Entry]:
    """Parameters as names: numbers, yes/no, texts and lists; tables and what is not set cannot be named."""
    found: dict[str, Entry] = {}
    for name, value in params.items():
        match value:
            case list() | tuple():
                found[name] = Choices(tuple(_literal(item) for item in value))
            case bool() | int() | Decimal() | str():
                found[name] = _literal(value)
    return found


def _literal(value: object) -> Node:
    match value:
        case bool() | str():
            return build.lit(value)
        case int() | Decimal():
            return build.number_lit(value)
    raise ExpressionError(f"a parameter is a number, a text, yes/no or a list of these, not {value!r:.40}")


def view_scope(view: View, params: Params) -> Scope:
    """Names in part expressions: the view's columns, what the engine adds to spans and stocks, parameters."""
    added: dict[str, Entry] = {}
    if isinstance(view.time, Span):
        added[MS] = LENGTH
    elif isinstance(view.time, Days):
        added[DAYS] = LOCAL_DAYS
    elif isinstance(view.time, Stock):
        added[AGE] = LENGTH
    columns: dict[str, Entry] = {name: column.static_type for name, column in view.columns.items()}
    return Scope({**settings(params), **added, **columns})
