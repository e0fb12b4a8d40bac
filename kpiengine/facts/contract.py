"""Whether rows keep the table's contract: readable, present, in range, of the listed values, and sound as a row.

Questions are asked in one aggregation over the table; only when the answer to one is yes are its rows looked for.
So a table without faults costs one pass of minima, maxima and counts, whatever `rows` says.  Listed values of a large
Parquet table are asked for column by column, as a filter: the engine then reads little more than the dictionary.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import TypeAlias

import narwhals as nw
import polars as pl
from attrs import evolve, frozen

from kpiengine.expressions import build
from kpiengine.expressions.columnar import to_expr
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Kind
from kpiengine.facts.mapping import TARGET, TableMap, Unreadable
from kpiengine.numbers import format_scaled
from kpiengine.plugin.columns import Column, ColumnType, FactTable
from kpiengine.sources.columns import scale_of
from kpiengine.sources.messages import code_points
from kpiengine.sources.raw import ROW

UNREADABLE, MISSING, RANGE, VALUES, SOUND, CLOCK = "KPI330", "KPI331", "KPI332", "KPI333", "KPI334", "KPI335"

# instants from 1970 to 2099, days likewise: what lies outside is a slip of the pen or of a converter
_LIMITS: Mapping[ColumnType, tuple[int, int]] = {
    ColumnType.INSTANT: (0, 4_102_444_800_000),
    ColumnType.DATE: (-25_567, 2_932_896),
}
_NUMERIC = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DURATION, ColumnType.INSTANT, ColumnType.DATE)

Mask: TypeAlias = pl.Expr


@frozen
class Check:
    """One question: `found` is true over the table if some row is at fault, `bad` is true in those rows.

    `alone` says that it is cheaper to look for bad rows by themselves than to ask together with other questions.  Of a
    `doubt` the rows are counted and kept: `found` is their number.
    """

    column: str | None
    code: str
    reason: str
    found: pl.Expr
    bad: Mask
    shown: str | None = None
    clock: pl.Expr | None = None
    alone: bool = False
    doubt: bool = False


@frozen
class Conditions:
    """Row checks of a table, compiled: names of the columns that hold them and how they are made."""

    exprs: Mapping[str, nw.Expr]
    checks: tuple[Check, ...]


def checks_of(made: TableMap) -> tuple[tuple[Check, ...], Mapping[str, nw.Expr]]:
    """All checks of a table in the order in which a row's first fault is named, and the columns that they need."""
    conditions = _conditions(made)
    return (
        *(_readable(fault) for fault in made.unreadable),
        *_present(made),
        *_in_range(made),
        *_listed(made),
        *conditions.checks,
    ), conditions.exprs


def limits(column: Column) -> tuple[int, int] | None:
    """Smallest and largest stored value of a column, both allowed; None where it has no order."""
    if column.type not in _NUMERIC:
        return None
    low, high = _LIMITS.get(column.type, (column.low, column.high))
    return (low if column.minimum is None else column.minimum, high if column.maximum is None else column.maximum)


def _readable(fault: Unreadable) -> Check:
    return Check(
        fault.column, UNREADABLE, f"this is {fault.what}", fault.failed.any(), fault.failed, fault.shown, fault.clock
    )


def _present(made: TableMap) -> Iterable[Check]:
    for name in made.columns:
        column = made.columns[name]
        if name in made.given and (not column.null or name in made.table.key) and not _never_missing(made, name):
            value = pl.col(TARGET + name)
            yield Check(name, MISSING, "it is missing", value.null_count() > 0, value.is_null(), made.cells.get(name))


def _in_range(made: TableMap) -> Iterable[Check]:
    for name in sorted(made.given):
        column = made.columns[name]
        ends = limits(column)
        if ends is None:
            continue
        low, high = ends
        known = extent(made, name)
        if known is not None and low <= known[0] and known[1] <= high:
            continue
        value = pl.col(TARGET + name)
        found = (value.min() < low) | (value.max() > high)
        reason = f"it must be from {_said(low, column)} to {_said(high, column)}"
        shown = made.cells.get(name, TARGET + name)
        yield Check(name, RANGE, reason, found, ~value.is_between(low, high), shown)


def _never_missing(made: TableMap, name: str) -> bool:
    """Whether the files say that the column has no missing cell."""
    header = made.taken.get(name)
    said = made.raw.extents.get(header) if header is not None else None
    if header is None or said is None or said.nulls != 0:
        return False
    dtype = made.raw.dtypes[header]
    return said.filled if isinstance(dtype, pl.String) else dtype.is_integer() or isinstance(dtype, pl.Datetime)


def extent(made: TableMap, name: str) -> tuple[int, int] | None:
    """Smallest and largest stored value as the files say, where the stored value is a plain multiple of theirs."""
    header = made.taken.get(name)
    said = made.raw.extents.get(header) if header is not None else None
    if header is None or said is None or said.low is None or said.high is None:
        return None
    dtype = made.raw.dtypes[header]
    if dtype.is_signed_integer():
        factor = 10 ** scale_of(made.columns[name])
        return said.low * factor, said.high * factor
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        unit = {"ms": 1, "us": 1_000, "ns": 1_000_000}[dtype.time_unit]
        return said.low // unit, said.high // unit
    return None


def full_extents(made: TableMap) -> dict[str, tuple[int, int]]:
    """By column of numbers or instants that no row lacks: smallest and largest stored value, as the files say."""
    found = {}
    for name, header in made.taken.items():
        said, bounds = made.raw.extents.get(header), extent(made, name)
        # Parts of a millisecond before 1970 are cut the other way.
        if said is not None and said.nulls == 0 and bounds is not None and bounds[0] >= 0:
            found[name] = bounds
    return found


def _listed(made: TableMap) -> Iterable[Check]:
    for name in sorted(made.given):
        column = made.columns[name]
        if column.values and made.constants.get(name) not in column.values:
            bad = ~pl.col(TARGET + name).is_in(list(column.values))
            reason = f"it must be one of {', '.join(column.values)}"
            yield Check(
                name, VALUES, reason, bad.any(), bad, TARGET + name, alone=made.taken.get(name) in made.raw.extents
            )


def _conditions(made: TableMap) -> Conditions:
    """Row checks whose columns are given; a condition that is missing is kept."""
    exprs: dict[str, nw.Expr] = {}
    checks: list[Check] = []
    absent = {TARGET + n for n, c in made.columns.items() if n not in made.given and c.default is None}
    for i, check in enumerate(made.table.checks):
        node = _without_missing(row_condition(made.table, made.columns, check.condition, prefix=TARGET), absent)
        if node.op is Op.LIT and node.value is not False:
            continue
        name = f"?{i}"
        exprs[name] = to_expr(node)
        bad = ~pl.col(name)
        found = bad.any() if check.reject else bad.sum()
        checks.append(Check(None, SOUND, check.message, found, bad, doubt=not check.reject))
    return Conditions(exprs, tuple(checks))


_LENIENT = frozenset({Op.AND, Op.OR, Op.IF, Op.IS_MISSING, Op.COALESCE})


def _without_missing(node: Node, absent: AbstractSet[str]) -> Node:
    """The same condition where columns that are always missing make the comparisons with them missing."""
    if node.op is Op.NAME:
        return build.missing(node.type) if node.value in absent else node
    args = tuple(_without_missing(arg, absent) for arg in node.args)
    if node.op not in _LENIENT and any(arg.op is Op.LIT and arg.value is None for arg in args):
        return build.missing(node.type)
    return evolve(node, args=args)


def row_condition(table: FactTable, columns: Mapping[str, Column], text: str, prefix: str = "") -> Node:
    """A row check's tree over the table's columns.  Raises ExpressionError naming the table."""
    names = {n: build.name(prefix + n, c.static_type) for n, c in columns.items()}
    try:
        return parse(text, Scope(names), Kind.BOOL)
    except ExpressionError as fault:
        raise ExpressionError(
            f"table {table.id}, check {text!r}: {fault.message}", fault.column, fault.remedy, code=fault.code
        ) from None


def first_faults(frame: pl.LazyFrame, checks: list[Check]) -> pl.DataFrame:
    """ROW, column, text, code and reason of the first fault of each row that has one, in order of rows."""
    masks = [check.bad.fill_null(value=False) for check in checks]
    number = pl.coalesce([pl.when(mask).then(pl.lit(i, dtype=pl.Int32)) for i, mask in enumerate(masks)])
    texts = {
        f"%{i}": pl.col(check.shown).cast(pl.String) if check.shown else pl.lit(None, dtype=pl.String)
        for i, check in enumerate(checks)
    }
    clocks = {
        f"&{i}": check.clock if check.clock is not None else pl.lit(value=False) for i, check in enumerate(checks)
    }
    found = (
        frame.with_columns(number=number)
        .filter(pl.col("number").is_not_null())
        .select(ROW, "number", **texts, **clocks)
        .collect(engine="streaming")
        .sort(ROW)
    )
    which = pl.col("number")

    def choose(made: dict[str, pl.Expr], prefix: str) -> pl.Expr:
        return pl.coalesce([pl.when(which == int(name[1:])).then(pl.col(name)) for name in made if name[0] == prefix])

    words = pl.DataFrame(
        {
            "number": pl.Series(range(len(checks)), dtype=pl.Int32),
            "column": pl.Series([c.column for c in checks], dtype=pl.String),
            "code": pl.Series([c.code for c in checks], dtype=pl.String),
            "reason": pl.Series([c.reason for c in checks], dtype=pl.String),
        }
    )
    skipped = pl.col("clock").fill_null(value=False)
    return (
        found.select(ROW, "number", text=choose(texts, "%"), clock=choose(clocks, "&"))
        .join(words, on="number", maintain_order="left")
        .select(
            ROW,
            "column",
            pl.col("text").str.slice(0, 200),
            code=pl.when(skipped).then(pl.lit(CLOCK)).otherwise(pl.col("code")),
            reason=pl.when(skipped)
            .then(pl.lit("the clocks change then: this wall time is skipped or comes twice, and it has no offset"))
            .otherwise(pl.col("reason")),
        )
        .with_columns(reason=pl.struct("text", "reason").map_elements(_with_code_points, return_dtype=pl.String))
    )


def _with_code_points(row: Mapping[str, str | None]) -> str:
    """Names the characters that only look like digits or blanks; runs over rejected rows only."""
    found = code_points(row["text"] or "")
    return f"{row['reason']} (it holds {found})" if found else str(row["reason"])


def _said(value: int, column: Column) -> str:
    match column.type:
        case ColumnType.INSTANT:
            return datetime.fromtimestamp(value / 1000, UTC).date().isoformat()
        case ColumnType.DATE:
            return datetime.fromtimestamp(value * 86_400, UTC).date().isoformat()
        case ColumnType.DURATION:
            return f"{format_scaled(value, 3)} s"
        case _:
            return format_scaled(value, scale_of(column))
