"""`kpiengine amend`: judge a closed period by other texts than it was closed with."""

from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from kpiengine.cli.asked import (
    WAIT_S,
    because_option,
    period_of,
    place_of,
    plan_of,
    plan_option,
    project_option,
    typed,
    wait_option,
)
from kpiengine.cli.evaluate import revision_text
from kpiengine.cli.terminal import Terminal
from kpiengine.errors import Exit, KpiError
from kpiengine.planning.asked import Asked
from kpiengine.project import read_project

EPILOG = """\
Example: kpiengine amend 2026-09 --because "the target of csat was agreed as 85, not 88"

The period is judged by the files as they are now; what differs becomes revisions, due in the open period. From then on
these are the texts of that period.
"""


@click.command("amend", epilog=EPILOG)
@click.argument("period")
@project_option
@plan_option
@because_option(required=True)
@wait_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    period: str,
    folder: Path,
    plan: str | None,
    because: str,
    wait: bool,  # noqa: FBT001 -- as click calls it
) -> None:
    """Amend PERIOD, which is closed: its rules, mapping or plugins were wrong."""
    project = read_project(folder)
    name = period_of(period, project).name

    from kpiengine.judging.task import Task  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.ledger import looking  # noqa: PLC0415 -- as above
    from kpiengine.ledger.closings import closings  # noqa: PLC0415 -- as above
    from kpiengine.ledger.process import this_worker  # noqa: PLC0415 -- as above
    from kpiengine.outputs.progress import watched  # noqa: PLC0415 -- as above
    from kpiengine.pipeline import evaluate  # noqa: PLC0415 -- as above

    with looking(place_of(project)) as ledger:
        known = [p for p, own in closings(ledger) if own == name]
    if not known:
        raise KpiError(
            f"{name} is not closed; the next `kpiengine evaluate --period {name}` takes the files as they are",
            exit_code=Exit.CONFLICT,
        )
    which = plan_of(plan, known, name)
    outputs, wait_s = project.folder / project.outputs, WAIT_S if wait else 0.0
    now = datetime.now(UTC)
    task = Task(Asked(name), outputs, now, this_worker(typed()), wait_s, amend=because, plan=which)
    with watched(terminal.notes()) as progress:
        evaluation = evaluate(project, task, progress)
    for note in evaluation.notes:
        terminal.note(f"note: {note}")
    for settlement, into in zip(evaluation.settlements, evaluation.folders, strict=True):
        if settlement.already_recorded:
            terminal.note(f"{into}: the files as they are give the result that is recorded; nothing was amended")
        else:
            terminal.note(f"{into}: run {settlement.number}, recorded")
        if settlement.revised is not None:
            terminal.note(revision_text(settlement.revised))
