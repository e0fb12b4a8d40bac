"""Where everybody stands among the others: how many are better, and how many as good, inside each group.

The value is the score or that of a KPI, in the direction that is better; who has no value is not ranked and not
counted. Columns: `rank_value` (the larger the better), then `rank_group` (how many are ranked), `rank_above` (how
many are better) and `rank_within` (how many are better or as good, the row itself among them).
"""

from collections.abc import Mapping, Sequence

import polars as pl

from kpiengine.expressions import build as b
from kpiengine.expressions.types import Type, number
from kpiengine.plugin import Better
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.paying import Rank
from kpiengine.scores.curve import direction
from kpiengine.scores.steps import Steps, whole

MOST = number(0, 10**9)
GIVEN: Mapping[str, Type] = dict.fromkeys(("rank_group", "rank_above", "rank_within"), MOST)


def add_rank_value(steps: Steps, checked: CheckedRuleSet, rank: Rank) -> None:
    """Adds `rank_value`."""
    if rank.of == "score":
        steps.add("rank_value", steps["score"])
        return
    kpi = checked.ruleset.kpis[rank.of]
    value = steps[f"known:{kpi.id}"]
    lower = direction(kpi, checked.wanted[kpi.id].metric.better) is Better.LOWER
    steps.add("rank_value", b.neg(value) if lower else b.add(value, whole(0)))


def with_ranks(frame: pl.DataFrame, rank: Rank) -> pl.DataFrame:
    """The frame with the three counts; missing for who is not ranked."""
    groups = unit_columns(rank.among)
    frame = frame.with_columns(**counts("rank_value", groups))
    return _as_closed(frame, groups) if "then:rank_value" in frame.columns else frame


def _as_closed(frame: pl.DataFrame, groups: list[str]) -> pl.DataFrame:
    """In a closed period: whose value is as it was keeps the place, another one is placed among the values then.

    So late data of one payee move nobody else up or down.
    """
    now, then = pl.col("rank_value"), pl.col("then:rank_value")
    values = frame.filter(then.is_not_null()).group_by(*groups, then.alias("rank_value")).agg(here=pl.len())
    asked = frame.filter(now.is_not_null() & pl.col("then:closed")).select(*groups, "rank_value").unique()
    every = pl.concat([values, asked.with_columns(here=pl.lit(0, values.schema["here"]))])
    every = every.group_by(*groups, "rank_value").agg(pl.col("here").sum()).sort("rank_value", descending=True)
    every = every.with_columns(
        at_least=pl.col("here").cum_sum().over(groups).cast(pl.Int64),
        all_then=pl.col("here").sum().over(groups).cast(pl.Int64),
    )
    every = every.with_columns(better=pl.col("at_least") - pl.col("here").cast(pl.Int64)).drop("here")
    frame = frame.join(every, on=[*groups, "rank_value"], how="left", maintain_order="left")
    # Oneself is taken out of the values then, and counted with the value now.
    mine = {"better": then > now, "at_least": then >= now, "all_then": then.is_not_null()}
    others = {name: pl.col(name) - holds.fill_null(value=False).cast(pl.Int64) for name, holds in mine.items()}
    anew = {"rank_above": others["better"], "rank_within": others["at_least"] + 1, "rank_group": others["all_then"] + 1}
    moved = pl.col("then:closed").fill_null(value=False) & now.is_not_null() & now.ne_missing(then)
    same = pl.col("then:rank_group").is_not_null() & now.eq_missing(then)
    placed = (
        pl.when(same).then(f"then:{name}").when(moved).then(place).otherwise(name).alias(name)
        for name, place in anew.items()
    )
    return frame.with_columns(placed).drop("better", "at_least", "all_then")


def counts(value: str, groups: Sequence[str]) -> dict[str, pl.Expr]:
    """The three counts of a column, by its rank from both ends."""
    of = pl.col(value)
    size = of.count().cast(pl.Int64).over(groups)
    known = of.is_not_null()
    from_top = of.rank("min", descending=True).cast(pl.Int64).over(groups)
    from_end = of.rank("max", descending=True).cast(pl.Int64).over(groups)
    return {
        "rank_group": size,
        "rank_above": pl.when(known).then(from_top - 1),
        "rank_within": pl.when(known).then(from_end),
    }


def unit_columns(unit: str | None) -> list[str]:
    """By what a group is told apart: the period, and the number of the unit where there are several."""
    return ["period"] if unit in {None, "centre"} else ["period", str(unit)]
