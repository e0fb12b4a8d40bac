"""`kpiengine check`: every fault of the project file and of all rule files, at once."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import rich_click as click
from attrs import asdict, evolve, frozen

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
from kpiengine.rules.load import structure_faults


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
    told = _check(folder, today, keep=not no_cache, guards=guards)
    if strict:
        every = [evolve(d, level=Level.ERROR) if d.level is Level.WARNING else d for d in told.diagnostics]
        told = evolve(told, diagnostics=every)
    terminal.result(_as_json(told) if form == "json" else _as_text(told))
    return Exit.WRONG if has_errors(told.diagnostics) else Exit.OK


@frozen
class _Told:
    """How many rule files there are, every fault in file order, and where it was asked for who stands guard."""

    files: int
    diagnostics: list[Diagnostic]
    guards: tuple[Guarding, ...] | None


def _check(folder: Path, today: date, *, keep: bool, guards: bool) -> _Told:
    """Everything that there is to tell; the project file's faults come first."""
    reading = read_as_far_as_possible(folder)
    project = reading.project
    if project is None:
        # Without a project only what a rule file says for itself can be judged.
        files, faults = structure_faults(folder, ("rules/*.toml",))
        return _Told(files, [*reading.faults, *in_file_order(faults)], () if guards else None)
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    catalogue, own_faults = with_metric_files(project, plugins)
    kept = None
    if keep and not guards and (file := kept_file(project.folder)) is not None:  # what is kept are faults, no guards
        kept = KeptChecks(file, basis_of(project, catalogue, source_digest(), today, reading.doubts))
    outcome = check_again(project, catalogue, kept, today, reading.doubts)
    found = in_file_order((*reading.faults, *own_faults, *outcome.faults))
    found.sort(key=lambda d: d.place is not None and d.place.path != project.locator.path)
    return _Told(outcome.files, found, tuple(guardings(outcome.checks, project, catalogue)) if guards else None)


def _as_text(told: _Told) -> str:
    count = Counter(d.level for d in told.diagnostics)
    parts = [counted(count[level], level) for level in Level if count[level]]
    summary = f"{FILE_NAME} and {counted(told.files, 'rule file')}: {', '.join(parts) or 'no faults'}"
    body = render(told.diagnostics)
    return "\n".join([*([body, ""] if body else []), summary, *(["", *map(str, told.guards)] if told.guards else [])])


def _as_json(told: _Told) -> str:
    count = Counter(d.level for d in told.diagnostics)
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
        for d in told.diagnostics
    ]
    summary = {"rule_files": told.files, **{f"{level}s": count[level] for level in Level}}
    guards = {} if told.guards is None else {"guards": [asdict(pair) for pair in told.guards]}
    return json.dumps({"diagnostics": rows, **guards, "summary": summary}, ensure_ascii=False, indent=2)
