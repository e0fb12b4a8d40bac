"""Neighbouring rows on Polars: rows put in order once, then plain columns.

Polars runs a window with an order by sorting inside each group, which for a few rows in each of millions of groups
takes many times as long as one sort of everything.  Here rows are put in order (`row_order`) and looked at (`looks`)
piece by piece, so that pieces are worked on side by side and none is there for longer than it is needed.

What is asked is noted as steps and done when somebody reads the rows: then it is known which columns are wanted, and
nothing else is read, moved or made.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from typing import Any, TypeAlias

import narwhals as nw
import polars as pl
from attrs import evolve, field, frozen
from polars.io.plugins import register_io_source

from kpiengine.plugin.neighbours import Look, LookAt, Ordered
from kpiengine.sources.looks import Groups, of_several
from kpiengine.sources.row_order import Given

_SAME = (LookAt.PREVIOUS, LookAt.FOLLOWING, LookAt.FIRST, LookAt.GROUP_MIN, LookAt.GROUP_MAX)


@frozen
class Piece:
    """Some of the rows in order, and the groups in which they are now."""

    rows: pl.DataFrame = field(eq=False)
    groups: Groups


@frozen
class Looks:
    """A step: columns made from neighbours; within runs that begin where the column `starts` is 1."""

    looks: Mapping[str, Look]
    starts: str | None = None

    def needs(self, wanted: frozenset[str]) -> frozenset[str]:
        """Which columns there must be for these to be made."""
        made = [look.column for name, look in self.looks.items() if name in wanted]
        runs = [self.starts] if made and self.starts is not None else []
        return (wanted - self.looks.keys()).union(made, runs)

    def take(self, piece: Piece, wanted: frozenset[str]) -> Piece:
        """The piece with those of the columns that are wanted."""
        looks = {name: look for name, look in self.looks.items() if name in wanted}
        groups = piece.groups
        if looks and self.starts is not None:
            groups = groups.in_runs((piece.rows.get_column(self.starts) == 1).fill_null(value=False))
        made = [groups.look(look.at, piece.rows.get_column(look.column)).alias(name) for name, look in looks.items()]
        return evolve(piece, rows=piece.rows.with_columns(made))


@frozen
class Columns:
    """A step: columns made from each row alone, of rows with this schema."""

    schema: pl.Schema
    columns: Mapping[str, nw.Expr] = field(eq=False)

    def needs(self, wanted: frozenset[str]) -> frozenset[str]:
        """Which columns there must be for these to be made."""
        read = set(wanted - self.columns.keys())

        def none(names: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
            read.update(self.schema if names is None else names)
            yield pl.DataFrame(schema=self.schema).select(self.schema if names is None else names)

        made = [name for name in self.columns if name in wanted]
        if made:  # a query over no rows, which says what it reads
            rows = register_io_source(none, schema=self.schema)
            _with(nw.from_native(rows), self.columns).select(made).collect()
        return frozenset(read)

    def take(self, piece: Piece, wanted: frozenset[str]) -> Piece:
        """The piece with those of the columns that are wanted."""
        made = {name: column for name, column in self.columns.items() if name in wanted}
        return evolve(piece, rows=_with(nw.from_native(piece.rows), made)) if made else piece


@frozen
class Narrowed:
    """A step: from here on, groups also share these keys."""

    keys: tuple[str, ...]

    def needs(self, wanted: frozenset[str]) -> frozenset[str]:
        """Which columns there must be."""
        return wanted.union(self.keys)

    def take(self, piece: Piece, wanted: frozenset[str]) -> Piece:
        """The piece in narrower groups."""
        del wanted
        return evolve(piece, groups=piece.groups.narrowed(piece.rows.select(self.keys)))


Step: TypeAlias = Looks | Columns | Narrowed


@frozen
class SortedRows:
    """Rows in order on Polars, with the steps that are to be taken and the schema that they lead to."""

    given: Given
    schema: pl.Schema
    steps: tuple[Step, ...] = ()

    @cached_property
    def frame(self) -> nw.LazyFrame[Any]:
        """The rows, as a source that reads and makes what it is asked for."""

        def rows(
            columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
        ) -> Iterator[pl.DataFrame]:
            del batch_size
            wanted = list(self.schema) if columns is None else columns
            left = n_rows
            for found in self.pieces(wanted):
                some = found if predicate is None else found.filter(predicate)
                some = some if left is None else some.head(left)
                yield some
                left = None if left is None else left - some.height
                if left == 0:
                    return

        source = register_io_source(rows, schema=self.schema, explain_name="sorted")
        # Queries that want different columns of these rows put them in order together.
        return nw.from_native(source.cache())

    def look(self, **looks: Look) -> Ordered:
        """See `Ordered.look`."""
        return self._looked(Looks(looks))

    def look_in_runs(self, starts: str, **looks: Look) -> Ordered:
        """See `Ordered.look_in_runs`."""
        return self._looked(Looks(looks, starts))

    def with_columns(self, **columns: nw.Expr) -> Ordered:
        """See `Ordered.with_columns`."""
        rows = _with(nw.from_native(pl.LazyFrame(schema=self.schema)), columns)
        return self._then(Columns(self.schema, columns), rows.collect_schema())

    def narrowed(self, *keys: str) -> Ordered:
        """See `Ordered.narrowed`."""
        return self._then(Narrowed(keys), self.schema)

    def _looked(self, step: Looks) -> "SortedRows":
        kinds = {
            name: self.schema[look.column] if look.at in _SAME else pl.Int64() for name, look in step.looks.items()
        }
        return self._then(step, pl.Schema({**self.schema, **kinds}))

    def _then(self, step: Step, schema: pl.Schema) -> "SortedRows":
        return SortedRows(self.given, schema, (*self.steps, step))

    def pieces(self, columns: list[str]) -> Iterator[pl.DataFrame]:
        """The rows with these columns, in pieces."""
        needed = [frozenset(columns)]
        for step in reversed(self.steps):
            needed.append(step.needs(needed[-1]))
        first, *after = reversed(needed)
        steps = list(zip(self.steps, after, strict=True))
        asked = [name for name in self.given.rows.collect_schema() if name in first]
        if not any(isinstance(step, Looks) and step.looks.keys() & wanted for step, wanted in steps):
            rows = self.given.rows.select(asked).collect(engine="streaming")
            yield _taken(Piece(rows, Groups(pl.Series(dtype=pl.Boolean), 0)), steps, columns)
            return
        rows, pieces = self.given.read(asked)

        def work(numbers: pl.Series | None) -> pl.DataFrame:
            piece = rows if numbers is None else rows.gather(numbers)
            found, begins = self.given.in_order(piece, asked)
            return _taken(Piece(found, of_several(begins, found.height)), steps, columns)

        yield from _side_by_side(work, pieces)


def sorted_rows(frame: pl.LazyFrame, within: Sequence[str], by: Sequence[str]) -> SortedRows:
    """The rows of `frame` in groups of equal `within`, each in the order of `by`; missing keys are a group too.

    Lazy: nothing is read before somebody reads the rows.
    """
    return SortedRows(Given(frame, tuple(within), tuple(by)), frame.collect_schema())


def _taken(piece: Piece, steps: Sequence[tuple[Step, frozenset[str]]], columns: Sequence[str]) -> pl.DataFrame:
    """The rows after all steps, of which each leaves the columns that those behind it want."""
    for step, wanted in steps:
        piece = step.take(piece, wanted)
        piece = evolve(piece, rows=piece.rows.select(name for name in piece.rows.columns if name in wanted))
    return piece.rows.select(columns)


def _side_by_side(
    work: Callable[[pl.Series | None], pl.DataFrame], pieces: Iterable[pl.Series | None]
) -> Iterator[pl.DataFrame]:
    """What is made of each piece, in their order; no more are begun than are soon asked for."""
    begun: deque[Future[pl.DataFrame]] = deque()
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        for piece in pieces:
            begun.append(pool.submit(work, piece))
            if len(begun) > pl.thread_pool_size():
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _with(rows: nw.LazyFrame[Any] | nw.DataFrame[Any], columns: Mapping[str, nw.Expr]) -> Any:  # noqa: ANN401 -- lazy or not, as what was given
    return rows.with_columns(**columns).to_native()
