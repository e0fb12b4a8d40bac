"""Who was in which team for how long, for rule sets that are split by team.

A team's days need not follow each other: who comes back is in the same segment again.  A stretch of fewer than
`min_days` days belongs to the longer one beside it, as one under another rule set does.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.planning.records import Stints
from kpiengine.planning.short import joined
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.stints import split_checked

_WHO = ["agent", "period", "ruleset"]


def by_team(
    stretches: pl.DataFrame, assigned: pl.DataFrame, rulesets: Sequence[CheckedRuleSet]
) -> tuple[tuple[CheckedRuleSet, ...], Stints | None]:
    """The rule sets, those split under which somebody changed the team; and the stints of everybody in them."""
    asked = [index for index, one in enumerate(rulesets) if one.ruleset.segments.split_by == "team"]
    mine = assigned.filter(pl.col("ruleset").is_in(asked))
    if mine.is_empty():
        return tuple(rulesets), None
    keys = ["agent", "atom", "period"]
    beside = stretches.select(*keys, "first_day", "team", "site", pl.col("days").cast(pl.Int64))
    least = pl.col("ruleset").replace_strict(
        range(len(rulesets)), [one.ruleset.segments.min_days for one in rulesets], return_dtype=pl.Int64
    )
    rows = mine.join(beside, on=keys).sort(*_WHO, "first_day")
    moving = rows.group_by(_WHO).agg(pl.col("team").n_unique()).filter(pl.col("team") > 1)["ruleset"].unique().to_list()
    if not moving:
        return tuple(rulesets), None
    rows = joined(rows.filter(pl.col("ruleset").is_in(moving)), _WHO, "team", least)
    order = pl.col("first_day")
    stints = rows.group_by(*_WHO, "team").agg(order.min(), pl.col("days").sum(), pl.col("site").sort_by(order).last())
    stints = stints.sort(*_WHO, "first_day").with_columns(
        number=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(_WHO)
    )
    most = stints.group_by("ruleset").agg(pl.col("number").max()).sort("ruleset")
    split = {int(index): int(count) for index, count in most.rows()}
    firsts, after = {}, len(rulesets)
    for index, count in split.items():
        firsts[index], after = after, after + count
    stints = stints.with_columns(
        stint=pl.col("ruleset").replace_strict(firsts, return_dtype=pl.Int32) + pl.col("number") - 1
    )
    days = rows.join(stints.select(*_WHO, "team", "stint"), on=[*_WHO, "team"])
    made = Stints(
        firsts,
        split,
        stints.select("agent", "period", pl.col("stint").alias("ruleset"), "team", "site", "days"),
        days.select(*keys, pl.col("stint").alias("ruleset")),
    )
    return tuple(split_checked(one, split[i]) if i in split else one for i, one in enumerate(rulesets)), made
