"""The rows behind one KPI of one agent: those that count, and those that do not, with the reason of each.

They are read from the facts as they are now, by the rules as they are now; where that is not what the run used, it is
said.  A metric on several views has a list for each.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import narwhals as nw
import polars as pl
from attrs import evolve, frozen

from kpiengine.decisions.reason import columns_of
from kpiengine.errors import KpiError
from kpiengine.explaining.recorded import Recorded
from kpiengine.expressions.columnar import to_expr
from kpiengine.facts.exclusions import read_exclusions
from kpiengine.facts.load import load, using
from kpiengine.facts.records import FactStore
from kpiengine.facts.roster import read_roster, with_roster
from kpiengine.metric_files import with_metric_files
from kpiengine.metrics import needed_columns
from kpiengine.metrics.asked import Asked, make_agenda
from kpiengine.metrics.cells import Pass, with_dimensions
from kpiengine.metrics.engine import collect
from kpiengine.metrics.formulas import Sum
from kpiengine.metrics.grid import Grid, make_grid
from kpiengine.metrics.placing import place
from kpiengine.metrics.views import OUT
from kpiengine.periods import Period, ZoneSpans, parse_period
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Catalogue, Column, ColumnType, Stock
from kpiengine.project import Project
from kpiengine.registry import load_catalogue
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.load import read_rules
from kpiengine.scores.text import format_scaled_column

REASON = "left out because"
NO_PART = "not what this metric counts"


@frozen
class Rows:
    """The rows of one view, as text: `counted`, and `left_out` with the reason in a column of its own."""

    view: str
    counted: pl.DataFrame
    left_out: pl.DataFrame


@frozen
class Behind:
    """Everything behind a KPI, and in which ways what was read is not what the run used."""

    kpi: str
    rows: tuple[Rows, ...]
    changed: tuple[str, ...]


def rows_behind(project: Project, found: Recorded, kpi: str) -> Behind:
    """Raises `KpiError` for a KPI that the rule set does not have or that cannot be measured."""
    measures = found.sheet.measures
    if kpi not in measures:
        raise KpiError(
            f'the rule set {found.sheet.document["ruleset"]} measures no "{kpi}"; it has {", ".join(measures)}'
        )
    catalogue, _ = with_metric_files(project, load_catalogue(project.allowed_plugins, every_plan=False))
    checked = _rule_set(project, catalogue, found)
    wanted = checked.wanted.get(kpi)
    if wanted is None:
        raise KpiError(f'the rule set {checked.ruleset.head.id} measures "{kpi}" no more; bring back its old file')
    plan, facts = _facts(project, catalogue, found, evolve(checked, wanted={kpi: wanted}))
    with using(facts):
        agenda = make_agenda(plan, facts, catalogue)
        asked = agenda.of(wanted)
        if asked.why is not None:
            raise KpiError(f"{kpi} cannot be measured: {asked.why}")
        passes = {source.work: agenda.passes[source.work] for source in asked.sources.values()}
        at = 0 if wanted.back is None else plan.windows.over.at[0, wanted.back]
        rows = tuple(_rows(one, asked, plan, catalogue, found.agent, at) for one in passes.values())
    return Behind(kpi, rows, tuple(_changes(found, checked, facts)))


def _rule_set(project: Project, catalogue: Catalogue, found: Recorded) -> CheckedRuleSet:
    rulesets, _ = read_rules(project, catalogue)
    path, name = found.sheet.document["path"], found.sheet.document["ruleset"]
    same = [r for r in rulesets if r.ruleset.head.id == name]
    if not same:
        raise KpiError(
            f"the rule set {name} ({path}) is not there any more, or has errors; `kpiengine check` says which"
        )
    return next((r for r in same if r.path == path), same[-1])


def _facts(
    project: Project, catalogue: Catalogue, found: Recorded, checked: CheckedRuleSet
) -> tuple[EvaluationPlan, FactStore]:
    as_of = int(datetime.fromisoformat(str(found.run.record["as_of"])).timestamp() * 1000)
    roster, roster_rows = read_roster(project, catalogue, as_of)
    period = parse_period(found.run.period, project.zone, project.periods)
    exclusions, exclusion_rows = read_exclusions(project, catalogue, as_of)
    bare = evolve(project, plans={})
    plan = make_plan([checked], catalogue, [period], roster, as_of, bare, exclusions=exclusions)
    facts = load(plan, project, catalogue, frozenset(needed_columns(plan, project, catalogue)))
    return plan, with_roster(facts.beside(exclusion_rows.beside(roster_rows)), roster, plan.tables, project.engine.name)


def _changes(found: Recorded, checked: CheckedRuleSet, facts: FactStore) -> Iterator[str]:
    """Which inputs are not those of the run."""
    sheet = found.sheet.document
    if checked.sha256 != sheet["sha256"] or dict(checked.bases) != sheet["bases"]:
        yield f"{checked.path} is not the file that run {found.run.number} used"
    known = {str(source["path"]): source["sha256"] for source in found.run.record["sources"]}
    for one in facts.inputs:
        name = f"{one.table}: {one.path}"
        if name in known and known[name] != one.sha256:
            yield f"{one.path} is not the file that run {found.run.number} read"


def _rows(  # noqa: PLR0913, PLR0917 -- whose rows, of what, when
    work: Pass, asked: Asked, plan: EvaluationPlan, catalogue: Catalogue, agent: str, at: int
) -> Rows:
    """The agent's rows of a view in a stretch, by its index; where the view knows no agents, all of the stretch."""
    built, view, grid = work.built, work.built.view, make_grid(plan)
    placed = place(evolve(built, has_reasons=False, says_counts=False), grid, plan.measured, work.key.later)
    cells = [at] if isinstance(view.time, Stock) else _cells(grid, plan.measured[at])
    if placed.only is not None:  # all that count lie in one cell
        mine = placed.rows if placed.key is None else placed.rows.filter(nw.col(placed.key))
        mine = mine if placed.only in cells else mine.head(0)
    else:
        mine = placed.rows.filter(nw.col(str(placed.key)).is_in(cells))
    every = with_dimensions(mine, work)
    subject = view.subjects.get("agent")
    mine = every if subject is None else every.filter(nw.col(subject) == agent)
    sums = {id_: source.sum for id_, source in asked.sources.items() if source.work == work.key}
    inside = {f"[{id_}]": one.where for id_, one in sums.items() if one.where is not None}
    frame = collect(mine.with_columns(**{name: to_expr(node) for name, node in inside.items()}))
    columns = _columns(work, sums.values(), catalogue)
    order = [name for name in columns if name in frame.columns]
    texts = [_text(name, columns[name], plan.zone) for name in order]
    everything = any(one.where is None for one in sums.values())
    used = pl.any_horizontal(pl.lit(everything), *(pl.col(name).fill_null(value=False) for name in inside))
    out = pl.col(OUT) if OUT in frame.columns else pl.lit(None, pl.String)
    reason = pl.coalesce(out, pl.when(~used).then(pl.lit(NO_PART))).alias(REASON)
    yes_no = [pl.when(name).then(pl.lit("yes")).otherwise(pl.lit("no")).alias(name) for name in inside]
    ready = frame.sort(order).select(*texts, *yes_no, reason)
    counted = ready.filter(pl.col(REASON).is_null()).drop(REASON)
    left_out = ready.filter(pl.col(REASON).is_not_null()).drop(inside)
    return Rows(view.id, counted, left_out)


def _cells(grid: Grid, stretch: Period) -> list[int]:
    """The cells of the grid that lie in a stretch."""
    return [i for i, day in enumerate(grid.days[:-1]) if stretch.start_day <= day < stretch.end_day]


def _columns(work: Pass, sums: Iterable[Sum], catalogue: Catalogue) -> dict[str, Column]:
    """Key and time of the first table, then what the parts look at."""
    view = work.built.view
    table = catalogue.tables.get(view.facts[0])
    first = {} if table is None else {name: table.columns[name] for name in (*table.key, table.time) if name}
    trees = [node for one in sums for node in (one.of, one.where) if node is not None]
    read = dict.fromkeys(name for tree in trees for name in columns_of(tree) if name in view.columns)
    return {**first, **{name: view.columns[name] for name in read}}


def _text(name: str, column: Column, zone: ZoneSpans) -> pl.Expr:
    """A stored column as people read it: times on the wall clock, durations in seconds."""
    value = pl.col(name)
    match column.type:
        case ColumnType.INSTANT:
            return value.cast(pl.Datetime("ms", "UTC")).dt.convert_time_zone(zone.zone).dt.strftime("%Y-%m-%d %H:%M:%S")
        case ColumnType.DATE:
            return value.cast(pl.Int32).cast(pl.Date).cast(pl.String)
        case ColumnType.DURATION:
            return format_scaled_column(value, 3).str.strip_suffix(".000").alias(name)
        case ColumnType.NUMBER:
            return format_scaled_column(value, column.decimals).alias(name)
        case ColumnType.FLAG:
            return pl.when(value).then(pl.lit("yes")).when(~value).then(pl.lit("no")).alias(name)
        case _:
            return value.cast(pl.String)


def as_document(behind: Behind) -> Mapping[str, Any]:
    """For programs: every row with its columns as text."""
    return {
        "kpi": behind.kpi,
        "changed": list(behind.changed),
        "views": [
            {"view": one.view, "counted": one.counted.to_dicts(), "left_out": one.left_out.to_dicts()}
            for one in behind.rows
        ],
    }
