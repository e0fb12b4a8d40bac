"""A closed pool is not split again: a correction pays the one concerned beside it, and the others keep their shares.

What the shares were made from comes beside the measures of a closed period that is judged again, and `decisions.pools`
goes by it.  Columns: `then:share_weight` and `then:pool_share` of the payee, `then:pool_minor` and `then:pool_weight`
(all weights together) of the pool; where the rest goes on, `then:pool_taken` and `then:pool_rest`.  A pool that waited
for somebody when it was closed was not split, and is split now.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.ledger.recorded import Recorded
from kpiengine.rules.carried import REST, TAKEN, carries
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.payout import Payout

NEEDED = ("share_weight", "pool_share", "pool_minor", "pool_waits")


def with_closed_shares(
    checked: CheckedRuleSet, frame: pl.DataFrame, periods: Sequence[str], recorded: Recorded
) -> pl.DataFrame:
    """The measured frame with the columns above, where a pool of the rule set was split and closed."""
    rules = checked.ruleset
    if rules.payout.kind != "pool" or rules.payout.if_corrected != "top_up":
        return frame
    unit = [f"unit:{rules.payout.per}"] if rules.payout.per in {"team", "site"} else []
    found = [
        then.select(
            "agent_id", *unit, *NEEDED, *_carried(rules.payout, then), period=pl.lit(place).cast(frame.schema["period"])
        )
        for place, name in enumerate(periods)
        if (then := recorded.get((rules.head.id, name))) is not None and {*unit, *NEEDED} <= set(then.columns)
    ]
    if not found:
        return frame
    whole = pl.concat(found)
    by = ["period", *unit]
    split = whole.filter(~pl.col("pool_waits").any().over(by))
    carried = [pl.col(name).max().alias(f"then:{name}") for name in (TAKEN, REST) if name in split.columns]
    pools = split.group_by(by).agg(
        *carried,
        pl.col("pool_minor").max().alias("then:pool_minor"),
        pl.col("share_weight").sum().alias("then:pool_weight"),
    )
    own = split.select(
        "agent_id",
        "period",
        *unit,
        pl.col("share_weight").alias("then:share_weight"),
        pl.col("pool_share").alias("then:pool_share"),
    )
    frame = frame.join(pools, on=by, how="left", nulls_equal=True, maintain_order="left")
    return frame.join(own, on=["agent_id", *by], how="left", nulls_equal=True, maintain_order="left")


def _carried(payout: Payout, then: pl.DataFrame) -> list[str]:
    return [name for name in (TAKEN, REST) if carries(payout) and name in then.columns]
