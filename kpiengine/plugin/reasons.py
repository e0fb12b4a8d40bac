"""Why a row of a view does not count: the first reason that holds, as the text of the column `out`."""

import narwhals as nw

from kpiengine.plugin.columns import Column, ColumnType

OUT = Column(ColumnType.TEXT, null=True, doc="why the row does not count; missing = it counts")
Reason = tuple[nw.Expr, str]


def first_reason(*reasons: Reason) -> nw.Expr:
    """The text beside the first condition that is true; missing where none is."""
    chain = nw.lit(None, dtype=nw.String)
    for condition, text in reversed(reasons):
        chain = nw.when(condition.fill_null(value=False)).then(nw.lit(text)).otherwise(chain)
    return chain


def not_live(prefix: str = "", *, internal: bool = True) -> tuple[Reason, ...]:
    """Test contacts, and (`internal`) contacts between colleagues, are out of every metric about customers.

    With a `prefix` the columns are the parent's ("contact_"), and what belongs to a deleted contact is out too.
    """
    tests = (nw.col(f"{prefix}is_test"), "test contact")
    between = (nw.col(f"{prefix}direction") == "internal", "internal contact")
    deleted = (nw.col(f"{prefix}status") == "deleted", "its contact was deleted")
    return (tests, *((between,) if internal else ()), *((deleted,) if prefix else ()))
