"""`kpiengine explain`: what a diagnostic code means and what to do about it."""

import difflib
import json
import textwrap

import rich_click as click

from kpiengine.cli.terminal import Terminal
from kpiengine.codes import CODES, Code
from kpiengine.errors import KpiError

WIDTH = 88


@click.command("explain")
@click.argument("what")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@click.pass_obj
def command(terminal: Terminal, what: str, form: str) -> None:
    """Explain WHAT: the code of an error or warning, as it stands in front of the message.

    Example: kpiengine explain KPI602
    """
    name = what.upper()
    found = CODES.get(name)
    if found is None:
        raise KpiError(_unknown(what))
    terminal.result(_as_json(name, found) if form == "json" else _as_text(name, found))


def _unknown(what: str) -> str:
    close = difflib.get_close_matches(what.upper(), CODES, n=1)
    remedy = f"did you mean {close[0]}?" if close else "codes look like KPI602 and stand in front of a message"
    return f'there is nothing called "{what}" to explain; {remedy}'


def _as_text(name: str, code: Code) -> str:
    what, remedy = textwrap.fill(code.explanation, WIDTH), textwrap.fill(code.remedy, WIDTH)
    return f"{name}  {code.title}\n\n{what}\n\n{remedy}"


def _as_json(name: str, code: Code) -> str:
    page = {"code": name, "title": code.title, "explanation": code.explanation, "remedy": code.remedy}
    return json.dumps(page, ensure_ascii=False, indent=2)
