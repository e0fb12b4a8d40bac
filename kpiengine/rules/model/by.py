"""Keys that differ by scenario, site, team, tenure or date."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeAlias

from attrs import frozen

from kpiengine.rules.model.values import Number

# What a key may differ by: names, or lower edges of a number or a day.
Dimension: TypeAlias = Literal["scenario", "site", "team", "tenure_months", "date"]


@frozen
class Line:
    """One line of a `by`: for which name or from which number or day on (included), and the keys that differ."""

    at: str | Number | date
    values: Mapping[str, object]


@frozen
class By:
    """Keys that differ by one thing; a list of numbers or days rises."""

    of: Dimension
    lines: tuple[Line, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Every key that one of the lines says."""
        return frozenset(key for line in self.lines for key in line.values)
