"""The rows that a metric counts: a fact table as a view, and the columns that its texts name."""

from typing import Any

import narwhals as nw
from attrs import frozen

from kpiengine.expressions.tree import Node, Op
from kpiengine.metric_files.records import MetricRecord
from kpiengine.plugin import Catalogue, Column, Context, Event, Facts, FactTable, Params, View


@frozen
class WholeTable:
    """Builds the view of a table as it is."""

    table: str

    def __call__(self, facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
        """The table's rows; each counts."""
        del params, context
        return facts[self.table]


def view_of_table(id_: str, table: FactTable, catalogue: Catalogue, record: MetricRecord) -> View:
    """The table as a view, dated and credited as the record says."""
    subjects = {"agent": record.agent, "queue": record.queue}
    return View(
        id=id_,
        facts=(table.id,),
        build=WholeTable(table.id),
        time=Event(record.time or ""),
        subjects={level: column for level, column in subjects.items() if column is not None},
        columns=_columns(table, catalogue),
    )


def _columns(table: FactTable, catalogue: Catalogue) -> dict[str, Column]:
    """The table's own columns and those of its parents."""
    found = dict(table.columns)
    for parent in table.parents:
        above = catalogue.tables[parent.table].columns
        found |= {f"{parent.prefix}_{name}": above[name] for name in parent.columns}
    return found


def names_in(node: Node) -> set[str]:
    """The columns that a tree uses."""
    own = {str(node.value)} if node.op is Op.NAME else set()
    return own.union(*(names_in(arg) for arg in node.args))
