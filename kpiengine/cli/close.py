"""`kpiengine close`: make the newest result of a period final, so that it can be paid."""

from pathlib import Path

import rich_click as click

from kpiengine.cli.asked import at_work, period_of, plan_of, plan_option, project_option, wait_option
from kpiengine.cli.terminal import Terminal
from kpiengine.project import read_project

EPILOG = """\
Example: kpiengine close 2026-09 --hold a04 --pack pack/2026-09

A closed period never changes: what becomes known later is paid as an adjustment in the open one.
"""


@click.command("close", epilog=EPILOG)
@click.argument("period")
@project_option
@plan_option
@click.option("--hold", multiple=True, metavar="AGENT", help="Whose decision may stay open; may be said again.")
@click.option(
    "--pack", type=click.Path(path_type=Path), metavar="DIR", help="Write what an auditor signs: sheet, lists, traces."
)
@wait_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    period: str,
    folder: Path,
    plan: str | None,
    hold: tuple[str, ...],
    pack: Path | None,
    wait: bool,  # noqa: FBT001 -- as click calls it
) -> None:
    """Close PERIOD: its newest result becomes statements that never change."""
    project = read_project(folder)
    named = period_of(period, project)

    from kpiengine.ledger import recall  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.ledger.closing import close  # noqa: PLC0415 -- as above
    from kpiengine.outputs.sums import money_of  # noqa: PLC0415 -- as above

    with at_work(project, terminal, wait=wait) as ledger:
        which = plan_of(plan, [p for p, own in recall(ledger).newest if own == named.name], named.name)
        closed = close(ledger, project, which, named, hold)
        closing = closed.closing
        said = "was closed" if closed.already_closed else "closed"
        terminal.note(f"{which} {named.name}: {said} as batch {closing.entry}, {money_of(closing.sums)}")
        if closed.held:
            terminal.note(f"  held open: {', '.join(closed.held)}")
        terminal.note(f"  head of the ledger: {ledger.head}")
        if pack is not None:
            from kpiengine.outputs.pack import write_pack  # noqa: PLC0415 -- as above

            for path in write_pack(ledger, project, closing, pack.resolve()):
                terminal.note(f"{path}")
