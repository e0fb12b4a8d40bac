"""Kinds of values that only metric files have; the others are those of rule files."""

import re
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.metric_files import messages
from kpiengine.metric_files.records import ColumnRecord
from kpiengine.plugin import ColumnType
from kpiengine.rules.keys import BAD, Bad, Key, Report, Section
from kpiengine.rules.kinds.nested import table_schema
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.kinds.tables import Names
from kpiengine.rules.kinds.texts import Choice, Condition, Text
from kpiengine.rules.messages import values as rule_messages

UNITS = {"min": 60_000, "hour": 3_600_000, "hours": 3_600_000, "h": 3_600_000}
UNITS |= {"day": 86_400_000, "days": 86_400_000, "week": 7 * 86_400_000, "weeks": 7 * 86_400_000}
LENGTH = re.compile(rf"([1-9]\d{{0,4}}) ({'|'.join(UNITS)})")


@frozen
class Length:
    """A length of time as text, read as milliseconds."""

    words: str = "length of time"

    def read(self, value: object, path: Path, report: Report) -> int | Bad:
        """Number and unit."""
        found = LENGTH.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            report.add(messages.bad_length(value, path))
            return BAD
        return int(found[1]) * UNITS[found[2]]

    def schema(self) -> dict[str, Any]:
        """A string with the pattern."""
        return {"type": "string", "pattern": f"^{LENGTH.pattern}$"}


@frozen
class Range:
    """Two whole numbers that rise."""

    words: str = "[low, high]"

    def read(self, value: object, path: Path, report: Report) -> tuple[int, int] | Bad:
        """The two ends, both included."""
        if isinstance(value, list) and len(value) == 2 and all(type(end) is int for end in value):  # noqa: PLR2004 -- a range has two ends
            low, high = value
            if low < high:
                return low, high
        report.add(messages.bad_range(path))
        return BAD

    def schema(self) -> dict[str, Any]:
        """An array of two integers."""
        return {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}


@frozen
class Flag:
    """true or false."""

    words: str = "true or false"

    def read(self, value: object, path: Path, report: Report) -> bool | Bad:
        """The word, never a number or text."""
        if isinstance(value, bool):
            return value
        report.add(rule_messages.wrong_kind(path, value, "true or false, without quotes"))
        return BAD

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@frozen
class Parts:
    """Part name -> its text."""

    words: str = "table of parts"

    def read(self, value: object, path: Path, report: Report) -> dict[str, str] | Bad:
        """The texts exactly as written, so that columns in messages are right."""
        if not isinstance(value, dict) or not value:
            report.add(rule_messages.wrong_kind(path, value, "a table such as { cases = 'count()' }"))
            return BAD
        read = {name: Condition().read(text, (*path, name), report) for name, text in value.items()}
        good = {name: text for name, text in read.items() if not isinstance(text, Bad)}
        return good if len(good) == len(read) else BAD

    def schema(self) -> dict[str, Any]:
        """A table of strings."""
        return {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1}


def _column(_: str, values: dict[str, Any]) -> ColumnRecord:
    return ColumnRecord(**values)


COLUMN = Section(
    "columns",
    'What a column holds. A type alone may stand for the table: `closed_at = "instant"`.',
    (
        Key(
            "type",
            Choice(tuple(ColumnType), {"string": "text", "datetime": "instant", "int": "integer", "bool": "flag"},
                   make=ColumnType),
            "text, integer, number, duration (seconds), flag, date or instant.",
            'type = "text"',
            required=True,
        ),
        Key("decimals", Number("whole number", 0, 9, whole=True), "Of a number.", "decimals = 2", default="0"),
        Key("values", Names("list of texts"), "The only texts that are let in.", 'values = ["saved", "lost"]'),
        Key("minimum", Number(), "The least that is let in.", "minimum = 0"),
        Key("maximum", Number(), "The most that is let in.", "maximum = 100"),
        Key("required", Flag(), "Whether a row without it is rejected.", "required = true", default="false"),
        Key("doc", Text(), "What it means.", 'doc = "when the case was closed"'),
    ),
    _column,
    ColumnRecord,
)  # fmt: skip


@frozen
class Columns:
    """Column name -> type, or a table with the type and limits."""

    words: str = "table of columns"

    def read(self, value: object, path: Path, report: Report) -> dict[str, ColumnRecord] | Bad:
        """The columns in the order written."""
        if not isinstance(value, dict) or not value:
            report.add(rule_messages.wrong_kind(path, value, 'a table such as { case_id = "text" }'))
            return BAD
        found: dict[str, ColumnRecord] = {}
        for name, given in value.items():
            if isinstance(given, str):
                kind = COLUMN.keys[0].kind.read(given, (*path, name), report)
                found[name] = ColumnRecord() if isinstance(kind, Bad) else ColumnRecord(kind)
            elif isinstance(given, dict):
                found[name] = COLUMN.read(name, given, (*path, name), report)
            else:
                report.add(rule_messages.wrong_kind((*path, name), given, 'a type such as "text", or a table'))
        return found

    def schema(self) -> dict[str, Any]:
        """A table of types or tables."""
        either = {"anyOf": [COLUMN.keys[0].kind.schema(), table_schema(COLUMN)]}
        return {"type": "object", "additionalProperties": either, "minProperties": 1}
