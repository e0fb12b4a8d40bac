"""What a run may pay at most before a person has to look: per payee, in all, and against the periods before.

The figures are the project file's, which payroll owns.  A run over one of them is recorded and held: it cannot be
closed before somebody releases it.  A figure that equals its limit passes.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl

from kpiengine.ledger.accounts import decimals_of
from kpiengine.ledger.messages import some
from kpiengine.numbers import format_scaled
from kpiengine.project import Limits, most_of

TRAILING = 3  # closed periods whose mean a change is measured against


def over_limits(rows: pl.DataFrame, limits: Limits, trailing: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    """A sentence for each limit that these entitlements are over; `trailing` are earlier totals by currency."""
    said: list[str] = []
    for currency in rows["currency"].unique().sort():
        mine = rows.filter(pl.col("currency") == currency)
        said += _of_currency(mine, str(currency), limits, trailing.get(str(currency), ()))
    return tuple(said)


def _of_currency(rows: pl.DataFrame, currency: str, limits: Limits, trailing: Sequence[int]) -> list[str]:
    decimals = decimals_of(currency)
    said = []
    per_payee = rows.group_by("payee").agg(pl.col("entitlement").sum()).sort("payee")
    total = int(rows["entitlement"].sum() or 0)
    each, in_all = most_of(limits.per_agent, currency), most_of(limits.per_run, currency)
    if each is not None:
        above = per_payee.filter(pl.col("entitlement") > int(each * 10**decimals))["payee"].to_list()
        if above:
            said.append(f"over {each} {currency} for one payee: {some(above)}")
    if in_all is not None and total > in_all * 10**decimals:
        said.append(f"{format_scaled(total, decimals)} {currency} in all is over {in_all}")
    if limits.change_percent is not None and trailing:
        mean = Fraction(sum(trailing), len(trailing))
        change = abs(total - mean)
        if change * 100 > Fraction(limits.change_percent) * mean:
            before = format_scaled(round(mean), decimals)
            said.append(
                f"{format_scaled(total, decimals)} {currency} in all is more than {limits.change_percent} % away from "
                f"{before}, the mean of the last {len(trailing)} closed periods"
            )
    return said
