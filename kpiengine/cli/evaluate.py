"""`kpiengine evaluate`: scorecards, alerts and bonus eligibility for each agent and period."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from kpiengine.cli.asked import WAIT_S, moment_of, project_option, typed, wait_option
from kpiengine.cli.terminal import Terminal
from kpiengine.documents.wording import counted
from kpiengine.errors import Exit
from kpiengine.facts.ahead import hashed_ahead
from kpiengine.periods import day_of, parse_period
from kpiengine.planning.asked import Asked
from kpiengine.project import Project, read_project

if TYPE_CHECKING:
    from kpiengine.judging.task import Evaluation
    from kpiengine.ledger.revisions import Revised

FINDINGS: dict[str, str] = {
    "alerts": "an alert was raised",
    "undetermined": "a bonus is not yet known",
    "rejected": "a row of data was rejected",
    "warnings": "check has a warning",
}

EPILOG = """\
Example: kpiengine evaluate --project my-centre --period 2026-01

Without a period every one that is over and not recorded is evaluated, and the last one. A second run with the same
result records nothing new.
"""


@click.command("evaluate", epilog=EPILOG)
@project_option
@click.option("--period", help="One period: 2026-01-31, 2026-W05, 2026-01, 2026-Q1, 2026.")
@click.option("--from", "first", help="First day, or a period that begins on it; with --to.")
@click.option("--to", "last", help="Last day, included, or a period that ends on it.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Of the results."
)
@click.option("--out", "outputs", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the result files.")
@click.option(
    "--as-of",
    "as_of",
    metavar="MOMENT",
    help="Show what was known then (2026-10-05, or 2026-10-05T14:00+02:00); records and writes nothing.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Show results and notices; record, write and send nothing.")
@wait_option
@click.option("--fail-on", "fail_on", multiple=True, type=click.Choice([*FINDINGS]), help="Exit with 1 on this.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    folder: Path,
    period: str | None,
    first: str | None,
    last: str | None,
    form: str,
    outputs: Path | None,
    as_of: str | None,
    dry: bool,  # noqa: FBT001 -- as click calls it
    wait: bool,  # noqa: FBT001 -- as click calls it
    fail_on: Sequence[str],
) -> int:
    """Make scorecards, alerts and bonus eligibility."""
    if period is not None and (first is not None or last is not None):
        raise click.UsageError("give --period, or --from and --to, not both")
    project = read_project(folder)
    span = (_day(first, project, start=True), _day(last, project, start=False))
    then = None if as_of is None else moment_of(as_of, project)
    into = project.folder / project.outputs if outputs is None else outputs.resolve()
    with hashed_ahead(project):  # from here on, as loading the data engine already leaves a processor idle
        from kpiengine import pipeline  # noqa: PLC0415 -- loads the data engine, which --help never needs
        from kpiengine.judging.task import Task  # noqa: PLC0415 -- as above
        from kpiengine.judging.unrecorded import as_known  # noqa: PLC0415 -- as above
        from kpiengine.ledger.process import this_worker  # noqa: PLC0415 -- as above
        from kpiengine.outputs.progress import watched  # noqa: PLC0415 -- as above

        with watched(terminal.notes()) as progress:
            worker = this_worker(typed())
            now, wait_s = datetime.now(UTC), WAIT_S if wait else 0.0
            task = Task(Asked(period, *span), into, now, worker, wait_s, as_of=then, dry=dry)
            run = pipeline.evaluate if then is None else as_known
            evaluation = run(project, task, progress)
    if then is not None:
        terminal.note(f"as it was known on {then.isoformat()}: shown, not recorded, and not what is paid")
    if dry:
        terminal.note("dry run: nothing was recorded, written or sent")
        for notice in evaluation.alerts.notices:
            terminal.note(f"would be told: {notice.key}" if notice.quiet is None else f"kept quiet: {notice.key}")
    _show(terminal, evaluation, form, project.language)
    return _exit_code(terminal, evaluation, fail_on)


def _day(text: str | None, project: Project, *, start: bool) -> date | None:
    """The first or last day of what was named."""
    if text is None:
        return None
    named = parse_period(text, project.zone, project.periods)
    return day_of(named.start_day if start else named.end_day - 1)


def _show(terminal: Terminal, evaluation: "Evaluation", form: str, language: str) -> None:
    from kpiengine.diagnostics import render  # noqa: PLC0415 -- with the results only
    from kpiengine.outputs.document import as_of_document, document, shadow_document  # noqa: PLC0415 -- as above
    from kpiengine.outputs.summary import show  # noqa: PLC0415 -- as above

    done = list(zip(evaluation.results, evaluation.settlements, evaluation.folders, strict=False))
    only_shown = evaluation.results if not done else ()
    if evaluation.warnings:
        terminal.note(render(evaluation.warnings) + "\n")
    if form == "json":
        runs = [document(result, settlement, evaluation.facts, evaluation.notes) for result, settlement, _ in done]
        shadows = [shadow_document(result) for shadow in evaluation.shadows for result in shadow.results]
        shadows += [as_of_document(result) for result in only_shown]
        terminal.result(json.dumps({"format": 1, "runs": runs, "shadows": shadows}, ensure_ascii=False))
    else:
        console = terminal.results()
        for result in (*evaluation.results, *(r for shadow in evaluation.shadows for r in shadow.results)):
            show(console, result, language)
    for note in evaluation.notes:
        terminal.note(f"note: {note}")
    if evaluation.empty:
        terminal.note(f"note: no facts lie in {', '.join(evaluation.empty)}; nothing was recorded for that")
    for account in evaluation.facts.accounts:
        if account.rejected:
            terminal.note(f"{account.table}: {account.rejected} of {account.read} rows rejected; see rejected.csv")
    _tell_folders(terminal, evaluation)
    tell_messages(terminal, evaluation)


def _tell_folders(terminal: Terminal, evaluation: "Evaluation") -> None:
    """Where everything was written, and which shadow could not be computed."""
    for settlement, into in zip(evaluation.settlements, evaluation.folders, strict=True):
        said = "the same result as recorded before" if settlement.already_recorded else "recorded"
        terminal.note(f"{into}: run {settlement.number}, {said}")
        if settlement.revised is not None:
            terminal.note(revision_text(settlement.revised))
        for limit in settlement.held:
            terminal.note(f"held: {limit}; look at it, then `kpiengine release` it with a reason")
    for shadow in evaluation.shadows:
        if shadow.problem is not None:
            terminal.note(f"warning: the shadow {shadow.ruleset} is left out: {shadow.problem}")
        for into in shadow.folders:
            terminal.note(f"{into}: shadow, not recorded")


def tell_messages(terminal: Terminal, evaluation: "Evaluation") -> None:
    """What was told of alerts, and what could not be sent."""
    told = [notice for notice in evaluation.alerts.notices if notice.quiet is None]
    quiet, late = len(evaluation.alerts.notices) - len(told), sum(bool(n.body["late"]) for n in told)
    if evaluation.alerts.deliveries or quiet:
        more = (f", {late} of them late" if late else "") + (f"; {quiet} kept quiet" if quiet else "")
        terminal.note(f"alerts: {counted(len(told), 'new notice')}{more}; `kpiengine alerts history` lists them")
    if evaluation.alerts.removed:
        gone = ", ".join(sorted({str(notice.series) for notice in evaluation.alerts.removed}))
        terminal.note(f"alerts: {gone}: no rule file has them any more, so what was on of them is retired")
    for problem in evaluation.sent.problems:
        terminal.note(f"not sent: {problem}")
    if evaluation.sent.sent or evaluation.sent.left:
        left = f", {evaluation.sent.left} left; the next run or `kpiengine deliver` tries again"
        terminal.note(f"messages: {evaluation.sent.sent} sent{left if evaluation.sent.left else ''}")


def _exit_code(terminal: Terminal, evaluation: "Evaluation", fail_on: Sequence[str]) -> int:
    checks: dict[str, Callable[[], bool]] = {
        "alerts": lambda: any(r.tables["alerts"].height for r in evaluation.results),
        "undetermined": lambda: any("undetermined" in r.tables["decisions"]["eligibility"] for r in evaluation.results),
        "rejected": lambda: any(account.rejected for account in evaluation.facts.accounts),
        "warnings": lambda: bool(evaluation.warnings),
    }
    found = [FINDINGS[name] for name in fail_on if checks[name]()]
    for finding in found:
        terminal.note(f"exit code 1 was asked for: {finding}")
    if any(settlement.held for settlement in evaluation.settlements):
        return Exit.HELD
    if evaluation.sent.left:
        return Exit.DELIVERY
    return Exit.FINDINGS if found else Exit.OK


def revision_text(revised: "Revised") -> str:
    """What a later result changed in a closed period, a sentence a line."""
    lines = revised.lines
    if revised.batch is None:
        said = "  the period is closed, and no line of it changes"
    else:
        more = lines.filter(lines["amount"] > 0).height
        over = lines.filter(lines["uncollected"] > 0)["payee"].to_list()
        parts = [f"{more} pay more"] if more else []
        parts += [f"{len(over)} got more than is due now, which is listed and not taken back"] if over else []
        said = f"  the period is closed: {counted(lines.height, 'line')} revised, due in {revised.due}" + "".join(
            f"; {part}" for part in parts
        )
        said += f"\n  got more than is due now: {_some(over)}" if over else ""
    if revised.restated.height:
        who = [f"{payee} ({cause})" for payee, cause in revised.restated.select("payee", "cause").iter_rows()]
        said += f"\n  measured otherwise than at the close: {_some(who)}"
    return said


def _some(names: Sequence[str]) -> str:
    from kpiengine.ledger.messages import some  # noqa: PLC0415 -- with the results only

    return some(names)
