"""Lengths of time in words: "3 days", "8 h", "3 months"."""

import re
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Bad, Report
from kpiengine.rules.lasting import Length
from kpiengine.rules.messages import values as messages

_WRITTEN = re.compile(r"([1-9]\d{0,5}) (h|hours?|days?|weeks?|months?|quarters?|years?)")


@frozen
class Duration:
    """A whole number of one of these units."""

    units: tuple[str, ...]
    words: str = "duration"

    def read(self, value: object, path: Path, report: Report) -> Length | Bad:
        """Number and unit."""
        found = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
        unit = "" if found is None else _UNITS.get(found[2], found[2].removesuffix("s"))
        if found is None or unit not in self.units:
            report.add(messages.duration_expected(path, value, self.units))
            return BAD
        return Length(int(found[1]), unit)

    def schema(self) -> dict[str, Any]:
        """Text with a unit."""
        words = "|".join("h|hours?" if unit == "h" else f"{unit}s?" for unit in self.units)
        return {"type": "string", "pattern": f"^[1-9][0-9]{{0,5}} ({words})$"}


_UNITS = {"hour": "h", "hours": "h"}
