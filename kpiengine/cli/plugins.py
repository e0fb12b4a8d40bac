"""`kpiengine plugins`: which plugins are installed, what they bring, and why a broken one is broken."""

import json
from pathlib import Path

import rich_click as click

from kpiengine.cli.asked import format_option
from kpiengine.cli.metrics import allowed_by
from kpiengine.cli.terminal import Terminal
from kpiengine.errors import Exit
from kpiengine.plugin import PluginInfo
from kpiengine.registry import load_catalogue

KINDS = {"table": "tables", "view": "views", "metric": "metrics"}


@click.command("plugins")
@click.option("--project", type=click.Path(path_type=Path), help="Only plugins that this project allows.")
@click.option("--fail-on-broken", is_flag=True, help="Exit with 1 if a plugin is broken.")
@format_option
@click.pass_obj
def command(terminal: Terminal, project: Path | None, form: str, *, fail_on_broken: bool) -> int:
    """List the plugins with what they bring; broken ones with their cause.

    Example: kpiengine plugins --fail-on-broken
    """
    plugins = load_catalogue(allowed_by(project)).plugins
    if form == "json":
        terminal.result(json.dumps([_entry(info) for info in plugins], ensure_ascii=False, indent=2))
    else:
        terminal.result("\n\n".join(map(_block, plugins)) or "there are no plugins")
    broken = any(info.problem is not None for info in plugins)
    return int(Exit.FINDINGS if broken and fail_on_broken else Exit.OK)


def _entry(info: PluginInfo) -> dict[str, object]:
    return {
        "name": info.name,
        "distribution": info.distribution,
        "version": info.version,
        **_by_kind(info),
        "problems": info.problem.split("\n") if info.problem else [],
        "printed": info.printed,
    }


def _by_kind(info: PluginInfo) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {plural: [] for plural in KINDS.values()}
    for what in info.brought:
        kind, _, id_ = what.partition(" ")
        found[KINDS[kind]].append(id_)
    return found


def _block(info: PluginInfo) -> str:
    came_with = f"  {info.distribution} {info.version}" if info.distribution else ""
    lines = [info.name + came_with + ("  BROKEN" if info.problem else "")]
    lines += [f"  {plural}: {', '.join(ids)}" for plural, ids in _by_kind(info).items() if ids]
    lines += [f"  problem: {line}" for line in (info.problem or "").split("\n") if line]
    if info.printed:
        lines.append(f"  printed while it was loaded: {info.printed}")
    return "\n".join(lines)
