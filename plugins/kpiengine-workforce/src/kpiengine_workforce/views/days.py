"""Stretches of time cut at local midnights, so that days can be counted: on any engine, without a calendar table."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Context
from kpiengine_workforce.views.reasons import whole

Frame = nw.LazyFrame[Any]
BASE = 8
LONGEST = BASE * BASE  # days; what is left of a longer stretch stays whole, and is no day


def by_day(rows: Frame, table: Frame, context: Context) -> Frame:
    """Rows cut at midnights: `ts_from` and `ts_to` within one local day, `day` is its number.

    `table` is any table that has rows wherever `rows` does.  Nothing is lost: the stretch after 63 midnights is one
    piece without `day`.
    """
    first, last = context.local_day(nw.col("ts_from")), context.local_day(nw.col("ts_to") - 1)
    rows = rows.with_columns(day=first.cast(nw.Int64), midnights=(last - first).cast(nw.Int64))
    limit = nw.min_horizontal(nw.max_horizontal(nw.col("midnights"), whole(0)), whole(LONGEST - 1))
    rows = rows.with_columns(midnights=limit).join(_steps(table), on="midnights", how="left")
    rows = rows.with_columns(day=nw.col("day") + nw.col("step"))
    rest = nw.col("step") == LONGEST - 1
    begins, ends = context.day_start(nw.col("day")), context.day_start(nw.col("day") + 1)
    return rows.with_columns(
        ts_from=nw.when(nw.col("step") > 0).then(nw.max_horizontal(nw.col("ts_from"), begins)).otherwise("ts_from"),
        ts_to=nw.when((nw.col("step") < nw.col("midnights")) & ~rest)
        .then(nw.min_horizontal(nw.col("ts_to"), ends))
        .otherwise("ts_to"),
        day=nw.when(~rest).then(nw.col("day")),
    ).drop("midnights", "step")


def _steps(table: Frame) -> Frame:
    """For each number of `midnights` the `step`s 0 to that number, made where the table lives."""
    one = table.head(1)
    numbers = nw.concat([one.select(n=whole(number)) for number in range(BASE)], how="vertical")
    digits = numbers.join(numbers.select(m=nw.col("n")), how="cross").select(n=nw.col("n") * BASE + nw.col("m"))
    pairs = digits.select(midnights=nw.col("n")).join(digits.select(step=nw.col("n")), how="cross")
    return pairs.filter(nw.col("step") <= nw.col("midnights"))


def first_of_day(of: nw.Expr, *kind: str) -> nw.Expr:
    """Whether a row is the agent's first of its day among rows of the same `kind`, where `of` holds."""
    first = nw.col("ts_from").min().over("agent_id", "day", *kind)
    return (of & ~nw.col("day").is_null() & (nw.col("ts_from") == first)).fill_null(value=False)
