"""`kpiengine rules`: read a rule file aloud, show the whole of one that takes over others, print the schema.

`fmt`, `new` and `targets` have files of their own.
"""

import difflib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import rich_click as click

from kpiengine.cli import rules_fmt, rules_new, rules_targets
from kpiengine.cli.asked import format_option, project_option
from kpiengine.cli.terminal import Terminal
from kpiengine.diagnostics import Refused, has_errors
from kpiengine.errors import KpiError
from kpiengine.metric_files import with_metric_files
from kpiengine.project import FILE_NAME, read_project
from kpiengine.registry import load_catalogue
from kpiengine.rules.extends import Resolver
from kpiengine.rules.library import Library, RuleText
from kpiengine.rules.load import check_among, read_library
from kpiengine.rules.phrases.language import LANGUAGES
from kpiengine.rules.read.aloud import read_aloud
from kpiengine.rules.resolved import resolved_rows, resolved_text
from kpiengine.rules.schema import schema_text


@click.group()
def command() -> None:
    """Begin rule files, read them aloud, put them into their usual form, and help editors with them.

    Example: kpiengine rules read rules/phone.toml
    """


command.add_command(rules_new.command)
command.add_command(rules_fmt.command)
command.add_command(rules_targets.command)


@command.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True, help="Of the sentences."
)
@click.option(
    "--project",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with kpiengine.toml; else the nearest one above the file.",
)
@click.pass_obj
def read(terminal: Terminal, file: Path, language: str, folder: Path | None) -> None:
    """Say in sentences what a rule file decides, with units, boundaries and half-way points.

    Example: kpiengine rules read rules/phone.toml
    """
    project = read_project(folder or _nearest_project(file))
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    catalogue, _ = with_metric_files(project, plugins)
    checked = check_among(file, project, catalogue)
    if checked.checked is None:
        raise Refused(checked.diagnostics)
    terminal.result("\n".join(read_aloud(checked.checked, language)))


@command.command("resolve")
@click.argument("ruleset", metavar="ID")
@click.option(
    "--on",
    "day",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The version in force on this day; today if not said.",
)
@format_option
@project_option
@click.pass_obj
def resolve(terminal: Terminal, ruleset: str, day: datetime | None, form: str, folder: Path) -> None:
    """Print the whole of a rule set that takes over another, each key with the file and line that it comes from.

    The text is a rule file itself, and reads back as the same rule set.

    Example: kpiengine rules resolve phone-mn --on 2026-11-01
    """
    project = read_project(folder)
    on = day.date() if day else datetime.now(tz=UTC).astimezone().date()
    library, faults = read_library(project.folder, project.rules)
    text = _version(library, ruleset, on)
    whole = Resolver(library).effective(text)
    found = [whole.origins.diagnose(f, ruleset) for f in (*text.text.findings, *whole.findings)]
    if has_errors(found) or has_errors(faults):
        raise Refused((*faults, *found))
    files = [text.path, *(base.path for base in whole.bases)]
    if form == "json":
        said = {"id": ruleset, "on": on.isoformat(), "files": files, "keys": resolved_rows(whole)}
        terminal.result(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        title = f"{ruleset} as in force on {on}: {', over '.join(files)}"
        terminal.result(resolved_text(whole, title).rstrip("\n"))


def _version(library: Library, ruleset: str, on: date) -> RuleText:
    """The version of the rule set on that day."""
    versions = library.versions(ruleset)
    if not versions:
        close = difflib.get_close_matches(ruleset, library.ids, n=1)
        known = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(library.ids) or 'none'}"
        raise KpiError(f'no rule file of this project has the id "{ruleset}"; {known}')
    text = library.at(ruleset, on)
    if text is None or (text.end is not None and text.end < on):
        spans = (f"from {v.start}{f' to {v.end}' if v.end else ''} ({v.path})" for v in versions)
        raise KpiError(f'"{ruleset}" has no version on {on}; it holds {", ".join(spans)}')
    return text


@command.command("schema")
@click.option(
    "--project",
    "folder",
    default=".",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with kpiengine.toml, which says whose metrics may be used; without one all of them.",
)
@click.pass_obj
def schema(terminal: Terminal, folder: Path) -> None:
    """Print the JSON Schema of rule files with the metrics that are installed, for completion in editors.

    Example: kpiengine rules schema > rules/kpiengine.schema.json
    """
    allowed = read_project(folder).allowed_plugins if (folder / FILE_NAME).is_file() else None
    metrics = load_catalogue(allowed, every_plan=False).metrics
    terminal.result(schema_text(metrics.values()).rstrip("\n"))


def _nearest_project(file: Path) -> Path:
    """The folder above the file that has a project file, else the current one."""
    return next((folder for folder in file.resolve().parents if (folder / FILE_NAME).is_file()), Path())
