"""A file's columns as a table's columns: names, constants and expressions of `[facts.TABLE.columns]`, typed.

All of it is decided before a row is read; faults come out as diagnostics with their place in the project file.  The
result is a lazy recipe: source columns, computed steps in layers, and one stored column per declared column.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

import narwhals as nw
import polars as pl
from attrs import Factory, field, frozen, mutable

from kpiengine.diagnostics import Diagnostic
from kpiengine.expressions import build
from kpiengine.expressions.columnar import to_expr
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Entry, Scope
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import INT64_MAX, Kind
from kpiengine.facts import messages
from kpiengine.facts.language import Step, Steps, names_in
from kpiengine.plugin.columns import Column, ColumnType, FactTable
from kpiengine.project import FactSource, Project
from kpiengine.project.records import Mapped
from kpiengine.sources import times
from kpiengine.sources.columns import STORED, TOO_LARGE, Reading, WrongTypeError, operand, scale_of, stored
from kpiengine.sources.messages import bad_format, refused
from kpiengine.sources.parquet_footer import UNKNOWN
from kpiengine.sources.raw import ROW, Raw

AnyExpr: TypeAlias = "pl.Expr | nw.Expr"
TARGET = "="  # prefix of a stored column while source columns are still in the frame
KEEP = "?keep"

_KINDS: Mapping[ColumnType, Kind] = {
    ColumnType.TEXT: Kind.TEXT,
    ColumnType.INTEGER: Kind.NUMBER,
    ColumnType.NUMBER: Kind.NUMBER,
    ColumnType.DURATION: Kind.DURATION,
    ColumnType.FLAG: Kind.BOOL,
    ColumnType.DATE: Kind.DATE,
    ColumnType.INSTANT: Kind.INSTANT,
}


@frozen
class Unreadable:
    """A way in which a cell that is there cannot be read: `failed` is true in such rows."""

    column: str
    failed: pl.Expr
    shown: str
    what: str
    clock: pl.Expr | None = None


@frozen
class TableMap:
    """The recipe: from the rows of `raw` to the table's columns.

    `given` are the columns that the project maps; `taken` says for those that are one source column which, and
    `constants` for those that are one text in all rows which.  `cells` says for a column which source column shows
    its text.
    """

    table: FactTable
    columns: Mapping[str, Column]
    raw: Raw
    given: frozenset[str]
    sources: tuple[str, ...]
    steps: tuple[Step, ...]
    targets: Mapping[str, AnyExpr]
    unreadable: tuple[Unreadable, ...]
    where: str | None
    where_failed: tuple[pl.Expr, ...] = ()
    cells: Mapping[str, str] = Factory(dict)
    taken: Mapping[str, str] = Factory(dict)
    constants: Mapping[str, str] = Factory(dict)

    def wide(self, *, numbered: bool) -> pl.LazyFrame:
        """Source columns, steps and stored columns (prefix TARGET) of all rows; rows outside are not in it."""
        frame = self.raw.scan(numbered=numbered).select([ROW, *self.sources] if numbered else self.sources)
        if not self.sources and not numbered:
            frame = self.raw.scan(numbered=True).select(ROW)  # constants need rows to stand in
        for layer in sorted({step.layer for step in self.steps}):
            frame = _with(frame, {s.name: s.expr for s in self.steps if s.layer == layer})
        if self.where is not None:
            # a row whose condition cannot be read is kept here, so that the checks reject it
            frame = frame.filter(pl.any_horizontal(pl.col(self.where).fill_null(value=False), *self.where_failed))
        return _with(frame, {TARGET + name: expr for name, expr in self.targets.items()})

    def final(self, frame: pl.LazyFrame, *, keep_row: bool = False) -> pl.LazyFrame:
        """The stored columns alone, under their own names."""
        chosen = [pl.col(TARGET + name).alias(name) for name in self.columns]
        return frame.select(pl.col(ROW), *chosen) if keep_row else frame.select(chosen)


def _with(frame: pl.LazyFrame, columns: Mapping[str, AnyExpr]) -> pl.LazyFrame:
    engine = {name: expr for name, expr in columns.items() if isinstance(expr, pl.Expr)}
    tree = {name: expr for name, expr in columns.items() if not isinstance(expr, pl.Expr)}
    if engine:
        frame = frame.with_columns(**engine)
    if tree:
        frame = nw.from_native(frame).with_columns(**tree).to_native()
    return frame


def make_map(
    table: FactTable, columns: Mapping[str, Column], source: FactSource, project: Project, raw: Raw
) -> TableMap:
    """The recipe for one table; `columns` are its own, parent and further declared columns.

    Raises Refused (exit 3) with every fault of the mapping.
    """
    maker = _Maker(table, columns, source, project, raw)
    made = maker.make()
    if maker.faults:
        raise refused(*maker.faults)
    return made


def reading_of(source: FactSource, project: Project, faults: list[Diagnostic]) -> Reading:
    """How the source's text is read."""

    def form(key: str, text: str | None) -> times.Form | None:
        try:
            return None if text is None else times.form(text)
        except ValueError as fault:
            faults.append(bad_format(project.place("facts", source.table, key), str(text), str(fault)))
            return None

    return Reading(
        zone=source.zone or project.zone,
        date=form("date_format", source.date_format),
        time=form("time_format", source.time_format),
        thousands=source.thousands,
        first=source.ambiguous == "first",
    )


@mutable
class _Maker:
    table: FactTable
    columns: Mapping[str, Column]
    source: FactSource
    project: Project
    raw: Raw
    faults: list[Diagnostic] = field(factory=list)
    unreadable: list[Unreadable] = field(factory=list)
    targets: dict[str, AnyExpr] = field(factory=dict)
    used: dict[str, None] = field(factory=dict)
    cells: dict[str, str] = field(factory=dict)
    taken: dict[str, str] = field(factory=dict)
    constants: dict[str, str] = field(factory=dict)
    reading: Reading = field(init=False)
    steps: Steps = field(init=False)
    scope: Scope = field(init=False)

    def make(self) -> TableMap:
        self.reading = reading_of(self.source, self.project, self.faults)
        self.steps = Steps(self.reading)
        self.scope = Scope(self._names(), self.steps.functions())
        mapping = self._mapping()
        where, where_failed = self._where()
        for name, column in self.columns.items():
            if name in mapping:
                self._map(name, column, mapping[name])
            elif column.default is not None:
                self.targets[name] = pl.lit(column.default, dtype=STORED[column.type])
            else:
                self.targets[name] = pl.lit(None, dtype=STORED[column.type])
        return TableMap(
            table=self.table,
            columns=self.columns,
            raw=self.raw,
            given=frozenset(mapping),
            sources=tuple(self.used),
            steps=tuple(self.steps.steps),
            targets=self.targets,
            unreadable=tuple(self.unreadable),
            where=where,
            where_failed=where_failed,
            cells=self.cells,
            taken=self.taken,
            constants=self.constants,
        )

    # --- which columns ------------------------------------------------------------------------------------------

    def _mapping(self) -> Mapping[str, Mapped]:
        """The mapping as declared; beside it, each header is the column of its name."""
        same = {name: name for name in self.raw.headers if name in self.columns}
        given = {**same, **self.source.columns}
        place = self.project.place("facts", self.source.table, "columns")
        path = self.raw.parts[0].path
        if not self.source.columns:
            unknown = [name for name in self.raw.headers if name not in self.columns]
            if unknown:
                self.faults.append(messages.unknown_headers(path, self.table.id, unknown, self._lacking(given)))
                return given
        for name in [n for n in given if n not in self.columns]:
            at = self.project.place("facts", self.source.table, "columns", name)
            self.faults.append(messages.no_such_column(at, self.table.id, name, self.columns))
            del given[name]
        if lacking := self._lacking(given):
            self.faults.append(messages.not_mapped(place, path, self.table.id, lacking, self.raw.headers))
        return given

    def _lacking(self, given: Mapping[str, object]) -> list[str]:
        return [n for n, c in self.columns.items() if n not in given and not c.null and c.default is None]

    def _names(self) -> dict[str, Entry]:
        """What expressions may name: headers that are plain words, and declared aliases."""
        found: dict[str, Entry] = {}
        for name in self.raw.headers:
            if name.isidentifier() and name.isascii():
                found[name] = lambda name=name: self._operand(name)  # type: ignore[misc]  # bound now, not later
        for alias, header in self.source.names.items():
            if header not in self.raw.headers:
                at = self.project.place("facts", self.source.table, "names", alias)
                self.faults.append(messages.no_header(at, alias, header, self.raw.headers))
            else:
                found[alias] = lambda header=header: self._operand(header)  # type: ignore[misc]  # as above
        return found

    def _operand(self, header: str) -> Node:
        """The node of a source column; its preparation becomes a step."""
        self.used[header] = None
        name = f"@{header}"
        try:
            expr, type_ = operand(header, self.raw.dtypes[header], self.reading, filled=self.raw.is_filled(header))
        except WrongTypeError as fault:
            raise ExpressionError(f"{header} is {self.raw.dtypes[header]}: {fault}", code="KPI204") from None
        if expr is None:
            return build.name(header, type_)
        if name not in self.steps.layers:
            self.steps.layers[name] = 1
            self.steps.steps.append(Step(name, expr, 1))
        return build.name(name, type_)

    # --- one column ---------------------------------------------------------------------------------------------

    def _map(self, name: str, column: Column, given: Mapped) -> None:
        place = self.project.place("facts", self.source.table, "columns", name)
        try:
            if not isinstance(given, str):
                self.targets[name] = _constant(given, column)
            elif (header := self._header(given)) is not None:
                self._take(name, column, header)
            else:
                self._compute(name, column, given)
        except ExpressionError as fault:
            self.faults.append(messages.bad_expression(place, self.table.id, name, fault, self.raw.headers))
        except WrongTypeError as fault:
            self.faults.append(messages.wrong_mapping(place, self.table.id, name, str(fault)))

    def _header(self, given: str) -> str | None:
        if given in self.raw.headers:
            return given
        return self.source.names.get(given)

    def _take(self, name: str, column: Column, header: str) -> None:
        self.used[header] = None
        dtype = self.raw.dtypes[header]
        try:
            filled, extent = self.raw.is_filled(header), self.raw.extents.get(header, UNKNOWN)
            found = stored(header, dtype, column, self.reading, filled=filled, extent=extent)
        except WrongTypeError as fault:
            raise WrongTypeError(f"{header} is {dtype}: {fault}") from None
        self.targets[name] = found.expr
        self.cells[name] = self.taken[name] = header
        if found.fallible:
            failed = pl.col(header).is_not_null() & pl.col(TARGET + name).is_null()
            self.unreadable.append(Unreadable(name, failed, header, found.what, found.clock))

    def _compute(self, name: str, column: Column, text: str) -> None:
        first = len(self.steps.steps)
        node = parse(text, self.scope)
        self._note_steps(name, first)
        self.targets[name] = _stored_node(node, column)
        if node.op is Op.LIT and isinstance(node.value, str):
            self.constants[name] = node.value
        source = next((n for n in sorted(names_in(node)) if not n.startswith(("~", "@"))), None)
        if source is not None and self.raw.dtypes.get(source) == pl.String:
            self.cells[name] = source

    def _note_steps(self, name: str, first: int) -> None:
        for step in self.steps.steps[first:]:
            if step.failed is not None and step.shown is not None:
                self.unreadable.append(Unreadable(name, step.failed, step.shown, step.what, step.clock))

    def _where(self) -> tuple[str | None, tuple[pl.Expr, ...]]:
        if self.source.where is None:
            return None, ()
        place = self.project.place("facts", self.source.table, "where")
        first = len(self.steps.steps)
        try:
            name = self.steps.column(parse(self.source.where, self.scope, Kind.BOOL))
        except ExpressionError as fault:
            self.faults.append(messages.bad_expression(place, self.table.id, "where", fault, self.raw.headers))
            return None, ()
        self._note_steps("where", first)
        return name, tuple(s.failed for s in self.steps.steps[first:] if s.failed is not None)


def _constant(value: Mapped, column: Column) -> pl.Expr:
    dtype = STORED[column.type]
    if isinstance(value, bool):
        if column.type is not ColumnType.FLAG:
            raise WrongTypeError("true and false go into yes/no columns only")
        return pl.lit(value, dtype=dtype)
    if column.type not in {ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DURATION}:
        raise WrongTypeError(
            f"a bare number does not go into a {column.type} column; a constant text is written '\"voice\"'"
        )
    scaled = Decimal(value).scaleb(scale_of(column))
    if scaled != int(scaled):
        raise WrongTypeError(f"{value} has more than {scale_of(column)} decimals")
    if not column.low <= scaled <= column.high:
        raise WrongTypeError(f"{value} is outside what the column lets in")
    return pl.lit(int(scaled), dtype=dtype)


def _stored_node(node: Node, column: Column) -> AnyExpr:
    """The node in the column's stored form; raises ExpressionError where the kinds do not fit."""
    wanted = _KINDS[column.type]
    scale = scale_of(column)
    counted = node.kind is Kind.NUMBER and wanted in {Kind.NUMBER, Kind.DURATION}
    counted = counted or (node.kind is Kind.DURATION and wanted is Kind.NUMBER and scale >= 3)  # noqa: PLR2004 -- ms
    if node.kind is not wanted and not counted:
        raise ExpressionError(
            f"this is {_kind(node.kind)}, and the column is {_kind(wanted)}",
            remedy="change the expression",
            code="KPI204",
        )
    expr: AnyExpr = to_expr(node)
    if wanted is Kind.DATE:
        return expr.cast(nw.Int32)
    if wanted not in {Kind.NUMBER, Kind.DURATION}:
        return expr
    here = 3 if node.kind is Kind.DURATION else node.scale
    if here > scale:
        raise ExpressionError(
            f"this has {here} decimals, and the column {scale}", remedy=f"write round(…, {scale})", code="KPI204"
        )
    factor = 10 ** (scale - here)
    if node.type.bound * factor <= INT64_MAX:
        return (expr * factor if factor > 1 else expr).cast(nw.Int64)
    most = INT64_MAX // factor
    wide = expr.cast(nw.Int128)
    inside = nw.when((wide >= -most) & (wide <= most)).then(wide * factor).otherwise(nw.lit(TOO_LARGE, nw.Int128))
    return nw.when(~wide.is_null()).then(inside).cast(nw.Int64)


def _kind(kind: Kind) -> str:
    return "a yes/no value" if kind is Kind.BOOL else f"a {kind}" if kind is not Kind.TEXT else "text"
