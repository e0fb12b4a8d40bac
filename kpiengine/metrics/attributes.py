"""Columns of the tables that describe subjects, beside the rows that belong to these: `queue.scenario`.

The describing table is small and its key unique (the load stage has seen to it), so the join never multiplies rows.
A row without the subject, or with one that the table does not know, has no value.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw
from attrs import field, frozen

from kpiengine.expressions import build
from kpiengine.expressions.tree import Node
from kpiengine.facts.records import FactStore
from kpiengine.plugin import Catalogue, View
from kpiengine.plugin.columns import FactTable
from kpiengine.plugin.dimensions import attributes_of

Frame = nw.LazyFrame[Any]
_KEY = "@described"


@frozen
class Attribute:
    """One column of a describing table, for the rows of a view whose column `subject` holds the key."""

    name: str  # queue.scenario
    subject: str
    table: str
    key: str
    column: str
    rows: Frame = field(eq=False)


def describing(view: View, catalogue: Catalogue) -> dict[str, tuple[FactTable, str]]:
    """Table and column of every dimension that describes a subject of the view."""
    found = {}
    for name in attributes_of(view, catalogue.tables.values()):
        level, _, column = name.partition(".")
        table = catalogue.describing(level)
        if table is not None and column in table.columns:
            found[name] = (table, column)
    return found


def not_mapped(names: Iterable[str], view: View, catalogue: Catalogue, facts: FactStore) -> list[str]:
    """Those columns of describing tables ("queues.scenario") that are not loaded."""
    known = describing(view, catalogue)
    used = [f"{known[name][0].id}.{known[name][1]}" for name in names if name in known]
    return [full for full in used if full not in facts.mapped]


def attributes(names: Iterable[str], view: View, catalogue: Catalogue, facts: FactStore) -> dict[str, Attribute]:
    """How each of the dimensions that describe a subject is got; their tables must be loaded."""
    known = describing(view, catalogue)
    return {
        name: Attribute(
            name, view.subjects[str(table.describes)], table.id, table.key[0], column_, facts.tables[table.id]
        )
        for name in names
        if name in known
        for table, column_ in (known[name],)
    }


def column(dimension: str) -> str:
    """Name of the column that holds it."""
    return f"@{dimension.replace('.', ':')}"  # to Spark a point in a name is a field of a structure


def node(dimension: str, view: View, catalogue: Catalogue) -> Node:
    """The column in a condition."""
    table, column_ = describing(view, catalogue)[dimension]
    return build.name(column(dimension), table.columns[column_].static_type)


def with_attributes(rows: Frame, wanted: Mapping[str, Attribute]) -> Frame:
    """The rows with a column for each."""
    by_table: dict[tuple[str, str], list[Attribute]] = {}
    for name in sorted(wanted):
        by_table.setdefault((wanted[name].table, wanted[name].subject), []).append(wanted[name])
    for (_, subject), mine in by_table.items():
        right = mine[0].rows.select(
            nw.col(mine[0].key).alias(_KEY), *(nw.col(one.column).alias(column(one.name)) for one in mine)
        )
        rows = rows.join(right, left_on=subject, right_on=_KEY, how="left")
    return rows
