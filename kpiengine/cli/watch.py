"""`kpiengine watch`: judges the alerts that have a rhythm of their own, and sends what is due."""

from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from kpiengine.cli.asked import WAIT_S, project_option, typed, wait_option
from kpiengine.cli.evaluate import tell_messages
from kpiengine.cli.terminal import Terminal
from kpiengine.documents.wording import counted
from kpiengine.errors import Exit
from kpiengine.planning.asked import Asked
from kpiengine.project import read_project

EPILOG = """\
Example: kpiengine watch --project my-centre

For cron, every few minutes: what has ended since the last time is judged, in order; a second start finds nothing.
"""


@click.command("watch", epilog=EPILOG)
@project_option
@wait_option
@click.pass_obj
def command(terminal: Terminal, folder: Path, wait: bool) -> int:  # noqa: FBT001 -- as click calls it
    """Judge alerts that say `every`, for every window since the last time, and send what is due."""
    project = read_project(folder)

    from kpiengine import pipeline  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.diagnostics import render  # noqa: PLC0415 -- with the results only
    from kpiengine.judging.task import Task  # noqa: PLC0415 -- as above
    from kpiengine.ledger.process import this_worker  # noqa: PLC0415 -- as above
    from kpiengine.outputs.progress import watched  # noqa: PLC0415 -- as above

    with watched(terminal.notes()) as progress:
        worker = this_worker(typed())
        into = project.folder / project.outputs
        task = Task(Asked(), into, datetime.now(UTC), worker, WAIT_S if wait else 0.0)
        evaluation = pipeline.watch(project, task, progress)
    if evaluation.warnings:
        terminal.note(render(evaluation.warnings) + "\n")
    for note in evaluation.notes:
        terminal.note(f"note: {note}")
    terminal.note(f"{counted(evaluation.alerts.windows, 'window')} judged")
    tell_messages(terminal, evaluation)
    return Exit.DELIVERY if evaluation.sent.left else Exit.OK
