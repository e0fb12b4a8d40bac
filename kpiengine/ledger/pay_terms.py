"""What a rule set says of money after the close: until when a part is held back, and how far money may be taken back.

Both are fixed in the statement of the close as days, so that nobody has to read the rules again to know them.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from attrs import asdict, frozen

from kpiengine.periods import Period, day_of
from kpiengine.plugin import Catalogue
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.lasting import Length

DAY_MS = 86_400_000
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@frozen
class PayTerms:
    """`held_until`: the first day on which what is held back may be paid.  Without `lowered_until` nothing is taken.

    What was paid too much is taken from what falls due, at most `taken_percent` of it, before `carried_until`, which is
    `lowered_until` where nothing is carried; the rest is dropped and stays listed.
    """

    held_until: str | None = None
    lowered_until: str | None = None
    carried_until: str | None = None
    taken_percent: str = "100"

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def pay_terms(checked: CheckedRuleSet, period: Period, catalogue: Catalogue) -> PayTerms:
    """The terms of a rule set for one period."""
    payout, end = checked.ruleset.payout, day_of(period.end_day)
    held = lowered = carried = None
    percent = "100"
    if payout.holdback is not None:
        until = payout.holdback.until
        held = final_day(checked, end, catalogue) if until == "matured" else day_after(end, until)
    if payout.clawback is not None:
        lowered = day_after(end, payout.clawback.within)
        carried = lowered if payout.clawback.carry is None else day_after(lowered, payout.clawback.carry)
        percent = str(payout.clawback.max_percent)
    said = [None if day is None else day.isoformat() for day in (held, lowered, carried)]
    return PayTerms(held_until=said[0], lowered_until=said[1], carried_until=said[2], taken_percent=percent)


def final_day(checked: CheckedRuleSet, end: date, catalogue: Catalogue) -> date:
    """The first day on which everything that the rule set measures is final."""
    waits = (catalogue.judge(w.metric, w.params).matures_after for w in checked.wanted.values() if not w.mature)
    return end + timedelta(days=-(-max(waits, default=0) // DAY_MS))


def day_after(day: date, length: Length) -> date:
    """The day so long after another one; a month later is the same day of the next month, or its last one."""
    months = MONTHS.get(length.unit, 0) * length.count
    if months:
        year, month = divmod(day.month - 1 + months, 12)
        year, month = day.year + year, month + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    days = {"day": 1, "week": 7}.get(length.unit)
    return day + timedelta(days=1 if days is None else days * length.count)


def read_terms(said: Mapping[str, Any]) -> PayTerms:
    """Terms as they were recorded."""
    return PayTerms(**said)
