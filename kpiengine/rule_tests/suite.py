"""All rule tests of a project: found, run, judged, with what they have tried of their rule sets."""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from attrs import frozen

from kpiengine.diagnostics import Diagnostic, Place, Refused, has_errors
from kpiengine.documents.locate import Locator
from kpiengine.errors import KpiError
from kpiengine.metric_files import with_metric_files
from kpiengine.outputs.results import Judged
from kpiengine.project import Project
from kpiengine.registry import load_catalogue
from kpiengine.rule_tests.bench import Bench, refused
from kpiengine.rule_tests.coverage import Coverage, coverage
from kpiengine.rule_tests.deciding import what_decided
from kpiengine.rule_tests.reading import read_file
from kpiengine.rule_tests.records import CaseFile, Person, RuleCase
from kpiengine.rule_tests.running import Ran
from kpiengine.rule_tests.together import run_all
from kpiengine.rule_tests.verdicts import Miss, misses, unknown_names
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.load import check_rule_files
from kpiengine.rules.paths import rule_paths

FOLDER = "tests"  # beside the rule files
BOUNDARIES = ".boundaries.toml"


@frozen
class Failure:
    """What did not come true for one agent of a test, and the lines that say what decided."""

    agent: str
    misses: tuple[Miss, ...]
    decided: tuple[str, ...]


@frozen
class Verdict:
    """One test, judged; `place` is where it stands."""

    case: RuleCase
    place: Place
    failures: tuple[Failure, ...]
    ran: Ran

    @property
    def passed(self) -> bool:
        """Whether everything came true."""
        return not self.failures


@frozen
class FileVerdict:
    """One file, judged."""

    file: CaseFile
    verdicts: tuple[Verdict, ...]


@frozen
class Suite:
    """Everything that was tested, all or what was chosen; `warnings` are faults that do not stop it."""

    files: tuple[FileVerdict, ...]
    coverages: tuple[Coverage, ...]
    warnings: tuple[Diagnostic, ...] = ()
    whole: bool = True

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every test."""
        return tuple(verdict for file in self.files for verdict in file.verdicts)

    @property
    def passed(self) -> bool:
        """Whether every test did."""
        return all(verdict.passed for verdict in self.verdicts)

    @property
    def percent(self) -> int:
        """How much of all tested rule sets was tried, rounded down."""
        tried = sum(len(one.tried) for one in self.coverages)
        whole = tried + sum(len(one.left) for one in self.coverages)
        return 100 * tried // whole if whole else 100


def make_bench(project: Project) -> Bench:
    """What the tests of a project share; raises `Refused` for faulty metric files."""
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    catalogue, faults = with_metric_files(project, plugins)
    if has_errors(faults):
        raise Refused(faults)
    files, faults = check_rule_files(project, catalogue)
    if has_errors(faults):
        raise Refused(faults)
    return Bench(project, catalogue, files)


def find_files(project: Project, path: Path | None = None) -> tuple[Path, ...]:
    """The files of tests: the one that is named, those of a folder, or all that lie beside the rule files."""
    if path is not None and path.is_file():
        return (path,)
    if path is not None and not path.is_dir():
        raise KpiError(f"{path} is neither a file nor a folder")
    folders = (
        [path] if path is not None else sorted({rule.parent for rule in rule_paths(project.folder, project.rules)})
    )
    found: set[Path] = set()
    for folder in folders:
        own = folder / FOLDER
        found |= {file for file in folder.glob("*.test.toml") if file.is_file()}
        found |= set((own if own.is_dir() else folder).glob("*.toml")) if path is not None else set(own.glob("*.toml"))
    files = tuple(sorted(file for file in found if not file.name.endswith(BOUNDARIES)))
    if not files:
        where = path or " and ".join(str(folder / FOLDER) for folder in folders)
        raise KpiError(f"there are no rule tests in {where}; write one, as docs/how-to/test-your-rules.md shows")
    return files


def read_files(paths: Iterable[Path]) -> tuple[tuple[CaseFile, ...], tuple[Diagnostic, ...]]:
    """The tests of all files and warnings; raises `Refused` with the faults of all of them."""
    read = [read_file(path) for path in paths]
    faults = [fault for _, some in read for fault in some]
    if has_errors(faults):
        raise Refused(faults)
    return tuple(file for file, _ in read if file is not None), tuple(faults)


def run_suite(
    files: Sequence[CaseFile], bench: Bench, chosen: str | None = None, warnings: tuple[Diagnostic, ...] = ()
) -> Suite:
    """Runs every test whose title or file fits `chosen`; raises `Refused` with everything that cannot be tested."""
    made, faults = [], list[Diagnostic]()
    for file in files:
        cases = [case for case in file.cases if fits(case, file, chosen)]
        ran = run_all(cases, file, bench)
        verdicts = []
        for case, one in zip(cases, ran, strict=True):
            if isinstance(one, Refused):
                faults += one.diagnostics
            elif isinstance(one, KpiError):
                raise KpiError(f"{file.locator.at(*case.path)}: {one.message}", exit_code=one.exit_code)
            else:
                strange = _strange(case, one, file.locator)
                faults += strange
                verdicts += [] if strange else [judge(case, one, file.locator)]
        made.append(FileVerdict(file, tuple(verdicts)))
    if faults:
        raise Refused(dict.fromkeys(faults))
    return Suite(tuple(made), tuple(_coverages(made)), warnings, whole=chosen is None)


def fits(case: RuleCase, file: CaseFile, chosen: str | None) -> bool:
    """Whether a case is asked for: a part of its title, its file or its rule set, or a pattern with * and ?."""
    if chosen is None:
        return True
    small = chosen.casefold()
    names = (case.title.casefold(), file.path.casefold(), file.ruleset.casefold())
    return any(small in name or fnmatch(name, small) for name in names)


def _strange(case: RuleCase, ran: Ran, locator: Locator) -> tuple[Diagnostic, ...]:
    findings = [finding for person in case.people for finding in unknown_names(person.expected, ran)]
    return refused(findings, locator).diagnostics if findings else ()


def judge(case: RuleCase, ran: Ran, locator: Locator) -> Verdict:
    """What of one case came true."""
    failures = tuple(failure for person in case.people if (failure := _failure(person, ran)) is not None)
    return Verdict(case, locator.at(*case.path), failures, ran)


def _failure(person: Person, ran: Ran) -> Failure | None:
    outcome = ran.outcomes[person.id]
    missed = misses(person.expected, outcome, ran.states.get(person.id, {}))
    return Failure(person.id, missed, tuple(what_decided(ran, outcome, missed))) if missed else None


def _coverages(files: Sequence[FileVerdict]) -> Iterator[Coverage]:
    """What was tried of each version of each rule set that is tested."""
    runs: dict[str, tuple[CheckedRuleSet, list[tuple[Judged, frozenset[str]]]]] = {}
    for file in files:
        for verdict in file.verdicts:
            checked = verdict.ran.world.checked
            own = runs.setdefault(checked.path, (checked, []))[1]
            if verdict.ran.judged is not None:
                own.append((verdict.ran.judged, frozenset(verdict.ran.world.subjects.values())))
    for checked, own in runs.values():
        yield coverage(checked, own)
