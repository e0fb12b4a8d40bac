"""Every rule file that a project names, checked: what `evaluate` runs on and what `check` reports."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

from kpiengine.diagnostics import Diagnostic, Level, has_errors, in_file_order
from kpiengine.documents.finding import Finding
from kpiengine.documents.locate import Locator
from kpiengine.documents.paths import from_here
from kpiengine.documents.pieces import Pieces
from kpiengine.documents.text import Hints
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.between import check_between
from kpiengine.rules.check import FileCheck, check_rule_text
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.extends import Resolver
from kpiengine.rules.gaps import plan_gaps
from kpiengine.rules.library import Library, RuleText, alone, rule_text
from kpiengine.rules.messages.files import no_rule_files
from kpiengine.rules.messages.milder import left_out
from kpiengine.rules.model.words import State
from kpiengine.rules.paths import bytes_of, in_project, rule_paths
from kpiengine.rules.sharing.shared import Shared
from kpiengine.rules.standing import standing_of
from kpiengine.rules.structure import read_structure
from kpiengine.rules.surroundings import surroundings


def read_rules(
    project: Project, catalogue: Catalogue, today: date | None = None
) -> tuple[tuple[CheckedRuleSet, ...], tuple[Diagnostic, ...]]:
    """The live and shadow rule sets in the order of their paths, and the faults of all files in file order.

    One error in a live rule set gives no rule set at all; a shadow with errors is left out with a warning, and
    drafts are passed over.  `today` is for lints that depend on the day; without it they are silent, so that a run
    depends on its inputs only.
    """
    files, faults = check_rule_files(project, catalogue, today)
    diagnostics = [*faults]
    for file in files:
        if file.state is State.LIVE:
            diagnostics += file.diagnostics
        elif file.state is State.SHADOW:
            diagnostics += [left_out(d) if d.level is Level.ERROR else d for d in file.diagnostics]
    if has_errors(diagnostics):
        return (), tuple(diagnostics)
    found = (file.checked for file in files if file.state is not State.DRAFT)
    return tuple(checked for checked in found if checked is not None), tuple(diagnostics)


def check_rule_files(
    project: Project, catalogue: Catalogue, today: date | None = None, doubts: Collection[str] = ()
) -> tuple[tuple[FileCheck, ...], tuple[Diagnostic, ...]]:
    """Every rule file with what became of it, and faults of files that cannot be opened or of the plans.

    `doubts` are the parts of a broken project file (`project.read.Doubt`) that nothing may be built on.
    """
    around = surroundings(project, catalogue, today, doubts)
    shared = Shared(around)
    library, faults = read_library(project.folder, project.rules, around.hints, shared.pieces)
    if not library.texts and not faults:
        return (), (no_files(project),)
    resolver = Resolver(library)
    files = [check_rule_text(text, resolver, around, shared) for text in library.texts]
    checked = check_between(files, project.plans, today)
    gaps = () if doubts or faults else plan_gaps([standing_of(file) for file in checked], project)
    return checked, (*faults, *gaps)


def no_files(project: Project) -> Diagnostic:
    """The project names no rule file that exists."""
    finding = no_rule_files(project.rules)
    place = project.place("project", "rules")
    return Diagnostic(finding.code, finding.severity, finding.message, place, finding.remedy)


def check_among(file: Path, project: Project, catalogue: Catalogue) -> FileCheck:
    """One rule file, which may take over others of the project; the others are read only if it does."""
    around = surroundings(project, catalogue)
    text = rule_text(file.read_bytes(), str(file), hints=around.hints)
    library = alone(text)
    if text.extends is not None:
        others = (path for path in rule_paths(project.folder, project.rules) if path != file.resolve())
        raws = ((path, bytes_of(path)) for path in others)
        read = [rule_text(r, in_project(project.folder, p), from_here(p)) for p, r in raws if isinstance(r, bytes)]
        library = Library((text, *read))
    return check_rule_text(text, Resolver(library), around)


def said_once(files: Sequence[FileCheck]) -> Iterator[Diagnostic]:
    """The faults of all files; one in a line that several take over is said where the line stands, and only there."""
    own = {id(file.locator): frozenset(file.findings) for file in files}
    for file in files:
        again = [
            finding
            for finding in file.findings
            if file.origins.foreign(finding) and finding in own.get(id(file.origins.locator(finding.path)), ())
        ]
        yield from (file.without(again) if again else file).diagnostics


def read_library(
    folder: Path, patterns: Sequence[str], hints: Hints | None = None, pieces: Pieces | None = None
) -> tuple[Library, tuple[Diagnostic, ...]]:
    """Every rule file as text, and faults of those that cannot be opened."""
    texts: list[RuleText] = []
    faults: list[Diagnostic] = []
    for path in rule_paths(folder, patterns):
        raw = bytes_of(path)
        if isinstance(raw, Finding):
            faults.append(Locator(from_here(path), "").diagnose(raw))
        else:
            texts.append(rule_text(raw, in_project(folder, path), from_here(path), hints, pieces))
    return Library(tuple(texts)), tuple(faults)


def structure_faults(folder: Path, patterns: Sequence[str]) -> tuple[int, tuple[Diagnostic, ...]]:
    """How many rule files there are, and what is wrong with them that can be said without a project."""
    library, faults = read_library(folder.resolve(), patterns)
    found = [*faults]
    resolver = Resolver(library)
    for text in library.texts:
        findings = [*text.text.findings]
        if text.text.document is not None:
            whole = resolver.effective(text)
            own = read_structure(text.text.document if whole.partial else whole.document)[1].findings
            findings += [*whole.findings, *(f for f in own if not (whole.partial and f.code == "KPI105"))]
            found += in_file_order(whole.origins.diagnose(finding, text.id or "") for finding in findings)
        else:
            found += in_file_order(text.text.locator.diagnose(finding) for finding in findings)
    return len(library.texts) + len(faults), tuple(found)
