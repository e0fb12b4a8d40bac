"""How long: "6 months".

A length is a number of units; nothing here turns months into days, because only a calendar can.
"""

from attrs import frozen

_MS = {"h": 3_600_000, "day": 86_400_000, "week": 604_800_000}


@frozen
class Length:
    """So many units of time."""

    count: int
    unit: str  # h, day, week, month, quarter, year

    def __str__(self) -> str:
        many = "" if self.count == 1 or self.unit in {"min", "h"} else "s"
        return f"{self.count} {self.unit}{many}"

    @property
    def ms(self) -> int:
        """Milliseconds; of hours, days and weeks only."""
        return self.count * _MS[self.unit]
