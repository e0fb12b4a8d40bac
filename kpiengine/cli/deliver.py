"""`kpiengine deliver`: sends what could not be sent before."""

from pathlib import Path

import rich_click as click

from kpiengine.cli.asked import at_work, project_option, wait_option
from kpiengine.cli.terminal import Terminal
from kpiengine.documents.wording import counted
from kpiengine.errors import Exit
from kpiengine.project import read_project

EPILOG = """\
Example: kpiengine deliver --project my-centre

It ends with 4 while something is still unsent. Every run tries again too.
"""


@click.command("deliver", epilog=EPILOG)
@project_option
@click.option("--to", "receiver", metavar="NAME", help="Only what is for this receiver.")
@wait_option
@click.pass_obj
def command(
    terminal: Terminal,
    folder: Path,
    receiver: str | None,
    wait: bool,  # noqa: FBT001 -- as click calls it
) -> int:
    """Send the messages of earlier runs that are still unsent."""
    project = read_project(folder)
    with at_work(project, terminal, wait=wait) as ledger:
        from kpiengine.outputs.notify.outbox import deliver  # noqa: PLC0415 -- loads the data engine

        found = deliver(ledger, project, receiver)
        for problem in found.problems:
            terminal.note(f"not sent: {problem}")
        terminal.note(f"{counted(found.sent, 'message')} sent, {found.left} left")
    return Exit.DELIVERY if found.left else Exit.OK
