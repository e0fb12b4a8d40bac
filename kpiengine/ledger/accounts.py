"""Accounts: plan x period x rule set, each with one currency; statements name them by number."""

from collections.abc import Mapping

from attrs import frozen

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger.database import Database
from kpiengine.money import minor_units

NO_CURRENCY = ""
NO_CURRENCY_DECIMALS = 2


@frozen
class Account:
    """Where lines belong; amounts are whole units of `decimals` decimals of `currency` ("" where nobody says one)."""

    id: int
    plan: str
    period: str
    ruleset: str
    currency: str
    decimals: int


def decimals_of(currency: str) -> int:
    """Decimals of the amounts of a currency."""
    return minor_units(currency) if currency else NO_CURRENCY_DECIMALS


def accounts(database: Database, plan: str, period: str | None = None) -> dict[int, Account]:
    """The accounts of a plan by number, of one period or all."""
    where = "plan = :plan" + (" AND period = :period" if period is not None else "")
    values = {"plan": plan} | ({"period": period} if period is not None else {})
    text = f"SELECT id, plan, period, ruleset, currency, decimals FROM accounts WHERE {where} ORDER BY id"  # noqa: S608 -- our own names
    return {row[0]: Account(*row) for row in database.all(text, **values)}


def open_accounts(database: Database, plan: str, period: str, currencies: Mapping[str, str]) -> dict[str, Account]:
    """The account of each rule set, made where it is new; inside a transaction.

    Raises KpiError (6) for a rule set whose currency is another one now.
    """
    known = {account.ruleset: account for account in accounts(database, plan, period).values()}
    for ruleset, currency in sorted(currencies.items()):
        if ruleset not in known:
            number = 1 + (database.value("SELECT max(id) FROM accounts") or 0)
            made = Account(number, plan, period, ruleset, currency, decimals_of(currency))
            database.add(
                "accounts",
                id=number,
                plan=plan,
                period=period,
                ruleset=ruleset,
                currency=currency,
                decimals=made.decimals,
            )
            known[ruleset] = made
        elif known[ruleset].currency != currency:
            raise KpiError(
                f"rule set {ruleset} of {period} was closed in {known[ruleset].currency or 'no currency'}, and is now "
                f"in {currency or 'none'}; lines of two currencies cannot be set off. Close it under another id",
                exit_code=Exit.CONFLICT,
            )
    return known
