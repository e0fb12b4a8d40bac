"""`kpiengine rules`: read a rule file aloud, print the schema for editors."""

from pathlib import Path

import rich_click as click

from kpiengine.cli.terminal import Terminal
from kpiengine.diagnostics import Refused
from kpiengine.metric_files import with_metric_files
from kpiengine.project import FILE_NAME, read_project
from kpiengine.registry import load_catalogue
from kpiengine.rules.check import check_text
from kpiengine.rules.phrases import LANGUAGES
from kpiengine.rules.read import read_aloud
from kpiengine.rules.schema import schema_text


@click.group()
def command() -> None:
    """Read rule files aloud, and help editors with them.

    Example: kpiengine rules read rules/phone.toml
    """


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
    checked = check_text(file.read_bytes(), file, project, catalogue)
    if checked.checked is None:
        raise Refused(checked.diagnostics)
    terminal.result("\n".join(read_aloud(checked.checked, language)))


@command.command("schema")
@click.pass_obj
def schema(terminal: Terminal) -> None:
    """Print the JSON Schema of rule files, for completion in editors.

    Example: kpiengine rules schema > rules/kpiengine.schema.json
    """
    terminal.result(schema_text().rstrip("\n"))


def _nearest_project(file: Path) -> Path:
    """The folder above the file that has a project file, else the current one."""
    return next((folder for folder in file.resolve().parents if (folder / FILE_NAME).is_file()), Path())
