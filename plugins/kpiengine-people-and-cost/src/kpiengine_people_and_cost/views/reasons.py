"""Why a row does not count: the first reason that holds, as the text of the column `out`."""

import narwhals as nw

from kpiengine.plugin import Column, ColumnType

OUT = Column(ColumnType.TEXT, null=True, doc="why the row does not count; missing = it counts")


def first_reason(*reasons: tuple[nw.Expr, str]) -> nw.Expr:
    """The text beside the first condition that is true; missing where none is."""
    chain = nw.lit(None, dtype=nw.String)
    for condition, text in reversed(reasons):
        chain = nw.when(condition.fill_null(value=False)).then(nw.lit(text)).otherwise(chain)
    return chain
