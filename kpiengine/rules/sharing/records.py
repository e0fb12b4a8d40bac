"""TOML tables -> the model's records, where nothing is wrong with them; equal sections of several files are one record.

Records are frozen, so files may share them.  Of a document in which anything is to be said, `ruleset` says nothing: it
is then read by `structure`, which tells every fault of it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from attrs import Factory, define

from kpiengine.rules.keys import Section
from kpiengine.rules.kinds.texts import NAME
from kpiengine.rules.language import BY_NAME, FORMAT, SECTIONS
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.structure import LEVELLED, Reading, assembled, levelled

Group = TypeVar("Group")

_ABSENT: Final[Mapping[str, Any]] = {section.name: {} if section.named else None for section in SECTIONS}
_REQUIRED: Final = frozenset(section.name for section in SECTIONS if section.required)


@define
class Records:
    """The records of one run."""

    # section, row, content -> record; None where something is to be said of it
    _rows: dict[tuple[str, str, str], Any] = Factory(dict)
    # tables that several files share are asked for by what they are; each is kept, so that its number stays its own
    _tables: dict[tuple[str, str, int], tuple[object, Any]] = Factory(dict)
    _groups: dict[tuple[object, ...], Any] = Factory(dict)

    def ruleset(self, document: Mapping[str, Any]) -> RuleSet | None:
        """The rule set of a document without faults; None where there is one."""
        if not document.keys() >= _REQUIRED:
            return None
        found = dict(_ABSENT)
        for name, value in document.items():
            if name == "format":
                if type(value) is not int or value != FORMAT:
                    return None
                continue
            section = BY_NAME.get(name)
            record = None if section is None else self._section(section, value)
            if record is None:
                return None
            found[name] = record
        if "format" not in document:
            return None
        level = found["ruleset"].level
        for heading in LEVELLED:
            rows = found[heading]
            if rows:
                said = document[heading]
                found[heading] = self._group((heading, level), rows, partial(levelled, rows, said, level))
        return assembled(found)

    def _section(self, section: Section, value: object) -> Any:  # noqa: ANN401 -- a record, or rows of them
        """The record, or for named sections name -> record; None where something is to be said of it."""
        if not isinstance(value, dict):
            return None
        if not section.named:
            return self._record(section, "", value)
        found: dict[str, Any] = {}
        for name, row in value.items():
            record = self._record(section, name, row) if isinstance(row, dict) else None
            if record is None:
                return None
            found[name] = record
        return self._group((section.name,), found, lambda: found)

    def _record(self, section: Section, name: str, table: dict[str, Any]) -> Any:  # noqa: ANN401 -- a record
        place = (section.name, name, id(table))
        known = self._tables.get(place)
        if known is None:
            known = self._tables[place] = (table, self._read(section, name, table))
        return known[1]

    def _read(self, section: Section, name: str, table: dict[str, Any]) -> Any:  # noqa: ANN401 -- a record
        content = (section.name, name, repr(table))
        if content not in self._rows:
            reading = Reading()
            if section.named and not NAME.fullmatch(name):
                self._rows[content] = None
            else:
                record = section.read(name, table, (section.name, name) if section.named else (section.name,), reading)
                self._rows[content] = None if reading.findings else record
        return self._rows[content]

    def _group(self, what: tuple[object, ...], rows: Mapping[str, Any], make: Callable[[], Group]) -> Group:
        """What is made of these very records, made once."""
        key = (*what, *map(id, rows.values()))
        if key not in self._groups:
            self._groups[key] = make()
        found: Group = self._groups[key]
        return found
