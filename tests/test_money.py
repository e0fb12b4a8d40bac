"""Currencies and their minor units; amounts never pass through a float."""

import ast
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.errors import KpiError
from kpiengine.expressions import scalar
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.types import number
from kpiengine.money import MINOR_UNITS, format_money, minor_units, to_minor


def test_the_table_of_currencies():
    assert {code: minor_units(code) for code in ("JPY", "CNY", "PHP", "USD", "EUR", "KWD", "CLF")} == {
        "JPY": 0,
        "CNY": 2,
        "PHP": 2,
        "USD": 2,
        "EUR": 2,
        "KWD": 3,
        "CLF": 4,
    }
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in MINOR_UNITS)
    by_decimals = [list(MINOR_UNITS.values()).count(decimals) for decimals in range(5)]
    assert by_decimals[0] == 17
    assert by_decimals[3:] == [7, 2]
    assert sum(by_decimals) == len(MINOR_UNITS) == sum(by_decimals[i] for i in (0, 2, 3, 4))
    assert not {"XAU", "XXX", "XTS", "XDR", "HRK", "SLL", "ZWL", "ANG"} & set(MINOR_UNITS)


@pytest.mark.parametrize(
    ("code", "near"), [("cny", "CNY"), ("RMB", "CNY"), ("EURO", "EUR"), ("PPH", "PHP"), ("SLL", "SLE")]
)
def test_an_unknown_code_is_refused_with_the_nearest(code: str, near: str):
    with pytest.raises(KpiError, match=f'did you mean "{near}"'):
        minor_units(code)


def test_a_code_like_no_other_is_refused_with_an_example():
    with pytest.raises(KpiError, match="three letters of ISO 4217"):
        format_money(1, "¥")


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123450, "CNY", "1,234.50 CNY"),
        (-5, "CNY", "-0.05 CNY"),
        (1234567, "JPY", "1,234,567 JPY"),
        (1, "KWD", "0.001 KWD"),
        (0, "USD", "0.00 USD"),
    ],
)
def test_format(minor: int, currency: str, text: str):
    assert format_money(minor, currency) == text


def test_a_missing_amount_is_never_zero():
    assert format_money(None, "CNY") == ""
    assert format_money(None, "CNY", missing="held") == "held"


def test_written_amounts_are_exact_or_refused():
    assert to_minor(600, "CNY") == 60_000
    assert to_minor(Decimal("5018.90"), "PHP") == 501_890
    assert to_minor(Decimal("-0.5"), "KWD") == -500
    assert to_minor(Decimal("1E+3"), "JPY") == 1000
    assert to_minor(Decimal("3.00"), "JPY") == 3
    for amount, currency in [("0.5", "JPY"), ("200.005", "CNY"), ("nan", "CNY"), ("Infinity", "CNY")]:
        with pytest.raises(KpiError):
            to_minor(Decimal(amount), currency)


RATES = ["0.05", "0.015", "1 / 3", "0.333", "1.1"]


@pytest.mark.parametrize("rate", RATES)
@given(st.integers(1, 200_000))
def test_amount_times_rate_is_the_oracle_of_fractions(rate: str, cents: int):
    node = parse(f"amount * ({rate})", Scope({"amount": number(2, 10**12)}), decimals=2)
    exact = Fraction(cents) * (Fraction(1, 3) if "/" in rate else Fraction(rate))
    assert scalar.evaluate(node, {"amount": cents}) == floor(exact + Fraction(1, 2))


def test_no_float_in_the_sources(root: Path):
    """No float literal, no `float`, no `/` between numbers, in numbers, money and expressions.

    Registered statistics compute with floats over a row of parts and round at once (design.md, chapter 4).
    """
    files = [root / "kpiengine" / "numbers.py", root / "kpiengine" / "money.py"]
    files += sorted(f for f in (root / "kpiengine" / "expressions").glob("*.py") if f.stem != "statistics")
    assert len(files) > 10
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            where = f"{file.name}:{getattr(node, 'lineno', 0)}"
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), where
            assert not (isinstance(node, ast.Name) and node.id == "float"), where
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), where
