"""What the sums of a pass add up, as columns: each condition and each value once, however many sums use it."""

from collections.abc import Iterable
from typing import Any

import narwhals as nw

from kpiengine.expressions.columnar import engine_expr
from kpiengine.expressions.tree import Node
from kpiengine.metrics.formulas import Sum

Frame = nw.LazyFrame[Any]


class Terms:
    """Names the conditions and values of some sums; `beside` makes the columns, `where` and `of` are those columns."""

    def __init__(self, sums: Iterable[Sum]) -> None:
        """Numbers what is equal once."""
        self._wheres: dict[Node, str] = {}
        self._values: dict[tuple[Node, Node | None], str] = {}
        for one in sums:
            if one.where is not None:
                self._wheres.setdefault(one.where, f"_where{len(self._wheres)}")
            if one.of is not None:
                self._values.setdefault((one.of, one.where), f"_of{len(self._values)}")

    def beside(self, rows: Frame) -> Frame:
        """The rows with a column for each term."""
        wheres = {name: engine_expr(node) for node, name in self._wheres.items()}
        values = {name: self._value(of, where) for (of, where), name in self._values.items()}
        rows = rows.with_columns(**wheres) if wheres else rows
        return rows.with_columns(**values) if values else rows

    def where(self, condition: Node) -> nw.Expr:
        """The column of a condition."""
        return nw.col(self._wheres[condition])

    def of(self, one: Sum) -> nw.Expr:
        """The column of a sum's value, missing in rows that it leaves out."""
        assert one.of is not None  # noqa: S101 -- a count of rows has no value
        return nw.col(self._values[one.of, one.where])

    def _value(self, of: Node, where: Node | None) -> nw.Expr:
        value = engine_expr(of)
        return value if where is None else nw.when(self.where(where)).then(value)
