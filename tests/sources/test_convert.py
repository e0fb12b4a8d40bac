"""Text and engine types into exact stored values, or missing; never a nearby value."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.plugin.columns import Column, ColumnType
from kpiengine.sources import convert
from kpiengine.sources.columns import TOO_LARGE, Reading, WrongTypeError, operand, stored


def read(expr, *values, dtype=pl.String):
    frame = pl.LazyFrame({"a": pl.Series(values, dtype=dtype)})
    return frame.select(expr).collect(engine="streaming").to_series().to_list()


A = pl.col("a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1.0",
        "1e2",
        "0x1F",
        "1_000",
        "1,400",
        "\uff14\uff10\uff10",
        "4\u00a000",
        "$4",
        "nan",
        "inf",
        "--1",
        "9" * 16,
    ],
)
def test_what_is_no_whole_number(text):
    assert read(convert.integer(A), text) == [None]


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_are_read_exactly(value):
    assert read(convert.integer(A), str(value), f"{value:+d}") == [value, value]


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=3), st.integers(0, 3))
def test_numbers_are_read_exactly_with_zeros_behind(value, zeros):
    assert read(convert.number(A, 3), f"{value:f}" + "0" * zeros) == [int(value.scaleb(3))]


@pytest.mark.parametrize("text", ["1.001", "1e999", "nan", ".5", "5.", "1.5.2", "1,5", "-", "+"])
def test_what_is_no_number_with_two_decimals(text):
    assert read(convert.number(A, 2), text) == [None]


def test_a_thousands_mark_must_be_declared_and_well_placed():
    assert read(convert.integer(A), "1,400") == [None]
    assert read(convert.integer(A, ","), "1,400", "1400", "-12,345,678", "14,00", "1,4", ",400") == [
        1400, 1400, -12_345_678, None, None, None,
    ]  # fmt: skip
    assert read(convert.number(A, 2, "."), "1.400") == [140_000]


def test_yes_and_no():
    assert read(convert.flag(A), "1", "0", "true", "false", "TRUE", "Y", "2") == [
        True,
        False,
        True,
        False,
        None,
        None,
        None,
    ]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_float_is_the_decimal_that_it_is_nearest_to(value):
    assert read(convert.from_float(A, 3), float(value), dtype=pl.Float64) == [int(value.scaleb(3))]


def test_other_floats_are_not_rounded():
    values = (0.1 + 0.2, 12.34, float("nan"), float("inf"), 1e300)
    assert read(convert.from_float(A, 1), *values, dtype=pl.Float64) == [None] * 5


READING = Reading(zone="Asia/Shanghai")
SECONDS = Column(ColumnType.DURATION)
MONEY = Column(ColumnType.NUMBER, decimals=2)


@pytest.mark.parametrize(
    ("dtype", "value", "column", "expected"),
    [
        (pl.Int8, 5, SECONDS, 5000),
        (pl.UInt64, 5, MONEY, 500),
        (pl.UInt64, 2**64 - 1, MONEY, TOO_LARGE),
        (pl.Int64, 2**62, MONEY, TOO_LARGE),
        (pl.Int64, -(2**62), MONEY, TOO_LARGE),
        (pl.Decimal(10, 1), Decimal("2.5"), MONEY, 250),
        (pl.Decimal(10, 3), Decimal("2.500"), MONEY, 250),
        (pl.Decimal(10, 3), Decimal("2.505"), MONEY, None),
        (pl.Float64, 2.5, MONEY, 250),
        (pl.Float32, 2.5, SECONDS, 2500),
        (pl.Duration("us"), 1_500_000, SECONDS, 1500),
        (pl.Boolean, True, Column(ColumnType.FLAG), True),
        (pl.Int8, 1, Column(ColumnType.FLAG), True),
        (pl.Int8, 2, Column(ColumnType.FLAG), None),
        (pl.Int64, 7, Column(ColumnType.TEXT), "7"),
        (pl.Categorical, "x", Column(ColumnType.TEXT), "x"),
        (pl.Null, None, SECONDS, None),
        (pl.Date, 20605, Column(ColumnType.DATE), 20605),
        (pl.Datetime("us", "UTC"), 1_780_275_600_000_999, Column(ColumnType.INSTANT), 1_780_275_600_000),
        (pl.Datetime("ns", "Europe/Paris"), 1_780_275_600_000_000_000, Column(ColumnType.INSTANT), 1_780_275_600_000),
        (pl.Datetime("ms"), 1_780_304_400_000, Column(ColumnType.INSTANT), 1_780_275_600_000),
    ],
)
def test_engine_types_become_stored_values(dtype, value, column, expected):
    physical = (
        pl.Series("a", [value], dtype=pl.Int64).cast(dtype) if isinstance(dtype, pl.Datetime | pl.Duration) else None
    )
    series = physical if physical is not None else pl.Series("a", [value]).cast(dtype)
    made = stored("a", series.dtype, column, READING)
    assert series.to_frame().lazy().select(made.expr).collect().to_series().to_list() == [expected]
    assert made.fallible or expected is not None or value is None


@pytest.mark.parametrize(
    ("dtype", "column"),
    [
        (pl.Float64, Column(ColumnType.TEXT)),
        (pl.Datetime("ms"), Column(ColumnType.TEXT)),
        (pl.Int64, Column(ColumnType.INSTANT)),
        (pl.Float64, Column(ColumnType.FLAG)),
        (pl.Boolean, Column(ColumnType.INTEGER)),
        (pl.List(pl.Int64), SECONDS),
        (pl.Struct({"x": pl.Int64}), Column(ColumnType.TEXT)),
        (pl.Binary, Column(ColumnType.TEXT)),
        (pl.Time, Column(ColumnType.INSTANT)),
    ],
)
def test_types_that_do_not_fit_are_refused_before_a_row_is_read(dtype, column):
    with pytest.raises(WrongTypeError):
        stored("a", dtype() if isinstance(dtype, type) else dtype, column, READING)


def test_nested_columns_are_no_operands():
    with pytest.raises(WrongTypeError):
        operand("a", pl.List(pl.Int64), READING)
