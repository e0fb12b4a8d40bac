"""One column of a file as one column of a fact table: which types go into which, exactly or not at all.

`stored` is the direct way (a header named in the mapping), `operand` the way into an expression, where text stays
text.  Both give Polars expressions; a cell that cannot be read becomes missing, which the caller tells from an
empty one.  A whole number too large to be scaled becomes TOO_LARGE, which no column's range lets in.
"""

from collections.abc import Mapping

import polars as pl
from attrs import frozen

from kpiengine.expressions.types import BOOL, DATE, DURATION, INSTANT, INT64_MAX, TEXT, Type, number
from kpiengine.plugin.columns import Column, ColumnType
from kpiengine.sources import convert, times
from kpiengine.sources.parquet_footer import UNKNOWN, Extent

TOO_LARGE = INT64_MAX

_SMALL_INTEGERS = (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)
_WIDE_INTEGERS = (pl.Int64, pl.UInt64)
_TEXTS = (pl.String, pl.Categorical, pl.Enum)
_FLOATS = (pl.Float32, pl.Float64)

STORED: Mapping[ColumnType, type[pl.DataType]] = {
    ColumnType.TEXT: pl.String,
    ColumnType.INTEGER: pl.Int64,
    ColumnType.NUMBER: pl.Int64,
    ColumnType.DURATION: pl.Int64,
    ColumnType.FLAG: pl.Boolean,
    ColumnType.DATE: pl.Int32,
    ColumnType.INSTANT: pl.Int64,
}


@frozen
class Reading:
    """How text is read: zone and forms of times, thousands mark, first or no reading of repeated wall times."""

    zone: str
    date: times.Form | None = None
    time: times.Form | None = None
    thousands: str | None = None
    first: bool = False


@frozen
class Stored:
    """A column as the table stores it; `fallible` when a cell may be there and yet not be read.

    `clock` is true where a time was readable but the zone's clock skips or repeats it.
    """

    expr: pl.Expr
    fallible: bool = False
    what: str = ""
    clock: pl.Expr | None = None


class WrongTypeError(ValueError):
    """A column of this type cannot become what the table wants; the text says why."""


def scale_of(column: Column) -> int:
    """Decimals of the stored integer of a numeric column."""
    match column.type:
        case ColumnType.DURATION:
            return 3
        case ColumnType.NUMBER:
            return column.decimals
        case _:
            return 0


def stored(  # noqa: C901, PLR0911, PLR0913 -- one branch for each type of the engine; what is known of the cells
    header: str,
    dtype: pl.DataType,
    column: Column,
    reading: Reading,
    *,
    filled: bool = True,
    extent: Extent = UNKNOWN,
) -> Stored:
    """The column `header` as `column` wants it.  Raises WrongTypeError.

    Without `filled` a text may be empty; `extent` is what the files say of the column.
    """
    value = pl.col(header)
    if isinstance(dtype, _TEXTS):
        return from_text(_text(header, dtype, filled=filled), column, reading)
    if isinstance(dtype, pl.Null):
        return Stored(value.cast(STORED[column.type]))
    if dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Object):
        raise WrongTypeError("nested and binary columns cannot be read")
    if column.type is ColumnType.TEXT:
        if dtype.is_integer():
            return Stored(value.cast(pl.String))
        raise WrongTypeError("ids and texts must be text or whole numbers; a float or a time is no name")
    if column.type in {ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DURATION}:
        return _numeric(value, dtype, column, extent)
    if column.type is ColumnType.FLAG:
        if isinstance(dtype, pl.Boolean):
            return Stored(value)
        if dtype.is_integer():
            return Stored(pl.when(value.is_in([0, 1])).then(value == 1), fallible=True, what="neither 0 nor 1")
    if column.type is ColumnType.DATE and isinstance(dtype, pl.Date):
        return Stored(value.cast(pl.Int32))
    if column.type is ColumnType.INSTANT and isinstance(dtype, pl.Datetime):
        return _moment(value, dtype, reading)
    raise WrongTypeError(f"it cannot be read as {_a(column)}")


def from_text(text: pl.Expr, column: Column, reading: Reading) -> Stored:  # noqa: PLR0911 -- one for each type
    """Text as `column` wants it."""
    match column.type:
        case ColumnType.TEXT:
            return Stored(text)
        case ColumnType.INTEGER:
            return Stored(convert.integer(text, reading.thousands), fallible=True, what="no whole number")
        case ColumnType.NUMBER:
            what = f"no number with at most {column.decimals} decimals"
            return Stored(convert.number(text, column.decimals, reading.thousands), fallible=True, what=what)
        case ColumnType.DURATION:
            what = "no number of seconds (three decimals at most)"
            return Stored(convert.number(text, 3, reading.thousands), fallible=True, what=what)
        case ColumnType.FLAG:
            return Stored(convert.flag(text), fallible=True, what="none of 1, 0, true, false")
        case ColumnType.DATE:
            return date_of(text, reading.date)
        case ColumnType.INSTANT:
            return instant_of(text, reading, reading.time)


def date_of(text: pl.Expr, form: times.Form | None) -> Stored:
    """A date in text."""
    return Stored(times.days(text, form), fallible=True, what=f"no date like {_form(form, '2026-01-31')}")


def instant_of(text: pl.Expr, reading: Reading, form: times.Form | None) -> Stored:
    """A time in text; without offset it is the wall time of the source's zone."""
    found = times.instant(text, reading.zone, form, first=reading.first)
    clock = times.instant(text, "UTC", form).is_not_null() & found.is_null()
    return Stored(found, fallible=True, what=f"no time like {_form(form, '2026-01-31T09:30:00')}", clock=clock)


def operand(  # noqa: C901, PLR0911 -- one branch for each type of the engine
    header: str, dtype: pl.DataType, reading: Reading, *, filled: bool = True
) -> tuple[pl.Expr | None, Type]:
    """What `header` is in an expression: how to make it (None: as it stands) and its type.

    A float is the text of its shortest decimal, for `number(x, 2)` to read.  Raises WrongTypeError.
    """
    value = pl.col(header)
    if isinstance(dtype, pl.String) and filled:
        return None, TEXT
    if isinstance(dtype, _TEXTS):
        return _text(header, dtype, filled=filled), TEXT
    if isinstance(dtype, _FLOATS):
        return value.cast(pl.String), TEXT
    if isinstance(dtype, pl.Boolean):
        return None, BOOL
    if isinstance(dtype, _SMALL_INTEGERS):
        return value.cast(pl.Int64), number(0, 2**32)
    if isinstance(dtype, _WIDE_INTEGERS):
        return _capped(value, dtype, 1), number(0, INT64_MAX)
    if isinstance(dtype, pl.Decimal):
        return _decimal(value, dtype, dtype.scale), number(dtype.scale, INT64_MAX)
    if isinstance(dtype, pl.Date):
        return value.cast(pl.Int32), DATE
    if isinstance(dtype, pl.Datetime):
        return _moment(value, dtype, reading).expr, INSTANT
    if isinstance(dtype, pl.Duration):
        return value.dt.total_milliseconds(), DURATION
    raise WrongTypeError("no expression can use it")


def _text(header: str, dtype: pl.DataType, *, filled: bool) -> pl.Expr:
    """Text with empty cells missing."""
    value = pl.col(header) if isinstance(dtype, pl.String) else pl.col(header).cast(pl.String)
    return value if filled else pl.when(value != "").then(value)


def _numeric(value: pl.Expr, dtype: pl.DataType, column: Column, extent: Extent) -> Stored:
    scale = scale_of(column)
    factor: int = 10**scale
    if dtype.is_integer():
        if isinstance(dtype, _SMALL_INTEGERS):
            whole = value.cast(pl.Int64)
            # at most 2^32 times the factor
            if scale <= 9:  # noqa: PLR2004 -- decimals for which the product fits Int64
                return Stored(whole * factor if scale else whole)
        if isinstance(dtype, pl.Int64) and extent.within(INT64_MAX // factor):
            return Stored(value * factor if scale else value)
        return Stored(_capped(value, dtype, factor))
    if isinstance(dtype, _FLOATS):
        what = f"no number with at most {scale} decimals"
        return Stored(convert.from_float(value.cast(pl.Float64), scale), fallible=True, what=what)
    if isinstance(dtype, pl.Decimal):
        return Stored(_decimal(value, dtype, scale), fallible=True, what=f"no number with at most {scale} decimals")
    if column.type is ColumnType.DURATION and isinstance(dtype, pl.Duration):
        return Stored(value.dt.total_milliseconds())
    raise WrongTypeError(f"it cannot be read as {_a(column)}")


def _capped(value: pl.Expr, dtype: pl.DataType, factor: int) -> pl.Expr:
    if factor == 1 and isinstance(dtype, pl.Int64):
        return value
    most = INT64_MAX // factor
    if not isinstance(dtype, pl.Int64):
        value = value.cast(pl.Int128).clip(-most - 1, most + 1)
    inside = value.is_between(-most, most)
    return pl.when(inside).then(value.cast(pl.Int64) * factor).when(value.is_not_null()).then(TOO_LARGE)


def _decimal(value: pl.Expr, dtype: pl.Decimal, scale: int) -> pl.Expr:
    digits = value.to_physical().cast(pl.Int128)
    if dtype.scale > scale:
        unit = 10 ** (dtype.scale - scale)
        digits = pl.when(digits % unit == 0).then(digits // unit)
        unit = 1
    else:
        unit = 10 ** (scale - dtype.scale)
    most = INT64_MAX // unit
    inside = digits.is_between(-most, most)
    return pl.when(inside).then(digits * unit).when(digits.is_not_null()).then(TOO_LARGE).cast(pl.Int64)


def _moment(value: pl.Expr, dtype: pl.Datetime, reading: Reading) -> Stored:
    if dtype.time_zone is not None:
        return Stored(times.epoch_ms(value))
    if reading.zone == "UTC":
        return Stored(times.epoch_ms(value))
    found = times.wall(value, reading.zone, first=reading.first)
    return Stored(found, fallible=True, what="no time", clock=value.is_not_null() & found.is_null())


def _form(form: times.Form | None, iso: str) -> str:
    return iso if form is None else form.text


def _a(column: Column) -> str:
    return {
        ColumnType.TEXT: "text",
        ColumnType.INTEGER: "a whole number",
        ColumnType.NUMBER: "a number",
        ColumnType.DURATION: "a duration in seconds",
        ColumnType.FLAG: "yes or no (1, 0, true, false)",
        ColumnType.DATE: "a date",
        ColumnType.INSTANT: "a point in time",
    }[column.type]
