"""Whether the files of a table are all there: enough rows, the source's own totals, and rows that are new enough.

A file that was cut, or an extract that did not run, still reads well, and what is then missing looks like a quiet day.
Where the project file says what must be there, anything less is refused (exit 3) and nothing is decided.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from attrs import frozen

from kpiengine.diagnostics import Diagnostic
from kpiengine.documents.wording import counted
from kpiengine.facts import messages
from kpiengine.project import FactSource, Project
from kpiengine.sources.files import FoundFile, find_files, kept_files
from kpiengine.sources.hashing import digest_beside
from kpiengine.sources.messages import names, refused
from kpiengine.sources.raw import ROW, Part, Raw

EVERY = "*"
FILE, ROWS, SHA256 = "file", "rows", "sha256"
DECIMALS = 9  # of the sums; more are cut from every cell alike


@frozen
class Control:
    """The control file of a table: as it was found, and as it is noted among the inputs."""

    file: FoundFile
    part: Part


def check_whole(source: FactSource, project: Project, raw: Raw) -> Control | None:
    """Refuses a table with too few rows, or other totals than its source told; gives the control file, if any."""
    if raw.rows < source.min_rows:
        place = project.place("facts", source.table, "min_rows")
        raise refused(messages.too_few(place, source.table, raw.rows, source.min_rows))
    if source.control is None:
        return None
    place = project.place("facts", source.table, "control")
    if source.kept:
        found = kept_files(source.kept, (Path(source.control).as_posix(),))
    else:
        found = find_files(project.folder, (source.control,), source.table, place, allow_outside=project.allow_outside)
    (file,) = found.files
    told = _read(file)
    faults = list(_differences(source.table, file.shown, told, raw))
    if faults:
        raise refused(*faults)
    return Control(file, Part(file.shown, file.stamp.size, digest_beside(file), 0, len(told)))


def check_fresh(
    tables: Mapping[str, nw.LazyFrame[Any]],
    times: Mapping[str, str | None],
    project: Project,
    until: int,
) -> None:
    """Refuses tables whose newest row is too old.

    `times` has by table the column that says when a row happened; `until` is the instant (milliseconds UTC) up to
    which rows can be expected: the end of the last period, or the moment of the run if that comes first.
    """
    faults = []
    for table, frame in tables.items():
        age = project.facts[table].max_age_ms if table in project.facts else None
        if age is None:
            continue
        place, time = project.place("facts", table, "max_age"), times[table]
        if time is None:
            faults.append(messages.ageless(place, table))
            continue
        newest = nw.to_native(frame.select(nw.col(time).max().alias("newest")).collect("polars"))["newest"].item()
        if newest is None or newest < until - age:
            said = "no day at all" if newest is None else _moment(newest)
            faults.append(messages.too_old(place, table, said, _moment(until - age)))
    if faults:
        raise refused(*faults)


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _read(file: FoundFile) -> list[dict[str, str]]:
    """The lines of a control file, each with its own number under an empty name."""
    try:
        text = file.path.read_text("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        lines = [{**row, "": str(reader.line_num)} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise refused(messages.control_unreadable(file.shown, str(fault))) from fault
    missing = [name for name in (FILE, ROWS) if name not in (reader.fieldnames or ())]
    if missing:
        raise refused(messages.control_unreadable(file.shown, f"it has no column {names(missing)}"))
    if any(None in line or None in line.values() for line in lines):
        raise refused(messages.control_unreadable(file.shown, "a line has more or fewer cells than the first one"))
    return lines


def _differences(table: str, path: str, told: Sequence[Mapping[str, str]], raw: Raw) -> Iterator[Diagnostic]:
    """Every difference between what was told and what is there, in the order of the control file."""
    seen: set[str] = set()
    for line in told:
        number, name = int(line[""]), line[FILE].strip()
        parts = raw.parts if name == EVERY else tuple(p for p in raw.parts if _is_of(p, name))
        if not parts:
            yield messages.control_differs(path, number, table, f"{name} is told of and was not read")
            continue
        seen |= {part.path for part in parts}
        for what, due in line.items():
            if due.strip() and what not in {FILE, ""}:
                said = _difference(what, due.strip(), parts, raw)
                if said is not None:
                    shown = "all files" if name == EVERY else name
                    yield messages.control_differs(path, number, table, f"{shown}: {said}")
    for part in raw.parts:
        if part.path not in seen:
            yield messages.control_differs(path, 1, table, f"{part.path} was read and is not told of")


def _is_of(part: Part, name: str) -> bool:
    return name in {part.path, part.path.rpartition("/")[2]}


def _difference(what: str, due: str, parts: Sequence[Part], raw: Raw) -> str | None:
    """What differs in one cell of a control file, in words."""
    if what == SHA256:
        found = [part.digest() for part in parts]
        return None if found == [due.lower()] else f"its SHA-256 is {found[0][:12]} and not {due[:12]}"
    try:
        wanted = Decimal(due)
    except InvalidOperation:
        return f"{what} is told as {due}, which is no number"
    if what == ROWS:
        rows = sum(part.rows for part in parts)
        return None if rows == wanted else f"{counted(rows, 'row was', 'rows were')} read, and {due} were sent"
    if what not in raw.headers:
        return f"the sum of {what} is told, and there is no such header"
    total, strange = _sum(what, parts, raw)
    if strange:
        return f"the sum of {what} is told, and {strange} of its cells are no numbers"
    return None if total == wanted else f"{what} adds up to {total.normalize():f}, and {due} was sent"


def _sum(header: str, parts: Sequence[Part], raw: Raw) -> tuple[Decimal, int]:
    """The exact sum of a header over these files, and how many of its cells are no numbers."""
    after = {part.base: following.base for part, following in zip(raw.parts, raw.parts[1:], strict=False)}
    mine = pl.lit(value=False)
    for part in parts:
        inside = pl.col(ROW) >= part.base
        mine |= inside & (pl.col(ROW) < after[part.base]) if part.base in after else inside
    cell = pl.col(header)
    if raw.dtypes[header] == pl.String:
        cell = pl.when(cell.str.strip_chars() != "").then(cell.str.strip_chars())
    number = cell.cast(pl.Decimal(38, DECIMALS), strict=False)
    found = (
        raw.scan(numbered=True)
        .filter(mine)
        .select(total=number.sum(), strange=(cell.is_not_null() & number.is_null()).sum())
        .collect(engine="streaming")
    )
    total, strange = found.row(0)
    return (Decimal(0) if total is None else total), strange
