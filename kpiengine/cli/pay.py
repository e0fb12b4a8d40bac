"""`kpiengine pay`: the payroll file of a closed period, and what payroll says that it paid."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from kpiengine.cli.asked import at_work, period_of, plan_of, plan_option, project_option, wait_option
from kpiengine.cli.terminal import Terminal
from kpiengine.errors import Exit, KpiError
from kpiengine.project import read_project

if TYPE_CHECKING:
    from kpiengine.ledger import Ledger

EPILOG = """\
Example: kpiengine pay 2026-09 --file payroll.csv

The file has one row a payee: what the period pays, with every adjustment that fell due in it. FILE.json beside it says
number, count, sum and hash, and the number of the batch before. The same command again writes the same bytes.
With --confirm, payroll's own file (payee, amount, currency) is compared with the batch.
"""


@click.command("pay", epilog=EPILOG)
@click.argument("period")
@project_option
@plan_option
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the payroll file.")
@click.option(
    "--confirm",
    "answer",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Compare with what payroll paid.",
)
@click.option("--because", metavar="TEXT", help="With --confirm: why differences are right.")
@wait_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    period: str,
    folder: Path,
    plan: str | None,
    file: Path | None,
    answer: Path | None,
    because: str | None,
    wait: bool,  # noqa: FBT001 -- as click calls it
) -> int:
    """Pay PERIOD, which is closed: write its payroll file, or confirm what was paid."""
    if (file is None) == (answer is None):
        raise click.UsageError("give --file, or --confirm")
    project = read_project(folder)
    name = period_of(period, project).name

    from kpiengine.ledger.closings import closings  # noqa: PLC0415 -- loads the data engine, which --help never needs

    with at_work(project, terminal, wait=wait) as ledger:
        known = [p for p, own in closings(ledger) if own == name]
        if not known:
            raise KpiError(
                f"{name} is not closed, so nothing of it can be paid; `kpiengine close {name}` comes first",
                exit_code=Exit.CONFLICT,
            )
        which = plan_of(plan, known, name)
        if answer is not None:
            return _confirm(terminal, ledger, which, name, answer, because)
        return _write(terminal, ledger, which, name, file or Path())


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
        terminal.note(f"{plan} {period}: {len(differences)} differences; confirm again with --because to explain them")
        return Exit.FINDINGS
    terminal.note(f"{plan} {period}: paid")
    return Exit.OK
