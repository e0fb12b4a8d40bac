"""TOML tables -> records, and every fault of keys and kinds at once.

A fault never stops the reading.  What is built on a broken value is not complained about again: see `Reading.broken`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import Factory, define, frozen

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import did_you_mean
from kpiengine.metric_files import messages
from kpiengine.metric_files.records import MetricKind, MetricRecord, TableRecord
from kpiengine.metric_files.sections import FORMAT, METRIC, NEEDED, OF_KIND, SECTIONS, TABLE, WORDS
from kpiengine.rules.keys import Section
from kpiengine.rules.kinds.texts import NAME
from kpiengine.rules.messages import files as file_messages
from kpiengine.rules.messages import keys as key_messages
from kpiengine.rules.messages import values as value_messages

LEVELS = ("agent", "team", "queue", "site", "centre")


@define
class Reading:
    """The faults of one file while it is read."""

    findings: list[Finding] = Factory(list)

    def add(self, finding: Finding) -> None:
        """Note one fault and go on."""
        self.findings.append(finding)

    def unknown_key(self, key: str, home: Section, path: Path) -> None:
        """Note a key that `home` does not have."""
        known = [one.name for one in home.keys]
        homes = [section.heading for section in SECTIONS if section is not home and section.key(key)]
        word = WORDS.get(key)
        if word in known:
            self.add(key_messages.wrong_word(key, str(word), path))
        elif homes:
            self.add(key_messages.wrong_section(key, homes, path))
        else:
            self.add(key_messages.unknown_key(key, known, path))

    def broken(self, *path: str) -> bool:
        """Whether something at or under this path was reported."""
        return any(finding.path[: len(path)] == path for finding in self.findings)


@frozen
class FileRecords:
    """What one file declares, as far as it could be read."""

    metrics: tuple[MetricRecord, ...] = ()
    tables: tuple[TableRecord, ...] = ()


def read_structure(document: Mapping[str, Any]) -> tuple[FileRecords, Reading]:
    """The records of a file, and what is wrong with it."""
    reading = Reading()
    if "format" not in document:
        reading.add(file_messages.format_missing())
    elif document["format"] is True or document["format"] != FORMAT:
        reading.add(file_messages.other_format(document["format"], FORMAT))
    names = [section.name for section in SECTIONS]
    for name in document:
        if name != "format" and name not in names:
            reading.add(_unknown_heading(name, document[name]))
    metrics = tuple(_rows(METRIC, document, reading))
    tables = tuple(_rows(TABLE, document, reading))
    for metric in metrics:
        _of_its_kind(metric, document["metric"][metric.id], reading)
    return FileRecords(metrics, tables), reading


def _unknown_heading(name: str, value: object) -> Finding:
    if not isinstance(value, dict | list):
        homes = [section.heading for section in SECTIONS if section.key(name)]
        if homes:
            return key_messages.key_outside(name, " or ".join(homes))
    right = {"metrics": "metric", "kpi": "metric", "measure": "metric", "facts": "table", "tables": "table"}.get(name)
    known = [right] if right else [section.name for section in SECTIONS]
    return key_messages.unknown_heading(name, known, sure=right is not None)


def _rows(section: Section, document: Mapping[str, Any], reading: Reading) -> Iterator[Any]:
    path: Path = (section.name,)
    rows = document.get(section.name, {})
    if isinstance(rows, list):
        reading.add(key_messages.double_brackets(section.name, path, named=True))
        return
    if not isinstance(rows, dict):
        reading.add(key_messages.not_a_table(section.name, path))
        return
    for name, row in rows.items():
        at: Path = (section.name, name)
        if not isinstance(row, dict):
            example = section.keys[0].example
            reading.add(key_messages.row_expected(section.name, name, example, at))
            continue
        if not NAME.fullmatch(name):
            reading.add(key_messages.bad_name(at, name))
        elif name != name.lower():
            reading.add(messages.small_letters(name, at))
        yield section.read(name, row, at, reading)


def _of_its_kind(metric: MetricRecord, written: Mapping[str, Any], reading: Reading) -> None:
    """What must, may and may not stand beside what."""
    path = ("metric", metric.id)
    if not reading.broken(*path, "kind"):
        _keys_of_kind(metric.kind, written, path, reading)
    if "view" in written and "facts" in written:
        reading.add(key_messages.exactly_one(path, ("view", "facts"), ("view", "facts")))
    elif "view" not in written and "facts" not in written:
        reading.add(key_messages.exactly_one(path, ("view", "facts"), ()))
    for key in ("time", "agent", "queue"):
        if key in written and "facts" not in written and "view" in written:
            why = "a view says itself when a row counts and for whom"
            reading.add(key_messages.exclude((*path, key), key, "view", why))
    if "facts" in written and "time" not in written:
        reading.add(messages.needs_beside("time", "facts", METRIC.key("time").example, path))  # type: ignore[union-attr]  # it is there
    for level in metric.levels:
        if level not in LEVELS:
            reading.add(value_messages.not_one_of((*path, "levels"), level, LEVELS, None))


def _keys_of_kind(kind: MetricKind, written: Mapping[str, Any], path: tuple[str, str], reading: Reading) -> None:
    for key, kinds in OF_KIND.items():
        if key in written and kind.value not in kinds:
            homes = " or ".join(f'kind = "{one}"' if one != "parts" else "a metric without a kind" for one in kinds)
            reading.add(messages.goes_with(key, kind.value, homes, (*path, key)))
    misspelt = {f.path[-1] for f in reading.findings if f.code == "KPI104" and f.path[:2] == path}
    for key in NEEDED.get(kind.value, ()):
        meant = [word for word in misspelt if did_you_mean(str(word), [key]) == f'did you mean "{key}"?']
        if key not in written and not meant and not any(WORDS.get(str(word)) == key for word in misspelt):
            example = next(one.example for one in METRIC.keys if one.name == key)
            reading.add(messages.kind_needs(kind.value, key, example, path))
