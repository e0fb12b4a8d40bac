"""[payout]: where the money comes from, and what bounds it."""

from typing import Literal

from attrs import frozen

from kpiengine.rules.model.by import By
from kpiengine.rules.model.values import Formula, Number
from kpiengine.rules.paying import Clawback, Holdback, Prorate, Rate, UnitLevel


@frozen
class Payout:
    """[payout]; `of` is a roster column for kind percent; rounding as in `expressions.tree.Rounding`.

    A text as `pool` or `multiply` is a formula.  Amounts are for full time and the whole period.
    """

    kind: Literal["amount", "percent", "rate", "pool"] = "amount"
    of: str | None = None
    cap: Number | None = None
    decimals: int | None = None
    rounding: Literal["half_up", "half_even", "down"] = "half_up"
    minimum: Number | None = None
    multiply: Number | Formula = 1
    units: str | None = None
    rates: tuple[Rate, ...] = ()
    whole: bool = False
    accumulate: Literal["period", "quarter", "year"] = "period"
    pool: Number | Formula | None = None
    per: UnitLevel | None = None  # None: the whole rule set
    split_by: Formula | None = None
    method: Literal["remainder", "divisor"] = "remainder"
    if_nobody: Literal["keep", "carry"] = "keep"
    if_corrected: Literal["top_up", "resplit"] = "top_up"
    prorate: Prorate | None = None
    budget: Number | None = None
    budget_over: Literal["period", "quarter", "year"] = "period"
    if_over: Literal["hold", "scale"] = "hold"
    holdback: Holdback | None = None
    clawback: Clawback | None = None
    by: tuple[By, ...] = ()
