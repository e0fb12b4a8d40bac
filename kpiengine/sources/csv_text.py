"""CSV read strictly: every cell is text, every record has as many cells as the header, every row keeps its line.

Polars parses the cells; what it lets pass is checked beside it, on the lines themselves: it fills short records
with blanks.  A file in which a line cannot stand alone (a line break inside quotes, a bare quote, old line ends) is
read by `csv_rows` instead.  Nothing is guessed: no types, no separator, no encoding, no missing-value words.
"""

import csv
import re
from collections.abc import Sequence
from functools import partial

import polars as pl
from attrs import frozen

from kpiengine.sources import csv_rows, messages
from kpiengine.sources.bytes_in import TextFile, read_text
from kpiengine.sources.files import FoundFile
from kpiengine.sources.raw import BROKEN_SCHEMA, ROW, Part, Raw

FIELD_LIMIT = 64 * 1024  # bytes in one cell


@frozen
class CsvForm:
    """How the files are written."""

    encoding: str = "utf-8"
    separator: str = ","
    skip_lines: int = 0


@frozen
class _Opened:
    text: TextFile
    headers: tuple[str, ...]
    header_lines: int  # lines above the first record


def read_csv(files: Sequence[FoundFile], form: CsvForm) -> Raw:
    """The files as one table; their headers must be the same set of names.

    Raises Refused (exit 3) for whatever makes a file unreadable; a record with too few or too many cells is no such
    fault but a broken row, which the caller counts.
    """
    opened = [_open(file, form) for file in files]
    first = opened[0]
    for other in opened[1:]:
        missing = [h for h in first.headers if h and h not in other.headers]
        extra = [h for h in other.headers if h and h not in first.headers]
        if missing or extra:
            raise messages.refused(messages.other_headers(other.text.file.shown, first.text.file.shown, missing, extra))
    headers = tuple(h for h in first.headers if h)
    frames: list[pl.LazyFrame] = []
    parts: list[Part] = []
    broken: list[pl.DataFrame] = []
    base = 0
    for one in opened:
        lines, rows, frame, bad = _read(one, form, base)
        frames.append(frame.select(*headers, ROW))
        file = one.text.file
        parts.append(Part(file.shown, file.stamp.size, partial(str, one.text.sha256), base, rows))
        broken.append(bad)
        base += lines
    whole = frames[0] if len(frames) == 1 else pl.concat(frames)
    return Raw(
        scan=partial(_scan, whole),
        headers=headers,
        dtypes=dict.fromkeys(headers, pl.String()),
        parts=tuple(parts),
        broken=pl.concat(broken),
        by_line=True,
    )


def _scan(frame: pl.LazyFrame, *, numbered: bool) -> pl.LazyFrame:
    return frame if numbered else frame.drop(ROW)


def _open(file: FoundFile, form: CsvForm) -> _Opened:
    text = read_text(file, form.encoding)
    with text.open() as stream:
        for _ in range(form.skip_lines):
            stream.readline()
        reader = csv.reader(stream, delimiter=form.separator, strict=True)
        try:
            names = next(reader, [])
        except csv.Error as fault:
            raise messages.refused(messages.bad_quotes(file.shown, form.skip_lines + 1, str(fault))) from fault
    if not names:
        raise messages.refused(messages.empty(file.shown))
    headers = tuple(name.strip() for name in names)
    seen: set[str] = set()
    for name in headers:
        if name and (name in seen or name == ROW):
            raise messages.refused(messages.double_header(file.shown, form.skip_lines + 1, name))
        seen.add(name)
    return _Opened(text, headers, form.skip_lines + reader.line_num)


def _read(one: _Opened, form: CsvForm, base: int) -> tuple[int, int, pl.LazyFrame, pl.DataFrame]:
    """Lines of the file, records in it, the frame of whole records, and the broken ones."""
    width = len(one.headers)
    alone = not one.text.lone_cr and one.header_lines == form.skip_lines + 1
    if alone:
        lines, odd = _odd_lines(one, form, width)
        wrong = odd.filter(~pl.col("blank") & ~pl.col("whole"))
        if not wrong["quoted"].any():
            _check_long_lines(one, form, odd)
            frame = _parse(one, form, base).filter(
                ~pl.col(ROW).is_in((odd.filter(pl.col("blank") | ~pl.col("whole"))["row"] + base).implode())
                if (odd["blank"] | ~odd["whole"]).any()
                else pl.lit(value=True)
            )
            rows = lines - one.header_lines - int(odd["blank"].sum())
            return lines, rows, frame, _broken(wrong, base, width, form.separator)
    return csv_rows.read_rows(one.text, one.headers, form.separator, form.skip_lines, base, FIELD_LIMIT)


def _odd_lines(one: _Opened, form: CsvForm, width: int) -> tuple[int, pl.DataFrame]:
    """How many lines there are, and those that are blank, long, or no record of `width` cells."""
    line = pl.col("line")
    sep = re.escape(form.separator)
    if one.text.quotes:
        cell = f'(?:"(?:[^"]|"")*"|[^"{sep}]*)'
        whole = line.str.contains(f"^{cell}(?:{sep}{cell}){{{width - 1}}}$")
    else:
        whole = line.str.count_matches(form.separator, literal=True) == width - 1
    scan = pl.scan_lines(one.text.source, row_index_name="row", glob=False)
    odd = (
        scan.filter(pl.col("row") >= one.header_lines)
        .with_columns(
            row=pl.col("row").cast(pl.Int64),
            blank=line == "",
            whole=whole,
            long=line.str.len_bytes() > FIELD_LIMIT,
            quoted=line.str.contains('"', literal=True),
        )
        .filter(pl.col("blank") | ~pl.col("whole") | pl.col("long"))
    )
    count, found = pl.collect_all([scan.select(pl.len()), odd], engine="streaming")
    return int(count.item()), found.sort("row")


def _parse(one: _Opened, form: CsvForm, base: int) -> pl.LazyFrame:
    schema: dict[str, type[pl.DataType]] = {h or f"~{i}": pl.String for i, h in enumerate(one.headers)}
    frame = pl.scan_csv(
        one.text.source,
        has_header=False,
        skip_lines=one.header_lines,
        separator=form.separator,
        quote_char='"' if one.text.quotes else None,
        schema=schema,
        row_index_name=ROW,
        row_index_offset=one.header_lines,
        truncate_ragged_lines=True,
        missing_columns="insert",
        extra_columns="ignore",
        raise_if_empty=False,
        glob=False,
    ).with_columns(pl.col(ROW).cast(pl.Int64) + base)
    if not one.text.quotes:
        return frame
    # a quoted cell with nothing in it is as empty as an unquoted one
    return frame.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))


def _check_long_lines(one: _Opened, form: CsvForm, odd: pl.DataFrame) -> None:
    for row, line in odd.filter(pl.col("long")).select("row", "line").iter_rows():
        largest = max(len(cell.encode()) for cell in csv_rows.split_line(line, form.separator))
        if largest > FIELD_LIMIT:
            raise messages.refused(messages.long_field(one.text.file.shown, row + 1, largest, FIELD_LIMIT))


def _broken(wrong: pl.DataFrame, base: int, width: int, separator: str) -> pl.DataFrame:
    cells = pl.col("line").str.count_matches(separator, literal=True) + 1
    return wrong.select(
        row=pl.col("row") + base,
        text=pl.col("line").str.slice(0, 200),
        code=pl.when(cells > width).then(pl.lit("KPI320")).otherwise(pl.lit("KPI321")),
        reason=pl.format("{} cells where the header has {}", cells, pl.lit(width)),
    ).cast(BROKEN_SCHEMA)  # type: ignore[arg-type]  # a plain dict of types is what it takes
