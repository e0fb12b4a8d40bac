"""TOML tables -> the model's records, where nothing is wrong with them; equal sections of several files are one record.

Records are frozen, so files may share them.  Of a document in which anything is to be said, `ruleset` says nothing: it
is then read by `structure`, which tells every fault of it.
"""

from collections.abc import Mapping
from typing import Any, Final

from attrs import Factory, define

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import Section
from kpiengine.rules.kinds.texts import NAME
from kpiengine.rules.language import BY_NAME, FORMAT, SECTIONS
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.structure import LEVELLED, Reading, assembled, levelled

_ABSENT: Final[Mapping[str, Any]] = {section.name: {} if section.named else None for section in SECTIONS}
HEAD: Final = BY_NAME["ruleset"]  # the one section that must be there


@define
class Records:
    """The records of one run."""

    # section, row, content -> record; None where something is to be said of it
    _rows: dict[tuple[str, str, str], Any] = Factory(dict)
    # tables that several files share are asked for by what they are; each is kept, so that its number stays its own
    _tables: dict[tuple[str, str, int], tuple[object, Any]] = Factory(dict)
    _sections: dict[tuple[str, KpiLevel, int], tuple[object, Any]] = Factory(dict)
    _groups: dict[tuple[object, ...], Any] = Factory(dict)

    def ruleset(self, document: Mapping[str, Any]) -> RuleSet | None:
        """The rule set of a document without faults; None where there is one."""
        head = document.get("ruleset")
        head = None if head is None else self._record(HEAD, "", head)
        if head is None or "format" not in document:
            return None
        found = dict(_ABSENT)
        for name, value in document.items():
            if name == "format":
                if type(value) is not int or value != FORMAT:
                    return None
                continue
            section = BY_NAME.get(name)
            record = None if section is None else self._section(section, value, head.level)
            if record is None:
                return None
            found[name] = record
        return assembled(found)

    def _section(self, section: Section, value: object, level: KpiLevel) -> Any:  # noqa: ANN401 -- a record, or rows of them
        """The record, or for named sections name -> record; None where something is to be said of it."""
        place = (section.name, level, id(value))
        known = self._sections.get(place)
        if known is None:
            known = self._sections[place] = (value, self._read_section(section, value, level))
        return known[1]

    def _read_section(self, section: Section, value: object, level: KpiLevel) -> Any:  # noqa: ANN401 -- as above
        if not isinstance(value, dict):
            return None
        if not section.named:
            return self._record(section, "", value)
        key: list[object] = [section.name, level]
        found: dict[str, Any] = {}
        for name, row in value.items():
            record = found[name] = self._record(section, name, row)
            if record is None:
                return None
            key.append(id(record))
        group = self._groups.get(given := tuple(key))
        if group is None:
            made = levelled(found, value, level) if section.name in LEVELLED else found
            group = self._groups[given] = made
        return group

    def _record(self, section: Section, name: str, table: object) -> Any:  # noqa: ANN401 -- a record
        place = (section.name, name, id(table))
        known = self._tables.get(place)
        if known is None:
            known = self._tables[place] = (table, self._read(section, name, table))
        return known[1]

    def _read(self, section: Section, name: str, table: object) -> Any:  # noqa: ANN401 -- a record
        if not isinstance(table, dict):
            return None
        content = (section.name, name, repr(table))
        if content not in self._rows:
            reading = Reading()
            if section.named and not NAME.fullmatch(name):
                self._rows[content] = None
            else:
                path: Path = (section.name, name) if section.named else (section.name,)
                record = section.read(name, table, path, reading)
                self._rows[content] = None if reading.findings else record
        return self._rows[content]
