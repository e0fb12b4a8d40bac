"""Short stretches: who changes the rule set for a few days only is scored with the longer stretch beside them.

A stretch is a run of days under one rule set of a plan inside one period.  One with fewer days than its rule set's
`min_days` goes to the longer of the stretches beside it (of equal ones to the earlier), the shortest first.  A stretch
that is alone in its period stays as it is.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.words import KpiLevel

_WHO = ["plan", "agent", "period"]
MOST_CHANGES = 400  # more stretches than any period has days


def join_short(
    stretches: pl.DataFrame, assigned: pl.DataFrame, rulesets: Sequence[CheckedRuleSet]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`assigned` with the days of short stretches given to another rule set, and those days.

    The second frame has agent, period, ruleset (the one that takes them over), days.
    """
    of_people = [i for i, one in enumerate(rulesets) if one.ruleset.head.level is KpiLevel.AGENT]
    least = pl.col("ruleset").replace_strict(
        range(len(rulesets)), [one.ruleset.segments.min_days for one in rulesets], return_dtype=pl.Int64
    )
    mine = assigned.filter(pl.col("ruleset").is_in(of_people))
    several = mine.group_by(_WHO).agg(pl.col("ruleset").n_unique().alias("n")).filter(pl.col("n") > 1).drop("n")
    if several.is_empty():
        return assigned, _taken(mine.clear().with_columns(was=pl.col("ruleset"), days=pl.lit(0, pl.Int64)))
    keys = ["agent", "atom", "period"]
    days = stretches.select(*keys, "first_day", pl.col("days").cast(pl.Int64))
    rows = mine.join(several, on=_WHO, how="semi").join(days, on=keys).with_columns(was=pl.col("ruleset"))
    rows = joined(rows.sort(*_WHO, "first_day"), _WHO, "ruleset", least)
    changed = rows.select(assigned.columns)
    kept = assigned.join(several, on=_WHO, how="anti")
    others = assigned.join(several, on=_WHO, how="semi").filter(~pl.col("ruleset").is_in(of_people))
    return pl.concat([kept, others, changed]), _taken(rows)


def joined(rows: pl.DataFrame, who: Sequence[str], what: str, least: pl.Expr) -> pl.DataFrame:
    """Rows in the order of days with `what` changed where a run of it is shorter than `least` and has one beside it."""
    for _ in range(MOST_CHANGES):
        rows = rows.with_columns(run=pl.struct(*who, what).rle_id())
        moved = _moved(_runs(rows, who, what).with_columns(least=least), who, what)
        if moved.is_empty():
            break
        rows = rows.join(moved, on="run", how="left").sort(*who, "first_day")
        rows = rows.with_columns(pl.coalesce("to", what).alias(what)).drop("to")
    return rows


def _runs(rows: pl.DataFrame, who: Sequence[str], what: str) -> pl.DataFrame:
    """One row for each run, in order, with those beside it."""
    runs = rows.group_by("run", *dict.fromkeys([*who, what])).agg(pl.col("days").sum()).sort("run")
    beside = (
        pl.col(column).shift(step).over(who).alias(f"{word}_{column}")
        for word, step in (("before", 1), ("after", -1))
        for column in ("days", what)
    )
    return runs.with_columns(*beside)


def _moved(runs: pl.DataFrame, who: Sequence[str], what: str) -> pl.DataFrame:
    """The shortest short run of each subject and period, and where it goes."""
    beside = pl.any_horizontal(pl.col("before_days", "after_days").is_not_null())
    short = runs.filter((pl.col("days") < pl.col("least")) & beside)
    first = short.sort("days", "run").group_by(who, maintain_order=True).first()
    earlier = pl.col("before_days").fill_null(-1) >= pl.col("after_days").fill_null(-1)
    return first.select("run", pl.when(earlier).then(f"before_{what}").otherwise(f"after_{what}").alias("to"))


def _taken(rows: pl.DataFrame) -> pl.DataFrame:
    """How many days each rule set took over."""
    moved = rows.filter(pl.col("ruleset") != pl.col("was"))
    return moved.group_by("agent", "period", "ruleset").agg(pl.col("days").sum())
