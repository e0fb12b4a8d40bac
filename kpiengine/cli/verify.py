"""`kpiengine verify`: compute a recorded run again, measure it again, or look through the whole ledger."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from kpiengine.cli.asked import period_of, place_of, plan_of, plan_option, project_option, typed
from kpiengine.cli.terminal import Terminal
from kpiengine.documents.wording import counted
from kpiengine.errors import Exit, KpiError
from kpiengine.project import Project, read_project

if TYPE_CHECKING:
    from kpiengine.ledger import Ledger
    from kpiengine.ledger.runs import Run

EPILOG = """\
Example: kpiengine verify 2026-09

RUN is a period, for its newest run, or period and number: 2026-09/3. Every step of every payee is computed again from
the recorded parts and texts, row by row. With --facts the files are measured again too: those that were kept of the run
([ledger] archive = true), else those of the project while they are the same.
"""


@click.command("verify", epilog=EPILOG)
@click.argument("run", required=False)
@project_option
@plan_option
@click.option("--facts", is_flag=True, help="Measure the facts again too.")
@click.option("--ledger", "whole", is_flag=True, help="Look through the whole ledger: chain, rows, files, lines.")
@click.option("--head", metavar="HASH", help="With --ledger: a head hash that left the house, of a payroll file.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    run: str | None,
    folder: Path,
    plan: str | None,
    facts: bool,  # noqa: FBT001 -- as click calls it
    whole: bool,  # noqa: FBT001 -- as above
    head: str | None,
) -> int:
    """Verify RUN, or with --ledger everything that is recorded."""
    if (run is None) == (not whole):
        raise click.UsageError("name a run, or give --ledger")
    project = read_project(folder)

    from kpiengine.ledger import looking  # noqa: PLC0415 -- loads the data engine, which --help never needs

    with looking(place_of(project)) as ledger:
        return (
            _ledger(terminal, ledger, head) if run is None else _run(terminal, ledger, project, run, plan, facts=facts)
        )


def _ledger(terminal: Terminal, ledger: "Ledger", head: str | None) -> int:
    from kpiengine.ledger.verify import faults  # noqa: PLC0415 -- as above

    found = faults(ledger, head)
    for fault in found:
        terminal.result(fault)
    if found:
        raise KpiError(
            f"the ledger {ledger.place.shown} is not what was recorded: {counted(len(found), 'fault')}; restore it "
            "from a backup from before, and find out who changed it",
            exit_code=Exit.CONFLICT,
        )
    terminal.result(f"sound: {ledger.place.shown}, head {ledger.head}")
    return Exit.OK


def _run(  # noqa: PLR0913 -- what to verify, and how far
    terminal: Terminal, ledger: "Ledger", project: Project, asked: str, plan: str | None, *, facts: bool
) -> int:
    from kpiengine.ledger.recompute import recompute  # noqa: PLC0415 -- as above
    from kpiengine.registry import load_catalogue  # noqa: PLC0415 -- as above

    run = _named(ledger, project, asked, plan)
    done = recompute(ledger, run, project, load_catalogue(project.allowed_plugins, every_plan=False))
    for difference in done.differences:
        terminal.result(difference)
    name = f"{run.plan} {run.period} run {run.number}"
    if done.differences:
        raise KpiError(f"{name} does not come out as it was recorded", exit_code=Exit.CONFLICT)
    terminal.result(f"{name}: {counted(done.payees, 'payee')}, {counted(done.steps, 'step')}, all as recorded")
    if facts:
        _measure(terminal, ledger, project, run)
    return Exit.OK


def _measure(terminal: Terminal, ledger: "Ledger", project: Project, run: "Run") -> None:
    from kpiengine.judging.unrecorded import measured_again  # noqa: PLC0415 -- as above
    from kpiengine.ledger.process import this_worker  # noqa: PLC0415 -- as above

    again = measured_again(project, ledger, run, this_worker(typed()), datetime.now(UTC))
    if again.content != run.content:
        raise KpiError(
            f"{run.plan} {run.period} run {run.number} comes out otherwise from the same files: "
            f"{again.content[:12]} and not {run.content[:12]}; a plugin or library gives another result than then",
            exit_code=Exit.CONFLICT,
        )
    of = "kept with it" if again.from_kept else "of the project"
    terminal.result(f"measured again from the files {of}: the same content")


def _named(ledger: "Ledger", project: Project, asked: str, plan: str | None) -> "Run":
    from kpiengine.ledger.runs import recorded_runs  # noqa: PLC0415 -- as above

    found = re.fullmatch(r"(.+?)(?:/(\d+))?", asked)
    text, number = (found[1], found[2]) if found else (asked, None)
    name = period_of(text, project).name
    runs = [r for r in recorded_runs(ledger) if r.period == name]
    which = plan_of(plan, sorted({r.plan for r in runs}), name)
    own = [r for r in runs if r.plan == which]
    if number is None:
        return own[-1]
    match = [r for r in own if r.number == int(number)]
    if not match:
        raise KpiError(f"{which} {name} has runs 1 to {len(own)}, and no {number}")
    return match[0]
