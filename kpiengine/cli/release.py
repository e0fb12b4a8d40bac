"""`kpiengine release`: let a run go that is held over a limit."""

from pathlib import Path

import rich_click as click

from kpiengine.cli.asked import at_work, because_option, period_of, plan_of, plan_option, project_option, wait_option
from kpiengine.cli.terminal import Terminal
from kpiengine.project import read_project

EPILOG = """\
Example: kpiengine release 2026-09 --because "the storm week; seen with finance on 2 October"

Only the newest run as it is now is released: another result is held again if it is over a limit.
"""


@click.command("release", epilog=EPILOG)
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
    """Release the newest run of PERIOD, which is held over a limit of the project file."""
    project = read_project(folder)
    name = period_of(period, project).name

    from kpiengine.ledger import recall  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.ledger.approvals import release  # noqa: PLC0415 -- as above

    with at_work(project, terminal, wait=wait) as ledger:
        past = recall(ledger)
        which = plan_of(plan, [p for p, own in past.newest if own == name], name)
        run = past.newest[which, name]
        entry = release(ledger, project.approval, run, because)
        terminal.note(f"{which} {name}: run {run.number} released by {entry.person}")
        for limit in run.held:
            terminal.note(f"  it was held: {limit}")
