"""`kpiengine rules targets`: how many would have met each target of a rule file, before anybody is paid by it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from kpiengine.cli.asked import format_option, project_option
from kpiengine.cli.terminal import Terminal
from kpiengine.diagnostics import Refused, has_errors
from kpiengine.errors import DataError
from kpiengine.metric_files import with_metric_files
from kpiengine.periods import Period, previous_period
from kpiengine.project import Project, read_project
from kpiengine.registry import load_catalogue
from kpiengine.rules.load import check_among

if TYPE_CHECKING:
    import polars as pl

    from kpiengine.planning.exclusions import Exclusion
    from kpiengine.plugin import Catalogue
    from kpiengine.rules.checked import CheckedRuleSet

HARD, EASY = "hard", "easy"
SAID = {
    HARD: "fewer than {least} % would have: who sees no way there gives up",
    EASY: "more than {most} % would have: it asks nothing of them",
}


@click.command("targets")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--period", metavar="NAME", help="The last period to look at; else the last one that is over.")
@click.option(
    "--periods", "count", type=click.IntRange(1, 24), default=3, show_default=True, help="How many, up to that one."
)
@click.option(
    "--least", type=click.IntRange(0, 100), default=10, show_default=True, help="Percent under which a target is hard."
)
@click.option(
    "--most", type=click.IntRange(0, 100), default=60, show_default=True, help="Percent over which it is easy."
)
@format_option
@project_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one for each option
    terminal: Terminal, file: Path, period: str | None, count: int, least: int, most: int, form: str, folder: Path
) -> None:
    """Say how many would have met each target of a rule file in earlier periods, and which targets are hard or easy.

    The rules are judged as they are written, as if they had held then; nothing is recorded. A share is of the
    scorecards with a value of their own.

    Example: kpiengine rules targets rules/phone.toml --period 2026-09 --periods 6
    """
    project = read_project(folder)
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    catalogue, own = with_metric_files(project, plugins)
    found = check_among(file, project, catalogue)
    if found.checked is None or has_errors(own):
        raise Refused((*own, *found.diagnostics))
    periods, met = _met(project, catalogue, found.checked, period, count)
    rows = [_summed(name, list(group), least, most) for name, group in groupby(met.to_dicts(), key=_whose)]
    names = [one.name for one in periods]
    if form == "json":
        said = {"id": found.checked.ruleset.head.id, "periods": names, "least": least, "most": most, "targets": rows}
        terminal.result(json.dumps(said, ensure_ascii=False, indent=2))
        return
    if not rows:
        raise DataError(f"nobody had a value with a target from {names[0]} to {names[-1]}; name one with --period")
    terminal.result("\n".join(_lines(found.checked.ruleset.head.id, names, rows, {"least": least, "most": most})))


def _met(
    project: Project, catalogue: "Catalogue", checked: "CheckedRuleSet", name: str | None, count: int
) -> "tuple[Sequence[Period], pl.DataFrame]":
    """The periods in order of time, and what was met in them, KPI by KPI."""
    from kpiengine.judging.every import ledger_of  # noqa: PLC0415 -- `--help` loads no data engine
    from kpiengine.judging.inputs import inputs_at  # noqa: PLC0415 -- as above
    from kpiengine.judging.targets_met import targets_met  # noqa: PLC0415 -- as above
    from kpiengine.judging.task import milliseconds  # noqa: PLC0415 -- as above
    from kpiengine.ledger import looking  # noqa: PLC0415 -- as above
    from kpiengine.ledger.exclusions import accepted  # noqa: PLC0415 -- as above
    from kpiengine.outputs.progress import Quiet  # noqa: PLC0415 -- as above
    from kpiengine.planning.asked import Asked, asked_periods  # noqa: PLC0415 -- as above

    now = datetime.now(tz=UTC)
    (last,) = asked_periods([checked], project.zone, Asked(name), now.date(), project.periods)
    periods = [last]
    while len(periods) < count:
        periods.insert(0, previous_period(periods[0]))
    place = ledger_of(project, Quiet())
    excluded: tuple[Exclusion, ...] = ()
    if place.exists:
        with looking(place) as ledger:
            excluded = accepted(ledger)
    inputs = inputs_at(milliseconds(now), project, catalogue, (checked,), excluded)
    rows = targets_met(checked, periods, inputs, Quiet())
    order = {one: at for at, one in enumerate(dict.fromkeys(rows.select("kpi", "scenario").rows()))}
    at = [order[kpi, scenario] for kpi, scenario in rows.select("kpi", "scenario").rows()]
    return periods, rows[sorted(range(len(at)), key=lambda row: at[row])]


def _whose(row: Mapping[str, Any]) -> tuple[str, str | None]:
    return row["kpi"], row["scenario"]


def _summed(whose: tuple[str, str | None], rows: list[dict[str, Any]], least: int, most: int) -> dict[str, Any]:
    """One target over all periods, and in each."""
    met, known = (sum(row[name] for row in rows) for name in ("met", "known"))
    targets = {row["target"] for row in rows}
    finding = HARD if met * 100 < least * known else EASY if met * 100 > most * known else None
    return {
        "kpi": whose[0],
        "scenario": whose[1],
        "target": targets.pop() if len(targets) == 1 else None,
        "met": met,
        "known": known,
        "percent": _percent(met, known),
        "finding": finding,
        "in": [{**{k: row[k] for k in ("period", "met", "known")}, "percent": _percent(row["met"], row["known"])}
               for row in rows],
    }  # fmt: skip


def _percent(met: int, known: int) -> str:
    """With one decimal, half up."""
    tenths = (2 * 1000 * met + known) // (2 * known)
    return f"{tenths // 10}.{tenths % 10}"


def _lines(ruleset: str, names: list[str], rows: list[dict[str, Any]], bounds: Mapping[str, int]) -> Iterator[str]:
    yield f"{ruleset}, as if it had held from {names[0]} to {names[-1]}: how many scorecards would have met the target"
    for row in rows:
        name = row["kpi"] + (f" in {row['scenario']}" if row["scenario"] else "")
        target = "a target that differs" if row["target"] is None else row["target"].replace("..", " to ")
        found = f"; {SAID[row['finding']].format(**bounds)}" if row["finding"] else ""
        yield f"  {name} ({target}): {row['met']} of {row['known']}, {row['percent']} %{found}"
        if len(row["in"]) > 1:
            yield "    " + ", ".join(f"{one['period']} {one['percent']} %" for one in row["in"])
