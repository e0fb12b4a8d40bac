"""Values of peers: worked cases by hand, and columns against one subject at a time."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.errors import DataError
from kpiengine.expressions.types import BOOL, number
from kpiengine.rules.checked import Peers, Statistic
from kpiengine.scores.peers import one, with_peers

S = Statistic


def window(statistic: Statistic, at_least: int = 2, **more) -> Peers:
    type_ = BOOL if "outlier" in statistic else number(1, 10**9)
    return Peers(column="w", statistic=statistic, of="x", type=type_, at_least=at_least, **more)


def frame(values, **more) -> pl.DataFrame:
    columns = {"period": [0] * len(values), "team": [1] * len(values), "site": [1] * len(values), "x": values, **more}
    return pl.DataFrame(columns, schema={**dict.fromkeys(("period", "team", "site"), pl.Int32), "x": pl.Int64})


def made(peers: Peers, values, **more) -> list:
    return with_peers(frame(values, **more), [peers], {})[0]["w"].to_list()


SPREAD = [10, 11, 12, 13, 14, 15, 16, 17, 18, 60]


@pytest.mark.parametrize(
    ("peers", "values", "expected"),
    [
        # 10 + 20 + 25 = 55 over 3; who has no value is not counted, and sees the others' mean
        (window(S.MEAN), [10, 20, None, 25], [18, 18, 18, 18]),
        (window(S.MEAN), [-10, -11], [-11, -11]),  # -10.5: half away from zero
        (window(S.MEDIAN), [3, 100, 4, 5], [5, 5, 5, 5]),  # 4.5
        (window(S.MEDIAN), [7, 1, None, 5], [5, 5, 5, 5]),
        (window(S.RANK), [80, 90, 90, 70, None], [3, 1, 1, 4, None]),
        (window(S.RANK, lower=True), [80, 90, 90, 70], [2, 3, 3, 1]),
        # 80: one of three worse; 90: two worse and half of the one other: 2.5 of 3
        (window(S.PERCENTILE), [80, 90, 90, 70, None], [333, 833, 833, 0, None]),
        (window(S.PERCENTILE, lower=True), [80, 90, 90, 70], [667, 167, 167, 1000]),
        (window(S.PERCENTILE), [5, 5, 5], [500, 500, 500]),
        # quartiles 12.25 and 16.75: beyond 12.25 - 6.75 = 5.5 and 16.75 + 6.75 = 23.5
        (window(S.OUTLIER, factor=Decimal("1.5")), SPREAD, [False] * 9 + [True]),
        (window(S.OUTLIER_LOW, factor=Decimal("1.5")), SPREAD, [False] * 10),
        # mean 18.6, standard deviation 14.0157: 60 is 2.954 of them away
        (window(S.OUTLIER_HIGH, method="z", factor=Decimal(2)), SPREAD, [False] * 9 + [True]),
        (window(S.OUTLIER_HIGH, method="z", factor=Decimal("2.95")), SPREAD, [False] * 9 + [True]),
        (window(S.OUTLIER_HIGH, method="z", factor=Decimal("2.96")), SPREAD, [False] * 10),
        (window(S.OUTLIER, method="z", factor=Decimal(1)), [5, 5, 5, None], [False, False, False, None]),
    ],
)
def test_worked_cases(peers, values, expected):
    assert made(peers, values) == expected
    assert [one(peers, own, values) for own in values] == expected


def test_an_edge_is_no_outlier():
    """Of 0 and 2 each is exactly one standard deviation away, and 4 exactly 1.5 quartile distances."""
    assert made(window(S.OUTLIER, method="z", factor=Decimal(1)), [0, 2]) == [False, False]
    assert made(window(S.OUTLIER, factor=Decimal(1)), [0, 1, 2, 3, 4]) == [False] * 5


def test_a_small_group_has_no_values_and_says_how_many_it_has():
    found, types = with_peers(frame([1, 2, None]), [window(S.MEAN, 3)], {})
    assert found["w"].to_list() == [None] * 3
    assert found["peers:w"].to_list() == [2] * 3
    assert types["peers:w"] == number(0, 10**9)


def test_groups_are_teams_or_sites_and_periods_are_apart():
    rows = frame([1, 2, 3, 4, 5, 6]).with_columns(
        period=pl.Series([0, 0, 0, 1, 1, 1], dtype=pl.Int32), team=pl.Series([1, 1, 2, 0, 0, 2], dtype=pl.Int32)
    )
    whole = with_peers(rows, [window(S.MEAN)], {})[0]
    assert whole["w"].to_list() == [2, 2, 2, 5, 5, 5]
    team = with_peers(rows, [window(S.MEAN, among="team")], {})[0]
    assert team["w"].to_list() == [2, 2, None, None, None, None]  # nobody's team is no team; one alone is no group
    site = with_peers(rows, [window(S.RANK, among="site")], {})[0]
    assert site["w"].to_list() == [3, 2, 1, 3, 2, 1]


def test_squares_that_leave_128_bits_are_refused():
    with pytest.raises(DataError, match="too large to be compared exactly"):
        made(window(S.OUTLIER, method="z", factor=Decimal(3)), [10**18, 1, 2, 3, 4])


VALUES = st.lists(st.none() | st.integers(-50, 50) | st.integers(-(10**9), 10**9), min_size=1, max_size=14)
FACTORS = st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(2), Decimal("2.25")])


WINDOWS = st.builds(
    window,
    st.sampled_from(list(S)),
    st.integers(2, 4),
    method=st.sampled_from(["iqr", "z"]),
    factor=FACTORS,
    lower=st.booleans(),
)


@given(VALUES, WINDOWS)
def test_columns_agree_with_one_subject_at_a_time(values, peers):
    assert made(peers, values) == [one(peers, own, values) for own in values]


@given(VALUES, st.sampled_from(list(S)), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(values, statistic, shuffler):
    order = list(range(len(values)))
    shuffler.shuffle(order)
    peers = window(statistic, factor=Decimal("1.5"))
    assert made(peers, [values[i] for i in order]) == [made(peers, values)[i] for i in order]


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=12), st.booleans())
def test_percentiles_are_even_on_the_whole_and_ranks_count_from_one(values, lower):
    ranks = made(window(S.RANK, lower=lower), values)
    assert min(ranks) == 1
    assert max(ranks) <= len(values)
    shares = [Fraction(v, 10) for v in made(window(S.PERCENTILE, lower=lower), values)]
    assert abs(sum(shares) / len(shares) - 50) < Fraction(1, 10)
