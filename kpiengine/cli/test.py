"""`kpiengine test`: rule tests in TOML beside the rules, through the stages that a run takes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from kpiengine.cli.terminal import Terminal
from kpiengine.diagnostics import render
from kpiengine.errors import Exit, KpiError
from kpiengine.project import FILE_NAME, read_project

if TYPE_CHECKING:
    from kpiengine.rule_tests.bench import Bench
    from kpiengine.rule_tests.boundaries import BoundaryCheck
    from kpiengine.rule_tests.records import CaseFile
    from kpiengine.rule_tests.suite import Suite

EPILOG = """\
Example: kpiengine test rules/tests/phone.toml --run "few answers"

Without PATH every file in `tests` beside the rule files is run. The exit code is 1 if a test fails, and 2 if a file has
a fault. No records are needed, and nothing is recorded.
"""


@click.command("test", epilog=EPILOG)
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--project",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with kpiengine.toml; else this one, or the nearest one above PATH.",
)
@click.option(
    "--run", "chosen", metavar="FILTER", help="Only tests with this in their title, file or rule set; * and ?."
)
@click.option("--update", is_flag=True, help="Write what comes out into the files, to be read before it is kept.")
@click.option(
    "--boundaries", is_flag=True, help="Also the values just below, at and above every threshold of the rules."
)
@click.option(
    "--min-coverage",
    "least",
    metavar="PERCENT",
    type=click.IntRange(0, 100),
    help="Fail if less of the rules is tried.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to print; github adds annotations for pull requests.",
)
@click.option(
    "--junit", metavar="FILE", type=click.Path(path_type=Path), help="Also write JUnit XML, for build servers."
)
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    path: Path | None,
    folder: Path | None,
    chosen: str | None,
    least: int | None,
    form: str,
    junit: Path | None,
    *,
    update: bool,
    boundaries: bool,
) -> int:
    """Run the tests of the rules: given these figures, the rule set must decide this.

    Each file of tests names a rule set, what is given and what must come out: values, score, tier, amount, reasons,
    alerts. What the tests have not tried of the rules is listed.
    """
    project = read_project(folder or _nearest(path))

    from kpiengine.rule_tests import suite as suites  # noqa: PLC0415 -- loads the data engine, which --help never needs

    bench = suites.make_bench(project)
    paths = suites.find_files(project, path)
    files, warnings = suites.read_files(paths)
    suite = suites.run_suite(files, bench, chosen, warnings)
    if not suite.verdicts:
        raise KpiError(f'no test has "{chosen}" in its title, its file or its rule set')
    if update:
        suite = _updated(terminal, suite, paths, bench, chosen)
    checks = _boundaries(terminal, suite, paths, bench, update=update) if boundaries else ()
    _show(terminal, suite, checks, bench, form)
    if junit is not None:
        _write_junit(suite, checks, junit)
    good = suite.passed and all(not check.changes for check in checks) and suite.percent >= (least or 0)
    if least is not None and suite.percent < least:
        terminal.error(f"{suite.percent} % of the rules are tried, and {least} % were asked for")
    return Exit.OK if good else Exit.FINDINGS


def _nearest(path: Path | None) -> Path:
    """The folder at or above the path that has a project file, else the current one."""
    if path is None:
        return Path()
    places = (path.resolve(), *path.resolve().parents)
    return next((place for place in places if (place / FILE_NAME).is_file()), Path())


def _updated(terminal: Terminal, suite: "Suite", paths: Sequence[Path], bench: "Bench", chosen: str | None) -> "Suite":
    """Writes what came out, and runs the tests again as they are now."""
    from kpiengine.rule_tests import suite as suites  # noqa: PLC0415 -- as in command
    from kpiengine.rule_tests.updating import update_file  # noqa: PLC0415 -- as above

    for path, file in zip(paths, suite.files, strict=True):
        if update_file(path, file):
            terminal.note(f"{file.file.path}: written; read what has changed before you keep it")
    files, warnings = suites.read_files(paths)
    return suites.run_suite(files, bench, chosen, warnings)


def _boundaries(
    terminal: Terminal, suite: "Suite", paths: Sequence[Path], bench: "Bench", *, update: bool
) -> tuple["BoundaryCheck", ...]:
    """The boundaries of each rule set that is tested, once."""
    from kpiengine.rule_tests.boundaries import check_boundaries  # noqa: PLC0415 -- as in command

    first: dict[str, tuple[Path, CaseFile]] = {}
    for path, file in zip(paths, suite.files, strict=True):
        if file.verdicts:
            first.setdefault(file.file.ruleset, (path, file.file))
    checks = tuple(check_boundaries(file, path, bench, update=update) for path, file in first.values())
    for check in checks:
        if check.written:
            terminal.note(f"{check.path}: written; read what has changed before you keep it")
    return checks


def _show(terminal: Terminal, suite: "Suite", checks: Sequence["BoundaryCheck"], bench: "Bench", form: str) -> None:
    from kpiengine.rule_tests import report  # noqa: PLC0415 -- as in command
    from kpiengine.rule_tests.annotations import annotation, annotations  # noqa: PLC0415 -- as in command

    if suite.warnings:
        terminal.note(render(suite.warnings) + "\n")
    if form == "json":
        found = report.suite_document(suite, checks, bench.files)
        terminal.result(json.dumps(found, ensure_ascii=False, indent=2))
        return
    terminal.result(report.suite_text(suite, bench.files, checks, every=terminal.verbose))
    if form == "github":
        for line in annotations(suite):
            terminal.result(line)
        for check in checks:
            for change in check.changes:
                terminal.result(annotation(change.place, f"boundaries of {check.ruleset}", change.what))


def _write_junit(suite: "Suite", checks: Sequence["BoundaryCheck"], junit: Path) -> None:
    from kpiengine.rule_tests.junit import junit_text  # noqa: PLC0415 -- as in command

    more = [
        (check.path, f"boundaries of {check.ruleset}", "\n".join(c.what for c in check.changes) or None)
        for check in checks
    ]
    junit.parent.mkdir(parents=True, exist_ok=True)
    junit.write_text(junit_text(suite, more), encoding="utf-8", newline="\n")
