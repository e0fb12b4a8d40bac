"""`kpiengine rules new`: a rule file with a remark on each line, as a draft that checks and pays nobody."""

import re
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path, PurePath

import rich_click as click

from kpiengine.cli.asked import project_option
from kpiengine.cli.terminal import Terminal
from kpiengine.errors import KpiError
from kpiengine.project import Project, read_project
from kpiengine.rules.load import read_library

_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_FIRST_DAY = "2026-10-01"  # as the template has it


@click.command("new")
@click.argument("ruleset", metavar="ID")
@click.option("--plan", metavar="ID", help="The plan that it belongs to; the project's first if not said.")
@project_option
@click.pass_obj
def command(terminal: Terminal, ruleset: str, plan: str | None, folder: Path) -> None:
    """Write a rule file with every usual section and a remark on each line, beside the other rule files.

    It is a draft: it checks, and nothing is computed or paid by it before you take out that line.

    Example: kpiengine rules new chat
    """
    if not _ID.fullmatch(ruleset):
        raise KpiError(f'"{ruleset}" is no id: small letters a-z, digits, _ and -, at most 64, a letter first')
    project = read_project(folder)
    library, _ = read_library(project.folder, project.rules)
    if library.versions(ruleset):
        raise KpiError(f'there is a rule set "{ruleset}" already: {library.versions(ruleset)[0].path}')
    known = list(project.plans)
    if plan is not None and known and plan not in known:
        raise KpiError(f'the project has no plan "{plan}"; there are {", ".join(known)}')
    target = _place(project, ruleset)
    if target.exists():
        raise KpiError(f"{target} is there already; nothing was written")
    text = files("kpiengine.cli").joinpath("templates", "ruleset.toml").read_text("utf-8")
    first = next_month(datetime.now(tz=UTC).date())
    text = text.replace('"ID"', f'"{ruleset}"').replace('"PLAN"', f'"{plan or next(iter(known), ruleset)}"')
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text.replace(_FIRST_DAY, first.isoformat()))
    terminal.result(f"{target} is written, as a draft. Change its figures, then type\n\n  kpiengine check")


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _place(project: Project, ruleset: str) -> Path:
    """The file in the first folder in which the project looks for rule files of any name."""
    name = f"{ruleset.replace('-', '_')}.toml"
    for pattern in project.rules:
        pure = PurePath(pattern)
        if pure.name == "*.toml" and "*" not in str(pure.parent):
            return project.folder / pure.parent / name
    raise KpiError(
        f'the project names each rule file: add "{name}" to `rules` in kpiengine.toml, or write "rules/*.toml"'
    )
