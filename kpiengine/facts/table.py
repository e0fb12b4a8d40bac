"""One fact table: its files in, the checked rows and an account of every row out.

A table goes one way: files found and fingerprinted, read strictly, mapped, held against its contract, what became
known too late taken out, its keys looked through as `rows` says.  CSV is kept in memory, since reading it again costs
more than holding it; Parquet stays lazy, and rows are numbered only where some have to be taken out.

What `rows` says: "unique" finds keys that are there twice; "versions" takes out superseded rows, and contradictions
remain an error; "trusted" leaves out that pass and nothing else: cells, ranges, listed values and row checks are
looked at in every mode, and a trusted table whose rows are joined to others has its keys checked all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import narwhals as nw
import polars as pl
from attrs import Factory, frozen

from kpiengine.documents.wording import counted
from kpiengine.facts import keys, messages, rejects
from kpiengine.facts.complete import Control, check_whole
from kpiengine.facts.contract import Check, checks_of, extent, first_faults, full_extents
from kpiengine.facts.faults import engine_faults
from kpiengine.facts.mapping import TableMap, make_map
from kpiengine.facts.parents import parent_columns
from kpiengine.facts.records import Account
from kpiengine.plugin.columns import STATUS, Column, FactTable
from kpiengine.project import FactSource, Project
from kpiengine.sources import files
from kpiengine.sources.csv_text import CsvForm, read_csv
from kpiengine.sources.files import Found, FoundFile
from kpiengine.sources.messages import refused
from kpiengine.sources.parquet import read_parquet
from kpiengine.sources.raw import ROW, Raw


@frozen
class LoadedTable:
    """One checked table: its rows, how they are found again, and where all of them went.

    `whole` are the rows with those that their source has deleted, for what belongs to them.
    """

    frame: pl.LazyFrame
    whole: pl.LazyFrame
    numbered: pl.LazyFrame
    raw: Raw
    given: frozenset[str]
    columns: Mapping[str, Column]
    account: Account
    rejected: pl.DataFrame
    files: tuple[FoundFile, ...]
    notes: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    extents: Mapping[str, tuple[int, int]] = Factory(dict)
    control: Control | None = None


UPDATED = "updated_at"  # when the source last changed a row, in every table


@frozen
class Held:
    """What holding a table against its contract gave: rows inside, and those that break it.

    `memory` is the table itself with ROW where it is kept in memory; `doubts` are rows that count and look odd, by
    sentence.
    """

    rows: int
    memory: pl.DataFrame | None
    bad: pl.DataFrame
    doubts: Mapping[str, int]


def load_one(
    table: FactTable,
    project: Project,
    declared: Mapping[str, FactTable],
    *,
    joined: bool = False,
    as_of: int | None = None,
) -> LoadedTable:
    """One table without its parents' columns; `joined` says that others join it, so that its keys must be unique."""
    source = project.facts.get(table.id)
    if source is None or not source.source:
        raise refused(messages.no_source(project.place("facts"), table.id))
    columns = {**table.columns, **parent_columns(table, declared), **source.extra}
    place = project.place("facts", table.id, "source")
    if source.kept:
        control_file = None if source.control is None else Path(source.control).as_posix()
        found = files.kept_files({name: path for name, path in source.kept.items() if name != control_file})
    else:
        found = files.find_files(project.folder, source.source, table.id, place, allow_outside=project.allow_outside)
    with engine_faults(found.files):
        raw = _read(source, found)
        control = check_whole(source, project, raw)
        made = make_map(table, columns, source, project, raw)
        held = _hold_against_contract(made, raw)
        rejected = rejects.placed(held.bad, table.id, raw)
        rejects.check_limit(rejected, source, project, raw.rows)
        plain, numbered = _without(made, held.memory, held.bad[ROW])
        later = _later(made, numbered, as_of)
        out = pl.concat([held.bad[ROW], later])
        if later.len():
            plain, numbered = _without(made, held.memory, out)
        doubles = keys.NONE
        rank = _rank(made, source, project)
        if source.rows != "trusted" or joined:
            doubles = keys.find_doubles(plain, numbered, table.id, table.key, rank, raw.locate)
            gone = pl.concat([doubles.duplicate, doubles.superseded])
            if gone.len():
                plain, numbered = _without(made, held.memory, pl.concat([out, gone]))
        whole, deleted = plain, 0
        if table.deleted and STATUS in made.given:
            taken_back = pl.col(STATUS).is_in(list(table.deleted)).fill_null(value=False)
            deleted = plain.select(taken_back.sum()).collect(engine="streaming").item()
            if deleted:
                plain, numbered = plain.filter(~taken_back), numbered.filter(~taken_back)
    used = held.rows - out.len() - doubles.duplicate.len() - doubles.superseded.len() - deleted
    account = Account(
        table=table.id,
        read=raw.rows,
        used=used,
        outside=raw.rows - raw.broken.height - held.rows,
        later=later.len(),
        duplicate=doubles.duplicate.len(),
        superseded=doubles.superseded.len(),
        rejected=rejected.height,
        deleted=deleted,
    )
    notes = (*_notes(table, source, found, account, joined=joined), *_doubts(table, account, held.doubts))
    span = extent(made, table.time) if table.time is not None else None
    read = found.files if control is None else (*found.files, control.file)
    rows = (plain, whole, numbered, raw, made.given, columns, account, rejected, read)
    return LoadedTable(*rows, notes, span, full_extents(made), control)


def _read(source: FactSource, found: Found) -> Raw:
    if source.format == "parquet":
        return read_parquet(found.files)
    return read_csv(found.files, CsvForm(source.encoding, source.separator, source.skip_lines))


def _hold_against_contract(made: TableMap, raw: Raw) -> Held:
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
    yes: list[Check] = [check for i, check in enumerate(checks) if answers[str(i)] and not check.doubt]
    doubts = {check.reason: answers[str(i)] for i, check in enumerate(checks) if answers[str(i)] and check.doubt}
    if yes:
        bad = first_faults(wide(numbered=True), yes)
    else:
        bad = pl.DataFrame(schema={ROW: pl.Int64, **dict.fromkeys(("column", "text", "code", "reason"), pl.String)})
    return Held(answers["rows"], memory, bad, doubts)


def _later(made: TableMap, numbered: pl.LazyFrame, as_of: int | None) -> pl.Series:
    """Numbers of the rows that their source changed after `as_of`: they were not known yet."""
    known = extent(made, UPDATED) if UPDATED in made.given else (0, 0)
    if as_of is None or (known is not None and known[1] <= as_of):
        return pl.Series(ROW, [], dtype=pl.Int64)
    return numbered.filter(pl.col(UPDATED) > as_of).select(ROW).collect(engine="streaming")[ROW]


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
    wanted = [c for c in (table.version, UPDATED) if c is not None and c in made.columns]
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
    if account.later:
        yield f"{table.id}: {account.later} of {account.read} rows changed after the moment that is evaluated; not seen"
    if account.deleted:
        yield f"{table.id}: {account.deleted} of {account.read} rows were deleted by their source; they do not count"
    if joined and source.rows == "trusted":
        yield f'{table.id}: rows = "trusted", but other tables join it, so its keys were checked'


def _doubts(table: FactTable, account: Account, doubts: Mapping[str, int]) -> Iterator[str]:
    for what, rows in doubts.items():
        yield f"{table.id}: of {account.read} rows, {counted(rows, 'counts', 'count')} though {what}"
