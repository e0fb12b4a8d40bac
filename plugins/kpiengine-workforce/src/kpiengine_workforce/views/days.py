"""Stretches of time cut at local midnights, so that days can be counted: on any engine, without a calendar table."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Context
from kpiengine_workforce.views.numbers import whole

Frame = nw.LazyFrame[Any]
LONGEST = 64  # days; what is left of a longer stretch stays whole, and is no day


def by_day(rows: Frame, table: Frame, context: Context) -> Frame:
    """Rows cut at midnights: `ts_from` and `ts_to` within one local day, `day` is its number.

    `table` is any table that has rows wherever `rows` does.  Nothing is lost: the stretch after 63 midnights is one
    piece without `day`.  They are cut at exclusions too, so that the first of a day is one that counts.
    """
    rows = context.cut_excluded(rows, table, start="ts_from", end="ts_to", subjects={"agent": "agent_id"})
    first, last = context.local_day(nw.col("ts_from")), context.local_day(nw.col("ts_to") - 1)
    rows = rows.with_columns(day=first.cast(nw.Int64), midnights=(last - first).cast(nw.Int64))
    limit = nw.min_horizontal(nw.max_horizontal(nw.col("midnights"), whole(0)), whole(LONGEST - 1))
    # Rows that do not count stay whole: they are there to be found.
    limit = nw.when(nw.col("out").is_null()).then(limit).otherwise(whole(0))
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
    two = nw.concat([one.select(n=whole(0)), one.select(n=whole(1))], how="vertical")
    four = _squared(two, 2)
    many = _squared(four, 4).join(four.select(m=nw.col("n")), how="cross").select(n=nw.col("n") * 4 + nw.col("m"))
    pairs = many.select(midnights=nw.col("n")).join(many.select(step=nw.col("n")), how="cross")
    return pairs.filter(nw.col("step") <= nw.col("midnights"))


def _squared(numbers: Frame, count: int) -> Frame:
    """The numbers from 0 below count * count, from those below count."""
    both = numbers.join(numbers.select(m=nw.col("n")), how="cross")
    return both.select(n=nw.col("n") * count + nw.col("m"))


def first_of_day(of: nw.Expr, *kind: str) -> nw.Expr:
    """Whether a row is the agent's first of its day among rows of the same `kind`, where `of` holds."""
    first = nw.col("ts_from").min().over("agent_id", "day", *kind)
    return (of & ~nw.col("day").is_null() & (nw.col("ts_from") == first)).fill_null(value=False)
