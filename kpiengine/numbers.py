"""Exact numbers as scaled integers: rounding, printing, reading, sharing out, averaging.

A number is a whole number with a `scale`: 12.5 with scale 1 is 125.  Everything here is plain integer
arithmetic, so a result is the same on every machine.  Nothing here knows of frames; `kpiengine.expressions`
does the same over columns.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from heapq import heapify, heapreplace
from math import gcd

from kpiengine.errors import KpiError

_DECIMAL = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?", re.ASCII)


class Rounding(StrEnum):
    """How a quotient becomes an integer: half away from zero, half to even, or towards zero."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"


def round_fraction(num: int, den: int, shift: int = 0, rounding: Rounding = Rounding.HALF_UP) -> int:
    """The fraction num / den times 10^shift as a whole number, rounded once.

    Raises ZeroDivisionError for a zero denominator: what that means is the caller's to say.
    """
    if shift >= 0:
        num *= 10**shift
    else:
        den *= 10**-shift
    top, bottom = abs(num), abs(den)
    if rounding is Rounding.HALF_UP:
        size = (2 * top + bottom) // (2 * bottom)
    else:
        size, rest = divmod(top, bottom)
        if rounding is Rounding.HALF_EVEN and (2 * rest > bottom or (2 * rest == bottom and size % 2)):
            size += 1
    return -size if (num < 0) != (den < 0) else size


def rescale(value: int, scale: int, to: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """A number with `scale` decimals as one with `to` decimals; exact when `to` is not smaller."""
    return round_fraction(value, 1, to - scale, rounding)


def format_scaled(value: int | None, scale: int, *, missing: str = "", grouped: bool = False) -> str:
    """Decimal text with exactly `scale` decimals, e.g. -0.50; a missing value prints as `missing`, never as 0."""
    if value is None:
        return missing
    whole, rest = divmod(abs(value), 10**scale)
    text = f"{whole:,}" if grouped else str(whole)
    if scale:
        text += "." + str(rest).zfill(scale)
    return "-" + text if value < 0 else text


def parse_decimal(text: str, scale: int) -> int:
    """The scaled integer of plain decimal text such as "12.50"; refuses what `scale` decimals cannot hold.

    Only ASCII digits, one sign and one point are read: no blanks, separators, exponents, nan or infinity.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise KpiError(f"{text!r} is not a plain number; write digits with a point, such as 12.50")
    sign, whole, decimals = match[1], match[2], match[3] or ""
    if decimals[scale:].strip("0"):
        raise KpiError(f"{text} has more than {scale} decimals; round it to {scale} before it is used")
    value = int(whole + decimals[:scale].ljust(scale, "0"))
    return -value if sign == "-" else value


def largest_remainder(total: int, weights: Sequence[int], ids: Sequence[str]) -> list[int]:
    """Shares of `total` units in proportion to `weights`, in the given order; they add up to `total`.

    Everybody gets the whole part of the exact quota, and the units left go to the largest remainders, ties by
    id.  So nobody is a unit or more away from the quota, the order of the list does not matter, and a zero
    weight gets nothing.  A bigger total can lower one share (weights 6, 6, 2: ten units give 4, 4, 2, eleven
    5, 5, 1); `divisor_shares` keeps that order and may leave the quota.

    Raises ValueError when units are left and no weight is above zero, and for negative figures.
    """
    whole = _check_shares(total, weights, ids)
    if not whole:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    by_claim = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), ids[i]))
    for i in by_claim[: total - sum(shares)]:
        shares[i] += 1
    return shares


def divisor_shares(total: int, weights: Sequence[int], ids: Sequence[str]) -> list[int]:
    """Shares of `total` by the divisor method with standard rounding (Webster, Sainte-Laguë), ties by id.

    A bigger total never lowers a share; a share may be a unit or more from its exact quota.
    Raises ValueError as `largest_remainder` does.
    """
    whole = _check_shares(total, weights, ids)
    shares = [0] * len(weights)
    if not whole:
        return shares
    # A larger divisor gives a part of the final shares; this one leaves at most about 1.5 units a head to hand out.
    safe = max(total - len(weights), 0)
    shares = [(2 * weight * safe + whole) // (2 * whole) if weight and safe else 0 for weight in weights]
    claims = [(-Fraction(w, 2 * shares[i] + 1), ids[i], i) for i, w in enumerate(weights) if w]
    heapify(claims)
    for _ in range(total - sum(shares)):
        _, name, i = claims[0]
        shares[i] += 1
        heapreplace(claims, (-Fraction(weights[i], 2 * shares[i] + 1), name, i))
    return shares


def _check_shares(total: int, weights: Sequence[int], ids: Sequence[str]) -> int:
    """The sum of the weights, or ValueError; ids must differ, or ties would hang on the order of the list."""
    whole = sum(weights)
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("a total and weights to share it by cannot be negative")
    if len(weights) != len(ids) or len(set(ids)) != len(ids):
        raise ValueError("each weight needs an id of its own")
    if total and not whole:
        raise ValueError("nobody has a share, so the total cannot be given out")
    return whole


def weighted_mean(
    pairs: Iterable[tuple[int, int | None]],
    scale: int,
    value_scale: int | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> int | None:
    """Mean of (weight, value) pairs, one fraction rounded once to `scale` decimals.

    Values have `value_scale` decimals (default: `scale`).  A missing value is dropped from both sums, so its
    weight goes to the others; nothing left, or no weight, is missing.
    """
    known = [(weight, value) for weight, value in pairs if value is not None]
    whole = sum(weight for weight, _ in known)
    if not whole:
        return None
    shift = scale - (scale if value_scale is None else value_scale)
    return round_fraction(sum(weight * value for weight, value in known), whole, shift, rounding)


def reduce_fraction(num: int, den: int) -> tuple[int, int]:
    """The same fraction in lowest terms with a positive denominator; the denominator must not be zero."""
    common = gcd(num, den) * (1 if den > 0 else -1)
    return num // common, den // common
