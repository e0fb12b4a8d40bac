"""Where money comes from, as data: payout, rates, prorating, budget, and the additions and deductions of points.

What the keys mean is in docs/reference/rule-language.md; what a run does with them in `kpiengine.decisions`.  Keys
whose effect spans closed periods (`accumulate`, `if_corrected`, `clawback`, `carry`) are read and checked here and
carried out by the ledger.
"""

from decimal import Decimal
from typing import Literal, TypeAlias

from attrs import frozen

from kpiengine.rules.lasting import Length

Number: TypeAlias = int | Decimal
Formula: TypeAlias = str
UnitLevel: TypeAlias = Literal["team", "site", "centre"]
Scaled: TypeAlias = Literal["bonus", "cap", "minimum", "rates"]


@frozen
class Rate:
    """One line of `payout.rates`: money for each unit over `over`, up to where the next line starts."""

    over: Number
    pay: Number


@frozen
class Prorate:
    """[payout.prorate]: the share of a full-time period, and which figures shrink with it."""

    by: Literal["paid_hours", "worked_days", "calendar_days", "none"] = "none"
    count_as_worked: tuple[str, ...] = ()
    max_percent: Number = 100
    scale: tuple[Scaled, ...] = ("bonus", "cap", "minimum")


@frozen
class Holdback:
    """[payout.holdback]: this part is paid later; until when, the ledger knows."""

    percent: Number
    until: Literal["matured"] | Length = "matured"


@frozen
class Clawback:
    """[payout.clawback]: how far a correction may lower what was paid; the ledger does it."""

    within: Length
    max_percent: Number = 100
    carry: Length | None = None


@frozen
class Limits:
    """[limits]: over one of these a run is held.  Amounts are in the rule set's currency."""

    per_agent: Number | None = None
    per_rule: Number | None = None
    per_run: Number | None = None
    change_percent: Number | None = None


@frozen
class PointStep:
    """From which case on a case costs or earns how many points; without `each` it is a warning."""

    start: int  # key `from`
    each: Number | None = None
    warn: bool = False


@frozen
class Rank:
    """[rank]: tiers by rank: of what, among whom, what equals on the edge get, and the smallest group."""

    of: str = "score"
    among: UnitLevel | None = None  # None: the whole rule set
    ties: Literal["all_in", "all_out"] = "all_in"
    min_group: int = 10
