"""What earlier periods ended with, as records: who had what, and what is closed."""

from collections.abc import Mapping

import polars as pl
from attrs import Factory, evolve, field, frozen

Pair = tuple[str, str]  # plan or rule set, and the name of a period


@frozen
class Sheet:
    """A closed record of one rule set and period: `agent_id` and the columns that later periods read."""

    frame: pl.DataFrame = field(eq=False)
    scales: Mapping[str, int]  # decimals of its numbers

    def same(self, other: "Sheet | None") -> bool:
        """Whether both say the same of everybody."""
        if other is None or self.scales != other.scales:
            return False
        return self.frame.sort("agent_id").equals(other.frame.sort("agent_id"))


@frozen
class History:
    """What earlier periods ended with: `sheets` by rule set and period; what is closed, and what is not yet, by plan.

    A closed period of a plan without a sheet of the rule set had nobody in it.  `answers` are those to charges, by rule
    set and the period itself: agent_id, points (the rule), charge (as text), agreed.
    """

    sheets: Mapping[Pair, Sheet] = Factory(dict)
    answers: Mapping[Pair, pl.DataFrame] = field(default=Factory(dict), eq=False)
    closed: frozenset[Pair] = frozenset()
    open: frozenset[Pair] = frozenset()

    def later(self, sheets: Mapping[Pair, Sheet], opened: frozenset[Pair] = frozenset()) -> "History":
        """With what was judged since: records of closed periods as they are now, and results that are not closed."""
        return evolve(self, sheets={**self.sheets, **sheets}, open=self.open | (opened - self.closed))

    def same(self, other: "History") -> bool:
        """Whether both give every later period the same."""
        return self.sheets.keys() == other.sheets.keys() and all(
            sheet.same(other.sheets.get(pair)) for pair, sheet in self.sheets.items()
        )


NO_HISTORY = History()
