"""A result on the terminal: a table for each rule set, then who is not eligible and why, then the alerts.

Text from data is made inert here; a result wider than the terminal folds inside its cells and loses nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from kpiengine.money import format_money
from kpiengine.outputs.inert import inert
from kpiengine.outputs.results import Judged, Result
from kpiengine.scores.sentences import title

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

MISSING = "\N{EN DASH}"
ELIGIBLE = {"eligible": "yes", "not_eligible": "no", "undetermined": "unknown"}
NAME_WIDTH = 16  # narrower than a name, its column would break it
SHADOW = " · shadow: not paid, not announced"
MOST_ROWS = 100  # on a terminal; the files have all
SOME_ROWS = 20  # of more than that nobody reads a table to its end, and drawing it would take longer than measuring


def show(console: "Console", result: Result, language: str) -> None:
    """Prints one result, a blank line between its blocks."""
    from rich.console import Group  # noqa: PLC0415 -- only where something is shown

    for judged in result.judged:
        for block in _rule_set(result, judged, language, console):
            if block:
                console.print(Group(*block))
                console.print()


def _rule_set(result: Result, judged: Judged, language: str, console: "Console") -> Iterator[list["RenderableType"]]:
    """Blocks: the table, what was decided for whom and why, the alerts."""
    head = judged.checked.ruleset.head
    mine = {name: table.filter(pl.col("ruleset") == head.id) for name, table in result.tables.items()}
    scored = bool(judged.checked.ruleset.kpis)
    if scored and not mine["scorecards"].is_empty():
        table = _cards(result, judged, mine, language, narrow=False)
        fits = table.__rich_measure__(console, console.options).maximum <= console.width
        yield [table if fits else _cards(result, judged, mine, language, narrow=True)]
        if judged.decisions.pays:
            totals = _totals(mine["decisions"], judged, "bonus would be" if result.shadow else "bonus in all")
            yield [totals, *_reasons(mine["decisions"])]
    yield [*_alerts(mine["alerts"], "shadow " if result.shadow else "")]


def _cards(result: Result, judged: Judged, mine: Mapping[str, pl.DataFrame], language: str, *, narrow: bool) -> "Table":
    """The scorecards; a narrow table has no lines between columns, and points under their value."""
    from rich import box  # noqa: PLC0415 -- only where a table is shown
    from rich.table import Table  # noqa: PLC0415 -- only where a table is shown
    from rich.text import Text  # noqa: PLC0415 -- as above

    rules = judged.checked.ruleset
    name = inert(title(rules.head.title, language, rules.head.id))
    table = Table(
        title=f"{name} · {result.period.name} · plan {result.plan}{SHADOW if result.shadow else ''}",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE if narrow else box.HEAVY_HEAD,
        padding=(0, 1, 0, 0) if narrow else (0, 1),
        pad_edge=not narrow,
    )
    gap = "\n" if narrow else " "
    cards = _shown(mine["scorecards"])
    longest = max(len(part) for card in cards.iter_rows(named=True) for part in _who(card, "\n").split("\n"))
    table.add_column("agent", overflow="fold", min_width=min(longest, NAME_WIDTH))
    for kpi in rules.kpis.values():
        table.add_column(Text(inert(title(kpi.title, language, kpi.id))), justify="right", overflow="fold")
    scored, pays = bool(rules.weighted), judged.decisions.pays
    for word, wanted in (("score", scored), ("tier", pays), ("bonus", pays), ("eligible", pays)):
        if wanted:
            table.add_column(word, justify="right" if word in {"score", "bonus"} else "left", overflow="fold")
    lines = mine["kpi_lines"].join(cards.select("agent_id").unique(), on="agent_id", how="semi", maintain_order="left")
    cells, segments = _kpi_cells(lines, [*rules.kpis], gap), _segments(mine["segments"])
    nothing = [MISSING] * len(rules.kpis)
    for card in cards.iter_rows(named=True):
        agent = card["agent_id"]
        row = [Text(_who(card, gap)), *(Text(text) for text in cells.get((agent, None), nothing))]
        row += [Text(card["score"] or MISSING)] if scored else []
        if pays:
            row += [Text(card["tier"] or MISSING), Text(card["amount"] or MISSING), Text(ELIGIBLE[card["eligibility"]])]
        table.add_row(*row)
        for one in segments.get(agent, ()):
            own = cells.get((agent, one["scenario"]), nothing)
            table.add_row(Text(_share(one, gap)), *(Text(text) for text in own), Text(one["score"] or MISSING))
    if mine["scorecards"].height > cards.height:
        table.caption = f"the first {SOME_ROWS} of {mine['scorecards'].height}; the files have all"
    return table


def _segments(frame: pl.DataFrame) -> dict[str, list[Mapping[str, str]]]:
    """The scenarios that each agent worked in."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for one in frame.iter_rows(named=True):
        found.setdefault(one["agent_id"], []).append(one)
    return found


def _share(one: Mapping[str, str], gap: str) -> str:
    """A scenario under its agent: how much of the score it makes, or how little of the work it was."""
    if one["mix_percent"] == "0.00":
        return f"  {inert(one['scenario'])}{gap}  left out: {one['work_percent']} %".replace("   ", " ")
    return f"  {inert(one['scenario'])} {one['mix_percent']} %"


Cells: TypeAlias = Mapping[tuple[str, str | None], list[str]]


def _kpi_cells(lines: pl.DataFrame, kpis: Sequence[str], gap: str) -> Cells:
    """For each agent, in all and in each scenario, the cell of each KPI: the value, and in brackets its points."""
    shown = lines.with_columns(
        cell=pl.when(pl.col("points").is_not_null())
        .then(pl.concat_str(pl.col("used").fill_null(MISSING), pl.lit(f"{gap}("), pl.col("points"), pl.lit(")")))
        .otherwise(pl.col("value").fill_null(MISSING))
    )
    found: dict[tuple[str, str | None], list[str]] = {}
    for agent_id, scenario, kpi, cell in shown.select("agent_id", "scenario", "kpi", "cell").iter_rows():
        found.setdefault((agent_id, scenario), [MISSING] * len(kpis))[kpis.index(kpi)] = cell
    return found


def _totals(decisions: pl.DataFrame, judged: Judged, words: str) -> "RenderableType":
    """How many of each kind, and the sum of the printed amounts."""
    counts = dict(decisions.group_by("eligibility").len().iter_rows())
    frame = judged.decisions.frame
    period = decisions["period"][0]
    total = frame.filter(pl.col("period_name") == period)["amount"].sum()
    money = format_money(int(total or 0), judged.decisions.currency) if judged.decisions.currency else str(total)
    parts = (("eligible", "eligible"), ("not_eligible", "not eligible"), ("undetermined", "unknown"))
    return ", ".join(f"{counts.get(key, 0)} {word}" for key, word in parts) + f"; {words} {money}"


def _reasons(decisions: pl.DataFrame) -> Iterator["RenderableType"]:
    """One line for everybody who has a reason to read."""
    from rich.text import Text  # noqa: PLC0415 -- only where it is shown

    told = decisions.filter(pl.col("because") != "")
    shown = _shown(told)
    for row in shown.iter_rows(named=True):
        yield Text(f"  {_who(row)}: {inert(row['because'])}")
    if shown.height < told.height:
        yield Text(f"  and {told.height - shown.height} more; the files have all")


def _alerts(alerts: pl.DataFrame, mark: str) -> Iterator["RenderableType"]:
    from rich.text import Text  # noqa: PLC0415 -- only where it is shown

    shown = _shown(alerts)
    for row in shown.iter_rows(named=True):
        yield Text(f"{mark}{row['severity'] or row['kind']:8} {row['alert']}: {inert(row['message'])}")
    if shown.height < alerts.height:
        yield Text(f"and {alerts.height - shown.height} more alerts; the files have all")


def _shown(rows: pl.DataFrame) -> pl.DataFrame:
    """What is shown of a table: all of it, or its beginning."""
    return rows if rows.height <= MOST_ROWS else rows.head(SOME_ROWS)


def _who(row: Mapping[str, str | None], gap: str = " ") -> str:
    """The agent's id and, if there is one, the name."""
    name = row["name"]
    return inert(str(row["agent_id"])) + (gap + inert(name) if name else "")
