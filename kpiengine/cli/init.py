"""`kpiengine init`: a small project that evaluates as it is, to be changed line by line into the user's own."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import rich_click as click

from kpiengine.cli.terminal import Terminal
from kpiengine.errors import KpiError

FILE_NAME = "kpiengine.toml"  # as project.FILE_NAME, whose package takes a tenth of a second to load
_NAME_LINE = 'name = "my-centre"'
_MONTH = "2026-09-"  # how the sample writes the days of its month, none after the 28th


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.pass_obj
def command(terminal: Terminal, folder: Path) -> None:
    """Write a small project with sample data into DIR, a new or an empty folder.

    Example: kpiengine init my-centre
    """
    month = month_before(datetime.now(tz=UTC).date())
    write_project(folder, month)
    terminal.result(_next_steps(folder, month))


def month_before(day: date) -> str:
    """The last month that is over, as 2026-09: the one that `kpiengine evaluate` takes when nothing is said."""
    return (day.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")


def write_project(folder: Path, month: str) -> None:
    """Write the sample project with calls of `month`.

    Raises `KpiError` for a folder with anything in it; leaves nothing half done.
    """
    if folder.exists() and not folder.is_dir():
        raise KpiError(f"{folder} is a file; give the name of a new or an empty folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise KpiError(f"{folder} is not empty; nothing was written. Give the name of a new or an empty folder")
    made: list[Path] = []
    try:
        for path, content in _sample(project_name(folder), month):
            target = folder / path
            made += _make_folders(target.parent)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                made.append(target)
                file.write(content)
    except BaseException:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        raise


def project_name(folder: Path) -> str:
    """An id made from the folder's name."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", folder.resolve().name).strip("-_")[:64]
    return name if re.match(r"[A-Za-z]", name) else "my-centre"


def _sample(name: str, month: str) -> Iterator[tuple[Path, str]]:
    """Path and text of each file; the project file comes last, so that a half-written folder is no project."""
    root = files("kpiengine.cli").joinpath("templates", "project")
    found = sorted(_walk(root, Path()), key=lambda item: item[0].name == FILE_NAME)
    for path, file in found:
        text = file.read_text(encoding="utf-8").replace(_MONTH, f"{month}-")
        yield path, text.replace(_NAME_LINE, f'name = "{name}"') if path.name == FILE_NAME else text


def _walk(folder: Traversable, path: Path) -> Iterator[tuple[Path, Traversable]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _walk(item, path / item.name)
        elif item.name.endswith((".toml", ".csv")):
            yield path / item.name, item


def _make_folders(folder: Path) -> list[Path]:
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    for one in reversed(missing):
        one.mkdir()
    return missing[::-1]


def _next_steps(folder: Path, month: str) -> str:
    here = folder.resolve() == Path.cwd()
    return "\n".join(
        (
            f"{folder} has a project that works as it is:",
            "",
            f"  {FILE_NAME}     where the records come from, and which columns they have",
            "  rules/phone.toml   targets, weights, tiers and alerts of one team",
            "  rules/tests/       what these rules must decide; `kpiengine test` looks whether they do",
            "  data/              five agents and a month of calls",
            "",
            "Type next:",
            "",
            *(() if here else (f"  cd {folder}",)),
            "  kpiengine check",
            f"  kpiengine evaluate --period {month}",
        )
    )
