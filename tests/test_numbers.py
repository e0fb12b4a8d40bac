"""Rounding, printing, sharing and averaging of exact numbers, against fractions."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from kpiengine.errors import KpiError
from kpiengine.numbers import (
    Rounding,
    divisor_shares,
    format_scaled,
    largest_remainder,
    parse_decimal,
    rescale,
    round_fraction,
    weighted_mean,
)

WHOLE = st.one_of(st.integers(-200, 200), st.integers(-(10**30), 10**30))


@given(WHOLE, WHOLE.filter(bool), st.integers(-6, 12))
@example(-1225, 100, 1)
@example(25, 10, 0)
@example(-5, 2, 0)
def test_rounding_is_that_of_the_exact_fraction(num: int, den: int, shift: int):
    exact = Fraction(num, den) * Fraction(10) ** shift
    size, sign = abs(exact), -1 if exact < 0 else 1
    tie = size - floor(size) == Fraction(1, 2)
    event("tie" if tie else "no tie")
    assert round_fraction(num, den, shift, Rounding.DOWN) == sign * floor(size)
    assert round_fraction(num, den, shift) == sign * floor(size + Fraction(1, 2))
    assert round_fraction(num, den, shift, Rounding.HALF_EVEN) == round(exact)


def test_half_away_from_zero_below_zero():
    assert round_fraction(-1225, 100, 1) == -123  # -12.25 is -12.3
    assert rescale(-1225, 2, 1) == -123
    assert rescale(5, 1, 3) == 500
    with pytest.raises(ZeroDivisionError):
        round_fraction(1, 0)


@pytest.mark.parametrize(
    ("value", "scale", "text"),
    [
        (125, 1, "12.5"),
        (-5, 2, "-0.05"),
        (0, 2, "0.00"),
        (7, 0, "7"),
        (None, 2, ""),
        (10**30, 3, "1" + "0" * 27 + ".000"),
    ],
)
def test_format(value: int | None, scale: int, text: str):
    assert format_scaled(value, scale) == text


@given(WHOLE, st.integers(0, 9))
def test_what_is_printed_reads_back(value: int, scale: int):
    assert parse_decimal(format_scaled(value, scale), scale) == value
    assert format_scaled(value, scale, grouped=True).replace(",", "") == format_scaled(value, scale)


def test_missing_prints_as_asked_and_never_as_zero():
    assert format_scaled(None, 2, missing="no data") == "no data"


@pytest.mark.parametrize(
    "text", ["", "1,000", "1e3", "nan", "inf", " 1", "1 ", "\uff10", ".5", "5.", "0x1", "1_0", "--1", "1.001"]
)
def test_other_texts_are_not_numbers(text: str):
    with pytest.raises(KpiError):
        parse_decimal(text, 2)


def test_zeros_beyond_the_scale_change_nothing():
    assert parse_decimal("1.500", 1) == 15
    assert parse_decimal("+2", 2) == 200


SHARES = st.lists(st.integers(0, 10**9), min_size=1, max_size=60).filter(any)


@given(st.one_of(st.integers(0, 30), st.integers(0, 10**9)), SHARES, st.randoms(use_true_random=False))
def test_largest_remainder_gives_out_every_unit_near_the_quota(total: int, weights: list[int], random):
    ids = [f"a{i:03}" for i in range(len(weights))]
    shares = largest_remainder(total, weights, ids)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1
        assert weight or not share
    order = list(range(len(weights)))
    random.shuffle(order)
    again = largest_remainder(total, [weights[i] for i in order], [ids[i] for i in order])
    assert again == [shares[i] for i in order]


def test_ties_go_by_id_and_not_by_place():
    assert largest_remainder(1, [1, 1, 1], ["c", "a", "b"]) == [0, 1, 0]
    assert divisor_shares(1, [1, 1, 1], ["c", "a", "b"]) == [0, 1, 0]


def test_a_bigger_pool_can_lower_a_largest_remainder_share():
    """What the default method does not promise; the divisor method does."""
    ids = ["a", "b", "c"]
    assert largest_remainder(10, [6, 6, 2], ids) == [4, 4, 2]
    assert largest_remainder(11, [6, 6, 2], ids) == [5, 5, 1]


def by_steps(total: int, weights: list[int], ids: list[str]) -> list[int]:
    """Webster's method one unit at a time."""
    shares = [0] * len(weights)
    for _ in range(total):
        i = max((i for i, w in enumerate(weights) if w), key=lambda i: (Fraction(weights[i], 2 * shares[i] + 1), -i))
        shares[i] += 1
    assert ids == sorted(ids)
    return shares


@given(st.integers(0, 120), st.lists(st.integers(0, 60), min_size=1, max_size=12).filter(any))
def test_divisor_shares_add_up_and_never_fall(total: int, weights: list[int]):
    ids = [f"a{i:02}" for i in range(len(weights))]
    shares = divisor_shares(total, weights, ids)
    assert sum(shares) == total
    assert shares == by_steps(total, weights, ids)
    assert all(more >= share for more, share in zip(divisor_shares(total + 1, weights, ids), shares, strict=True))
    assert all(weight or not share for weight, share in zip(weights, shares, strict=True))


@given(st.integers(0, 10**9), SHARES)
def test_divisor_shares_of_large_pools_add_up(total: int, weights: list[int]):
    ids = [f"a{i:03}" for i in range(len(weights))]
    shares = divisor_shares(total, weights, ids)
    assert sum(shares) == total
    assert all(more >= share for more, share in zip(divisor_shares(total + 1, weights, ids), shares, strict=True))


@pytest.mark.parametrize("method", [largest_remainder, divisor_shares])
def test_sharing_refuses_what_has_no_answer(method):
    assert method(0, [0, 0], ["a", "b"]) == [0, 0]
    assert method(0, [], []) == []
    for total, weights, ids in [
        (5, [0, 0], ["a", "b"]),
        (-1, [1], ["a"]),
        (1, [-1, 2], ["a", "b"]),
        (1, [1, 1], ["a", "a"]),
    ]:
        with pytest.raises(ValueError, match=r"share|negative|id"):
            method(total, weights, ids)


@given(st.lists(st.tuples(st.integers(0, 100), st.one_of(st.none(), st.integers(-(10**6), 10**6)))), st.integers(0, 4))
def test_weighted_mean_is_one_fraction(pairs: list[tuple[int, int | None]], scale: int):
    known = [(w, x) for w, x in pairs if x is not None]
    whole = sum(w for w, _ in known)
    mean = weighted_mean(pairs, scale, value_scale=2)
    if not whole:
        assert mean is None
    else:
        exact = Fraction(sum(w * x for w, x in known), whole) * Fraction(10) ** (scale - 2)
        assert abs(mean - exact) <= Fraction(1, 2)


def test_weighted_mean_of_the_worked_plan():
    assert weighted_mean([(60, 8567), (32, 8333), (8, None)], 2) == 8486
    assert weighted_mean([], 2) is None
    assert weighted_mean([(0, 5)], 2) is None
