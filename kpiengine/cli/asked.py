"""What commands share: the project, how to print; on the ledger also the plan, who asks, and how long to wait."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import rich_click as click
from attrs import frozen

from kpiengine.errors import Exit, KpiError
from kpiengine.periods import Period, parse_period
from kpiengine.project import Project, read_project

if TYPE_CHECKING:
    from kpiengine.cli.terminal import Terminal
    from kpiengine.ledger import Ledger, Place

WAIT_S = 3600.0  # with --wait; a run that takes longer is looked at by somebody

IS_LENGTH = re.compile(r"([1-9]\d{0,3}) ?(min|h|days?|weeks?)")
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}

Command = TypeVar("Command", bound=Callable[..., Any])


def project_option(command: Command) -> Command:
    """`--project DIR`."""
    return click.option(
        "--project",
        "folder",
        type=click.Path(path_type=Path),
        metavar="DIR",
        default=Path(),
        help="Folder with kpiengine.toml; else this one.",
    )(command)


def plan_option(command: Command) -> Command:
    """`--plan ID`."""
    return click.option("--plan", metavar="ID", help="Which plan, where the period has several.")(command)


def wait_option(command: Command) -> Command:
    """`--wait`."""
    return click.option("--wait", is_flag=True, help="Wait for another command to end, an hour at most.")(command)


def format_option(command: Command) -> Command:
    """`--format text|json`."""
    return click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
    )(command)


def because_option(*, required: bool) -> Callable[[Command], Command]:
    """`--because TEXT`."""

    def add(command: Command) -> Command:
        words = "The reason, which is recorded."
        return click.option("--because", metavar="TEXT", required=required, help=words)(command)

    return add


@frozen
class PeriodAsked:
    """What a command on one recorded period was told: the period, the plan if one was named, whether to wait."""

    project: Project
    period: Period
    plan: str | None
    wait: bool

    @property
    def name(self) -> str:
        """The period's name."""
        return self.period.name

    def recorded_plan(self, ledger: "Ledger") -> str:
        """The plan that is meant, of those that have a run of the period."""
        from kpiengine.ledger import recall  # noqa: PLC0415 -- loads the data engine, which --help never needs

        return plan_of(self.plan, [plan for plan, own in recall(ledger).newest if own == self.name], self.name)

    def closed_plan(self, ledger: "Ledger", otherwise: str) -> str:
        """The plan that is meant, of those whose period is closed; `otherwise` says what holds where none is."""
        from kpiengine.ledger.closings import closings  # noqa: PLC0415 -- as above

        known = [plan for plan, own in closings(ledger) if own == self.name]
        if not known:
            raise KpiError(f"{self.name} is not closed{otherwise}", exit_code=Exit.CONFLICT)
        return plan_of(self.plan, known, self.name)


def of_period(command: Callable[..., Any]) -> Callable[..., Any]:
    """PERIOD, `--project`, `--plan` and `--wait`, which reach the command as one `asked: PeriodAsked`."""

    @click.argument("period")
    @project_option
    @plan_option
    @wait_option
    @wraps(command)
    def told(*given: object, period: str, folder: Path, plan: str | None, wait: bool, **named: object) -> object:
        project = read_project(folder)
        return command(*given, asked=PeriodAsked(project, period_of(period, project), plan, wait), **named)

    return told


def length_of(text: str) -> timedelta:
    """A length of time as it is typed: 30 min, 4 h, 2 days."""
    found = IS_LENGTH.fullmatch(text)
    if found is None:
        raise KpiError(f'"{text}" is no length of time; type it as "30 min", "4 h" or "2 days"')
    return int(found[1]) * _UNITS[found[2].rstrip("s")]


def typed() -> str:
    """The command as it was typed."""
    return " ".join(["kpiengine", *sys.argv[1:]])


def place_of(project: Project) -> "Place":
    """Where the project's ledger is."""
    from kpiengine.ledger import place_in  # noqa: PLC0415 -- loads the data engine, which --help never needs

    return place_in(project.folder, project.ledger.url, project.ledger.exports)


@contextmanager
def at_work(project: Project, terminal: "Terminal", *, wait: bool = False, make: bool = False) -> "Iterator[Ledger]":
    """The project's ledger for this command alone; what it has to say is told first."""
    from kpiengine.ledger import working  # noqa: PLC0415 -- as above
    from kpiengine.ledger.process import this_worker  # noqa: PLC0415 -- as above

    wait_s = WAIT_S if wait else 0.0
    now = datetime.now(UTC)
    worker, place = this_worker(typed()), place_of(project)
    with working(place, worker, now, project=project.name, wait_s=wait_s, make=make) as ledger:
        for warning in ledger.warnings:
            terminal.note(f"warning: {warning}")
        yield ledger


def period_of(text: str, project: Project) -> Period:
    """The period that was named."""
    return parse_period(text, project.zone, project.periods)


def plan_of(asked: str | None, known: list[str], what: str) -> str:
    """The plan that is meant: the one that was named, or the only one there is."""
    if asked is not None and asked in known:
        return asked
    if not known:
        raise KpiError(f"nothing is recorded for {what}; `kpiengine evaluate --period {what}` comes first")
    if asked is None and len(known) == 1:
        return known[0]
    named = "" if asked is None else f'there is no plan "{asked}" in {what}; '
    raise KpiError(f"{named}say which plan is meant: {', '.join(f'--plan {name}' for name in sorted(known))}")


def moment_of(text: str, project: Project) -> datetime:
    """A moment; a day means its beginning, and a time without an offset is the project's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise KpiError(f'"{text}" is no moment; write 2026-10-05, or 2026-10-05T14:00+02:00') from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(project.zone))
