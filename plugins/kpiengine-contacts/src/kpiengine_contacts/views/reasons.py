"""Why a row does not count: the first reason that holds, as the text of the column `out`."""

import narwhals as nw


def first_reason(*reasons: tuple[nw.Expr, str]) -> nw.Expr:
    """The text beside the first condition that is true; missing where none is."""
    chain = nw.lit(None, dtype=nw.String)
    for condition, text in reversed(reasons):
        chain = nw.when(condition.fill_null(value=False)).then(nw.lit(text)).otherwise(chain)
    return chain


def not_live(prefix: str = "") -> tuple[tuple[nw.Expr, str], ...]:
    """Test and internal contacts, out of every metric about customers."""
    return (
        (nw.col(f"{prefix}is_test"), "test contact"),
        (nw.col(f"{prefix}direction") == "internal", "internal contact"),
    )
