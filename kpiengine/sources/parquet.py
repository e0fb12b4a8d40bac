"""Parquet read lazily: one schema over all parts, no nested columns, row numbers only when asked for.

Types are taken as the files declare them; what a column may become is the mapping's business.  Only footers are read
here, and the bytes once for the fingerprint, which is made beside the work that follows.
"""

from collections.abc import Sequence
from functools import partial, reduce
from operator import or_

import polars as pl

from kpiengine.sources import messages
from kpiengine.sources.files import FoundFile
from kpiengine.sources.hashing import digest_beside
from kpiengine.sources.parquet_footer import Extent, read_extents
from kpiengine.sources.raw import BROKEN_SCHEMA, ROW, Part, Raw

EXTENTS_FROM = 1_000_000  # rows from which footers are believed instead of looking at every cell


def read_parquet(files: Sequence[FoundFile]) -> Raw:
    """The files as one table.

    A large table is taken at its footers' word about missing cells and extremes; a small one is looked at cell by
    cell, which also finds a page that was damaged since.

    Raises Refused (exit 3) for a damaged footer, for parts whose schemas differ, and for an empty file.
    """
    schemas = [_schema(file) for file in files]
    first = schemas[0]
    for file, schema in zip(files[1:], schemas[1:], strict=True):
        _same(file, schema, files[0], first)
    parts: list[Part] = []
    base = 0
    for file in files:
        rows = _rows(file)
        parts.append(Part(file.shown, file.stamp.size, digest_beside(file), base, rows))
        base += rows
    return Raw(
        scan=partial(_scan, [file.path for file in files]),
        headers=tuple(first),
        dtypes=first,
        parts=tuple(parts),
        broken=pl.DataFrame(schema=BROKEN_SCHEMA),
        by_line=False,
        extents=_extents(files) if base > EXTENTS_FROM else {},
    )


def _extents(files: Sequence[FoundFile]) -> dict[str, Extent]:
    every = [read_extents(file.path) for file in files]
    shared = set(every[0]).intersection(*every[1:])
    return {name: reduce(or_, (one[name] for one in every)) for name in shared}


def _scan(paths: Sequence[object], *, numbered: bool) -> pl.LazyFrame:
    frame = pl.scan_parquet(
        list(paths),  # type: ignore[arg-type]  # paths of one kind
        row_index_name=ROW if numbered else None,
        glob=False,
        hive_partitioning=False,
    )
    return frame.with_columns(pl.col(ROW).cast(pl.Int64)) if numbered else frame


def _schema(file: FoundFile) -> dict[str, pl.DataType]:
    if file.stamp.size == 0:
        raise messages.refused(messages.empty(file.shown))
    try:
        schema = pl.read_parquet_schema(file.path)
    except (pl.exceptions.PolarsError, OSError) as fault:
        raise messages.refused(messages.cannot_read(file.shown, first_line(fault))) from fault
    if ROW in schema:
        raise messages.refused(messages.double_header(file.shown, 1, ROW))
    return {name: dtype if isinstance(dtype, pl.DataType) else dtype() for name, dtype in schema.items()}


def _same(file: FoundFile, schema: dict[str, pl.DataType], other: FoundFile, first: dict[str, pl.DataType]) -> None:
    missing, extra = [n for n in first if n not in schema], [n for n in schema if n not in first]
    if missing or extra:
        raise messages.refused(messages.other_headers(file.shown, other.shown, missing, extra))
    for name, dtype in schema.items():
        if dtype != first[name]:
            raise messages.refused(messages.part_types(file.shown, other.shown, name, str(dtype), str(first[name])))


def _rows(file: FoundFile) -> int:
    try:
        return int(pl.scan_parquet(file.path, glob=False, hive_partitioning=False).select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as fault:
        raise messages.refused(messages.cannot_read(file.shown, first_line(fault))) from fault


def first_line(fault: BaseException) -> str:
    """What an engine's error says, without the query plan that follows it."""
    return messages.shown(str(fault).strip().split("\n", 1)[0], 200)
