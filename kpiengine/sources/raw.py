"""What a reader hands on: rows as they stand in the files, lazy, each with a number that leads back to its line."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Protocol

import polars as pl
from attrs import Factory, frozen

from kpiengine.sources.hashing import Digest
from kpiengine.sources.parquet_footer import Extent

ROW = "~row"  # number of a row over all files of the table; no header can be called so by mistake and be taken

# rows that are no records: row, text, code, reason
BROKEN_SCHEMA = {"row": pl.Int64, "text": pl.String, "code": pl.String, "reason": pl.String}


@frozen
class Part:
    """One file of a table: `base` is the number of its first line (CSV) or row (Parquet) over all files.

    `digest` gives the SHA-256 of its bytes, at once or when it is known.
    """

    path: str
    size: int
    digest: Digest
    base: int
    rows: int


class Scan(Protocol):
    """Gives the rows, with ROW or without."""

    def __call__(self, *, numbered: bool) -> pl.LazyFrame:
        """The rows of all files, lazy."""
        ...


@frozen
class Raw:
    """The rows of one table as its files have them.

    `scan(numbered=...)` gives the frame: one column per header and, when asked, ROW (Int64).  Text cells are as
    written, an empty one is missing.  `broken` are rows without the due number of cells; they are not in the frame.
    `extents` is what the files themselves say of their columns, in units of the column's own type.
    `by_line` says whether row numbers are lines (CSV, from 1) or rows (Parquet, from 1).
    """

    scan: Scan
    headers: tuple[str, ...]
    dtypes: Mapping[str, pl.DataType]
    parts: tuple[Part, ...]
    broken: pl.DataFrame
    by_line: bool
    extents: Mapping[str, Extent] = Factory(dict)

    @property
    def rows(self) -> int:
        """All rows of all files, broken ones included."""
        return sum(part.rows for part in self.parts)

    def is_filled(self, header: str) -> bool:
        """Whether every text of the column that is there is known to hold something; empty ones are missing."""
        return self.by_line or (header in self.extents and self.extents[header].filled)

    def locate(self, row: int) -> tuple[str, int]:
        """The file and the line (or row) in it, from 1, of the row with this number."""
        part = self.parts[bisect_right([p.base for p in self.parts], row) - 1]
        return part.path, row - part.base + 1
