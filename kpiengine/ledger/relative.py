"""Ranks and scaled budgets of a closed period stay as they were, but for the payee whose own facts changed.

What they were made from comes beside the measures when the period is judged again; `decisions.ranks` and
`decisions.budgets` go by it.  Columns: `then:closed` for everybody in such a period; `then:rank_value`,
`then:rank_group`, `then:rank_above` and `then:rank_within` of the payee; `then:amount_due` and `then:amount` of the
payee, `then:all_due` and `then:all_paid` of all together.  An amended period has none of them: it is decided anew.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.ledger.recorded import Recorded
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.ruleset import RuleSet

RANKS = ("rank_value", "rank_group", "rank_above", "rank_within")
AMOUNTS = ("amount_due", "amount")


def with_closed_relations(
    checked: CheckedRuleSet, frame: pl.DataFrame, periods: Sequence[str], recorded: Recorded
) -> pl.DataFrame:
    """The measured frame with the columns above, where the rule set ranks or scales and the period was closed."""
    needed = _needed(checked.ruleset)
    found = [
        then.select("agent_id", *needed, period=pl.lit(place).cast(frame.schema["period"]))
        for place, name in enumerate(periods)
        if needed
        and (then := recorded.get((checked.ruleset.head.id, name))) is not None
        and {*needed} <= set(then.columns)
    ]
    if not found:
        return frame
    whole = pl.concat(found)
    own = whole.select("agent_id", "period", *(pl.col(name).alias(f"then:{name}") for name in needed))
    sums = [
        pl.col(name).fill_null(0).cast(pl.Int128).sum().alias(f"then:{of}")
        for name, of in (("amount_due", "all_due"), ("amount", "all_paid"))
        if name in needed
    ]
    of_period = whole.group_by("period").agg(*sums, pl.lit(value=True).alias("then:closed"))
    frame = frame.join(of_period, on="period", how="left", maintain_order="left")
    return frame.join(own, on=["agent_id", "period"], how="left", maintain_order="left")


def _needed(rules: RuleSet) -> tuple[str, ...]:
    scaled = rules.payout.budget is not None and rules.payout.if_over == "scale"
    return (*(RANKS if rules.rank is not None else ()), *(AMOUNTS if scaled else ()))
