"""Why a row of a view does not count: the first reason that holds, as the text of the column `out`.

The sums of a view need only the yes or no.  `left_out` gives that beside the text, so that the text is made for the few
rows that have one; on large tables that is a tenth of the work.
"""

from functools import reduce
from operator import or_

import narwhals as nw

from kpiengine.plugin.columns import Column, ColumnType

OUT = Column(ColumnType.TEXT, null=True, doc="why the row does not count; missing = it counts")
COUNTS = "counts"  # beside `out`: whether that is missing
Reason = tuple[nw.Expr, str]


def left_out(*reasons: Reason) -> dict[str, nw.Expr]:
    """The columns `out` and `counts` of a view whose reasons these are: `rows.with_columns(**left_out(...))`.

    What changes `out` afterwards must take `counts` out, which then no longer says the same.
    """
    conditions = [condition.fill_null(value=False) for condition, _ in reasons]
    return {"out": first_reason(*reasons), COUNTS: ~reduce(or_, conditions)}


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
