"""Every rule file that a project names, checked: what `evaluate` runs on and what `check` reports."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path, PurePath

from kpiengine.diagnostics import Diagnostic, has_errors, in_file_order
from kpiengine.documents import messages
from kpiengine.documents.finding import Finding
from kpiengine.documents.locate import Locator
from kpiengine.documents.paths import from_here
from kpiengine.documents.text import LARGEST_FILE, read_text
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.between import check_between
from kpiengine.rules.check import FileCheck, check_file, diagnose
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.messages import no_rule_files
from kpiengine.rules.structure import read_structure
from kpiengine.rules.surroundings import surroundings


def read_rules(
    project: Project, catalogue: Catalogue, today: date | None = None
) -> tuple[tuple[CheckedRuleSet, ...], tuple[Diagnostic, ...]]:
    """The rule sets in the order of their paths, and every fault of every file in file order.

    One error anywhere gives no rule set at all.  `today` is for lints that depend on the day; without it they are
    silent, so that a run depends on its inputs only.
    """
    files, faults = check_rule_files(project, catalogue, today)
    diagnostics = (*faults, *(d for file in files for d in file.diagnostics))
    if has_errors(diagnostics):
        return (), diagnostics
    return tuple(file.checked for file in files if file.checked is not None), diagnostics


def check_rule_files(
    project: Project, catalogue: Catalogue, today: date | None = None, doubts: Collection[str] = ()
) -> tuple[tuple[FileCheck, ...], tuple[Diagnostic, ...]]:
    """Every rule file with what became of it, and faults of files that cannot be opened or are not there.

    `doubts` are the parts of a broken project file (`project.read.Doubt`) that nothing may be built on.
    """
    paths = tuple(rule_paths(project.folder, project.rules))
    if not paths:
        finding = no_rule_files(project.rules)
        place = project.place("project", "rules")
        return (), (Diagnostic(finding.code, finding.severity, finding.message, place, finding.remedy),)
    around = surroundings(project, catalogue, today, doubts)
    faults: list[Diagnostic] = []
    files: list[FileCheck] = []
    for path in paths:
        raw = _bytes(path)
        if isinstance(raw, Finding):
            faults.append(diagnose(raw, Locator(from_here(path), "")))
        else:
            files.append(check_file(raw, _in_project(project.folder, path), around, from_here(path)))
    return check_between(files), tuple(faults)


def structure_faults(folder: Path, patterns: Sequence[str]) -> tuple[int, tuple[Diagnostic, ...]]:
    """How many rule files there are, and what is wrong with them that can be said without a project."""
    faults: list[Diagnostic] = []
    paths = list(rule_paths(folder.resolve(), patterns))
    for path in paths:
        raw = _bytes(path)
        shown = from_here(path)
        if isinstance(raw, Finding):
            faults.append(diagnose(raw, Locator(shown, "")))
            continue
        read = read_text(raw, shown)
        findings = [*read.findings]
        if read.document is not None:
            findings += read_structure(read.document)[1].findings
        faults += in_file_order(diagnose(finding, read.locator) for finding in findings)
    return len(paths), tuple(faults)


def rule_paths(folder: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """The files that `rules = [...]` names, each once, sorted; rule tests (`*.test.toml`) are no rule files."""
    found: set[Path] = set()
    for pattern in patterns:
        pure = PurePath(pattern)
        if pure.is_absolute():
            matches = Path(pure.anchor).glob(str(pure.relative_to(pure.anchor)))
        else:
            matches = folder.glob(pattern)
        found.update(path for path in matches if path.is_file() and not path.name.endswith(".test.toml"))
    yield from sorted(found)


def _in_project(folder: Path, path: Path) -> str:
    """The path relative to the project's folder, with / on every system: the same wherever the command runs."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _bytes(path: Path) -> bytes | Finding:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        return messages.unreadable_file(error.strerror or str(error))
