"""Values that only rule tests have: series, figures that may be missing, rows of the roster and of fact tables.

A series is compact text, the oldest period first: `"80 82 _ leave 85x2 90"`.  `_` is missing, `leave` is not there,
`85x2` is twice 85.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rule_tests import messages
from kpiengine.rule_tests.records import Moment, Series
from kpiengine.rules.keys import BAD, Bad, Report, Section
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.kinds.texts import Text
from kpiengine.rules.messages import keys as key_messages
from kpiengine.rules.messages import values as value_messages

MISSING, AWAY = "_", "leave"
MOST_PERIODS = 40
_WORD = re.compile(r"(?P<what>_|leave|[-+]?\d+(?:\.\d+)?)(?:x(?P<times>[1-9]\d?))?")
_NUMBER = Number()


@frozen
class Values:
    """Metrics by the name that the rule file calls them, each with what is given of it."""

    words: str = "table"

    def read(self, value: object, path: Path, report: Report) -> dict[str, Series] | Bad:
        """Name -> series; what cannot be read is reported and left out."""
        if not isinstance(value, dict):
            report.add(value_messages.wrong_kind(path, value, "a table such as { csat = 87.5 }"))
            return BAD
        found = {}
        for name, given in value.items():
            series = read_series(given, (*path, name), report)
            if series is not None:
                found[name] = series
        return found

    def schema(self) -> dict[str, Any]:
        """A table of anything: what a value may be is said in words."""
        return {"type": "object"}


def read_series(given: object, path: Path, report: Report) -> Series | None:
    """A number, a series as text, or a table with `value` and `n`; None after a fault."""
    if isinstance(given, dict):
        strange = [key for key in given if key not in {"value", "n"}]
        for key in strange:
            report.add(key_messages.unknown_key(key, ["value", "n"], (*path, key)))
        if strange or "value" not in given:
            if not strange:
                report.add(key_messages.missing_key("value", "{ value = 28.6, n = 7 }", path))
            return None
        values = _figures(given["value"], (*path, "value"), report)
        counts = _figures(given["n"], (*path, "n"), report) if "n" in given else ()
        return None if values is None or counts is None else _with_counts(values, counts, path, report)
    return _figures(given, path, report)


def _figures(given: object, path: Path, report: Report) -> Series | None:
    if isinstance(given, str):
        return _from_text(given, path, report)
    read = _NUMBER.read(given, path, report)
    return None if isinstance(read, Bad) else (Moment(read),)


def _from_text(text: str, path: Path, report: Report) -> Series | None:
    found: list[Moment] = []
    for word in re.finditer(r"\S+", text):
        read = _WORD.fullmatch(word[0])
        if read is None:
            report.add(messages.no_series(word[0], path, word.start()))
            return None
        what = read["what"]
        moment = Moment(away=True) if what == AWAY else Moment(None if what == MISSING else _number(what))
        found += [moment] * int(read["times"] or 1)
    if not found or len(found) > MOST_PERIODS:
        report.add(messages.length_of_series(len(found), MOST_PERIODS, path))
        return None
    return tuple(found)


def _number(text: str) -> int | Decimal:
    return Decimal(text) if "." in text else int(text)


def _with_counts(values: Series, counts: Series, path: Path, report: Report) -> Series | None:
    """The values with their numbers of cases: one for all of them, or one for each."""
    if not counts:
        return values
    if len(counts) not in {1, len(values)}:
        report.add(messages.other_length(len(values), len(counts), (*path, "n")))
        return None
    known = counts * len(values) if len(counts) == 1 else counts
    for one in known:
        if one.value is not None and (not isinstance(one.value, int) or one.value < 0):
            report.add(value_messages.wrong_kind((*path, "n"), one.value, "a whole number"))
            return None
    # What is missing rests on nothing, whatever is said of its cases.
    return tuple(
        Moment(v.value, None if v.value is None or c.value is None else int(c.value), v.away)
        for v, c in zip(values, known, strict=True)
    )


@frozen
class Figure:
    """A number, or "_" where the figure must be missing; read as `Decimal` or None."""

    words: str = 'number, or "_"'

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a number, None or BAD
        """The number."""
        return None if value == MISSING else _NUMBER.read(value, path, report)

    def schema(self) -> dict[str, Any]:
        """A number or the sign for missing."""
        return {"anyOf": [_NUMBER.schema(), {"const": MISSING}]}


@frozen
class Mark:
    """What is in force: a number, a pair as [240, 360], or "_"; read as text as scorecards show it, or None."""

    words: str = 'number, pair, or "_"'

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- as Figure, or a tuple
        """The number or the two ends."""
        if isinstance(value, list):
            ends = [_NUMBER.read(end, (*path, i), report) for i, end in enumerate(value)]
            return BAD if BAD in ends or len(ends) != 2 else tuple(ends)  # noqa: PLR2004 -- a pair
        return Figure().read(value, path, report)

    def schema(self) -> dict[str, Any]:
        """A number, two of them, or the sign for missing."""
        pair = {"type": "array", "items": _NUMBER.schema(), "minItems": 2, "maxItems": 2}
        return {"anyOf": [Figure().schema(), pair]}


@frozen
class Word:
    """A word, or "_" where nothing must be known; whether there is such a word is asked later."""

    words: str = 'word, or "_"'

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- text, None or BAD
        """The word."""
        return None if value == MISSING else Text().read(value, path, report)

    def schema(self) -> dict[str, Any]:
        """Any text."""
        return Text().schema()


@frozen
class Each:
    """Named tables of one section: `agent.lin = { … }`, `kpi.csat = { … }`."""

    inner: Section
    words: str = "tables by name"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- name -> record
        """Name -> record."""
        if not isinstance(value, dict):
            report.add(value_messages.wrong_kind(path, value, "tables by name"))
            return BAD
        found = {}
        for name, row in value.items():
            if not isinstance(row, dict):
                report.add(value_messages.wrong_kind((*path, name), row, "a table in { }"))
                return BAD
            found[name] = self.inner.read(name, row, (*path, name), report)
        return found

    def schema(self) -> dict[str, Any]:
        """A table of tables."""
        return {"type": "object"}


@frozen
class Figures:
    """Numbers by name: `group = { experience = 91.5 }`."""

    words: str = "table of numbers"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- name -> number or None
        """Name -> number, or None for missing."""
        if not isinstance(value, dict):
            report.add(value_messages.wrong_kind(path, value, "a table such as { experience = 91.5 }"))
            return BAD
        read = {name: Figure().read(one, (*path, name), report) for name, one in value.items()}
        return BAD if BAD in read.values() else read

    def schema(self) -> dict[str, Any]:
        """A table of numbers."""
        return {"type": "object", "additionalProperties": Figure().schema()}


@frozen
class Words:
    """Words by name, several in a text: `states.csat_low = "pending firing"`."""

    known: tuple[str, ...]
    words: str = "table of words"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- name -> words
        """Name -> words in order."""
        if not isinstance(value, dict):
            report.add(value_messages.wrong_kind(path, value, 'a table such as { csat_low = "pending firing" }'))
            return BAD
        found = {}
        for name, text in value.items():
            words = tuple(text.split()) if isinstance(text, str) else ()
            if not words or any(word not in self.known for word in words):
                wanted = f"words of {', '.join(self.known)}"
                report.add(value_messages.wrong_kind((*path, name), text, wanted))
                return BAD
            found[name] = words
        return found

    def schema(self) -> dict[str, Any]:
        """A table of texts."""
        return {"type": "object", "additionalProperties": {"type": "string"}}


@frozen
class People:
    """The rows of the roster of one agent: a table, or a list of tables where something changes in the period."""

    words: str = "table, or list of tables"

    def read(self, value: object, path: Path, report: Report) -> tuple[Mapping[str, Any], ...] | Bad:
        """The rows as written; their columns are checked later."""
        rows = value if isinstance(value, list) and value else [value]
        if any(not isinstance(row, dict) for row in rows):
            report.add(value_messages.wrong_kind(path, value, 'a table such as { team_id = "north", fte = 0.5 }'))
            return BAD
        return tuple(rows)

    def schema(self) -> dict[str, Any]:
        """A table or several."""
        return {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}


@frozen
class Facts:
    """Rows by table: a list of tables, or a table drawn as text with `|`."""

    words: str = "lists of rows by table"

    def read(self, value: object, path: Path, report: Report) -> Mapping[str, Any] | Bad:
        """The rows as written; tables and columns are checked when they are used."""
        if isinstance(value, dict) and all(isinstance(rows, str | list) for rows in value.values()):
            return value
        report.add(value_messages.wrong_kind(path, value, "rows by table"))
        return BAD

    def schema(self) -> dict[str, Any]:
        """A table of rows."""
        return {"type": "object"}
