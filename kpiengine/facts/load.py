"""The load stage: files of each needed table in, checked lazy tables with an account of every row out.

Each table is loaded by itself (`facts.table`), parents first; then their columns are joined to it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

import polars as pl
from attrs import evolve, frozen

from kpiengine.facts import messages, rejects
from kpiengine.facts.complete import check_fresh
from kpiengine.facts.faults import engine_faults
from kpiengine.facts.parents import Above, Child, join_parent
from kpiengine.facts.records import FactStore, InputFile
from kpiengine.facts.table import LoadedTable, load_one
from kpiengine.periods import Period
from kpiengine.plugin.catalogue import Catalogue
from kpiengine.plugin.columns import ColumnType, FactTable, Parent
from kpiengine.plugin.exclusions import ENGINE_TABLES
from kpiengine.plugin.roster import AGENTS
from kpiengine.project import Project
from kpiengine.sources import files
from kpiengine.sources.engines import lift
from kpiengine.sources.hashing import drop_unasked
from kpiengine.sources.messages import refused


class HasTables(Protocol):
    """What the load stage needs of a plan."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Ids of the tables to load."""
        ...

    @property
    def as_of(self) -> int:
        """The instant (milliseconds UTC) after which nothing is known yet."""
        ...

    @property
    def periods(self) -> Sequence[Period]:
        """What is evaluated."""
        ...


def load(plan: HasTables, project: Project, catalogue: Catalogue, needed: Collection[str] | None = None) -> FactStore:
    """The checked tables that the plan names and the project has files for.

    A table without a source is left out: what counts on it is unavailable, with its reason; so is the roster, which
    was read before (`roster.with_roster` puts it in).  `needed` is as for `load_tables`.  Raises Refused (exit 3 for
    data, with file and line).
    """
    sourced = [t for t in plan.tables if t != AGENTS.id and t in project.facts and project.facts[t].source]
    found = load_tables(sourced, project, catalogue, needed, as_of=plan.as_of)
    drop_unasked()  # what is read has been found
    times = {table: catalogue.tables[table].time for table in found.tables if table in catalogue.tables}
    ends = [period.end for period in plan.periods]
    with engine_faults(found.files):
        check_fresh(found.tables, times, project, min((plan.as_of, max(ends, default=plan.as_of))))
    return found


def load_tables(
    tables: Iterable[str],
    project: Project,
    catalogue: Catalogue,
    needed: Collection[str] | None = None,
    as_of: int | None = None,
) -> FactStore:
    """The checked tables of these ids, with the parents that they join.

    `needed` ("table.column") says which parent columns are joined, and so which parents are read; None joins all.
    Tables that the project has no source for are refused; parents without a source are simply not joined.  Rows that
    their source changed after `as_of` are not seen.
    """
    declared = {**ENGINE_TABLES, **catalogue.tables}
    _check_names(project, declared)
    joins = _Joins(project, needed)
    order = _in_order(tables, joins, declared)
    parents = {p.table for t in order for p in declared[t].parents if joins.wants(t, p)}
    loaded: dict[str, LoadedTable] = {}
    found: dict[str, pl.LazyFrame] = {}
    given: set[str] = set()
    notes: list[str] = []
    for table_id in order:
        table = declared[table_id]
        one = load_one(table, project, declared, joined=table_id in parents, as_of=as_of)
        loaded[table_id] = one
        given |= {f"{table_id}.{column}" for column in one.given}
        notes.extend(one.notes)
        frame = one.frame
        for parent in table.parents:
            if parent.table in found and joins.wants(table_id, parent):
                child = Child(frame, table, one.given, held=one.raw.by_line)
                held = loaded[parent.table]
                above = Above(declared[parent.table], held.whole, held.account.deleted > 0)
                joined = join_parent(child, parent, above, needed)
                frame = joined.frame
                given |= {f"{table_id}.{parent.prefix}_{c}" for c in joined.columns if f"{parent.table}.{c}" in given}
                notes.extend(joined.notes)
        found[table_id] = frame
    files.check_unchanged(f for one in loaded.values() for f in one.files)
    lifted = {name: lift(project.engine.name, frame) for name, frame in found.items()}
    return evolve(accounted(loaded), tables=lifted, mapped=frozenset(given), notes=tuple(notes))


def accounted(loaded: Mapping[str, LoadedTable]) -> FactStore:
    """The account of these tables: rows, files, rejected rows and notes, but not the tables themselves."""
    rejected = [one.rejected for one in loaded.values()]
    return FactStore(
        tables={},
        mapped=frozenset(),
        accounts=tuple(one.account for one in loaded.values()),
        inputs=tuple(_inputs(loaded)),
        rejected=pl.concat(rejected) if rejected else pl.DataFrame(schema=rejects.SCHEMA),
        notes=tuple(note for one in loaded.values() for note in one.notes),
        files=tuple(f for one in loaded.values() for f in one.files),
        spans={table: one.span for table, one in loaded.items() if one.span is not None},
        extents={
            f"{table}.{column}": ends
            for table, one in loaded.items()
            for column, ends in one.extents.items()
            if one.columns[column].type is ColumnType.INSTANT
        },
        filled=frozenset(f"{table}.{column}" for table, one in loaded.items() for column in one.extents),
    )


def check_unchanged(store: FactStore) -> None:
    """Raise Refused (exit 3) if a file of the store is not what it was when it was loaded; waits for its hash."""
    for one in store.inputs:
        _ = one.sha256  # of the same bytes that were read, if the file is unchanged after both
    files.check_unchanged(store.files)


def _inputs(loaded: Mapping[str, LoadedTable]) -> Iterator[InputFile]:
    for table, one in loaded.items():
        for part in (*one.raw.parts, *(() if one.control is None else (one.control.part,))):
            yield InputFile(table, part.path, part.size, part.rows, part.digest)


def _check_names(project: Project, declared: Mapping[str, FactTable]) -> None:
    wrong = [name for name in project.facts if name not in declared]
    if wrong:
        raise refused(*(messages.no_such_table(project.place("facts", name), name, declared) for name in wrong))


@frozen
class _Joins:
    """Which parents a project's tables are joined with."""

    project: Project
    needed: Collection[str] | None

    def wants(self, table: str, parent: Parent) -> bool:
        """Whether the parent has a source, its columns are asked for, and the table does not bring some itself."""
        source = self.project.facts.get(parent.table)
        if source is None or not source.source or _is_flat(self.project, table, parent):
            return False
        return self.needed is None or any(f"{table}.{parent.prefix}_{c}" in self.needed for c in parent.columns)


def _in_order(tables: Iterable[str], joins: _Joins, declared: Mapping[str, FactTable]) -> list[str]:
    """The tables and those of their parents that are joined, parents first."""
    order: list[str] = []
    open_: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        if name in open_:
            raise refused(messages.circle(open_))
        if name not in declared:
            raise refused(messages.no_such_table(joins.project.place("facts"), name, declared))
        open_.append(name)
        for parent in declared[name].parents:
            if joins.wants(name, parent):
                visit(parent.table)
        open_.remove(name)
        order.append(name)

    for name in dict.fromkeys(tables):
        visit(name)
    return order


def _is_flat(project: Project, table: str, parent: Parent) -> bool:
    """Whether the project maps columns of the parent itself, so that nothing is joined."""
    source = project.facts.get(table)
    return source is not None and any(f"{parent.prefix}_{name}" in source.columns for name in parent.columns)


@contextmanager
def using(store: FactStore) -> Iterator[None]:
    """Around whatever computes with the store's lazy tables.

    A Parquet file may turn out to be damaged, or be written anew, only while it is used; both then raise Refused
    (exit 3) that names the files, instead of the engine's own error.
    """
    with engine_faults(store.files):
        yield
    check_unchanged(store)
