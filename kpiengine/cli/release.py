"""`kpiengine release`: let a run go that is held over a limit."""

import rich_click as click

from kpiengine.cli.asked import PeriodAsked, at_work, because_option, of_period
from kpiengine.cli.terminal import Terminal

EPILOG = """\
Example: kpiengine release 2026-09 --because "the storm week; seen with finance on 2 October"

Only the newest run as it is now is released: another result is held again if it is over a limit.
"""


@click.command("release", epilog=EPILOG)
@of_period
@because_option(required=True)
@click.pass_obj
def command(terminal: Terminal, asked: PeriodAsked, because: str) -> None:
    """Release the newest run of PERIOD, which is held over a limit of the project file."""
    from kpiengine.ledger import recall  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.ledger.approvals import release  # noqa: PLC0415 -- as above

    with at_work(asked.project, terminal, wait=asked.wait) as ledger:
        plan = asked.recorded_plan(ledger)
        run = recall(ledger).newest[plan, asked.name]
        entry = release(ledger, asked.project.approval, run, because)
        terminal.note(f"{plan} {asked.name}: run {run.number} released by {entry.person}")
        for limit in run.held:
            terminal.note(f"  it was held: {limit}")
