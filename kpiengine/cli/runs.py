"""`kpiengine runs`: what was recorded, what is closed and paid, and which commands died."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import rich_click as click

from kpiengine.cli.asked import format_option, length_of, place_of, plan_option, project_option
from kpiengine.cli.terminal import Terminal
from kpiengine.errors import Exit
from kpiengine.project import read_project

if TYPE_CHECKING:
    from kpiengine.ledger import Ledger

EPILOG = """\
Example: kpiengine runs --plan bonus

It ends with 1 if the last command that wrote has died or was refused, so that a watchdog can call it.
"""


@click.command("runs", epilog=EPILOG)
@project_option
@plan_option
@click.option(
    "--since",
    metavar="LENGTH",
    help="End with 1 if no evaluation (or --of watch) ended well for so long: 26 h, 2 days.",
)
@click.option(
    "--of",
    "which",
    type=click.Choice(["evaluate", "watch"]),
    default="evaluate",
    show_default=True,
    help="Whose good end --since asks for.",
)
@click.option(
    "--published",
    "published_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write every published result, and whether it was corrected since: [facts.published_results] reads it.",
)
@format_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    folder: Path,
    plan: str | None,
    since: str | None,
    which: str,
    published_file: Path | None,
    form: str,
) -> int:
    """List the recorded runs with their state, and the commands that died."""
    project = read_project(folder)
    longest = None if since is None else length_of(since)

    from kpiengine.ledger import looking  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.ledger.durable import write_file  # noqa: PLC0415 -- as above
    from kpiengine.ledger.published import published_results  # noqa: PLC0415 -- as above
    from kpiengine.ledger.state import attempts_of_concern, last_good, state_of_runs  # noqa: PLC0415 -- as above

    with looking(place_of(project)) as ledger:
        runs = state_of_runs(ledger, plan)
        troubled, sound = attempts_of_concern(ledger)
        good = last_good(ledger, which)
        if published_file is not None:
            write_file(published_file, published_results(ledger).write_csv)
        said = {"format": 1, "ledger": ledger.id, "head": ledger.head, "runs": runs, "attempts": troubled}
        terminal.result(json.dumps(said, ensure_ascii=False) if form == "json" else _text(ledger, runs, troubled))
    if longest is not None and (good is None or datetime.now(UTC) - good > longest):
        last = "never" if good is None else f"{good.astimezone(ZoneInfo(project.zone)):%Y-%m-%d %H:%M %Z}"
        terminal.note(f"no `kpiengine {which}` has ended well for {since}; the last one: {last}")
        return Exit.FINDINGS
    return Exit.OK if sound else Exit.FINDINGS


def _text(ledger: "Ledger", runs: list[dict[str, Any]], troubled: list[dict[str, Any]]) -> str:
    lines = [
        f"{r['recorded']}  {r['plan']} {r['period']} run {r['number']}  {r['state']}"
        + (f"  {r['why']}" if r["why"] else "")
        for r in runs
    ]
    lines += [
        f"{a['started']}  attempt {a['id']} by {a['person']}: {a['outcome']}  {a['command']}  {a['detail']}".rstrip()
        for a in troubled
    ]
    return "\n".join([*(lines or ["no run is recorded"]), f"head {ledger.head}"])
