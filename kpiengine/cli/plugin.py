"""`kpiengine plugin`: for authors of plugins; `check` runs the contract check without pytest."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from kpiengine.cli.asked import format_option
from kpiengine.cli.terminal import Terminal
from kpiengine.documents.wording import counted
from kpiengine.errors import Exit, KpiError
from kpiengine.plugin import Catalogue, PluginInfo
from kpiengine.registry import load_catalogue

if TYPE_CHECKING:
    from kpiengine.outputs.progress import Progress
    from kpiengine.testing.checks.records import Verdict


@click.group("plugin")
def command() -> None:
    """Check a plugin that you write.

    Example: kpiengine plugin check contacts
    """


@command.command("check")
@click.argument("name", required=False)
@click.option(
    "--cases",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with its worked examples; else `cases` beside the source of the plugin, or in its package.",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "polars", "pyspark"]),
    default="duckdb",
    show_default=True,
    help="The engine that must give the same as Polars.",
)
@format_option
@click.pass_obj
def check(terminal: Terminal, name: str | None, folder: Path | None, engine: str, form: str) -> int:
    """Check that the plugin NAME, or every installed one, keeps to the contract.

    Looks at everything that it brings: what is said of tables and metrics, every parameter, and on the worked
    examples whether the order of rows, the engine or other people's rows change a value. The exit code is 2 if
    something does not keep to a check.

    Example: kpiengine plugin check contacts --format json
    """
    from kpiengine.testing.checks.gathering import plugin_called  # noqa: PLC0415 -- loads the data engine

    if folder is not None and name is None:
        raise click.UsageError("--cases goes with the NAME of a plugin")
    catalogue = load_catalogue()
    asked = catalogue.plugins if name is None else (plugin_called(catalogue, name),)
    if not asked:
        raise KpiError("there are no plugins; install one, for work on it with `pip install -e FOLDER`")
    from kpiengine.outputs.progress import watched  # noqa: PLC0415 -- as above

    with watched(terminal.notes(), [info.name for info in asked]) as progress:
        done = [(info, _verdicts(catalogue, info, folder, engine, progress)) for info in asked]
    terminal.result(_as_json(done) if form == "json" else "\n\n".join(_as_text(*one) for one in done))
    passed = all(verdict.passed for _, verdicts in done for verdict in verdicts)
    return int(Exit.OK if passed else Exit.WRONG)


def _verdicts(
    catalogue: Catalogue, info: PluginInfo, folder: Path | None, engine: str, progress: "Progress"
) -> list["Verdict"]:
    """Every check of one plugin; one that was not loaded has no more than its own."""
    from kpiengine.testing.checks.gathering import cases_in, check_plugin  # noqa: PLC0415 -- loads the data engine
    from kpiengine.testing.places import cases_of_plugin  # noqa: PLC0415 -- as above

    found = []
    cases = cases_in(folder or cases_of_plugin(info.name))
    for verdict in check_plugin(catalogue, info.name, cases, engine):
        progress.stage(info.name, verdict.check.id)
        found.append(verdict)
    return found


def _as_text(info: PluginInfo, verdicts: Sequence["Verdict"]) -> str:
    lines = [f"{info.name}  {info.distribution} {info.version}".rstrip()]
    for verdict in verdicts:
        things = f"{counted(verdict.looked_at, verdict.kind)}"
        word = "passed" if verdict.passed else "FAILED"
        lines.append(f"  {word}  {verdict.check.id}: {verdict.check.asks} ({things})")
        lines += [f"          {fault.about}: {fault.cause}" for fault in verdict.faults]
        if not verdict.passed:
            lines.append(f"          remedy: {verdict.check.remedy}")
    failed = sum(not verdict.passed for verdict in verdicts)
    return "\n".join([*lines, f"  {len(verdicts) - failed} checks passed, {failed} failed"])


def _as_json(done: Sequence[tuple[PluginInfo, Sequence["Verdict"]]]) -> str:
    plugins = [
        {
            "name": info.name,
            "distribution": info.distribution,
            "version": info.version,
            "passed": all(verdict.passed for verdict in verdicts),
            "checks": [
                {
                    "check": verdict.check.id,
                    "of": verdict.kind,
                    "asks": verdict.check.asks,
                    "passed": verdict.passed,
                    "looked_at": verdict.looked_at,
                    "faults": [{"about": fault.about, "cause": fault.cause} for fault in verdict.faults],
                    "remedy": None if verdict.passed else verdict.check.remedy,
                }
                for verdict in verdicts
            ],
        }
        for info, verdicts in done
    ]
    return json.dumps({"format": 1, "plugins": plugins}, ensure_ascii=False, indent=2)
