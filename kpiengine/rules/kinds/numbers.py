"""Numbers, money, flags and dates."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Bad, Report
from kpiengine.rules.kinds.texts import LENGTH
from kpiengine.rules.messages import values as messages

MOST_DIGITS = 15
MOST_DECIMALS = 9


def is_number(value: object) -> bool:
    """A TOML integer or decimal; true and false are not numbers."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


@frozen
class Number:
    """An exact number from `low` to `high`, both allowed."""

    words: str = "number"
    low: int | None = None
    high: int | None = None
    whole: bool = False

    def read(self, value: object, path: Path, report: Report) -> int | Decimal | Bad:  # noqa: PLR0911 -- one for each fault
        """An int where it has no decimals, else a Decimal with the decimals as written."""
        if type(value) is int and abs(value) < _TOO_LARGE and self._allows(value):  # most numbers
            return value
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            report.add(messages.number_expected(path, value, self.words))
            return BAD
        exact = Decimal(value)
        if not exact.is_finite():
            report.add(messages.not_finite_value(path, value))
            return BAD
        if self.whole and not isinstance(value, int):
            report.add(messages.wrong_kind(path, value, "a whole number"))
            return BAD
        if not self._allows(exact):
            report.add(messages.out_of_range(path, value, self.low, self.high))
            return BAD
        if abs(exact) >= _TOO_LARGE or -int(exact.as_tuple().exponent) > MOST_DECIMALS:
            report.add(messages.too_many_digits(path, value, MOST_DIGITS, MOST_DECIMALS))
            return BAD
        return value if isinstance(value, int) else _plain(exact)

    def _allows(self, exact: int | Decimal) -> bool:
        return (self.low is None or exact >= self.low) and (self.high is None or exact <= self.high)

    def schema(self) -> dict[str, Any]:
        """A number with its bounds."""
        limits = {"minimum": self.low, "maximum": self.high}
        given = {word: limit for word, limit in limits.items() if limit is not None}
        return {"type": "integer" if self.whole else "number", **given}


_TOO_LARGE = 10**MOST_DIGITS


def _plain(exact: Decimal) -> int | Decimal:
    """1e3 is the whole number 1000; 70.50 keeps its two decimals."""
    return int(exact) if int(exact.as_tuple().exponent) >= 0 else exact


PERCENT = Number("percent", 0, 100)
MONEY = Number("money", 0)
WHOLE = Number("whole number", 0, whole=True)


@frozen
class Flag:
    """True or false."""

    words: str = "true, false"

    def read(self, value: object, path: Path, report: Report) -> bool | Bad:
        """The answer; neither 1 nor text is one."""
        if isinstance(value, bool):
            return value
        report.add(messages.wrong_kind(path, value, "true or false"))
        return BAD

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@frozen
class Day:
    """A date."""

    words: str = "date"

    def read(self, value: object, path: Path, report: Report) -> date | Bad:
        """The day; a time of day is refused."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        report.add(messages.date_expected(path, value))
        return BAD

    def schema(self) -> dict[str, Any]:
        """TOML dates reach a schema as strings."""
        return {"type": "string", "format": "date"}


@frozen
class Amount:
    """A number, or a length of time as text."""

    words: str = "duration or number"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- text or a number
        """Text such as "8 h", or a number over 0."""
        if is_number(value):
            return Number(low=0).read(value, path, report)
        if isinstance(value, str) and LENGTH.fullmatch(value):
            return value
        report.add(messages.amount_expected(path, value))
        return BAD

    def schema(self) -> dict[str, Any]:
        """A number or text with a unit."""
        return {"anyOf": [Number(low=0).schema(), {"type": "string", "pattern": f"^{LENGTH.pattern}$"}]}
