"""[limits], [approval] and [ledger] of the project file: what may be paid, who agrees, and where it is recorded."""

import os
from decimal import Decimal

from kpiengine.errors import KpiError
from kpiengine.money import minor_units
from kpiengine.project import messages
from kpiengine.project.paths import path_of
from kpiengine.project.records import Approval, LedgerPlace, Limits, MostMoney
from kpiengine.project.section import Section


def read_limits(root: Section) -> Limits:
    """The limits; one that is not written does not hold anything."""
    section = root.section("limits")
    section.check_keys()
    return Limits(
        per_agent=_most(section, "per_agent"),
        per_run=_most(section, "per_run"),
        change_percent=_positive(section, "change_percent"),
        manual_per_agent=_most(section, "manual_per_agent"),
        manual_percent=_positive(section, "manual_percent"),
    )


def read_approval(root: Section) -> Approval:
    """Whether approval is required, and by whom."""
    section = root.section("approval")
    section.check_keys()
    return Approval(section.flag("required", default=False), section.texts("approvers") or ())


def read_ledger(root: Section, *, outside: bool) -> LedgerPlace:
    """Where the ledger is.  A server's address may stand in the environment, so that no password is in the file."""
    section = root.section("ledger")
    section.check_keys()
    exports = path_of(section, "exports", outside=outside) or "payroll"
    url = section.text("url")
    if url is not None and url.startswith("env:"):
        name = url.removeprefix("env:")
        url = os.environ.get(name)
        if not url:
            remedy = f"set {name} to the address of the ledger"
            section.fault(messages.not_allowed(section.place("url"), "url", f"env:{name}", remedy))
    elif url is not None and not url.startswith(("postgresql://", "postgres://")):
        url = path_of(section, "url", outside=outside)
    return LedgerPlace(url, exports, section.flag("archive", default=False))


def _most(section: Section, key: str) -> MostMoney | None:
    """One amount for every currency, or a table of amounts by currency."""
    if not isinstance(section.data.get(key), dict):
        return _positive(section, key)
    by_currency, found = section.section(key), dict[str, Decimal]()
    for currency in by_currency.data:
        try:
            minor_units(currency)
        except KpiError as error:
            section.fault(messages.unknown_currency(by_currency.place(currency), error.message))
            continue
        amount = _positive(by_currency, currency)
        if amount is not None:
            found[currency] = amount
    return found


def _positive(section: Section, key: str) -> Decimal | None:
    value = section.number(key)
    if value is not None and value < 0:
        section.fault(messages.not_allowed(section.place(key), key, value, "a limit is 0 or more"))
        return None
    return value
