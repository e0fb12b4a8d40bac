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
    return frame.with_columns(**counts("rank_value", unit_columns(rank.among)))


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
