"""What the sums of a pass add up, as columns: each condition and each value once, however many sums use it."""

from collections.abc import Collection
from typing import Any

import narwhals as nw

from kpiengine.expressions.columnar import engine_expr, words_of
from kpiengine.expressions.tree import Node
from kpiengine.metrics.formulas import Sum
from kpiengine.plugin import Agg

Frame = nw.LazyFrame[Any]


class Terms:
    """Names the conditions and values of some sums; `beside` makes the columns, `aggregate` is what is made of them."""

    def __init__(self, sums: Collection[Sum]) -> None:
        """Numbers what is equal once."""
        self._wheres: dict[Node, str] = {}
        self._values: dict[tuple[Node, Node | None], str] = {}
        self._known: dict[tuple[Node, Node | None], str] = {}
        for one in sums:
            if one.where is not None:
                self._wheres.setdefault(one.where, f"_where{len(self._wheres)}")
            if one.of is not None and one.agg is not Agg.COUNT:
                self._values.setdefault((one.of, one.where), f"_of{len(self._values)}")
        for one in sums:
            # To be counted, values need not be made: it is enough to know where there is one.
            if one.of is not None and (one.of, one.where) not in self._values:
                self._known.setdefault((one.of, one.where), f"_known{len(self._known)}")

    def beside(self, rows: Frame) -> Frame:
        """The rows with a column for each term."""
        native = rows.to_native()
        words = words_of(native)
        wheres = {name: engine_expr(node, words) for node, name in self._wheres.items()}
        made = {name: self._value(words, of, where) for (of, where), name in self._values.items()}
        made |= {name: self._is_known(words, of, where) for (of, where), name in self._known.items()}
        frame = rows if words is nw else native
        for columns in (wheres, made):
            frame = frame.with_columns(**columns) if columns else frame
        return frame if words is nw else nw.from_native(frame)

    def aggregate(self, one: Sum) -> nw.Expr:
        """The sum, over the columns that `beside` made."""
        if one.of is None:
            return nw.len() if one.where is None else _how_many(self._where(one.where))
        match one.agg:
            case Agg.COUNT:
                known = self._known.get((one.of, one.where))
                return self.of(one).count() if known is None else _how_many(nw.col(known))
            case Agg.SUM:
                return self.of(one).sum()
            case Agg.MIN:
                return self.of(one).min()
            case Agg.MAX:
                return self.of(one).max()

    def of(self, one: Sum) -> nw.Expr:
        """The column of a sum's value, missing in rows that it leaves out."""
        assert one.of is not None  # noqa: S101 -- a count of rows has no value
        return nw.col(self._values[one.of, one.where])

    def _where(self, condition: Node) -> nw.Expr:
        return nw.col(self._wheres[condition])

    def _value(self, words: Any, of: Node, where: Node | None) -> Any:  # noqa: ANN401 -- an expression of the words
        value = engine_expr(of, words)
        return value if where is None else words.when(words.col(self._wheres[where])).then(value)

    def _is_known(self, words: Any, of: Node, where: Node | None) -> Any:  # noqa: ANN401 -- as above
        known = ~engine_expr(of, words).is_null()
        return known if where is None else words.col(self._wheres[where]) & known


def _how_many(condition: nw.Expr) -> nw.Expr:
    return condition.cast(nw.Int64).sum()
