"""What the ledger has of an agent's result: the statement, and every adjustment that came after it.

A line pays the difference to what the lines before it have paid; it falls due in a period that was open then.  So a
correction of January may be paid with March, and what is taken back is a line with a minus.
"""

from typing import Any

from attrs import asdict, frozen

from kpiengine.ledger import Ledger
from kpiengine.ledger.settling import RELEASED, TAKEN
from kpiengine.numbers import format_scaled

_TEXT = (
    "SELECT s.line, s.revision, s.entitlement, s.held_back, s.amount, s.cause, b.kind, b.due, a.currency, a.decimals, "
    "a.period, a.ruleset "
    "FROM statements s JOIN batches b ON b.entry = s.batch JOIN accounts a ON a.id = s.account "
    "WHERE s.payee = :payee AND a.plan = :plan AND {which} ORDER BY b.entry, a.period, s.line, s.revision"
)
_OWN = _TEXT.format(which="a.period = :period AND a.ruleset = :ruleset")
_ALSO = _TEXT.format(which="b.due = :period AND a.period <> :period AND s.amount <> 0")
MANUAL = "manual"


@frozen
class Stated:
    """One line of the ledger; money as text with its decimals, `entitlement` missing while it is held.

    `paid` is what the lines before it had paid of the same; `over` what is now paid beyond what is right.
    """

    line: str
    revision: int
    entitlement: str | None
    held_back: str
    amount: str
    cause: str | None
    kind: str
    due: str
    currency: str
    period: str
    ruleset: str
    paid: str
    over: str

    @property
    def released(self) -> bool:
        """Whether it pays what had been held back."""
        return self.cause == RELEASED

    @property
    def taken(self) -> bool:
        """Whether it takes back what had been paid too much."""
        return self.cause == TAKEN

    def document(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def stated(ledger: Ledger, plan: str, period: str, ruleset: str, payee: str) -> tuple[Stated, ...]:
    """Every line of one result in the order of writing; none while the period is open and nobody adjusted it."""
    return _lines(ledger.database.all(_OWN, plan=plan, period=period, ruleset=ruleset, payee=payee))


def also_due(ledger: Ledger, plan: str, period: str, payee: str) -> tuple[Stated, ...]:
    """Money of other periods that is paid, or taken, with this one."""
    return _lines(ledger.database.all(_ALSO, plan=plan, period=period, payee=payee))


def _lines(rows: Any) -> tuple[Stated, ...]:  # noqa: ANN401 -- rows of either driver
    paid: dict[tuple[str, str, str], int] = {}
    found = []
    for line, revision, whole, held, amount, cause, kind, due, currency, decimals, period, ruleset in rows:
        of = (period, ruleset, line)
        before = paid.get(of, 0)
        paid[of] = before + amount
        over = 0 if whole is None or line == MANUAL else max(paid[of] - whole, 0)
        right = None if whole is None else format_scaled(whole, int(decimals))
        later, now, was, much = (format_scaled(one, int(decimals)) for one in (held, amount, before, over))
        found.append(Stated(line, revision, right, later, now, cause, kind, due, currency, period, ruleset, was, much))
    return tuple(found)
