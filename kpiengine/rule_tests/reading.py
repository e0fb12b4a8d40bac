"""TOML text of rule tests -> records, and every fault of the file at once.

A fault never stops the reading; what could be read goes on, so that faults in other tests are found too.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from attrs import Factory, define, evolve

from kpiengine.diagnostics import Diagnostic, in_file_order
from kpiengine.documents import messages as text_messages
from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.locate import Locator
from kpiengine.documents.paths import from_here
from kpiengine.documents.text import LARGEST_FILE, read_text
from kpiengine.documents.wording import nearest
from kpiengine.rule_tests import messages
from kpiengine.rule_tests.records import CaseFile, Expected, Part, Person, RuleCase
from kpiengine.rule_tests.sections import FILE, FORMAT, SECTIONS, WORDS
from kpiengine.rules.keys import Section
from kpiengine.rules.messages import files as file_messages
from kpiengine.rules.messages import keys as key_messages


@define
class Reading:
    """The faults of one file while it is read."""

    findings: list[Finding] = Factory(list)

    def add(self, finding: Finding) -> None:
        """Note one fault and go on."""
        self.findings.append(finding)

    def unknown_key(self, key: str, home: Section, path: Path) -> None:
        """Note a key that `home` does not have: the right word, the section it belongs to, or the nearest key."""
        known = [one.name for one in home.keys]
        word = WORDS.get(key)
        homes = [f"[{section.name}]" for section in SECTIONS if section is not home and section.key(key)]
        if word in known:
            self.add(key_messages.wrong_word(key, str(word), path))
        elif homes and nearest(key, known) is None:
            self.add(key_messages.wrong_section(key, homes, path))
        else:
            self.add(key_messages.unknown_key(key, known, path))


def read_file(path: FilePath) -> tuple[CaseFile | None, tuple[Diagnostic, ...]]:
    """The tests of one file, and its faults in file order; no tests where nothing could be read."""
    shown = from_here(path.resolve())
    try:
        with path.open("rb") as opened:
            raw = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        return None, (Locator(shown, "").diagnose(text_messages.unreadable_file(error.strerror or str(error))),)
    return read_case_text(raw, shown)


def read_case_text(raw: bytes, shown: str) -> tuple[CaseFile | None, tuple[Diagnostic, ...]]:
    """As `read_file`, for text that is there already."""
    text = read_text(raw, shown)
    if text.document is None:
        return None, tuple(in_file_order(text.locator.diagnose(f) for f in text.findings))
    reading = Reading(list(text.findings))
    found = _file(text.document, text.locator, reading)
    return found, tuple(in_file_order(text.locator.diagnose(f) for f in reading.findings))


def _file(document: Mapping[str, Any], locator: Locator, reading: Reading) -> CaseFile:
    said = document.get("format")
    if "format" not in document:
        reading.add(file_messages.format_missing())
    elif said is True or said != FORMAT:
        reading.add(file_messages.other_format(said, FORMAT))
    known = dict(document)
    if isinstance(document.get("case"), dict):
        reading.add(messages.one_bracket())
        del known["case"]
    values = FILE.read("", known, (), reading)
    if "ruleset" not in document:
        reading.add(messages.no_ruleset(locator.path))
    given = values.get("given", {})
    rows = values.get("case", ())
    cases = tuple(_case(row, given, ("case", i)) for i, row in enumerate(rows))
    reading.findings += _between(cases, document)
    return CaseFile(values.get("ruleset", ""), cases, locator, values.get("period"))


def _case(row: Mapping[str, Any], given: Mapping[str, Any], path: Path) -> RuleCase:
    """One test, with what every case has laid under what it says itself."""
    agents = row.get("agent", {})
    people = (
        tuple(
            _person(each, own, (row, given), (*path, "agent", name))
            for name, own in agents.items()
            for each in _names(name, own.get("times", 1))
        )
        if agents
        else (_person("", row, (given,), path),)
    )
    return RuleCase(
        title=row.get("title", ""),
        people=people,
        period=row.get("period"),
        as_of=row.get("as_of"),
        facts=row.get("facts", given.get("facts", {})),
        path=path,
    )


def _person(name: str, own: Mapping[str, Any], under: tuple[Mapping[str, Any], ...], path: Path) -> Person:
    metrics: dict[str, Any] = {}
    parts: dict[str, Part] = {}
    for layer in (*reversed(under), own):
        metrics |= layer.get("metrics", {})
        for scenario, part in layer.get("scenario", {}).items():
            below = parts.get(scenario, Part())
            share = below.share if part.share is None else part.share
            parts[scenario] = Part(share, {**below.metrics, **part.metrics})
    expected: Expected = own.get("expect", Expected())
    return Person(
        id=name,
        metrics=metrics,
        roster=_rows([layer.get("roster", ({},)) for layer in (*reversed(under), own)]),
        score=next((layer["score"] for layer in (own, *under) if "score" in layer), None),
        presence=next((layer["presence"] for layer in (own, *under) if "presence" in layer), None),
        expected=evolve(expected, path=(*path, "expect")),
        path=path,
        parts=parts,
    )


def _names(name: str, times: int) -> tuple[str, ...]:
    """What agents are called of whom there are several."""
    return (name,) if times == 1 else tuple(f"{name} {i}" for i in range(1, times + 1))


def _rows(layers: list[tuple[Mapping[str, Any], ...]]) -> tuple[Mapping[str, Any], ...]:
    """Rows of the roster laid over each other: one row goes under each of several."""
    found: tuple[Mapping[str, Any], ...] = ({},)
    for layer in layers:
        below = found if len(found) == len(layer) else tuple(found[0] for _ in layer)
        found = tuple({**under, **over} for under, over in zip(below, layer, strict=True))
    return found


def _between(cases: tuple[RuleCase, ...], document: Mapping[str, Any]) -> Iterator[Finding]:
    """What only shows when whole tests are looked at."""
    seen: set[str] = set()
    for case in cases:
        if case.title in seen:
            yield messages.same_title(case.title, (*case.path, "title"))
        seen.add(case.title)
        row = document["case"][case.path[1]]
        if "agent" in row and "expect" in row:
            yield messages.expect_in_both((*case.path, "expect"))
        elif all(person.expected.empty for person in case.people):
            yield messages.nothing_expected(case.path)
