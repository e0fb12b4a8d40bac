"""`kpiengine close`: make the newest result of a period final, so that it can be paid."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from kpiengine.cli.asked import PeriodAsked, at_work, of_period
from kpiengine.cli.terminal import Terminal

if TYPE_CHECKING:
    from kpiengine.ledger import Ledger
    from kpiengine.ledger.closings import Closing

EPILOG = """\
Example: kpiengine close 2026-09 --hold a04 --pack pack/2026-09

A closed period never changes: what becomes known later is paid as an adjustment in the open one.
"""


@click.command("close", epilog=EPILOG)
@of_period
@click.option("--hold", multiple=True, metavar="AGENT", help="Whose decision may stay open; may be said again.")
@click.option(
    "--pack", type=click.Path(path_type=Path), metavar="DIR", help="Write what an auditor signs: sheet, lists, traces."
)
@click.pass_obj
def command(terminal: Terminal, asked: PeriodAsked, hold: tuple[str, ...], pack: Path | None) -> None:
    """Close PERIOD: its newest result becomes statements that never change."""
    from kpiengine.ledger.closing import close  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.outputs.sums import money_of  # noqa: PLC0415 -- as above

    with at_work(asked.project, terminal, wait=asked.wait) as ledger:
        plan = asked.recorded_plan(ledger)
        closed = close(ledger, asked.project, plan, asked.period, hold)
        closing = closed.closing
        said = "was closed" if closed.already_closed else "closed"
        terminal.note(f"{plan} {asked.name}: {said} as batch {closing.entry}, {money_of(closing.sums)}")
        if closed.held:
            terminal.note(f"  held open: {', '.join(closed.held)}")
        tell_open(terminal, ledger, closing)
        terminal.note(f"  head of the ledger: {ledger.head}")
        if pack is not None:
            from kpiengine.outputs.pack import write_pack  # noqa: PLC0415 -- as above

            for path in write_pack(ledger, asked.project, closing, pack.resolve()):
                terminal.note(f"{path}")


def tell_open(terminal: Terminal, ledger: "Ledger", closing: "Closing") -> None:
    """By name who got more than is due, and who has left with something open."""
    from kpiengine.ledger.messages import some  # noqa: PLC0415 -- as above
    from kpiengine.ledger.open_sums import open_sums  # noqa: PLC0415 -- as above
    from kpiengine.outputs.sums import money_of  # noqa: PLC0415 -- as above

    still = open_sums(ledger, closing)
    if still.uncollected.height:
        of = [
            f"{payee} {money_of({currency: over})} ({period})"
            for payee, period, currency, over in still.uncollected.select(
                "payee", "period", "currency", "uncollected"
            ).iter_rows()
        ]
        terminal.note(f"  paid too much and not collected: {some(of)}")
    if still.leavers.height:
        names = [
            f"{payee} (last in {last})" for payee, last in still.leavers.select("payee", "last_period").iter_rows()
        ]
        terminal.note(f"  left with something open: {some(names)}")
