"""Rewards beside money as a list to act on: who is given what, what is still open, and how long it stands.

`status` is `given` or `open`; `until` is the last day on which it stands, counted from the end of the period, and empty
where it stands for good.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.decisions.decide import Decisions
from kpiengine.periods import Period, day_of
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.lasting import Length
from kpiengine.scores.sentences import title

COLUMNS = ("agent_id", "name", "period", "ruleset", "reward", "kind", "title", "amount", "status", "until")
_OFFSETS = {"day": "d", "week": "w", "month": "mo", "quarter": "q", "year": "y"}
_MOST = {"day": 366_000, "week": 52_000, "month": 12_000, "quarter": 4_000, "year": 1_000}  # longer is for good


def has_rewards(checked: CheckedRuleSet) -> bool:
    """Whether a rule set gives any."""
    return bool(checked.ruleset.rewards)


def reward_lines(decisions: Decisions, periods: Sequence[Period], language: str = "en") -> pl.DataFrame:
    """The frame of rewards.csv: a row for each reward that is given or open, in the order of scorecards and file."""
    head, rewards = decisions.checked.ruleset.head, decisions.checked.ruleset.rewards
    if not rewards:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    known = pl.DataFrame(
        {
            "reward": [reward.id for reward in rewards.values() for _ in periods],
            "period": [period.name for _ in rewards for period in periods],
            "place": [place for place in range(len(rewards)) for _ in periods],
            "kind": [reward.kind for reward in rewards.values() for _ in periods],
            "title": [title(reward.title, language, reward.id) for reward in rewards.values() for _ in periods],
            "amount": [str(reward.amount) for reward in rewards.values() for _ in periods],
            "until": [_until(period, reward.expires) for reward in rewards.values() for period in periods],
        },
        schema_overrides={"until": pl.String},
    )
    frame = decisions.frame.with_row_index("row")
    whose = (
        "row",
        "agent_id",
        pl.col("name") if "name" in frame.columns else pl.lit(None, dtype=pl.String).alias("name"),
        pl.col("period_name").alias("period"),
        pl.lit(head.id).alias("ruleset"),
    )
    statuses = {"rewards": "given", "rewards_held": "open"}
    found = pl.concat(
        frame.select(*whose, pl.col(column).alias("reward"), pl.lit(status).alias("status"))
        .filter(pl.col("reward").list.len() > 0)
        .explode("reward")
        for column, status in statuses.items()
    )
    return found.join(known, on=["reward", "period"]).sort("row", "place").select(COLUMNS)


def _until(period: Period, stands: Length | None) -> str | None:
    if stands is None or stands.count > _MOST[stands.unit]:
        return None
    after = pl.lit(day_of(period.end_day)).dt.offset_by(f"{stands.count}{_OFFSETS[stands.unit]}")
    found: str = pl.select(after.dt.offset_by("-1d").dt.to_string("%Y-%m-%d")).item()
    return found
