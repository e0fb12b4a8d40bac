"""Text and engine types into the stored forms: exact integers or missing, never a nearby value.

Every function takes and gives a Polars expression.  What cannot be read gives missing; the caller tells it from a
cell that was empty.  Digits are ASCII digits; there is no exponent, hexadecimal, currency sign or blank.
"""

import re

import polars as pl

MAX_DIGITS = 15  # before the point; with up to 18 stored digits

_FLOAT_EXACT = 2**53


def integer(text: pl.Expr, thousands: str | None = None) -> pl.Expr:
    """Int64 of a whole number in text."""
    good, plain = _digits(text, "", thousands)
    return pl.when(good).then(plain).cast(pl.Int64, strict=False)


def number(text: pl.Expr, decimals: int, thousands: str | None = None) -> pl.Expr:
    """Int64, scaled by `decimals`, of a decimal number in text; digits beyond must be zeros."""
    fraction = rf"(?:\.[0-9]{{1,{decimals}}}0*)?" if decimals else r"(?:\.0+)?"
    good, plain = _digits(text, fraction, thousands)
    exact = pl.when(good).then(plain).cast(pl.Decimal(38, decimals), strict=False)
    return exact.to_physical().cast(pl.Int64, strict=False)


def flag(text: pl.Expr) -> pl.Expr:
    """Boolean of 1, 0, true and false, and of nothing else."""
    return pl.when(text.is_in(["1", "true"])).then(True).when(text.is_in(["0", "false"])).then(False)  # noqa: FBT003 -- values


def from_float(value: pl.Expr, decimals: int) -> pl.Expr:
    """Int64, scaled by `decimals`, of a float that is the one nearest to a number with so many decimals.

    12.3 is taken with one decimal although no float is exactly 12.3; 12.34, NaN and infinity are not.
    """
    factor = float(10**decimals)
    nearest = (value * factor).round()
    # by a column, since the engine divides by a constant with its rounded reciprocal (3 / 10 is 0.30000000000000004)
    back = nearest / (nearest * 0.0 + factor)
    sound = value.is_finite() & (nearest.abs() < _FLOAT_EXACT) & (back == value)
    return pl.when(sound).then(nearest).cast(pl.Int64, strict=False)


def _digits(text: pl.Expr, fraction: str, thousands: str | None) -> tuple[pl.Expr, pl.Expr]:
    """Whether the text is a number, and its digits without separators of thousands."""
    if thousands is None:
        return text.str.contains(f"^[+-]?[0-9]{{1,{MAX_DIGITS}}}{fraction}$"), text
    mark = re.escape(thousands)
    grouped = f"^[+-]?(?:[0-9]{{1,3}}(?:{mark}[0-9]{{3}}){{0,4}}|[0-9]{{1,{MAX_DIGITS}}}){fraction}$"
    return text.str.contains(grouped), text.str.replace_all(thousands, "", literal=True)
