"""What the load stage hands on: checked fact tables, lazy, with an account of every row."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import narwhals as nw
from attrs import Factory, evolve, field, frozen

from kpiengine.sources.files import FoundFile
from kpiengine.sources.hashing import Digest

if TYPE_CHECKING:
    import polars as pl


@frozen
class InputFile:
    """A file that was read: path relative to the project, size, rows, and the SHA-256 of its bytes.

    The bytes of a large file are hashed beside other work; to ask for `sha256` is to wait for it.
    """

    table: str
    path: str
    size: int
    rows: int
    digest: Digest = field(eq=False)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, as hexadecimal text.  Raises OSError if the file could not be read to its end."""
        return self.digest()


@frozen
class Account:
    """Where the rows of one table went: used, outside and so on add up to read.

    `outside` are rows that the mapping's `where` leaves out, `later` those that became known after the moment that is
    evaluated, `deleted` those whose newest version says so.
    """

    table: str
    read: int
    used: int
    outside: int = 0
    later: int = 0
    duplicate: int = 0
    superseded: int = 0
    rejected: int = 0
    deleted: int = 0

    @property
    def left_out(self) -> dict[str, int]:
        """Rows that no metric sees, by cause in words."""
        return {
            "rejected when it was read": self.rejected,
            "outside `where` of the project file": self.outside,
            "changed after the moment that is evaluated": self.later,
            "identical to another row": self.duplicate,
            "an older version": self.superseded,
            "deleted by its source": self.deleted,
        }


@frozen
class FactStore:
    """Checked tables by id; `mapped` says which columns were really given ("table.column").

    `spans` gives first and last instant of a table's `time` column where its files say so: only a hint, by which work
    may be saved, never what a result rests on.  `extents` gives the same by "table.column" for every instant that no
    row lacks, and `filled` names all numbers and instants that none lacks; that is what the footers of Parquet files
    say, by which engines leave out rows too.

    Every declared column exists in its frame (typed missing where not mapped), as `plugin.columns` stores it,
    parent columns included (`<prefix>_<column>`).  `rejected` has one row per rejected row: table, file, line,
    column, text, code, reason.
    """

    tables: Mapping[str, nw.LazyFrame[Any]]
    mapped: frozenset[str]
    accounts: tuple[Account, ...]
    inputs: tuple[InputFile, ...]
    rejected: "pl.DataFrame"
    notes: tuple[str, ...] = Factory(tuple)
    files: tuple[FoundFile, ...] = ()  # as they were when they were read, for `load.check_unchanged`
    spans: Mapping[str, tuple[int, int]] = Factory(dict)
    extents: Mapping[str, tuple[int, int]] = Factory(dict)
    filled: frozenset[str] = frozenset()

    def beside(self, other: "FactStore") -> "FactStore":
        """The store with the account of another put before its own (the roster's, which is read first)."""
        return evolve(
            self,
            mapped=other.mapped | self.mapped,
            accounts=(*other.accounts, *self.accounts),
            inputs=(*other.inputs, *self.inputs),
            rejected=other.rejected.vstack(self.rejected),
            notes=(*other.notes, *self.notes),
            files=(*other.files, *self.files),
        )
