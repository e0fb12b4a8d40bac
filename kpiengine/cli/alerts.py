"""`kpiengine alerts`: what is on, what was told, who knows of it, what is kept quiet, and who would hear of what."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import rich_click as click

from kpiengine.cli.asked import (
    IS_LENGTH,
    at_work,
    because_option,
    format_option,
    length_of,
    place_of,
    project_option,
    wait_option,
)
from kpiengine.cli.terminal import Terminal
from kpiengine.errors import Exit, KpiError
from kpiengine.project import Project, read_project

if TYPE_CHECKING:
    from kpiengine.alerts.policy import Series
    from kpiengine.ledger import Ledger

_QUIET = {"silence": "silence", "acknowledge": "acknowledgement"}
EPILOG = """\
Example: kpiengine alerts ack csat_low a04 --until 2026-11-30 --because "we talk on Monday"

Alerts are named as in the rule file, or phone.csat_low where two rule sets have one of that name.
"""


def until_option(command: Any) -> Any:  # noqa: ANN401 -- as click has it
    """`--until DAY|LENGTH`."""
    words = "A day (to its end), a moment (2026-11-30T14:00), or how long: 4 h, 2 days."
    return click.option("--until", metavar="WHEN", required=True, help=words)(command)


@click.group("alerts", epilog=EPILOG)
def command() -> None:
    """Show alerts, acknowledge or silence them, and see who would hear of them."""


@command.command("list")
@project_option
@click.option("--all", "every", is_flag=True, help="Those too that are not on.")
@format_option
@click.pass_obj
def list_(terminal: Terminal, folder: Path, every: bool, form: str) -> None:  # noqa: FBT001 -- as click calls it
    """List what is on, and what is kept quiet.

    Example: kpiengine alerts list --format json
    """
    project = read_project(folder)

    from kpiengine.ledger import looking  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.ledger.alert_view import standing  # noqa: PLC0415 -- as above
    from kpiengine.ledger.quieting import moment, said_quiet  # noqa: PLC0415 -- as above
    from kpiengine.outputs.notify.people import read_people  # noqa: PLC0415 -- as above

    now = int(datetime.now(UTC).timestamp() * 1000)
    with looking(place_of(project)) as ledger:
        rows = standing(ledger.database, every=every) if _has_log(ledger) else []
        quiet, people = said_quiet(ledger.database, now), read_people(ledger.place.folder)
    if form == "json":
        silences = [
            {
                "number": each.number,
                "kind": each.kind,
                "by": each.person,
                "until": moment(each.until),
                "because": each.because,
                "alert": None if each.series is None else str(each.series),
                "subject": each.subject,
            }
            for each in quiet
        ]
        terminal.result(json.dumps({"format": 1, "alerts": rows, "quiet": silences}, ensure_ascii=False))
        return
    lines = [
        f"{row['state']:<10} {_weight(row):<8} {row['ruleset']}.{row['alert']}  {_named(row, people)}  "
        f"since {moment(row['since_ms'], project.zone) if row['since_ms'] else '-'}"
        + ("  (kept quiet)" if row["quiet"] else "")
        for row in rows
    ]
    lines += [
        f"{_QUIET[each.kind]} {each.number} by {each.person} until {moment(each.until, project.zone)}: "
        f"{_about(each.series, each.subject)}: {each.because}"
        for each in quiet
    ]
    terminal.result("\n".join(lines or ["nothing is on"]))


@command.command("history")
@click.argument("alert", required=False)
@click.argument("subject", required=False)
@project_option
@click.option("--windows", is_flag=True, help="What every window said; needs ALERT.")
@format_option
@click.pass_obj
def history(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    alert: str | None,
    subject: str | None,
    folder: Path,
    windows: bool,  # noqa: FBT001 -- as click calls it
    form: str,
) -> None:
    """Show what was told and what was kept quiet, all of it or of one ALERT and SUBJECT.

    Example: kpiengine alerts history csat_low a04 --windows
    """
    if windows and alert is None:
        raise click.UsageError("say which alert's windows: kpiengine alerts history ALERT --windows")
    project = read_project(folder)

    from kpiengine.ledger import looking  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.ledger.alert_view import as_data, checks, notices  # noqa: PLC0415 -- as above
    from kpiengine.ledger.quieting import moment  # noqa: PLC0415 -- as above
    from kpiengine.outputs.notify.people import read_people  # noqa: PLC0415 -- as above

    with looking(place_of(project)) as ledger:
        people = read_people(ledger.place.folder)
        if alert is not None and _has_log(ledger):
            _known(ledger, alert)
        if not _has_log(ledger):
            rows = []
        elif windows and alert is not None:
            rows = checks(ledger.database, alert, subject)
        else:
            rows = [as_data(notice) for notice in notices(ledger.database, alert, subject)]
    if form == "json":
        terminal.result(json.dumps({"format": 1, "history": rows}, ensure_ascii=False))
    elif windows:
        lines = [f"{r['window']}  {r['subject']}  {r['verdict']}" + _revision(r["revision"]) for r in rows]
        terminal.result("\n".join(lines or ["nothing is recorded"]))
    else:
        language = project.language
        lines = [
            f"{moment(r['at_ms'], project.zone)}  {r['event']:<9} {r['alert']}  {_named(r, people)}  {r['values']}  "
            + (f"kept quiet by {r['quiet']}" if r["quiet"] else r["why"][language])
            for r in rows
        ]
        terminal.result("\n".join(lines or ["nothing was told"]))


@command.command("ack")
@click.argument("alert")
@click.argument("subject")
@project_option
@until_option
@because_option(required=True)
@wait_option
@click.pass_obj
def ack(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    alert: str,
    subject: str,
    folder: Path,
    until: str,
    because: str,
    wait: bool,  # noqa: FBT001 -- as click calls it
) -> None:
    """Say that you know of an alert that is on: no reminder and no escalation until then.

    Example: kpiengine alerts ack csat_low a04 --until "3 days" --because "we talk on Monday"
    """
    project = read_project(folder)
    with at_work(project, terminal, wait=wait) as ledger:
        from kpiengine.ledger.alert_view import standing  # noqa: PLC0415 -- loads the data engine
        from kpiengine.ledger.quieting import acknowledge, moment  # noqa: PLC0415 -- as above

        series, end = _series(ledger, alert), _until(until, project)
        rows = [
            row
            for row in standing(ledger.database)
            if (row["ruleset"], row["alert"], row["subject"]) == (series.ruleset, series.alert, subject)
            and row["state"] in {"firing", "recovering"}
        ]
        if not rows:
            raise KpiError(f"{series} is not on for {subject}; `kpiengine alerts list` says what is")
        number = acknowledge(ledger, series, subject, rows[0]["since_ms"], end, because)
        terminal.note(
            f"acknowledgement {number}: {series} for {subject} until {moment(end, project.zone)}, "
            "or until it begins anew"
        )


@command.command("silence")
@click.argument("alert", required=False)
@project_option
@click.option("--subject", metavar="NAME", help="A person, a team, a queue or a site; else everybody.")
@click.option("--until", metavar="WHEN", help="A day (to its end), a moment, or how long: 4 h, 2 days.")
@click.option("--end", "ended", type=int, metavar="NUMBER", help="Let a silence end now.")
@because_option(required=True)
@wait_option
@click.pass_obj
def silence(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    alert: str | None,
    folder: Path,
    subject: str | None,
    until: str | None,
    ended: int | None,
    because: str,
    wait: bool,  # noqa: FBT001 -- as click calls it
) -> None:
    """Send nothing about an ALERT, about a subject, or about anything; what still holds is told at its end.

    Example: kpiengine alerts silence csat_low --subject north --until 2026-12-24 --because "survey tool moves"
    """
    if (ended is None) == (until is None):
        raise click.UsageError("say how long with --until, or which one ends with --end NUMBER")
    project = read_project(folder)
    with at_work(project, terminal, wait=wait) as ledger:
        from kpiengine.ledger.quieting import add_silence, end_silence, moment, said_quiet  # noqa: PLC0415 -- loads the data engine

        now = int(datetime.now(UTC).timestamp() * 1000)
        if ended is not None:
            if not any(each.number == ended and each.kind == "silence" for each in said_quiet(ledger.database, now)):
                raise KpiError(f"no silence {ended} is in force; `kpiengine alerts list` says which are")
            end_silence(ledger, ended, now, because)
            terminal.note(f"silence {ended} has ended; what still holds is told by the next run")
            return
        end = _until(until or "", project)
        series = _series(ledger, alert) if alert is not None else None
        number = add_silence(ledger, end, because, series, subject)
        terminal.note(f"silence {number}: {_about(series, subject)} until {moment(end, project.zone)}")


@command.command("test")
@project_option
@click.option("--send", "really", is_flag=True, help="Send a test message to every receiver.")
@format_option
@click.pass_obj
def test(terminal: Terminal, folder: Path, really: bool, form: str) -> int:  # noqa: FBT001 -- as click calls it
    """Show which alert goes to whom and by which way, with secrets masked; nothing is recorded.

    Example: kpiengine alerts test --project my-centre
    """
    project = read_project(folder)

    from kpiengine.outputs.notify.rehearsal import rehearse, try_receivers  # noqa: PLC0415 -- loads the data engine

    rows = rehearse(project)
    tried = try_receivers(project) if really else {}
    if form == "json":
        terminal.result(json.dumps({"format": 1, "alerts": rows, "tried": tried}, ensure_ascii=False))
    else:
        lines = [f"{r['alert']}  {r['event']}  -> {r['receiver']}: {r['way']}" for r in rows]
        lines += [f"{name}: {'sent' if why is None else why}" for name, why in tried.items()]
        terminal.result("\n".join(lines or ["no alert tells anybody"]))
    return Exit.DELIVERY if any(why is not None for why in tried.values()) else Exit.OK


def _weight(row: Mapping[str, Any]) -> str:
    return "praise" if row["kind"] == "praise" else row["severity"] or "-"


def _named(row: Mapping[str, Any], people: Mapping[str, Mapping[str, str]]) -> str:
    """The subject as the ledger has it, and a person's name where it is known."""
    name = people.get(row["subject"], {}).get("name") if row["level"] == "agent" else None
    return f"{row['subject']} {name}" if name else str(row["subject"])


def _about(series: "Series | None", subject: str | None) -> str:
    """What is kept quiet, and for whom."""
    return f"{series or 'every alert'} for {subject or 'everybody'}"


def _revision(number: int) -> str:
    return f"  (revision {number})" if number > 1 else ""


def _has_log(ledger: "Ledger") -> bool:
    """Whether a release that keeps an alert log has written to this ledger."""
    from kpiengine.ledger.migrate import schema_version  # noqa: PLC0415 -- loads the data engine

    return schema_version(ledger.database) >= 2  # noqa: PLR2004 -- the migration that made it


def _series(ledger: "Ledger", alert: str) -> "Series":
    found = _known(ledger, alert)
    if len(found) > 1:
        raise KpiError(f"several rule sets have {alert}; say which: {', '.join(map(str, found))}")
    return found[0]


def _known(ledger: "Ledger", alert: str) -> "list[Series]":
    """Those that the name may mean; raises KpiError where there is none."""
    from kpiengine.ledger.alert_view import series_named  # noqa: PLC0415 -- loads the data engine

    found = series_named(ledger.database, alert)
    if not found:
        raise KpiError(f"no run has judged an alert {alert} yet; `kpiengine alerts list --all` says which there are")
    return found


def _until(text: str, project: Project) -> int:
    """The instant that is meant; a day ends at its midnight in the project's zone."""
    zone, now = ZoneInfo(project.zone), datetime.now(UTC)
    if IS_LENGTH.fullmatch(text):
        end = now + length_of(text)
    else:
        try:
            end = (
                datetime.combine(date.fromisoformat(text) + timedelta(days=1), datetime.min.time(), zone)
                if len(text) == 10  # noqa: PLR2004 -- of a date
                else datetime.fromisoformat(text)
            )
        except ValueError:
            raise KpiError(
                f'--until "{text}" is no moment; type 2026-11-30, 2026-11-30T14:00, "4 h" or "2 days"'
            ) from None
        end = end if end.tzinfo is not None else end.replace(tzinfo=zone)
    if end <= now:
        raise KpiError(f"--until {text} is over already")
    return int(end.timestamp() * 1000)
