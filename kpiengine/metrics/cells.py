"""Counts rows per finest cell on the engine, and brings the cells home.

A cell is an agent (by id, as the rows have it) in a grid cell, or the whole centre in a grid cell, and for keyed
parts also a value of each key.  All parts that share a view, its setting and the keys are one pass.  Grouping by
the text id and numbering the few groups afterwards is as quick as joining the roster first, and every engine can.
"""

from collections.abc import Mapping

import narwhals as nw
import polars as pl
from attrs import Factory, field, frozen

from kpiengine.expressions.types import INT64_MAX
from kpiengine.metrics import local_time, messages
from kpiengine.metrics.attributes import Attribute, with_attributes
from kpiengine.metrics.engine import Frame, collect
from kpiengine.metrics.formulas import Sum
from kpiengine.metrics.grid import AT, Grid
from kpiengine.metrics.keys import AGENT, ATOM, PERIOD, QUEUE, ROWS
from kpiengine.metrics.placing import Placed, place
from kpiengine.metrics.terms import Terms
from kpiengine.metrics.views import BuiltView, ViewKey
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Agg, Context, Event, Stock

_ID, COUNTING = "_id", "_counting"


@frozen
class PassKey:
    """What parts must have in common to be counted together: view and setting, by agent or queue or not, keys.

    Events count `later` than they happened, in milliseconds.
    """

    view: ViewKey
    by_agent: bool
    by: tuple[str, ...] = ()
    later: int = 0
    by_queue: bool = False


@frozen
class Pass:
    """One pass over a view: the sums it makes, by column name; `asked_by` names a metric and part for messages.

    `slices` says which column counts the rows of a sum's slice; `local` are the dimensions of local time in them, and
    `attributes` those that describe a subject.
    """

    key: PassKey
    built: BuiltView
    sums: Mapping[str, Sum]
    asked_by: Mapping[str, tuple[str, str]]
    slices: Mapping[str, str] = Factory(dict)
    local: frozenset[str] = frozenset()
    attributes: Mapping[str, Attribute] = Factory(dict)
    context: Context = field(default=Context(0, ()), eq=False)


@frozen
class Cells:
    """What a pass found, one row per cell.

    Columns: @agent (Int32, 0 for unknown or nobody; absent if not by agent), @queue (its id; absent if not by
    queue), @atom, for a stock also @period, the keys, @rows (rows in the cell) and the sums, all Int64.

    `unknown` rows are of people whom the roster does not know on that day, `nobody` rows have no subject.
    """

    frame: pl.DataFrame = field(eq=False)
    aggs: Mapping[str, Agg]
    unknown: int = 0
    nobody: int = 0
    keys: tuple[str, ...] = Factory(tuple)


@frozen
class Query:
    """A pass as it is run on its engine: the groups, by these keys beside the grid cell.

    `aggs` are its columns beside the keys.  Sums that are equal are one column, which `copies` names for the others.
    """

    groups: Frame = field(eq=False)
    keys: tuple[str, ...]
    placed: Placed = field(eq=False)
    aggs: Mapping[str, Agg] = Factory(dict)
    copies: Mapping[str, str] = Factory(dict)

    def at_home(self, groups: pl.DataFrame) -> pl.DataFrame:
        """The groups as they came from the engine, with every sum, and yes or no for rows that lie in the one cell."""
        if self.placed.key is not None and self.placed.only is not None:
            groups = groups.with_columns(pl.col(self.placed.key).cast(pl.Boolean))
        return groups.with_columns(pl.col(of).alias(name) for name, of in self.copies.items())


def count(work: Pass, plan: EvaluationPlan, grid: Grid) -> Cells:
    """Runs one pass on its engine; at most one row per cell comes home.

    Raises `DataError` if a sum may have left 64 bits.
    """
    query = query_of(work, plan, grid)
    return cells_of(query.at_home(collect(query.groups)), query, work, plan, grid)


def query_of(work: Pass, plan: EvaluationPlan, grid: Grid) -> Query:
    """The pass on its engine; nothing is computed."""
    placed = place(work.built, grid, plan.measured, work.key.later)
    rows = with_dimensions(placed.rows, work)
    if work.key.by_agent:
        # Under a name of its own: the subject may also be a key.
        rows = rows.with_columns(nw.col(work.built.view.subjects["agent"]).alias(_ID))
    if work.key.by_queue:
        rows = rows.with_columns(nw.col(work.built.view.subjects["queue"]).alias(QUEUE))
    first: dict[Sum, str] = {}
    for name, one in work.sums.items():
        first.setdefault(one, name)
    sums = {name: one for one, name in first.items()}
    terms = Terms(sums.values())
    rows = terms.beside(rows)
    made = {ROWS: (nw.len(), Agg.SUM), **_aggregates(sums, terms)}
    if placed.counts is not None:
        made[COUNTING] = (placed.counts.cast(nw.Int64).sum(), Agg.SUM)
    aggregates = [expr.cast(nw.Int64).alias(name) for name, (expr, _) in made.items()]
    keys = keys_of(work.key)
    by = [*keys, *([] if placed.key is None else [placed.key])]
    if by == [placed.key]:  # a yes or no by itself is a slow key on Polars
        rows = rows.with_columns(nw.col(by[0]).cast(nw.Int64))
    groups = rows.group_by(*by).agg(*aggregates) if by else rows.select(*aggregates)
    copies = {
        copy: of
        for name, one in work.sums.items()
        if (found := first[one]) != name
        for copy, of in ((f"{name}{end}", f"{found}{end}") for end in ("", ":max", ":min"))
        if of in made
    }
    return Query(groups, keys, placed, {name: agg for name, (_, agg) in made.items()}, copies)


def keys_of(key: PassKey) -> tuple[str, ...]:
    """The columns by which the rows of a pass are told apart, beside the grid cell."""
    return (*((QUEUE,) if key.by_queue else ()), *((_ID,) if key.by_agent else ()), *key.by)


def cells_of(groups: pl.DataFrame, query: Query, work: Pass, plan: EvaluationPlan, grid: Grid) -> Cells:
    """The cells of a pass, from the groups that its query brought home.

    Raises `DataError` if a sum may have left 64 bits.
    """
    found = _in_cells(groups, query.placed)
    sums = [name for name, one in work.sums.items() if one.agg in (Agg.SUM, Agg.COUNT)]
    # The sum of no rows is 0 on one engine and missing on another.
    found = found.with_columns(pl.col(*work.sums, ROWS).cast(pl.Int64)).with_columns(
        pl.col(name).fill_null(0) for name in sums
    )
    _check_sizes(found, work)
    found = found.with_columns(
        pl.when(pl.col(rows) > 0).then(pl.col(one)).alias(one) for one, rows in work.slices.items()
    )
    return _numbered(found.select(AT, *query.keys, ROWS, *work.sums), work, plan, grid)


def _in_cells(found: pl.DataFrame, placed: Placed) -> pl.DataFrame:
    """The groups that lie in a cell, with its number in `_at`."""
    if placed.only is None:
        return found.filter(pl.col(AT).is_not_null())
    inside = pl.col(ROWS) > 0 if placed.key is None else pl.col(placed.key)
    return found.filter(inside).with_columns(pl.lit(placed.only, dtype=pl.Int64).alias(AT))


def with_dimensions(rows: Frame, work: Pass) -> Frame:
    """The rows with the dimensions that the engine computes: local time, and what describes a subject."""
    time = work.built.view.time
    if work.local and isinstance(time, Event):
        rows = rows.with_columns(**local_time.expressions(work.local, nw.col(time.anchor), work.context))
    return with_attributes(rows, work.attributes)


def _aggregates(sums: Mapping[str, Sum], terms: Terms) -> dict[str, tuple[nw.Expr, Agg]]:
    """By column what is aggregated, and how it is merged."""
    made: dict[str, tuple[nw.Expr, Agg]] = {}
    for name, one in sums.items():
        made[name] = (terms.aggregate(one), one.agg)
        if one.guarded:
            made[f"{name}:max"] = (terms.of(one).max(), Agg.MAX)
            made[f"{name}:min"] = (terms.of(one).min(), Agg.MIN)
    return made


def _check_sizes(found: pl.DataFrame, work: Pass) -> None:
    """Refuses sums that could have wrapped: rows times the largest value, over everything together."""
    total = int(found[ROWS].sum())
    for name, one in work.sums.items():
        if not one.guarded:
            if one.agg is Agg.SUM and one.of is not None and total * one.of.type.bound > INT64_MAX:
                raise messages.too_big(*work.asked_by[name])
            continue
        ends = (found[f"{name}:max"].max(), found[f"{name}:min"].min())
        if total * max(abs(int(end)) if isinstance(end, int) else 0 for end in ends) > INT64_MAX:
            raise messages.too_big(*work.asked_by[name])


def _numbered(found: pl.DataFrame, work: Pass, plan: EvaluationPlan, grid: Grid) -> Cells:
    """Agents by number and time by atom; cells that fall together are merged."""
    aggs = {ROWS: Agg.SUM, **{name: one.agg for name, one in work.sums.items()}}
    keys = [*([QUEUE] if work.key.by_queue else []), *work.key.by]
    if isinstance(work.built.view.time, Stock):
        # A stock is counted at a period's end: it belongs to whoever is there in the period's last atom (or first).
        if work.built.view.time.at == "start":
            firsts = {cut: atom for atom, cut in enumerate(plan.cuts[:-1])}
            atoms = [firsts[period.start_day] for period in plan.measured]
        else:
            lasts = {cut: atom for atom, cut in enumerate(plan.cuts[1:])}
            atoms = [lasts[period.end_day] for period in plan.measured]
        times = pl.DataFrame(
            {AT: range(len(plan.measured)), ATOM: atoms},
            schema={AT: pl.Int64, ATOM: pl.Int32},
        ).with_columns(pl.col(AT).cast(pl.Int32).alias(PERIOD))
        when = [ATOM, PERIOD]
    else:
        times, when = grid.frame(), [ATOM]
    found = found.with_columns(pl.col(AT).cast(pl.Int64)).join(times, on=AT)
    if not work.key.by_agent:
        return Cells(merged(found, [*when, *keys], aggs), aggs, keys=work.key.by)
    people = plan.roster.frame.select(
        pl.col("agent_id").alias(_ID), pl.col("agent").cast(pl.Int32).alias(AGENT)
    ).unique()
    found = found.join(people, on=_ID, how="left").with_columns(pl.col(AGENT).fill_null(0))
    now = found.filter(pl.col(ATOM).is_in(_asked_atoms(plan)))  # of earlier ones the runs of their time have told
    nobody = int(now.filter(pl.col(_ID).is_null())[ROWS].sum())
    known = plan.stretches.select(
        pl.col("agent").cast(pl.Int32).alias(AGENT), pl.col("atom").cast(pl.Int32).alias(ATOM)
    ).unique()
    strange = now.filter(pl.col(_ID).is_not_null()).join(known, on=[AGENT, ATOM], how="anti")
    cells = merged(found, [AGENT, *when, *keys], aggs)
    return Cells(cells, aggs, int(strange[ROWS].sum()), nobody, work.key.by)


def _asked_atoms(plan: EvaluationPlan) -> list[int]:
    spans = [(period.start_day, period.end_day) for period in plan.periods]
    return [i for i, day in enumerate(plan.cuts[:-1]) if any(start <= day < end for start, end in spans)]


def merged(found: pl.DataFrame, cell: list[str], aggs: Mapping[str, Agg]) -> pl.DataFrame:
    """One row per cell: sums and counts added, extremes taken again; missing values are left out of both.

    A sum is missing only where every one of its terms is.
    """
    return found.group_by(cell).agg(merge(name, agg) for name, agg in aggs.items())


def merge(name: str, agg: Agg) -> pl.Expr:
    """How a part of several cells becomes one."""
    column = pl.col(name)
    match agg:
        case Agg.MIN:
            return column.min()
        case Agg.MAX:
            return column.max()
        case _:
            return pl.when(column.count() > 0).then(column.sum())
