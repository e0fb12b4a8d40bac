"""Budgets that last a quarter or a year: what the closed periods of it have spent is what later ones cannot spend."""

from collections.abc import Iterator, Mapping

from kpiengine.expressions.types import BOOL, Type, number
from kpiengine.periods import PayCalendar
from kpiengine.rules.accumulated import earlier_in_stretch
from kpiengine.rules.checked import Closed
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.ruleset import RuleSet

AMOUNT = "amount"
SPENT, OPEN = "spent:before", "spent:open"
MINOR = number(0, 10**15)
COLUMNS: Mapping[str, Type] = {SPENT: MINOR, OPEN: BOOL}


def lasts(payout: Payout) -> bool:
    """Whether the budget is for more than the period."""
    return payout.budget is not None and payout.budget_over != "period"


def closed_of_budget(rules: RuleSet, calendar: str | PayCalendar | None) -> Iterator[Closed]:
    """The amounts of every earlier period that can lie in the same quarter or year."""
    if lasts(rules.payout):
        for back in range(1, (earlier_in_stretch(rules.payout.budget_over, calendar) or 0) + 1):
            yield Closed(AMOUNT, back, MINOR, together=True)
