"""Which columns of the facts the measures of a plan read, so that the load stage joins no parent for nothing.

A view may say it (`View.reads`).  Where one does not, its passes are run on tables without rows that note what is asked
of them, after the engine has taken away what no sum rests on.  A column that is asked for and not read costs a join;
one that is read is always asked for.
"""

from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from kpiengine.facts.parents import parent_columns
from kpiengine.facts.records import FactStore
from kpiengine.metrics.asked import make_agenda, weighs_queues
from kpiengine.metrics.cells import count
from kpiengine.metrics.grid import make_grid
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Catalogue, FactTable, View
from kpiengine.plugin.exclusions import ENGINE_TABLES
from kpiengine.project import Project
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.scenarios import exposure_kind
from kpiengine.sources.columns import STORED


def needed_columns(plan: EvaluationPlan, project: Project, catalogue: Catalogue) -> frozenset[str]:
    """Columns of parents ("table.prefix_column") that views read, and columns without which a view cannot be had.

    Views that say what they read are taken at their word; the others are traced.  Raises `KpiError` for a faulty plan
    of a plugin, as measuring would.
    """
    declared: dict[str, FactTable] = {**ENGINE_TABLES, **catalogue.tables}
    read: set[str] = set(_of_exposures(plan, catalogue, declared))
    silent: list[Wanted] = []
    for wish in plan.wanted().values():
        weighing = catalogue.exposures("contacts") if weighs_queues(plan.rulesets) else ()
        used = [view for view in (*_views(wish, catalogue), *weighing) if view is not None]
        read.update(column for view in used for column in (*view.needs, *(view.reads or ())))
        if any(view.reads is None and _joinable(view, declared) for view in used):
            silent.append(wish)
    return frozenset(read | traced_columns(plan, project, catalogue, silent))


def _views(wish: Wanted, catalogue: Catalogue) -> list[View | None]:
    names = {part.view for part in wish.metric.plan_for(wish.params).parts.values()}
    return [catalogue.views.get(name) for name in sorted(names)]


def _of_exposures(plan: EvaluationPlan, catalogue: Catalogue, declared: Mapping[str, FactTable]) -> Iterator[str]:
    """What views read that say how much was done in scenarios; one that does not say is taken to read everything."""
    mixed = (rules.ruleset.scenarios for rules in plan.rulesets)
    kinds = dict.fromkeys(exposure_kind(one.blend) for one in mixed if one is not None)
    for view in (view for kind in kinds for view in catalogue.exposures(kind)):
        yield from view.needs
        if view.reads is not None:
            yield from view.reads
            continue
        for table in (declared[name] for name in view.facts if name in declared):
            yield from (f"{table.id}.{column}" for column in parent_columns(table, declared))


def _joinable(view: View, declared: Mapping[str, FactTable]) -> bool:
    return any(declared[table].parents for table in view.facts if table in declared)


def traced_columns(
    plan: EvaluationPlan, project: Project, catalogue: Catalogue, wanted: Sequence[Wanted]
) -> frozenset[str]:
    """Columns ("table.column") that the passes of these measures read."""
    if not wanted:
        return frozenset()
    declared: dict[str, FactTable] = {**ENGINE_TABLES, **catalogue.tables}
    read: set[str] = set()
    tables, mapped = {}, set()
    for name in plan.tables:
        source = project.facts.get(name)
        if source is None or not (source.source or source.derive):
            continue
        columns = {**declared[name].columns, **parent_columns(declared[name], declared), **source.extra}
        schema = {column: STORED[how.type] for column, how in columns.items()}
        tables[name] = nw.from_native(_noting(name, schema, read))
        mapped |= {f"{name}.{column}" for column in schema}
    empty = FactStore(tables, frozenset(mapped), (), (), pl.DataFrame())
    agenda, grid = make_agenda(plan, empty, catalogue, wanted), make_grid(plan)
    for work in agenda.passes.values():
        count(work, plan, grid)
    return frozenset(read)


def _noting(table: str, schema: Mapping[str, type[pl.DataType]], read: set[str]) -> pl.LazyFrame:
    """A table without rows that adds to `read` what is asked of it."""

    def rows(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        del n_rows, batch_size
        asked = list(schema) if with_columns is None else with_columns
        tested = [] if predicate is None else predicate.meta.root_names()
        read.update(f"{table}.{column}" for column in (*asked, *tested))
        yield pl.DataFrame(schema={column: schema[column] for column in asked})

    return register_io_source(rows, schema=schema)
