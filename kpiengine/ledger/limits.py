"""What a run may pay at most before a person has to look: per payee, in all, and against the periods before.

The figures are the project file's, which payroll owns; a rule file may
tighten them.  A run over one of them is recorded and held: it cannot be
closed before somebody releases it.  A figure that equals its limit passes.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl

from kpiengine.ledger.accounts import decimals_of
from kpiengine.ledger.messages import some
from kpiengine.numbers import format_scaled
from kpiengine.project import Limits, most_of
from kpiengine.rules.paying import Limits as OwnLimits

TRAILING = 3  # closed periods whose mean a change is measured against


Trailing = Mapping[tuple[str, str], Sequence[int]]  # earlier totals, the oldest first, by rule set and currency


def over_limits(rows: pl.DataFrame, limits: Limits, trailing: Trailing) -> tuple[str, ...]:
    """A sentence for each limit of the project file that these entitlements are over."""
    said: list[str] = []
    for currency in rows["currency"].unique().sort():
        mine = rows.filter(pl.col("currency") == currency)
        own = [totals for (_, of), totals in trailing.items() if of == currency]
        said += _of_currency(mine, str(currency), limits, [sum(each) for each in zip(*own, strict=True)])
    return tuple(said)


def over_own_limits(rows: pl.DataFrame, own: Mapping[str, OwnLimits], trailing: Trailing) -> tuple[str, ...]:
    """The same for what a rule file says of the whole plan, and of the change of its own total; by rule set."""
    said: list[str] = []
    totals = dict(rows.group_by("currency").agg(pl.col("entitlement").sum()).iter_rows())
    mine = rows.group_by("ruleset", "currency").agg(pl.col("entitlement").sum()).sort("ruleset", "currency")
    for ruleset, currency, total in mine.iter_rows():
        limits, decimals = own.get(ruleset), decimals_of(currency)
        if limits is None:
            continue
        in_all, most = totals[currency], limits.per_run
        if most is not None and total <= most * 10**decimals < in_all:  # a total of its own over it is said already
            said.append(
                f"{format_scaled(in_all, decimals)} {currency} in all is over {most}, which {ruleset} says as per_run"
            )
        if limits.change_percent is not None:
            said += _change(total, trailing.get((ruleset, currency), ()), limits.change_percent, currency, ruleset)
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
    if limits.change_percent is not None:
        said += _change(total, trailing, limits.change_percent, currency)
    return said


def _change(
    total: int, trailing: Sequence[int], percent: int | Decimal, currency: str, ruleset: str | None = None
) -> list[str]:
    """The sentence where a total is too far from the mean of what was closed before; from nothing, any change is."""
    if not trailing:
        return []
    mean, decimals = Fraction(sum(trailing), len(trailing)), decimals_of(currency)
    if abs(total - mean) * 100 <= Fraction(percent) * mean:
        return []
    whose = "in all" if ruleset is None else f"of {ruleset}"
    now, before = format_scaled(total, decimals), format_scaled(round(mean), decimals)
    of = f"the mean of the last {len(trailing)} closed periods"
    return [f"{now} {currency} {whose} is more than {percent} % away from {before}, {of}"]
