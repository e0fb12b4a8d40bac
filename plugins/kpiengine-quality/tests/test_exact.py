"""The mean of review percentages is rounded once: it equals the mean of exact fractions, rounded half up."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.testing.cases import MetricCase, installed, run_case

# Lengths whose fractions add up to round numbers in many ways, and so lie half way between two figures often.
POSSIBLE = st.sampled_from([3, 6, 7, 9, 11, 12, 13, 15, 18, 24, 30, 37, 45, 60, 90])


@st.composite
def review(draw):
    possible = draw(POSSIBLE)
    return {
        "points_earned": draw(st.integers(0, possible)),
        "points_possible": possible,
        "auto_fail": draw(st.sampled_from(["yes", "no", "no", "no"])),
        "ts_submitted": "12:00:00",
    }


@pytest.fixture(scope="module")
def catalogue():
    return installed()


def half_up(value):
    """To tenths, in whole numbers; every value here is 0 or more."""
    return Decimal(floor(10 * value + Fraction(1, 2))).scaleb(-1)


@settings(max_examples=40, deadline=None)
@given(reviews=st.lists(review(), min_size=1, max_size=40))
def test_mean_is_that_of_exact_fractions(catalogue, reviews):
    shares = [Fraction(r["points_earned"], r["points_possible"]) * (r["auto_fail"] == "no") for r in reviews]
    outcome = run_case(MetricCase("exact", "quality_score", None, {"qa_reviews": reviews}), catalogue)
    assert outcome.value == str(half_up(100 * sum(shares) / len(shares)))
    assert outcome.n == len(reviews)


@pytest.mark.parametrize(
    ("shares", "zeros"),
    [
        ([(1, 3), (2, 6), (3, 9)], 13),  # 100 over 16 reviews
        ([(1, 6), (2, 12), (3, 18)], 5),  # 50 over 8
        ([(1, 7), (2, 14), (3, 21), (4, 28), (5, 35), (6, 42), (7, 49)], 9),  # 100 over 16
        ([(2, 11), (6, 22), (18, 33)], 13),  # 2/11 + 3/11 + 6/11
    ],
)
def test_half_way_goes_up_whatever_the_forms(catalogue, shares, zeros):
    rows = [
        {"points_earned": earned, "points_possible": possible, "ts_submitted": "12:00:00"}
        for earned, possible in [*shares, *[(0, 10)] * zeros]
    ]
    assert 100 * sum(Fraction(*share) for share in shares) / len(rows) == Fraction("6.25")
    assert run_case(MetricCase("half way", "quality_score", None, {"qa_reviews": rows}), catalogue).value == "6.3"
