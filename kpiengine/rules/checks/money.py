"""Amounts that the currency can pay, and percent of a column that holds an amount."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from kpiengine.documents.finding import Finding, Path
from kpiengine.errors import KpiError
from kpiengine.expressions.types import Kind
from kpiengine.money import minor_units
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import money as messages
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.tier import decimals_of
from kpiengine.rules.model.values import Number


def check(context: Context) -> Iterator[Finding]:
    """Currency known, amounts whole in it, `of` a column with numbers."""
    ruleset = context.ruleset
    yield from _of(context)
    amounts = list(_amounts(ruleset))
    currency = context.around.currency_of(ruleset.head)
    if context.broken("ruleset", "currency"):
        return
    if currency is None:
        if amounts or ruleset.payout.kind != "amount" or any(tier.percent for tier in ruleset.tiers):
            yield messages.no_currency()
        return
    try:
        units = minor_units(currency)
    except KpiError as error:
        yield messages.unknown_currency(currency, error.message)
        return
    for path, decimals, amount in amounts:
        if decimals > units:
            yield messages.finer_than_currency(path, amount(), currency, units)
    if ruleset.payout.decimals is not None and ruleset.payout.decimals > units:
        yield messages.rounding_finer(ruleset.payout.decimals, currency, units)


def _amounts(ruleset: RuleSet) -> Iterator[tuple[Path, int, Callable[[], Number]]]:
    """Where each stands, its decimals that matter, and what it is: few of them have to be shown."""
    for tier in ruleset.tiers:
        if tier.bonus_decimals is not None:
            yield ("tier", tier.id, "bonus"), tier.bonus_decimals, partial(getattr, tier, "bonus")
    yield from ((path, decimals_of(amount), lambda amount=amount: amount) for path, amount in _beside_tiers(ruleset))


def _beside_tiers(ruleset: RuleSet) -> Iterator[tuple[Path, Number]]:
    payout, limits = ruleset.payout, ruleset.limits
    for key in ("cap", "minimum", "pool", "budget"):
        amount = getattr(payout, key)
        if isinstance(amount, int | Decimal):
            yield ("payout", key), amount
        for by in payout.by:
            for index, line in enumerate(by.lines):
                said, at = line.values.get(key), line.at if isinstance(line.at, str) else index
                if isinstance(said, int | Decimal):
                    yield ("payout", "by", by.of, at, key), said
    for key in ("per_agent", "per_rule", "per_run"):
        amount = getattr(limits, key)
        if amount is not None:
            yield ("limits", key), amount


def _of(context: Context) -> Iterator[Finding]:
    payout = context.ruleset.payout
    if context.broken("payout", "kind") or context.broken("payout", "of"):
        return
    if payout.kind != "percent":
        if payout.of is not None:
            yield messages.of_without_percent()
        return
    columns = {name: t for name, t in context.around.roster().items() if t.kind is Kind.NUMBER}
    if payout.of is None:
        yield messages.percent_of_what(list(columns))
    elif payout.of not in columns:
        known = payout.of in {*context.around.people(), *context.around.columns}
        yield messages.not_an_amount_column(payout.of, list(columns), known=known)
