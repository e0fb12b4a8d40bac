"""Stretches of time cut at local midnights, so that days can be counted: on any engine, without a calendar table."""

from functools import reduce
from typing import Any

import narwhals as nw

from kpiengine.plugin import Context
from kpiengine_workforce.views.reasons import whole

Frame = nw.LazyFrame[Any]
BITS = 6
LONGEST = 2**BITS  # days; what is left of a longer stretch stays whole, and is no day


def by_day(rows: Frame, table: Frame, context: Context) -> Frame:
    """Rows cut at midnights: `ts_from` and `ts_to` within one local day, `day` is its number.

    `table` is any table that has rows wherever `rows` does.  Nothing is lost: the stretch after 63 midnights is one
    piece without `day`.
    """
    columns = [name for name in rows.collect_schema().names() if name != "day"] + ["day"]
    first, last = context.local_day(nw.col("ts_from")), context.local_day(nw.col("ts_to") - 1)
    rows = rows.with_columns(day=first, last_day=last)
    within = rows.filter(nw.col("last_day") <= nw.col("day")).select(*columns)
    across = rows.filter(nw.col("last_day") > nw.col("day")).join(_steps(table), how="cross")
    across = across.filter(nw.col("day") + nw.col("step") <= nw.col("last_day"))
    across = across.with_columns(day=nw.col("day") + nw.col("step"))
    rest = nw.col("step") == LONGEST - 1
    across = across.with_columns(
        ts_from=nw.max_horizontal(nw.col("ts_from"), context.day_start(nw.col("day"))),
        ts_to=nw.when(rest)
        .then(nw.col("ts_to"))
        .otherwise(nw.min_horizontal(nw.col("ts_to"), context.day_start(nw.col("day") + 1))),
        day=nw.when(~rest).then(nw.col("day")),
    )
    return nw.concat([within, across.select(*columns)], how="vertical")


def _steps(table: Frame) -> Frame:
    """The numbers 0 to 63 in the column `step`, made where the table lives."""
    one = table.head(1)
    bits = [
        nw.concat([one.select(**{f"b{bit}": whole(0)}), one.select(**{f"b{bit}": whole(2**bit)})], how="vertical")
        for bit in range(BITS)
    ]
    crossed = reduce(lambda left, right: left.join(right, how="cross"), bits)
    return crossed.select(step=sum((nw.col(f"b{bit}") for bit in range(1, BITS)), start=nw.col("b0")))


def first_of_day(of: nw.Expr, *kind: str) -> nw.Expr:
    """Whether a row is the agent's first of its day among rows of the same `kind`, where `of` holds."""
    first = nw.col("ts_from").min().over("agent_id", "day", *kind)
    return (of & ~nw.col("day").is_null() & (nw.col("ts_from") == first)).fill_null(value=False)
