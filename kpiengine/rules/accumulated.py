"""Rates whose count goes on over a quarter or a year: how far back that reaches, and what is read of closed periods.

`payout.accumulate = "quarter"` counts from the first period of the quarter on.  A period belongs to the quarter or year
in which it begins, so weeks and pay periods have a place too.  What was counted and what it was worth comes from closed
statements of the same rule set; nothing is measured again.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from kpiengine.expressions.types import Type, number
from kpiengine.periods import PayCalendar
from kpiengine.rules.checked import Closed, Wanted
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.ruleset import RuleSet

UNITS, WORTH = "rated:units", "rated:worth"  # columns of every record of such a rule set
STRETCH = "stretch:back"  # how many earlier periods lie in the same quarter or year
MOST_BACK = 26  # pay periods of two weeks in a year, less the one evaluated
STRETCHES = number(0, MOST_BACK)
MONTHS = {"quarter": 3, "year": 12}
_WITHIN: Mapping[str, Mapping[str, int]] = {  # earlier periods in one quarter and in one year, at most
    "week": {"quarter": 13},
    "month": {"quarter": 2, "year": 11},
    "quarter": {"quarter": 0, "year": 3},
    "half": {"year": 1},
    "year": {"year": 0},
}
_DAYS = {"quarter": 92, "year": 366}
_MOST = 10**15


def accumulates(payout: Payout) -> bool:
    """Whether the count goes on beyond the period."""
    return payout.kind == "rate" and payout.accumulate != "period"


def earlier_in_stretch(accumulate: str, calendar: str | PayCalendar | None) -> int | None:
    """How many earlier periods one quarter or year can hold; None where periods are too long or too many."""
    if isinstance(calendar, PayCalendar):
        length = calendar.days or calendar.months
        whole = _DAYS[accumulate] if calendar.days else MONTHS[accumulate]
        most = -(-whole // length) - 1 if length <= whole else MOST_BACK + 1
        return most if most <= MOST_BACK else None
    return _WITHIN.get(calendar or "", {}).get(accumulate)


def begins(accumulate: Literal["quarter", "year"], day: date) -> date:
    """The first day of the quarter or year that holds the day."""
    months = MONTHS[accumulate]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def stretch_back(accumulate: str, starts: list[date]) -> int:
    """How many of the earlier periods (first days, that of the period itself first) lie in the stretch of the first."""
    start = begins("quarter" if accumulate == "quarter" else "year", starts[0])
    return sum(start <= each for each in starts[1:])


def closed_of_rates(
    rules: RuleSet, wanted: Mapping[str, Wanted], calendar: str | PayCalendar | None
) -> Iterator[Closed]:
    """Units and worth of every earlier period that can lie in the same stretch."""
    payout = rules.payout
    measure = wanted.get(payout.units or "")
    if not accumulates(payout) or measure is None or not payout.rates:
        return
    units, worth = types_of(payout, measure.metric.decimals)
    for back in range(1, (earlier_in_stretch(payout.accumulate, calendar) or 0) + 1):
        yield Closed(UNITS, back, units)
        yield Closed(WORTH, back, worth)


def types_of(payout: Payout, decimals: int) -> tuple[Type, Type]:
    """The types of units and worth; no digit of a rate times units is lost in them."""
    finest = max(decimals, *(_decimals(rate.over) for rate in payout.rates))
    pays = max(_decimals(rate.pay) for rate in payout.rates)
    return number(decimals, _MOST), number(finest + pays, _MOST)


def _decimals(value: Decimal | int) -> int:
    return max(0, -int(Decimal(value).as_tuple().exponent))
