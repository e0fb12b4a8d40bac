"""Every rule file checked as `load.check_rule_files` does it, but for those that were found without faults before.

Such a file is not parsed: what it says to the others was kept (`kept.record`), and what holds between files is judged
anew each time.  Where that finds a fault of it, it is checked like any other.  The faults that are told are the same
as without anything kept; only `check` uses this, since a run needs the rule sets themselves.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from kpiengine.diagnostics import Diagnostic
from kpiengine.documents.finding import Finding
from kpiengine.documents.locate import Locator
from kpiengine.documents.paths import from_here
from kpiengine.documents.text import read_text
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.between import Beside
from kpiengine.rules.check import FileCheck, check_rule_text
from kpiengine.rules.extends import Resolver
from kpiengine.rules.gaps import plan_gaps
from kpiengine.rules.kept.folder import KeptChecks
from kpiengine.rules.kept.record import Kept, from_json, to_json
from kpiengine.rules.library import Library, RuleText
from kpiengine.rules.load import no_files, said_once
from kpiengine.rules.paths import bytes_of, in_project, rule_paths
from kpiengine.rules.sharing.shared import Shared
from kpiengine.rules.standing import Standing, standing_of
from kpiengine.rules.surroundings import surroundings


@frozen
class Outcome:
    """Every fault of every rule file; `checks` are of those of the `files` that had to be checked."""

    files: int
    checks: tuple[FileCheck, ...]
    faults: tuple[Diagnostic, ...]

    @property
    def anew(self) -> int:
        """How many files had to be checked."""
        return len(self.checks)


def check_again(
    project: Project,
    catalogue: Catalogue,
    kept: KeptChecks | None,
    today: date | None = None,
    doubts: Collection[str] = (),
) -> Outcome:
    """All rule files of a project; without `kept` every one of them is checked."""
    paths = tuple(rule_paths(project.folder, project.rules))
    if not paths:
        return Outcome(0, (), (no_files(project),))
    raws = {path: bytes_of(path) for path in paths}
    unreadable = [Locator(from_here(path), "").diagnose(raw) for path, raw in raws.items() if isinstance(raw, Finding)]
    before = {} if kept is None else kept.read()
    texts = _Texts(project, Shared(surroundings(project, catalogue, today, doubts)), _files(project, raws))
    known = [texts.known(one, before) for one in texts.files]
    for one in (one for i, one in enumerate(texts.files) if known[i] is None):
        texts.text(one)  # one kind of work after the other takes less time
    checks = {i: texts.check(one) for i, one in enumerate(texts.files) if known[i] is None}
    standings = [standing_of(checks[i]) if one is None else one.standing for i, one in enumerate(known)]
    beside = Beside.of(standings, project.plans)
    checks |= {i: texts.check(texts.files[i]) for i in sorted(beside.faults) if i not in checks}
    applied = {i: beside.applied(i, check, today) for i, check in sorted(checks.items())}
    gaps = () if doubts or unreadable else plan_gaps(beside.standings, project)
    if kept is not None:
        now = {
            one.sha256: before[one.sha256] if i not in applied else texts.record(one, standings[i])
            for i, one in enumerate(texts.files)
            if i not in applied or _clean(applied[i])
        }
        if now != before:
            kept.write(now)
    anew = tuple(applied.values())
    return Outcome(len(texts.files), anew, (*unreadable, *gaps, *said_once(anew)))


def _clean(check: FileCheck) -> bool:
    return check.made is not None and not check.findings


@frozen
class _File:
    """One rule file: what it is recorded with, what faults call it, and its content."""

    path: str
    shown: str
    raw: bytes
    sha256: str


def _files(project: Project, raws: Mapping[Path, bytes | Finding]) -> tuple[_File, ...]:
    return tuple(
        _File(in_project(project.folder, path), from_here(path), raw, hashlib.sha256(raw).hexdigest())
        for path, raw in raws.items()
        if isinstance(raw, bytes)
    )


@define(slots=False)  # cached properties
class _Texts:
    """The rule files, parsed when one is asked for, each once."""

    project: Project
    shared: Shared
    files: Sequence[_File]
    _read: dict[str, RuleText] = field(factory=dict)

    @cached_property
    def among(self) -> str:
        """All rule files as one digest: any of them may decide what another takes over."""
        return hashlib.sha256("\n".join(f"{one.path} {one.sha256}" for one in self.files).encode()).hexdigest()

    @cached_property
    def resolver(self) -> Resolver:
        """With all rule files."""
        return Resolver(Library(tuple(map(self.text, self.files))))

    @cached_property
    def alone(self) -> Resolver:
        """For files that take over nothing, so that no other need be read."""
        return Resolver(Library(()))

    def text(self, one: _File) -> RuleText:
        """One file, parsed."""
        known = self._read.get(one.path)
        if known is None:
            read = read_text(one.raw, one.shown, self.shared.around.hints, self.shared.pieces)
            known = self._read[one.path] = RuleText(one.path, one.sha256, read)
        return known

    def check(self, one: _File) -> FileCheck:
        """One file, checked; the others are parsed only if it takes over one of them."""
        text = self.text(one)
        resolver = self.alone if text.extends is None else self.resolver
        return check_rule_text(text, resolver, self.shared.around, self.shared)

    def record(self, one: _File, standing: Standing) -> Sequence[Any]:
        """What is kept of a file in which nothing was found."""
        return to_json(Kept(standing, None if self.text(one).extends is None else self.among))

    def known(self, one: _File, kept: Mapping[str, Any]) -> Kept | None:
        """What was kept of a file, if it holds still."""
        said = kept.get(one.sha256)
        if said is None:
            return None
        try:
            found = from_json(said, one.shown)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        return found if found.among in {None, self.among} else None
