"""What differs: `by` with one line for each name, or with lines from a number or day on.

Names are a table (`by.site`), numbers and days a list whose lines begin at `from` and run to where the next one
starts.  Both kinds of lines have the same keys; which ones, the section says that has the `by`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args

from attrs import Factory, evolve, frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Bad, Key, Kind, Report, Section
from kpiengine.rules.kinds.nested import OFF, table_schema
from kpiengine.rules.kinds.numbers import Day, Number
from kpiengine.rules.kinds.texts import NAME
from kpiengine.rules.messages import keys as key_messages
from kpiengine.rules.messages import values as value_messages
from kpiengine.rules.model.by import By, Dimension, Line
from kpiengine.rules.model.values import Moved

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
FROM: Mapping[str, Kind] = {"tenure_months": Number("whole number", 0, 1200, whole=True), "date": Day()}


_BY: Mapping[Dimension, str] = {
    "scenario": "one line for each scenario",
    "site": "one line for each site",
    "team": "one line for each team",
    "tenure_months": "each line from a number of full months on",
    "date": "each line from a day on",
}


@frozen
class Lines:
    """A list of lines that rise, each from a number or day on."""

    inner: Section
    start: Kind = FROM["tenure_months"]
    words: str = "list with from"

    def read(self, value: object, path: Path, report: Report) -> tuple[Line, ...] | Bad:
        """The lines in order."""
        if not isinstance(value, list) or not value:
            report.add(value_messages.wrong_kind(path, value, "a list of lines in [ ], each with `from`"))
            return BAD
        section, found = self.section, list[Line]()
        required = [key for key in section.keys if key.required]
        for index, row in enumerate(value):
            if not isinstance(row, dict):
                report.add(value_messages.wrong_kind((*path, index), row, "a line in { }"))
                return BAD
            values = dict(section.read("", row, (*path, index), report))
            at = values.pop("start", None)
            if at is not None and all(key.name == "from" or key.attribute in values for key in required):
                found.append(Line(at, values))
        if len(found) < len(value):
            return BAD
        for index, (before, after) in enumerate(pairwise(found), 1):
            if not before.at < after.at:  # type: ignore[operator]  # both numbers or both days
                report.add(value_messages.lines_fall((*path, index, "from"), before.at, after.at))
                return BAD
        return tuple(found)

    @property
    def section(self) -> Section:
        """The keys of a line, its edge among them."""
        example = "from = 2026-10-01" if isinstance(self.start, Day) else "from = 3"
        edge = Key("from", self.start, "The line starts here, **included**.", example, field="start", required=True)
        return evolve(self.inner, keys=(edge, *self.inner.keys))

    def schema(self) -> dict[str, Any]:
        """An array of objects."""
        return {"type": "array", "items": table_schema(self.section), "minItems": 1}


@frozen
class Names:
    """A table with one line for each name."""

    inner: Section
    words: str = "table of names"

    def read(self, value: object, path: Path, report: Report) -> tuple[Line, ...] | Bad:
        """The lines as written."""
        if not isinstance(value, dict) or not value:
            report.add(value_messages.wrong_kind(path, value, "a table with one line in { } for each name"))
            return BAD
        found: list[Line] = []
        for name, row in value.items():
            if not isinstance(row, dict):
                report.add(value_messages.wrong_kind((*path, name), row, "a line in { }"))
                return BAD
            found.append(Line(name, self.inner.read(name, row, (*path, name), report)))
        return tuple(found)

    def schema(self) -> dict[str, Any]:
        """An object of objects."""
        return {"type": "object", "minProperties": 1, "additionalProperties": table_schema(self.inner)}


@frozen
class Varied:
    """The table `by`: dimension -> lines.  `more` are sections for dimensions that have other keys."""

    inner: Section
    more: Mapping[str, Section] = Factory(dict)
    dimensions: tuple[Dimension, ...] = DIMENSIONS
    words: str = "table of names, or list with from"

    def lines(self, dimension: str) -> Lines | Names:
        """The kind of one dimension's lines."""
        inner = self.more.get(dimension, self.inner)
        return Lines(inner, FROM[dimension]) if dimension in FROM else Names(inner)

    def read(self, value: object, path: Path, report: Report) -> tuple[By, ...] | Bad:
        """One `By` for each dimension, in the order of the language."""
        if not isinstance(value, dict) or not value:
            report.add(value_messages.wrong_kind(path, value, "a table such as { site = { ... } }"))
            return BAD
        for word in value:
            if word not in self.dimensions:
                report.add(key_messages.unknown_dimension((*path, word), word, self.dimensions))
        found = []
        for dimension in self.dimensions:
            if dimension in value:
                lines = self.lines(dimension).read(value[dimension], (*path, dimension), report)
                if not isinstance(lines, Bad):
                    found.append(By(dimension, lines))
        return tuple(found)

    def schema(self) -> dict[str, Any]:
        """An object with the dimensions."""
        kinds = {
            dimension: {"description": f"The keys that differ, {_BY[dimension]}.", **self.lines(dimension).schema()}
            for dimension in self.dimensions
        }
        return {"type": "object", "minProperties": 1, "properties": kinds, "additionalProperties": False}


@frozen
class Inner:
    """Rows of a section that stand under another one's heading: [kpi.NAME.relax.NAME]."""

    inner: Section
    words: str = "rows"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- name -> record
        """Name -> record."""
        if not isinstance(value, dict):
            report.add(value_messages.wrong_kind(path, value, "a table with one line in { } for each name"))
            return BAD
        found = {}
        for name, row in value.items():
            if not isinstance(row, dict):
                report.add(value_messages.wrong_kind((*path, name), row, "a line in { }"))
                continue
            if not NAME.fullmatch(name):
                report.add(key_messages.bad_name((*path, name), name))
            found[name] = self.inner.read(name, row, (*path, name), report)
        return found

    def schema(self) -> dict[str, Any]:
        """An object of objects."""
        row = table_schema(self.inner, whole=False)  # the rest may be taken over
        row["properties"] = {**row["properties"], "off": OFF}
        return {"type": "object", "patternProperties": {f"^{NAME.pattern}$": row}, "additionalProperties": False}


@frozen
class Points:
    """A table KPI = points of weight."""

    number: Number
    words: str = "table: kpi = number"

    def read(self, value: object, path: Path, report: Report) -> Moved | Bad:
        """KPI -> number."""
        if not isinstance(value, dict) or not value:
            report.add(value_messages.wrong_kind(path, value, "a table such as { csat = 40 }"))
            return BAD
        read = {kpi: self.number.read(points, (*path, kpi), report) for kpi, points in value.items()}
        good: dict[str, int | Decimal] = {k: n for k, n in read.items() if not isinstance(n, Bad)}
        return good if len(good) == len(read) else BAD

    def schema(self) -> dict[str, Any]:
        """An object of numbers."""
        return {"type": "object", "minProperties": 1, "additionalProperties": self.number.schema()}


def said(at: str | int | Decimal | date) -> str:
    """The name or edge of a line, as a path of a condition's key holds it."""
    return str(at)


def with_keys(section: Section, names: Sequence[str]) -> tuple[Key, ...]:
    """Keys of a section by name."""
    return tuple(key for key in section.keys if key.name in names)
