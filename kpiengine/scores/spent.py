"""What a budget of a quarter or year has spent in its closed periods, beside what is measured now.

`spent:before` is the sum of all amounts of those periods as they stand, in minor units; `spent:open` says that one of
them has a result that is not closed yet.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.periods import Period, day_of
from kpiengine.planning.windows import back_from
from kpiengine.rules.accumulated import stretch_back
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.spent import AMOUNT, OPEN, SPENT, lasts
from kpiengine.scores.history import History


def with_spent(
    checked: CheckedRuleSet, frame: pl.DataFrame, periods: Sequence[Period], history: History
) -> pl.DataFrame:
    """The frame with both columns where the budget lasts; rows and their order stay."""
    payout, head = checked.ruleset.payout, checked.ruleset.head
    if not lasts(payout):
        return frame
    most = max((one.back for one in checked.closed if one.of == AMOUNT and one.together), default=0)
    spent, waiting = [], []
    for period in periods:
        chain = back_from(period, most)
        inside = stretch_back(payout.budget_over, [day_of(each.start_day) for each in chain])
        names = [each.name for each in chain[1 : inside + 1]]
        sheets = [history.sheets.get((head.id, name)) for name in names]
        spent.append(sum(int(sheet.frame[AMOUNT].sum()) for sheet in sheets if sheet is not None))
        waiting.append(any((head.plan, name) in history.open for name in names))
    index = range(len(periods))
    return frame.with_columns(
        pl.col("period").replace_strict(index, spent, return_dtype=pl.Int64).alias(SPENT),
        pl.col("period").replace_strict(index, waiting, return_dtype=pl.Boolean).alias(OPEN),
    )
