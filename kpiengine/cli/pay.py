"""`kpiengine pay`: the payroll file of a closed period, and what payroll says that it paid."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from kpiengine.cli.asked import PeriodAsked, at_work, of_period
from kpiengine.cli.terminal import Terminal
from kpiengine.documents.wording import counted
from kpiengine.errors import Exit

if TYPE_CHECKING:
    from kpiengine.ledger import Ledger

EPILOG = """\
Example: kpiengine pay 2026-09 --file payroll.csv

The file has one row a payee: what the period pays, with every adjustment that fell due in it. FILE.json beside it says
number, count, sum and hash, and the number of the batch before. The same command again writes the same bytes.
With --confirm, payroll's own file (payee, amount, currency) is compared with the batch.
"""


@click.command("pay", epilog=EPILOG)
@of_period
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the payroll file.")
@click.option(
    "--confirm",
    "answer",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Compare with what payroll paid.",
)
@click.option("--because", metavar="TEXT", help="With --confirm: why differences are right.")
@click.pass_obj
def command(terminal: Terminal, asked: PeriodAsked, file: Path | None, answer: Path | None, because: str | None) -> int:
    """Pay PERIOD, which is closed: write its payroll file, or confirm what was paid."""
    if (file is None) == (answer is None):
        raise click.UsageError("give --file, or --confirm")
    with at_work(asked.project, terminal, wait=asked.wait) as ledger:
        otherwise = f", so nothing of it can be paid; `kpiengine close {asked.name}` comes first"
        plan = asked.closed_plan(ledger, otherwise)
        if answer is not None:
            return _confirm(terminal, ledger, plan, asked.name, answer, because)
        return _write(terminal, ledger, plan, asked.name, file or Path())


def _write(terminal: Terminal, ledger: "Ledger", plan: str, period: str, file: Path) -> int:
    from kpiengine.ledger.paying import pay  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.outputs.payroll import payroll_file, write_payroll  # noqa: PLC0415 -- as above
    from kpiengine.outputs.sums import money_of  # noqa: PLC0415 -- as above

    payroll = pay(ledger, plan, period)
    made = payroll_file(payroll)
    paths = write_payroll(made, file.resolve(), ledger.place.payroll)
    body = payroll.entry.body
    again = ", written again" if payroll.written_before else ""
    terminal.note(f"{plan} {period}: batch {payroll.number}, {body['lines']} payees, {money_of(body['sums'])}{again}")
    if body["carried"]:
        terminal.note(f"  {len(body['carried'])} payees owe more than they are due, which is carried")
    for path in paths:
        terminal.note(f"{path}")
    return Exit.OK


def _confirm(  # noqa: PLR0913, PLR0917 -- what is compared with what
    terminal: Terminal, ledger: "Ledger", plan: str, period: str, answer: Path, because: str | None
) -> int:
    from kpiengine.ledger.paying import confirm  # noqa: PLC0415 -- as above

    _, differences = confirm(ledger, plan, period, answer.read_text("utf-8-sig"), because)
    for difference in differences:
        terminal.result(difference)
    if differences and because is None:
        terminal.note(
            f"{plan} {period}: {counted(len(differences), 'difference')}; confirm again with --because to explain"
        )
        return Exit.FINDINGS
    terminal.note(f"{plan} {period}: paid")
    return Exit.OK
