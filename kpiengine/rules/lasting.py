"""How long, and how often: "6 months", "3 of 4 months".

A length is a number of units; nothing here turns months into days, because only a calendar can.
"""

from attrs import frozen

UNITS = ("min", "h", "day", "week", "month", "quarter", "half", "year")


@frozen
class Length:
    """So many units of time."""

    count: int
    unit: str  # one of UNITS

    def __str__(self) -> str:
        many = "" if self.count == 1 or self.unit in {"min", "h"} else "s"
        return f"{self.count} {self.unit}{many}"


@frozen
class Times:
    """`for`: in `least` of the last `of` units; "2 weeks" is 2 of 2.  The unit may also be `check`."""

    least: int
    of: int
    unit: str

    def __str__(self) -> str:
        many = "" if self.of == 1 else "s"
        count = f"{self.of}" if self.least == self.of else f"{self.least} of {self.of}"
        return f"{count} {self.unit}{many}"
