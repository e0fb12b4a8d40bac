"""`kpiengine adjust`: correct a result by hand, in two steps by two people."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from kpiengine.cli.asked import (
    PeriodAsked,
    at_work,
    because_option,
    moment_of,
    period_of,
    plan_option,
    project_option,
    typed,
    wait_option,
)
from kpiengine.cli.terminal import Terminal
from kpiengine.errors import KpiError
from kpiengine.planning.asked import Asked
from kpiengine.project import Project, read_project

if TYPE_CHECKING:
    from kpiengine.ledger import Ledger

SCOPES = ("centre", "site", "team", "queue", "agent")

EPILOG = """\
Example: kpiengine adjust a04 2026-09 --amount 50.00 --because "night shift of 12 September, ticket 4711"

This asks for the amount and prints its effect and cost; nothing is paid before another person accepts the request by
its number: kpiengine adjust --accept 12 --because "seen". A dispute may name an amount or none. With --exclude a span
of time is left out of every run from then on, and what that changes is printed first.
"""


@click.command("adjust", epilog=EPILOG)
@click.argument("agent", required=False)
@click.argument("period", required=False)
@project_option
@plan_option
@click.option("--ruleset", metavar="ID", help="Which scorecard, where the agent has several.")
@click.option("--amount", metavar="MONEY", help="What to pay more, or less with a minus, in the rule set's currency.")
@click.option("--dispute", is_flag=True, help="The agent objects: --because says what is wrong.")
@click.option(
    "--exclude", "scope", metavar="SCOPE", help="Leave a span out: centre, site:ID, team:ID, queue:ID, agent:ID."
)
@click.option("--from", "first", metavar="MOMENT", help="With --exclude: when it begins.")
@click.option("--to", "last", metavar="MOMENT", help="With --exclude: when it ends, not included.")
@click.option(
    "--metric", "metrics", multiple=True, metavar="ID", help="With --exclude: only of these; may be said again."
)
@click.option("--accept", "accepted", type=int, metavar="NUMBER", help="Accept a request that somebody else made.")
@click.option("--refuse", "refused", type=int, metavar="NUMBER", help="Refuse a request that somebody else made.")
@because_option(required=True)
@wait_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    agent: str | None,
    period: str | None,
    folder: Path,
    plan: str | None,
    ruleset: str | None,
    amount: str | None,
    dispute: bool,  # noqa: FBT001 -- as click calls it
    scope: str | None,
    first: str | None,
    last: str | None,
    metrics: tuple[str, ...],
    accepted: int | None,
    refused: int | None,
    because: str,
    wait: bool,  # noqa: FBT001 -- as above
) -> None:
    """Ask for a correction of AGENT's result in PERIOD, or decide a request."""
    decides = (accepted is not None) + (refused is not None)
    if decides + (agent is not None) + (scope is not None) != 1:
        raise click.UsageError("name an agent and a period, or --exclude SCOPE, --accept NUMBER or --refuse NUMBER")
    project = read_project(folder)
    with at_work(project, terminal, wait=wait) as ledger:
        if decides:
            _decide(terminal, ledger, project, accepted, refused, because)
            return
        if scope is not None:
            _exclude(terminal, ledger, project, scope, (first, last), metrics, because)
            return
        if period is None or (amount is None and not dispute):
            raise click.UsageError("say the period, and --amount or --dispute")
        _propose(
            terminal, ledger, project, (agent or "", period, plan, ruleset), _number(amount), because, dispute=dispute
        )


def _propose(  # noqa: PLR0913, PLR0917 -- what is asked for
    terminal: Terminal,
    ledger: "Ledger",
    project: Project,
    of: tuple[str, str, str | None, str | None],
    amount: Decimal | None,
    because: str,
    *,
    dispute: bool,
) -> None:
    from kpiengine.ledger.corrections import BY_HAND, DISPUTE, propose  # noqa: PLC0415 -- loads the data engine, which --help never needs

    agent, period, plan, ruleset = of
    named = period_of(period, project)
    which = PeriodAsked(project, named, plan, wait=False).recorded_plan(ledger)
    entry, effect = propose(
        ledger,
        project,
        which,
        named,
        agent,
        kind=DISPUTE if dispute else BY_HAND,
        amount=amount,
        ruleset=ruleset,
        because=because,
    )
    if effect is not None:
        terminal.result(effect.text)
    terminal.note(
        f"request {entry.id} by {entry.person}; another person decides it: kpiengine adjust --accept {entry.id}"
    )


def _exclude(  # noqa: PLR0913, PLR0917 -- what is left out, of what, and why
    terminal: Terminal,
    ledger: "Ledger",
    project: Project,
    scope: str,
    span: tuple[str | None, str | None],
    metrics: tuple[str, ...],
    because: str,
) -> None:
    from kpiengine.judging.task import Task  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.judging.unrecorded import what_if  # noqa: PLC0415 -- as above
    from kpiengine.ledger import recall  # noqa: PLC0415 -- as above
    from kpiengine.ledger.exclusions import ask_exclusion  # noqa: PLC0415 -- as above
    from kpiengine.ledger.process import this_worker  # noqa: PLC0415 -- as above
    from kpiengine.outputs.changes import change_lines  # noqa: PLC0415 -- as above
    from kpiengine.planning.exclusions import Exclusion  # noqa: PLC0415 -- as above

    kind, _, unit = scope.partition(":")
    if kind not in SCOPES or (kind == "centre") != (not unit):
        raise KpiError(f'"{scope}" is no scope; write centre, or site:, team:, queue: or agent: with an id behind it')
    start, end = (_milliseconds(text, project) for text in span)
    if end <= start:
        raise KpiError("--to does not lie after --from; the span begins with --from and ends before --to")
    wanted = Exclusion("request", kind, unit or None, start, end, because, ledger.person, metrics)
    past = recall(ledger)
    periods = {name: period_of(name, project) for _, name in past.newest}
    touched = [name for name, period in sorted(periods.items()) if period.start < end and start < period.end]
    changes: list[dict[str, Any]] = []
    for name in touched:
        now, here = datetime.now(UTC), project.folder
        task = Task(Asked(name), here, now, this_worker(typed()), exclusions=(wanted,))
        changes += what_if(project, task, ledger).to_dicts()
    entry = ask_exclusion(ledger, wanted, because, changes)
    for line in change_lines(changes):
        terminal.result(line)
    terminal.note(
        f"request {entry.id} by {entry.person}; another person decides it: kpiengine adjust --accept {entry.id}"
    )


def _milliseconds(text: str | None, project: Project) -> int:
    if text is None:
        raise click.UsageError("--exclude needs --from and --to")
    return int(moment_of(text, project).timestamp() * 1000)


def _decide(  # noqa: PLR0913, PLR0917 -- which request, and how
    terminal: Terminal, ledger: "Ledger", project: Project, accepted: int | None, refused: int | None, because: str
) -> None:
    from kpiengine.ledger.corrections import accept, refuse  # noqa: PLC0415 -- as above

    if refused is not None:
        entry = refuse(ledger, project, refused, because)
        terminal.note(f"request {refused} refused by {entry.person}")
        return
    entry, effect = accept(ledger, project, accepted or 0, because)
    if effect is not None:
        terminal.result(effect.text)
    terminal.note(f"request {accepted} accepted by {entry.person}")


def _number(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or not number:
        raise KpiError(f'"{text}" is no amount; write digits with a point, such as 50.00 or -12.50')
    return number
