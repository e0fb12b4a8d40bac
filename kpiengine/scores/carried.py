"""What earlier pools have left, beside what is measured now: `carried:due` and `carried:open` of each pool."""

from collections.abc import Sequence

import polars as pl

from kpiengine.periods import Period
from kpiengine.planning.windows import back_from
from kpiengine.rules.carried import DUE, MOST_BACK, OPEN, REST, TAKEN, carries, unit_of
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.scores.history import History


def with_carried(
    checked: CheckedRuleSet, frame: pl.DataFrame, periods: Sequence[Period], history: History
) -> pl.DataFrame:
    """The frame with both columns where the rule set carries; rows and their order stay."""
    payout, head = checked.ruleset.payout, checked.ruleset.head
    if not carries(payout):
        return frame
    unit, period_type = unit_of(payout), frame.schema["period"]
    names = [[each.name for each in back_from(period, MOST_BACK)[1:]] for period in periods]
    by = ["period"] if unit is None else ["period", unit]
    schema = {"period": period_type, **({} if unit is None else {unit: pl.String()})}
    found = [pl.DataFrame(schema={**schema, "back": pl.Int64(), TAKEN: pl.Int64(), REST: pl.Int64()})]
    for index, chain in enumerate(names):
        for back, name in enumerate(chain, 1):
            sheet = history.sheets.get((head.id, name))
            if sheet is not None and {TAKEN, REST} <= set(sheet.frame.columns):
                at = {"period": pl.lit(index).cast(period_type), "back": pl.lit(back, pl.Int64)}
                pools = sheet.frame.group_by(*([] if unit is None else [unit]), pl.lit(0).alias("@")).agg(
                    pl.col(TAKEN, REST).max().cast(pl.Int64)
                )
                found.append(pools.with_columns(**at).select(found[0].columns))
    # What the oldest one had taken over came from before it, where nobody looks.
    oldest = pl.col("back") == pl.col("back").max().over(by)
    due = pl.col(REST) - pl.when(oldest).then(0).otherwise(TAKEN)
    left = pl.concat(found).group_by(by).agg(due.sum().alias(DUE)) if len(found) > 1 else None
    if left is None:
        frame = frame.with_columns(pl.lit(0, pl.Int64).alias(DUE))
    else:
        frame = frame.join(left, on=by, how="left", maintain_order="left").with_columns(pl.col(DUE).fill_null(0))
    waiting = [any((head.plan, name) in history.open for name in chain) for chain in names]
    is_open = pl.col("period").is_in([index for index, waits in enumerate(waiting) if waits])
    return frame.with_columns(is_open.alias(OPEN))
