"""The load stage: files of each needed table in, checked lazy tables with an account of every row out.

A table goes one way: files found and fingerprinted, read strictly, mapped, held against its contract, its keys
looked through as `rows` says, and its parent's columns joined.  CSV is kept in memory, since reading it again costs
more than holding it; Parquet stays lazy, and rows are numbered only where some have to be taken out.

What `rows` says: "unique" finds keys that are there twice; "versions" takes out superseded rows, and contradictions
remain an error; "trusted" leaves out that pass and nothing else: cells, ranges, listed values and row checks are
looked at in every mode, and a trusted table whose rows are joined to others has its keys checked all the same.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

import narwhals as nw
import polars as pl
from attrs import evolve, frozen

from kpiengine.facts import keys, messages, rejects
from kpiengine.facts.contract import Check, checks_of, extent, first_faults
from kpiengine.facts.mapping import TableMap, make_map
from kpiengine.facts.parents import join_parent, parent_columns
from kpiengine.facts.records import Account, FactStore, InputFile
from kpiengine.plugin.catalogue import Catalogue
from kpiengine.plugin.columns import Column, FactTable, Parent
from kpiengine.plugin.roster import AGENTS
from kpiengine.project import FactSource, Project
from kpiengine.sources import files
from kpiengine.sources.csv_text import CsvForm, read_csv
from kpiengine.sources.engines import lift
from kpiengine.sources.files import Found, FoundFile
from kpiengine.sources.messages import cannot_read, refused
from kpiengine.sources.parquet import first_line, read_parquet
from kpiengine.sources.raw import ROW, Raw


class HasTables(Protocol):
    """What the load stage needs of a plan."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Ids of the tables to load."""
        ...


@frozen
class LoadedTable:
    """One checked table: its rows, how they are found again, and where all of them went."""

    frame: pl.LazyFrame
    numbered: pl.LazyFrame
    raw: Raw
    given: frozenset[str]
    columns: Mapping[str, Column]
    account: Account
    rejected: pl.DataFrame
    files: tuple[FoundFile, ...]
    notes: tuple[str, ...] = ()
    span: tuple[int, int] | None = None


def load(plan: HasTables, project: Project, catalogue: Catalogue) -> FactStore:
    """The checked tables that the plan names and the project has files for.

    A table without a source is left out: what counts on it is unavailable, with its reason.  Raises Refused (exit 3
    for data, with file and line).
    """
    sourced = [table for table in plan.tables if table in project.facts and project.facts[table].source]
    return load_tables(sourced, project, catalogue)


def load_tables(
    tables: Iterable[str], project: Project, catalogue: Catalogue, needed: Collection[str] | None = None
) -> FactStore:
    """The checked tables of these ids, with the parents that they join.

    `needed` ("table.column") says which parent columns are joined; None joins all.  Tables that the project has no
    source for are refused; parents without a source are simply not joined.
    """
    declared = {**catalogue.tables, AGENTS.id: catalogue.tables.get(AGENTS.id, AGENTS)}
    _check_names(project, declared)
    order = _in_order(tables, project, declared)
    parents = {p.table for t in order for p in declared[t].parents if not _is_flat(project, t, p)}
    loaded: dict[str, LoadedTable] = {}
    found: dict[str, pl.LazyFrame] = {}
    given: set[str] = set()
    notes: list[str] = []
    for table_id in order:
        table = declared[table_id]
        one = load_one(table, project, declared, joined=table_id in parents)
        loaded[table_id] = one
        given |= {f"{table_id}.{column}" for column in one.given}
        notes.extend(one.notes)
        frame = one.frame
        for parent in table.parents:
            if parent.table in found:
                joined = join_parent(
                    frame, table, parent, declared[parent.table], found[parent.table], one.given, needed
                )
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
    )


def check_unchanged(store: FactStore) -> None:
    """Raise Refused (exit 3) if a file of the store is not what it was when it was loaded; waits for its hash."""
    for one in store.inputs:
        _ = one.sha256  # of the same bytes that were read, if the file is unchanged after both
    files.check_unchanged(store.files)


def load_one(
    table: FactTable, project: Project, declared: Mapping[str, FactTable], *, joined: bool = False
) -> LoadedTable:
    """One table without its parents' columns; `joined` says that others join it, so that its keys must be unique."""
    source = project.facts.get(table.id)
    if source is None or not source.source:
        raise refused(messages.no_source(project.place("facts"), table.id))
    columns = {**table.columns, **parent_columns(table, declared), **source.extra}
    place = project.place("facts", table.id, "source")
    found = files.find_files(project.folder, source.source, table.id, place, allow_outside=project.allow_outside)
    with _engine_faults(found.files):
        raw = _read(source, found)
        made = make_map(table, columns, source, project, raw)
        kept, frame, bad = _hold_against_contract(made, raw)
        rejected = rejects.placed(bad, table.id, raw)
        rejects.check_limit(rejected, source, project, raw.rows)
        out = bad[ROW]
        plain, numbered = _without(made, frame, out)
        doubles = keys.NONE
        rank = _rank(made, source, project)
        if source.rows != "trusted" or joined:
            doubles = keys.find_doubles(plain, numbered, table.id, table.key, rank, raw.locate)
            gone = pl.concat([doubles.duplicate, doubles.superseded])
            if gone.len():
                plain, numbered = _without(made, frame, pl.concat([out, gone]))
    used = kept - bad.height - doubles.duplicate.len() - doubles.superseded.len()
    account = Account(
        table=table.id,
        read=raw.rows,
        used=used,
        outside=raw.rows - raw.broken.height - kept,
        duplicate=doubles.duplicate.len(),
        superseded=doubles.superseded.len(),
        rejected=rejected.height,
    )
    notes = tuple(_notes(table, source, found, account, joined=joined))
    span = extent(made, table.time) if table.time is not None else None
    return LoadedTable(plain, numbered, raw, made.given, columns, account, rejected, found.files, notes, span)


def _read(source: FactSource, found: Found) -> Raw:
    if source.format == "parquet":
        return read_parquet(found.files)
    return read_csv(found.files, CsvForm(source.encoding, source.separator, source.skip_lines))


def _hold_against_contract(made: TableMap, raw: Raw) -> tuple[int, pl.DataFrame | None, pl.DataFrame]:
    """Rows inside, the table itself where it is held in memory (with ROW), and the rows that break the contract."""
    checks, conditions = checks_of(made)

    def wide(*, numbered: bool) -> pl.LazyFrame:
        frame = made.wide(numbered=numbered)
        return nw.from_native(frame).with_columns(**conditions).to_native() if conditions else frame

    together = {str(i): check.found for i, check in enumerate(checks) if not check.alone}
    memory: pl.DataFrame | None = None
    answers = {"rows": raw.rows - raw.broken.height}
    if raw.by_line:
        every = wide(numbered=True)
        asked, memory = pl.collect_all(
            [every.select(pl.len().alias("rows"), **together), made.final(every, keep_row=True)], engine="streaming"
        )
        answers = asked.row(0, named=True)
    else:
        frame = wide(numbered=False)
        if together or made.where is not None:
            asked = frame.select(pl.len().alias("rows"), **together).collect(engine="streaming")
            answers = asked.row(0, named=True)
        for i, check in enumerate(checks):
            if check.alone:
                answers[str(i)] = frame.filter(check.bad).select(pl.len()).collect(engine="streaming").item()
    yes: list[Check] = [check for i, check in enumerate(checks) if answers[str(i)]]
    if yes:
        bad = first_faults(wide(numbered=True), yes)
    else:
        bad = pl.DataFrame(schema={ROW: pl.Int64, **dict.fromkeys(("column", "text", "code", "reason"), pl.String)})
    return answers["rows"], memory, bad


def _without(made: TableMap, memory: pl.DataFrame | None, out: pl.Series) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The table without the rows of these numbers: plain, and with ROW."""
    if memory is not None:
        kept = memory.filter(~pl.col(ROW).is_in(out.implode())) if out.len() else memory
        return kept.drop(ROW).lazy(), kept.lazy()
    numbered = made.final(made.wide(numbered=True), keep_row=True)
    if not out.len():
        return made.final(made.wide(numbered=False)), numbered
    numbered = numbered.join(out.to_frame(ROW).lazy(), on=ROW, how="anti")
    return numbered.drop(ROW), numbered


def _rank(made: TableMap, source: FactSource, project: Project) -> Sequence[str]:
    if source.rows != "versions":
        return ()
    table = made.table
    wanted = [c for c in (table.version, "updated_at") if c is not None and c in made.columns]
    rank = [c for c in dict.fromkeys(wanted) if c in made.given]
    if not rank:
        place = project.place("facts", table.id, "rows")
        raise refused(messages.no_version(place, table.id, " or ".join(wanted) or "a table with a version column"))
    return rank


def _notes(table: FactTable, source: FactSource, found: Found, account: Account, *, joined: bool) -> Iterator[str]:
    if not account.read:
        yield f"{table.id}: the files have no rows"
    if found.hidden:
        yield f"{table.id}: {found.hidden} hidden files (names with . or _ in front) were passed over"
    if account.outside:
        yield f"{table.id}: {account.outside} of {account.read} rows are outside `where`"
    if joined and source.rows == "trusted":
        yield f'{table.id}: rows = "trusted", but other tables join it, so its keys were checked'


def _inputs(loaded: Mapping[str, LoadedTable]) -> Iterator[InputFile]:
    for table, one in loaded.items():
        for part in one.raw.parts:
            yield InputFile(table, part.path, part.size, part.rows, part.digest)


def _check_names(project: Project, declared: Mapping[str, FactTable]) -> None:
    wrong = [name for name in project.facts if name not in declared]
    if wrong:
        raise refused(*(messages.no_such_table(project.place("facts", name), name, declared) for name in wrong))


def _in_order(tables: Iterable[str], project: Project, declared: Mapping[str, FactTable]) -> list[str]:
    """The tables and those of their parents that have a source, parents first."""
    order: list[str] = []
    open_: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        if name in open_:
            raise refused(messages.circle(open_))
        if name not in declared:
            raise refused(messages.no_such_table(project.place("facts"), name, declared))
        open_.append(name)
        for parent in declared[name].parents:
            source = project.facts.get(parent.table)
            if source is not None and source.source and not _is_flat(project, name, parent):
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
    with _engine_faults(store.files):
        yield
    check_unchanged(store)


@contextmanager
def _engine_faults(found: Sequence[FoundFile]) -> Iterator[None]:
    """A damaged file shows when it is read; then it is the file's fault, and said so."""
    try:
        yield
    except (pl.exceptions.ComputeError, pl.exceptions.PanicException, OSError) as fault:
        files.check_unchanged(found)
        paths = ", ".join(f.shown for f in found[:3]) + (" ..." if len(found) > 3 else "")  # noqa: PLR2004 -- a short list
        raise refused(cannot_read(paths, first_line(fault))) from fault
