"""`kpiengine amend`: judge a closed period by other texts than it was closed with."""

from datetime import UTC, datetime

import rich_click as click

from kpiengine.cli.asked import WAIT_S, PeriodAsked, because_option, of_period, place_of, typed
from kpiengine.cli.evaluate import revision_text
from kpiengine.cli.terminal import Terminal
from kpiengine.planning.asked import Asked

EPILOG = """\
Example: kpiengine amend 2026-09 --because "the target of csat was agreed as 85, not 88"

The period is judged by the files as they are now; what differs becomes revisions, due in the open period. From then on
these are the texts of that period.
"""


@click.command("amend", epilog=EPILOG)
@of_period
@because_option(required=True)
@click.pass_obj
def command(terminal: Terminal, asked: PeriodAsked, because: str) -> None:
    """Amend PERIOD, which is closed: its rules, mapping or plugins were wrong."""
    from kpiengine.judging.task import Task  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.ledger import looking  # noqa: PLC0415 -- as above
    from kpiengine.ledger.process import this_worker  # noqa: PLC0415 -- as above
    from kpiengine.outputs.progress import watched  # noqa: PLC0415 -- as above
    from kpiengine.pipeline import evaluate  # noqa: PLC0415 -- as above

    project, name = asked.project, asked.name
    with looking(place_of(project)) as ledger:
        plan = asked.closed_plan(ledger, f"; the next `kpiengine evaluate --period {name}` takes the files as they are")
    outputs, wait_s = project.folder / project.outputs, WAIT_S if asked.wait else 0.0
    now = datetime.now(UTC)
    task = Task(Asked(name), outputs, now, this_worker(typed()), wait_s, amend=because, plan=plan)
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
