"""Kinds of values that may be written as a formula: marks of a curve, points, points of weight.

A formula stays text here; `rules.lifting` parses it when its names are known.
"""

import re
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Bad, Kind, Report
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.messages import values as messages

_FIGURE = re.compile(r"[-+]?[\d.,_ ]+%?")


@frozen
class Formula:
    """A formula as text; a bare figure in quotes is a slip and is answered as one."""

    words: str = "formula"

    def read(self, value: object, path: Path, report: Report) -> str | Bad:
        """The text exactly as written, so that columns in messages are right."""
        if isinstance(value, str) and value.strip():
            return value
        report.add(messages.formula_expected(path, value))
        return BAD

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1}


@frozen
class OrFormula:
    """A value of another kind, or a formula for it."""

    plain: Kind

    @property
    def words(self) -> str:
        """Both."""
        return f"{self.plain.words} or formula"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a number, a pair or text
        """What `plain` reads, or the text of a formula."""
        if isinstance(value, str) and not _FIGURE.fullmatch(value.strip()):
            return Formula().read(value, path, report)
        return self.plain.read(value, path, report)

    def schema(self) -> dict[str, Any]:
        """Either."""
        return {"anyOf": [self.plain.schema(), Formula().schema()]}


@frozen
class Pair:
    """A number, or a pair [low, high] that means good from the first to the second."""

    words: str = "number, pair"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a number or a pair
        """A number or a pair of numbers that rise."""
        if not isinstance(value, list):
            return Number().read(value, path, report)
        if len(value) != 2:  # noqa: PLR2004 -- a pair
            report.add(messages.not_a_pair(path, len(value)))
            return BAD
        low, high = (Number().read(item, (*path, index), report) for index, item in enumerate(value))
        if isinstance(low, Bad) or isinstance(high, Bad):
            return BAD
        if low >= high:
            report.add(messages.pair_falls(path, low, high))
            return BAD
        return low, high

    def schema(self) -> dict[str, Any]:
        """A number or two."""
        number = Number().schema()
        return {"anyOf": [number, {"type": "array", "items": number, "minItems": 2, "maxItems": 2}]}


MARK = OrFormula(Pair())
QUANTITY = OrFormula(Number())
