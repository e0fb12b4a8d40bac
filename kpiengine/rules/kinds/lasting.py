"""How long something must last: "2 weeks" in a row, or "3 of 4 months"."""

import re
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Bad, Report
from kpiengine.rules.lasting import UNITS, Times
from kpiengine.rules.messages import values as messages

MOST_LOOKED_BACK = 24
_TIMES = re.compile(rf"([1-9]\d?)(?: of ([1-9]\d?))? ({'|'.join(f'{unit}s?' for unit in UNITS)}|halves|checks?)")


def _unit(word: str) -> str:
    """Months is month; hours is h."""
    if word in UNITS:
        return word
    return {"hour": "h", "hours": "h", "halves": "half"}.get(word, word.removesuffix("s"))


@frozen
class Often:
    """`for`: "2 weeks" in a row, or "3 of 4 months"."""

    words: str = "text: N units, or N of M units"

    def read(self, value: object, path: Path, report: Report) -> Times | Bad:
        """In how many of how many."""
        found = _TIMES.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            report.add(messages.times_expected(path, value))
            return BAD
        least, most = int(found[1]), int(found[2] or found[1])
        if least > most or most > MOST_LOOKED_BACK:
            report.add(messages.times_out_of_range(path, str(value), MOST_LOOKED_BACK))
            return BAD
        return Times(least, most, _unit(found[3]))

    def schema(self) -> dict[str, Any]:
        """Text of one form."""
        return {"type": "string", "pattern": f"^{_TIMES.pattern}$"}
