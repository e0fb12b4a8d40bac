"""What the ledger has of an agent's result: the statement, and every adjustment that came after it.

A line pays the difference to what the lines before it have paid; it falls due in a period that was open then.  So a
correction of January may be paid with March, and what is taken back is a line with a minus.
"""

from typing import Any

from attrs import asdict, frozen

from kpiengine.ledger import Ledger
from kpiengine.numbers import format_scaled

_TEXT = (
    "SELECT s.line, s.revision, s.entitlement, s.held_back, s.amount, s.cause, b.kind, b.due, a.currency, a.decimals "
    "FROM statements s JOIN batches b ON b.entry = s.batch JOIN accounts a ON a.id = s.account "
    "WHERE s.payee = :payee AND a.plan = :plan AND a.period = :period AND a.ruleset = :ruleset "
    "ORDER BY b.entry, s.line, s.revision"
)
MANUAL = "manual"


@frozen
class Stated:
    """One line of the ledger; money as text with its decimals, `entitlement` missing while it is held."""

    line: str
    revision: int
    entitlement: str | None
    held_back: str
    amount: str
    cause: str | None
    kind: str
    due: str
    currency: str

    def document(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def stated(ledger: Ledger, plan: str, period: str, ruleset: str, payee: str) -> tuple[Stated, ...]:
    """Every line of one result in the order of writing; none while the period is open and nobody adjusted it."""
    rows = ledger.database.all(_TEXT, plan=plan, period=period, ruleset=ruleset, payee=payee)
    return tuple(Stated(row[0], row[1], *_money(row), *row[5:9]) for row in rows)


def _money(row: Any) -> tuple[str | None, str, str]:  # noqa: ANN401 -- a row of either driver
    decimals = int(row[9])
    whole = None if row[2] is None else format_scaled(row[2], decimals)
    return whole, format_scaled(row[3], decimals), format_scaled(row[4], decimals)
