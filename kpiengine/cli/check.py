"""`kpiengine check`: every fault of the project file and of all rule files, at once."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import rich_click as click
from attrs import asdict, evolve

from kpiengine.cli.asked import format_option, project_option
from kpiengine.cli.terminal import Terminal
from kpiengine.diagnostics import Diagnostic, Level, has_errors, in_file_order, render
from kpiengine.documents.wording import counted
from kpiengine.errors import Exit
from kpiengine.metric_files import with_metric_files
from kpiengine.project import FILE_NAME
from kpiengine.project.read import read_as_far_as_possible
from kpiengine.registry import load_catalogue
from kpiengine.registry.sources import source_digest
from kpiengine.rules.again import check_again
from kpiengine.rules.guarding import Guarding, guardings
from kpiengine.rules.kept.basis import basis_of
from kpiengine.rules.kept.folder import KeptChecks, kept_file
from kpiengine.rules.load import check_rule_files, structure_faults


@click.command()
@project_option
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@format_option
@click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which reviews and acceptances are judged; today if not said.",
)
@click.option(
    "--no-cache", is_flag=True, help="Check every rule file, also those in which nothing was found and nothing changed."
)
@click.option("--guards", is_flag=True, help="Also say what stands guard against each metric that is paid for.")
@click.pass_obj
def command(  # noqa: PLR0913 -- one for each option
    terminal: Terminal, folder: Path, form: str, as_of: datetime | None, *, strict: bool, no_cache: bool, guards: bool
) -> int:
    """Report every fault of the project file and of all rule files, at once.

    Nothing is computed and no data file is opened. The exit code is 2 if there is an error, with --strict also if
    there is a warning.

    A rule file in which nothing was found is not read again on the same day while it, the project file, the metric
    files, the plugins and this program are the same; what holds between files is always judged. It is noted in your own
    cache folder, which may be deleted at any time.

    Example: kpiengine check --project my-centre --strict
    """
    today = as_of.date() if as_of else datetime.now(tz=UTC).astimezone().date()
    files, diagnostics = _check(folder, today, keep=not no_cache)
    if strict:
        diagnostics = [evolve(d, level=Level.ERROR) if d.level is Level.WARNING else d for d in diagnostics]
    pairs = _guards(folder) if guards else None
    shown = _as_json if form == "json" else _as_text
    terminal.result(shown(files, diagnostics, pairs))
    return Exit.WRONG if has_errors(diagnostics) else Exit.OK


def _check(folder: Path, today: date, *, keep: bool) -> tuple[int, list[Diagnostic]]:
    """How many rule files there are, and every fault in file order, the project file's first."""
    reading = read_as_far_as_possible(folder)
    project = reading.project
    if project is None:
        # Without a project only what a rule file says for itself can be judged.
        files, faults = structure_faults(folder, ("rules/*.toml",))
        return files, [*reading.faults, *in_file_order(faults)]
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    catalogue, own_faults = with_metric_files(project, plugins)
    kept = None
    if keep and (file := kept_file(project.folder)) is not None:
        kept = KeptChecks(file, basis_of(project, catalogue, source_digest(), today, reading.doubts))
    outcome = check_again(project, catalogue, kept, today, reading.doubts)
    found = in_file_order((*reading.faults, *own_faults, *outcome.faults))
    found.sort(key=lambda d: d.place is not None and d.place.path != project.locator.path)
    return outcome.files, found


def _guards(folder: Path) -> list[Guarding]:
    """Of every rule set that is sound, kept or not: what is kept are faults, and there are none in a guard."""
    project = read_as_far_as_possible(folder).project
    if project is None:
        return []
    catalogue, _ = with_metric_files(project, load_catalogue(project.allowed_plugins, every_plan=False))
    files, _ = check_rule_files(project, catalogue)
    return list(guardings(files, project, catalogue))


def _as_text(files: int, diagnostics: Sequence[Diagnostic], pairs: Sequence[Guarding] | None) -> str:
    body = render(diagnostics)
    told = f"{body}\n\n{_summary(files, diagnostics)}" if body else _summary(files, diagnostics)
    return "\n".join([told, *(["", *map(str, pairs)] if pairs else [])])


def _summary(files: int, diagnostics: Sequence[Diagnostic]) -> str:
    count = Counter(d.level for d in diagnostics)
    parts = [counted(count[level], level) for level in Level if count[level]]
    return f"{FILE_NAME} and {counted(files, 'rule file')}: {', '.join(parts) or 'no faults'}"


def _as_json(files: int, diagnostics: Sequence[Diagnostic], pairs: Sequence[Guarding] | None) -> str:
    count = Counter(d.level for d in diagnostics)
    rows = [
        {
            "code": d.code,
            "level": d.level,
            "path": d.place.path if d.place else None,
            "line": d.place.line if d.place else None,
            "column": d.place.column if d.place else None,
            "message": d.message,
            "remedy": d.remedy,
        }
        for d in diagnostics
    ]
    summary = {"rule_files": files, **{f"{level}s": count[level] for level in Level}}
    guards = {} if pairs is None else {"guards": [asdict(pair) for pair in pairs]}
    return json.dumps({"diagnostics": rows, **guards, "summary": summary}, ensure_ascii=False, indent=2)
