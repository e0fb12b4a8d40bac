"""Static types of the small language: what a value is, its scale, and a bound that it cannot exceed.

A NUMBER is an integer with `scale` decimals (12.5 with scale 1 is 125).  A BOOL is true, false or missing.
A DATE is days since 1970-01-01, an INSTANT milliseconds since 1970-01-01T00:00Z, a DURATION milliseconds.
`bound` is the largest absolute value of the stored integer; formulas carry it, so overflow is excluded when a
rule is read.
"""

from enum import StrEnum

from attrs import frozen

INT64_MAX = 2**63 - 1
INT128_MAX = 2**127 - 1

DAY_MS = 86_400_000


class Kind(StrEnum):
    """The six kinds of value; every kind may also be missing."""

    NUMBER = "number"
    BOOL = "yes/no"
    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    DURATION = "duration"


@frozen
class Type:
    """Kind, decimals of the stored integer, and largest absolute stored integer."""

    kind: Kind
    scale: int = 0
    bound: int = 0


BOOL = Type(Kind.BOOL)
TEXT = Type(Kind.TEXT)
DATE = Type(Kind.DATE, bound=10**6)
INSTANT = Type(Kind.INSTANT, bound=10**14)
DURATION = Type(Kind.DURATION, bound=10**14)


def number(scale: int, bound: int) -> Type:
    """A NUMBER whose stored integer has `scale` decimals and at most `bound` as absolute value."""
    return Type(Kind.NUMBER, scale, bound)
