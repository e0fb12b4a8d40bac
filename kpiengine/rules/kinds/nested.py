"""Sections inside sections, and their JSON Schema."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Report, Section
from kpiengine.rules.messages import values as messages


@frozen
class Table:
    """A small table with keys of its own, such as `points_at = { target = 80 }`."""

    inner: Section
    words: str = "table"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- the record that `inner` makes
        """The record."""
        if not isinstance(value, dict):
            report.add(messages.wrong_kind(path, value, "a table in { }"))
            return BAD
        return self.inner.read("", value, path, report)

    def schema(self) -> dict[str, Any]:
        """An object."""
        return table_schema(self.inner)


@frozen
class Rows:
    """A list of small tables, such as `bands = [{ from = 0, points = 0 }, ...]`."""

    inner: Section
    words: str = "list of tables"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a tuple of records
        """The records in the order written."""
        if not isinstance(value, list) or not value:
            report.add(messages.wrong_kind(path, value, "a list of lines in [ ]"))
            return BAD
        found = []
        for index, row in enumerate(value):
            if not isinstance(row, dict):
                report.add(messages.wrong_kind((*path, index), row, "a line in { }"))
                return BAD
            found.append(self.inner.read("", row, (*path, index), report))
        return BAD if any(row is BAD for row in found) else tuple(found)

    def schema(self) -> dict[str, Any]:
        """An array of objects."""
        return {"type": "array", "items": table_schema(self.inner), "minItems": 1}


OFF: Mapping[str, Any] = {"description": "Takes out what `extends` brought.", "const": True}


def table_schema(section: Section, *, whole: bool = True) -> dict[str, Any]:
    """The JSON Schema of one table of a section; not `whole` where `extends` may bring what is missing."""
    found: dict[str, Any] = {
        "type": "object",
        "description": section.doc,
        "properties": {k.name: {"description": k.doc, **k.kind.schema()} for k in section.keys},
        "additionalProperties": section.further.schema() if section.further is not None else False,
    }
    return {**found, **required_schema(section)} if whole else found


def required_schema(section: Section) -> dict[str, Any]:
    """Which keys a table must have."""
    required = [k.name for k in section.keys if k.required]
    either = {"anyOf": [{"required": [name]} for name in section.either]} if section.either else {}
    return {**({"required": required} if required else {}), **either}
