"""`kpiengine explain`: why an agent's result is what it is; what a code or a metric means."""

import difflib
import json
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from attrs import frozen

from kpiengine.cli.asked import format_option, project_option
from kpiengine.cli.terminal import Terminal
from kpiengine.codes import CODES, Code
from kpiengine.errors import KpiError
from kpiengine.project import FILE_NAME, read_project

if TYPE_CHECKING:
    from rich.console import Console
    from rich.tree import Tree

    from kpiengine.explaining.note import Note
    from kpiengine.explaining.recorded import Recorded
    from kpiengine.explaining.rows import Behind
    from kpiengine.project import Project

WIDTH = 88
_CODE = re.compile(r"KPI\d*", re.IGNORECASE)

EPILOG = """\
Example: kpiengine explain a01 --period 2026-09

An agent's result is redone from the record of the run, number by number; nothing is evaluated again.
"""


@frozen
class _Asked:
    """What is wanted of an agent."""

    agent: str
    period: str | None
    plan: str | None
    run: int | None
    kpi: str | None
    letter: str | None
    language: str | None
    form: str


@click.command("explain", epilog=EPILOG)
@click.argument("what")
@click.option("--period", help="Of an agent: 2026-01 and the like; else the last one that is recorded.")
@click.option("--plan", help="Only this plan.")
@click.option("--run", type=click.IntRange(min=1), help="An earlier run, by its number; else the newest.")
@click.option("--rows", "kpi", metavar="KPI", help="The rows behind this KPI: those that count, those that do not.")
@click.option("--letter", type=click.Choice(["en", "zh"]), help="A letter to the agent, in this language.")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of the explanation; else the project's.")
@project_option
@format_option
@click.pass_obj
def command(terminal: Terminal, /, what: str, folder: Path, **said: Any) -> None:  # noqa: ANN401 -- one for each option
    """Explain WHAT: the result of an agent, the code of an error or warning, or a metric."""
    asked = _Asked(agent=what, **said)
    if all(option is None for option in (asked.period, asked.plan, asked.run, asked.kpi, asked.letter)):
        if _CODE.fullmatch(what):
            terminal.result(_code(what.upper(), asked.form))
            return
        from kpiengine.cli.metrics import metric_text  # noqa: PLC0415 -- loads the plugins, which no agent needs

        page = metric_text(what, folder, asked.language or "en", asked.form)
        if page is not None:
            terminal.result(page)
            return
        if not (folder / FILE_NAME).is_file():
            raise KpiError(_unknown(what))
    _explain_agent(terminal, read_project(folder), asked)


# -- codes --------------------------------------------------------------------------------------------------------


def _code(name: str, form: str) -> str:
    found = CODES.get(name)
    if found is None:
        raise KpiError(_unknown(name))
    return _as_json(name, found) if form == "json" else _as_text(name, found)


def _unknown(what: str) -> str:
    close = difflib.get_close_matches(what.upper(), CODES, n=1)
    remedy = (
        f"did you mean {close[0]}?"
        if close
        else "it is a code such as KPI602, a metric of `kpiengine metrics`, or an agent where a kpiengine.toml is"
    )
    return f'there is nothing called "{what}" to explain; {remedy}'


def _as_text(name: str, code: Code) -> str:
    what, remedy = textwrap.fill(code.explanation, WIDTH), textwrap.fill(code.remedy, WIDTH)
    return f"{name}  {code.title}\n\n{what}\n\n{remedy}"


def _as_json(name: str, code: Code) -> str:
    page = {"code": name, "title": code.title, "explanation": code.explanation, "remedy": code.remedy}
    return _json(page)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)


# -- agents -------------------------------------------------------------------------------------------------------


def _explain_agent(terminal: Terminal, project: "Project", asked: _Asked) -> None:
    from kpiengine.explaining.recorded import recorded  # noqa: PLC0415 -- loads the data engine, as all below

    found = recorded(project, asked.agent, asked.period, asked.plan, asked.run)
    if asked.kpi is not None:
        _rows(terminal, project, found, asked)
    elif asked.letter is not None:
        _letters(terminal, found, asked)
    else:
        _stories(terminal, project, found, asked)


def _stories(terminal: Terminal, project: "Project", found: "tuple[Recorded, ...]", asked: _Asked) -> None:
    from kpiengine.explaining.machine import FORMAT, document  # noqa: PLC0415 -- as above
    from kpiengine.explaining.redo import redo  # noqa: PLC0415 -- as above
    from kpiengine.explaining.story import story  # noqa: PLC0415 -- as above

    language = asked.language or project.language
    redone = [(one, redo(one)) for one in found]
    told = [(one, values, story(one, values, language)) for one, values in redone]
    if asked.form == "json":
        terminal.result(
            json.dumps({"format": FORMAT, "explained": [document(*one) for one in told]}, ensure_ascii=False)
        )
        return
    console = terminal.results()
    for _, _, whole in told:
        console.print(_tree(whole))


def _letters(terminal: Terminal, found: "tuple[Recorded, ...]", asked: _Asked) -> None:
    from kpiengine.explaining.letter import letter  # noqa: PLC0415 -- as above
    from kpiengine.explaining.redo import redo  # noqa: PLC0415 -- as above

    paid = [one for one in found if "amount" in one.row] or list(found)
    letters = [letter(one, redo(one), str(asked.letter)) for one in paid]
    if asked.form == "json":
        terminal.result(_json({"letters": letters}))
    else:
        terminal.result("\n\n".join(letters))


def _rows(terminal: Terminal, project: "Project", found: "tuple[Recorded, ...]", asked: _Asked) -> None:
    from kpiengine.explaining.rows import as_document, rows_behind  # noqa: PLC0415 -- as above

    kpi = str(asked.kpi)
    mine = [one for one in found if kpi in one.sheet.measures]
    if not mine:
        known = ", ".join(dict.fromkeys(key for one in found for key in one.sheet.measures))
        raise KpiError(f'nothing called "{kpi}" is measured for {asked.agent}; there is {known}')
    every = [rows_behind(project, one, kpi) for one in mine]
    if asked.form == "json":
        terminal.result(_json({"rows": [as_document(one) for one in every]}))
        return
    console = terminal.results()
    for one in every:
        _show_rows(console, one, asked.language or project.language)
        for sentence in one.changed:
            terminal.note(f"note: {sentence}, so the rows may not be those of the record")


def _show_rows(console: "Console", behind: "Behind", language: str) -> None:
    from rich.text import Text  # noqa: PLC0415 -- as above

    from kpiengine.explaining.rows_shown import rows_shown  # noqa: PLC0415 -- as above

    for number, one in enumerate(rows_shown(behind, console.width, language)):
        if number:
            console.print()
        console.print(Text(one.heading, "bold"))
        for line in one.lines:
            console.print(Text(line), no_wrap=True, soft_wrap=True)


def _tree(note: "Note", into: "Tree | None" = None) -> "Tree":
    from rich.text import Text  # noqa: PLC0415 -- as above
    from rich.tree import Tree  # noqa: PLC0415 -- as above

    text = Text(_inert(note.text))
    branch = Tree(text) if into is None else into.add(text)
    for below in note.notes:
        _tree(below, branch)
    return branch


def _inert(text: str) -> str:
    from kpiengine.outputs.inert import inert  # noqa: PLC0415 -- as above

    return inert(text)
