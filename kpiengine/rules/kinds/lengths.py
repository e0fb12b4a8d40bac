"""Lengths of time in words: "3 days", "8 h", "3 months"."""

import re
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Bad, Report
from kpiengine.rules.lasting import Length
from kpiengine.rules.messages import values as messages

UNITS = ("min", "h", "day", "week", "month", "quarter", "year")
_WORDS = {"min": "min", "h": "h|hours?"}


@frozen
class Duration:
    """A whole number of one of these units; `words_instead` may stand in its place; with `zero`, so may none."""

    units: tuple[str, ...] = UNITS
    words_instead: tuple[str, ...] = ()
    zero: bool = False

    @property
    def words(self) -> str:
        """As the reference says it."""
        return " or ".join((*self.words_instead, "duration"))

    def read(self, value: object, path: Path, report: Report) -> Length | str | Bad:
        """Number and unit, or one of the words."""
        if isinstance(value, str) and value in self.words_instead:
            return value
        found = re.fullmatch(self._written, value) if isinstance(value, str) else None
        if found is None:
            report.add(messages.duration_expected(path, value, self.units, self.words_instead))
            return BAD
        word = found[2]
        return Length(int(found[1]), word if word in UNITS else {"hour": "h", "hours": "h"}.get(word, word[:-1]))

    @property
    def _written(self) -> str:
        words = "|".join(_WORDS.get(unit, f"{unit}s?") for unit in self.units)
        return rf"({'0|' if self.zero else ''}[1-9][0-9]{{0,5}}) ({words})"

    def schema(self) -> dict[str, Any]:
        """Text with a unit."""
        length = {"type": "string", "pattern": f"^{self._written}$"}
        return {"anyOf": [{"enum": list(self.words_instead)}, length]} if self.words_instead else length
