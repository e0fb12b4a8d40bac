"""Whether a table, view, metric or curve is well made and everything that it refers to exists.

Plugins are written by others, and frozen records do not check their own fields.  Each function gives the first
fault as a sentence, or None.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.types import Kind, Type, number
from kpiengine.plugin import (
    Agg,
    Better,
    Column,
    ColumnType,
    Control,
    Curve,
    Days,
    Event,
    FactTable,
    Metric,
    Param,
    Part,
    Plan,
    Span,
    Stock,
    View,
)
from kpiengine.plugin.columns import STATUS
from kpiengine.plugin.curve import MARKS
from kpiengine.registry import messages
from kpiengine.registry.formulas import exposure_fault, plan_fault, table_condition_faults
from kpiengine.registry.isolation import escaped

ID = re.compile(r"[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?")
LEVELS = ("agent", "team", "queue", "site", "centre")
MOST_DECIMALS = 9
_FIGURE = number(MOST_DECIMALS, 10**15)  # what a value or mark may be, for judging a formula alone

_FIELDS: dict[type, dict[str, type | tuple[type, ...]]] = {
    FactTable: {"title": Mapping, "columns": Mapping, "key": tuple, "parents": tuple, "checks": tuple},
    View: {
        "facts": tuple,
        "time": (Event, Span, Days, Stock),
        "subjects": Mapping,
        "columns": Mapping,
        "params": tuple,
    },
    Metric: {
        "title": Mapping,
        "unit": str,
        "decimals": int,
        "range": tuple,
        "better": Better,
        "levels": tuple,
        "group": str,
        "control": Control,
        "min_sample": int,
        "params": Mapping,
        "docs": Mapping,
        "formula": str,
        "example": str,
        "source": str,
    },
    Curve: {"title": Mapping, "points": str, "needs": tuple, "docs": Mapping},
}


def bad_id(id_: object) -> str | None:
    """An id is what rule files and results call a thing for ever."""
    if isinstance(id_, str) and ID.fullmatch(id_):
        return None
    return f'the id {escaped(repr(id_), 80)} must be lower-case letters, digits and _, as in "aht" or "acme.aht"'


def _bad_fields(record: FactTable | View | Metric | Curve) -> str | None:
    for name, wanted in _FIELDS[type(record)].items():
        value = getattr(record, name)
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            kind = wanted.__name__ if isinstance(wanted, type) else " or ".join(w.__name__ for w in wanted)
            return f'its field "{name}" must be a {kind}, not {escaped(repr(value), 60)}'
    return None


def table_fault(table: FactTable, tables: Mapping[str, FactTable]) -> str | None:
    """What is wrong with a fact table, given all tables."""
    fault = bad_id(table.id) or _bad_fields(table) or _bad_columns(table.columns)
    if fault:
        return fault
    named = [*table.key, *(n for n in (table.time, table.version) if n is not None)]
    for name in [*named, *(parent.key for parent in table.parents)]:
        if name not in table.columns:
            return messages.unknown_name("column", name, table.columns)
    status = table.columns.get(STATUS)
    if table.deleted and (status is None or not set(table.deleted) <= set(status.values)):
        return f'it says which rows are deleted, and its column "{STATUS}" does not list {", ".join(table.deleted)}'
    for parent in table.parents:
        above = tables.get(parent.table)
        if above is None:
            return messages.unknown_name("table", parent.table, tables) + " to take columns from"
        for name in parent.columns:
            if name not in above.columns:
                return f"table {parent.table}: " + messages.unknown_name("column", name, above.columns)
    return _bad_description(table, tables) or table_condition_faults(table, all_columns(table, tables))


def _bad_description(table: FactTable, tables: Mapping[str, FactTable]) -> str | None:
    """A table may describe one kind of subject, by a key of one column, and no two the same."""
    if table.describes is None:
        return None
    if table.describes not in LEVELS:
        return messages.unknown_name("level", str(table.describes), LEVELS)
    if len(table.key) != 1:
        return f"it describes each {table.describes}, so its key must be one column"
    others = [one.id for one in tables.values() if one.describes == table.describes and one.id != table.id]
    return f"table {others[0]} describes each {table.describes} already" if others else None


def all_columns(table: FactTable, tables: Mapping[str, FactTable]) -> dict[str, Type]:
    """The table's own columns and those of its parents, with their expression types."""
    found = {name: column.static_type for name, column in table.columns.items()}
    for parent in table.parents:
        above = tables[parent.table].columns
        found |= {f"{parent.prefix}_{name}": above[name].static_type for name in parent.columns}
    return found


def view_fault(view: View, tables: Mapping[str, FactTable]) -> str | None:
    """What is wrong with a view, given all tables."""
    fault = bad_id(view.id) or _bad_fields(view) or _bad_columns(view.columns)
    if fault:
        return fault
    if not view.facts:
        return "it is made of no table"
    if not callable(view.build):
        return "its build is not a function"
    if view.exposure and (view.params or not {"agent", "queue"} <= set(view.subjects)):
        return "it has an exposure, so it must have the subjects agent and queue, and read no parameters"
    fault = exposure_fault(view)
    if fault:
        return fault
    return _unknown_sources(view, tables) or _unknown_columns(
        view, [*_time_columns(view), *view.subjects.values(), *view.dimensions]
    )


def _unknown_sources(view: View, tables: Mapping[str, FactTable]) -> str | None:
    for name in view.facts:
        if name not in tables:
            return messages.unknown_name("table", name, tables)
    for need in (*view.needs, *(view.reads or ())):
        table, _, column = need.partition(".")
        if table not in view.facts:
            return f'it needs "{escaped(need, 80)}" and is not made of that table'
        known = all_columns(tables[table], tables)
        if column not in known:
            return f"table {table}: " + messages.unknown_name("column", column, known)
    return None


def _time_columns(view: View) -> tuple[str, ...]:
    match view.time:
        case Event(anchor):
            return (anchor,)
        case Span(start, end):
            return (start, end)
        case Days(first, last, spread):
            return (first, last, *spread)
        case Stock(since, until):
            return (since, until)


def _unknown_columns(view: View, names: Iterable[str]) -> str | None:
    for name in names:
        if name not in view.columns:
            return messages.unknown_name("column", name, view.columns)
    for level in view.subjects:
        if level not in LEVELS:
            return messages.unknown_name("level", level, LEVELS)
    return None


def metric_fault(metric: Metric, views: Mapping[str, View] | None) -> str | None:
    """What is wrong with a metric, given all views; without views its plan stays unseen."""
    fault = bad_id(metric.id) or _bad_fields(metric) or _bad_reading(metric)
    if fault:
        return fault
    for name, param in metric.params.items():
        fault = _bad_param(name, param)
        if fault:
            return fault
    if not (callable(metric.plan) or type(metric.plan) is Plan):
        return "its plan is neither a Plan nor a function from parameters to one"
    if isinstance(metric.plan, Plan):
        fault = _bad_parts(metric.plan)
        if fault:
            return fault
    return plan_fault(metric, metric.settings({}), views) if views is not None else None


def curve_fault(curve: Curve) -> str | None:
    """What is wrong with a curve."""
    fault = bad_id(curve.id) or _bad_fields(curve)
    if fault:
        return fault
    if curve.id == "pass":
        return 'the id "pass" is a word of the rule language'
    if "en" not in curve.title:
        return "it has no English title"
    for mark in curve.needs:
        if mark not in MARKS:
            return messages.unknown_name("mark", mark, MARKS)
    try:
        parse(curve.points, Scope(dict.fromkeys(("value", *curve.needs), _FIGURE)), Kind.NUMBER)
    except ExpressionError as error:
        return f"its points cannot be read: {error.message}"
    return None


def _bad_parts(plan: Plan) -> str | None:
    for name, part in plan.parts.items():
        if type(part) is not Part or not isinstance(part.agg, Agg):
            return f'part "{escaped(name, 60)}" is not a Part with an Agg'
    return None


def _bad_reading(metric: Metric) -> str | None:
    if "en" not in metric.title:
        return "it has no English title"
    if not 0 <= metric.decimals <= MOST_DECIMALS:
        return f"its decimals must be 0 to {MOST_DECIMALS}, not {metric.decimals}"
    ends = metric.range
    if len(ends) != 2 or not all(type(end) is int for end in ends) or ends[0] >= ends[1]:  # noqa: PLR2004 -- from, to
        return f"its range must be two whole numbers, the lower first, not {escaped(repr(ends), 60)}"
    unknown = [level for level in metric.levels if level not in LEVELS]
    if unknown or not metric.levels:
        return messages.unknown_name("level", str(unknown[0]) if unknown else "", LEVELS)
    if metric.min_sample < 0:
        return f"its min_sample is under 0: {metric.min_sample}"
    return None


def _bad_param(name: str, param: object) -> str | None:
    if type(param) is not Param:
        return f'its parameter "{escaped(name, 60)}" is not a Param'
    values = param.default if isinstance(param.default, tuple | list | Mapping) else (param.default,)
    if param.one_of and any(value not in param.one_of for value in values):
        return f'the default of its parameter "{name}" is not one of the allowed values'
    if any(level not in LEVELS or (param.one_of and value not in param.one_of) for level, value in param.at.items()):
        return f'a default of its parameter "{name}" at a level is not one of the allowed values, or is at no level'
    if isinstance(param.default, float):
        return f'the default of its parameter "{name}" is a float; numbers are exact, use int or Decimal'
    if isinstance(param.default, int | Decimal) and not isinstance(param.default, bool):
        low, high = param.minimum, param.maximum
        if (low is not None and param.default < low) or (high is not None and param.default > high):
            return f'the default of its parameter "{name}" is outside what is allowed'
    return None


def _bad_columns(columns: Mapping[str, object]) -> str | None:
    for name, column in columns.items():
        if type(column) is not Column or not isinstance(column.type, ColumnType):
            return f'column "{escaped(name, 60)}" is not a Column with a ColumnType'
        if bad_id(name) or "." in name:
            return f'column "{escaped(name, 60)}": names are lower-case letters, digits and _'
        if column.low > column.high:
            return f'column "{name}": its minimum is above its maximum'
    return None
