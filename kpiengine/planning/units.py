"""Subjects that are not people: the teams, sites or the centre of those whom a rule set names, one row a period.

A unit is a subject in the periods in which somebody whom the rule set names works there; its days are those on which
somebody does.  It has no attributes of the roster.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.rules.model.words import KpiLevel

CENTRE = "centre"  # id of the only subject of its level


def covered_units(
    stretches: pl.DataFrame, assigned: pl.DataFrame, level: KpiLevel, names: Sequence[str]
) -> pl.DataFrame:
    """One row per unit x period x rule set, with the columns that `EvaluationPlan.covered` has for people.

    `assigned` are the rule sets of this level; `names` are the units by number (any, for the centre).  `agent` is 0,
    team and site are the unit's own numbers: 0 where it has none, or a team several sites.
    """
    unit = pl.col("team" if level is KpiLevel.TEAM else "site") if level is not KpiLevel.CENTRE else pl.lit(0)
    days = stretches.join(assigned, on=["agent", "atom", "period"]).with_columns(unit=unit.cast(pl.Int32))
    if level is not KpiLevel.CENTRE:
        days = days.filter(pl.col("unit") > 0)  # people without a team are in none
    own = ["unit", "period", "ruleset", "plan"]
    per_plan = (
        days.unique(["unit", "period", "plan", "atom"])
        .group_by("unit", "period", "plan")
        .agg(period_days=pl.col("days").sum())
    )
    sites = days.group_by(own).agg(
        site=pl.when(pl.col("site").n_unique() == 1).then(pl.col("site").first()).otherwise(0)
    )
    found = (
        days.unique([*own, "atom"])
        .group_by(own)
        .agg(pl.col("first_day").min(), pl.col("last_day").max(), pl.col("days").sum())
        .join(per_plan, on=["unit", "period", "plan"])
        .join(sites, on=own)
    )
    ids = pl.DataFrame({"unit": range(len(names)), "agent_id": names}, schema={"unit": pl.Int32, "agent_id": pl.String})
    if level is KpiLevel.CENTRE:
        ids = pl.DataFrame({"unit": [0], "agent_id": [CENTRE]}, schema={"unit": pl.Int32, "agent_id": pl.String})
    nothing = pl.lit(0, pl.Int32)
    return found.join(ids, on="unit").select(
        nothing.alias("agent"),
        "period",
        "ruleset",
        *("first_day", "last_day", "days"),
        (pl.col("unit") if level is KpiLevel.TEAM else nothing).alias("team"),
        (nothing if level is KpiLevel.CENTRE else pl.col("site").cast(pl.Int32)).alias("site"),
        "period_days",
        "agent_id",
    )
