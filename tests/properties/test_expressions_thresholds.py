"""A threshold is exact: `>=` includes it, `>` does not, for every value that can be written; ratios of counts too."""

from fractions import Fraction
from operator import eq, ge, gt, le, lt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.expressions import scalar
from kpiengine.expressions.parse import condition, parse
from kpiengine.expressions.program import Program, Step
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.types import number
from kpiengine.numbers import format_scaled

COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq}
THRESHOLDS = ["58", "50", "33.333333333", "66.7", "12.5", "0", "100", "80.05"]
COUNTS = Scope({"won": number(0, 10**6), "total": number(0, 10**6)})


@pytest.mark.parametrize("sign", COMPARE)
@given(st.integers(-(10**6), 10**6), st.sampled_from([-1, 0, 1]))
def test_a_value_at_the_threshold_and_one_step_beside(sign: str, threshold: int, step: int):
    """The threshold has three decimals, the value six: the smallest step of either side must tell."""
    written = format_scaled(threshold, 3)
    node = condition(f"x {sign} {written}", Scope({"x": number(6, 10**12)}))
    assert scalar.evaluate(node, {"x": threshold * 1000 + step}) is COMPARE[sign](step, 0)


def test_every_ratio_of_small_counts_against_thresholds():
    """a / b for all a <= b < 200, against eight thresholds and five signs: 800,000 comparisons over columns."""
    pairs = [(a, b) for b in range(1, 200) for a in range(b + 1)]
    steps = [
        Step(f"{threshold} {sign}", condition(f"won / total * 100 {sign} {threshold}", COUNTS))
        for threshold in THRESHOLDS
        for sign in COMPARE
    ]
    frame = pl.DataFrame({"won": [a for a, _ in pairs], "total": [b for _, b in pairs]})
    out = Program(tuple(steps)).run(frame)
    # a / b * 100 to nine decimals, as whole numbers of the ninth; no ratio of such counts lies half way.
    rounded = [(2 * a * 10**11 + b) // (2 * b) for a, b in pairs]
    for threshold in THRESHOLDS:
        edge = int(Fraction(threshold) * 10**9)
        for sign, compare in COMPARE.items():
            assert out[f"{threshold} {sign}"].to_list() == [compare(value, edge) for value in rounded]


def test_29_of_50_is_58_percent():
    row = {"won": 29, "total": 50}
    assert scalar.evaluate(condition("won / total * 100 >= 58", COUNTS), row) is True
    assert scalar.evaluate(condition("won / total * 100 > 58", COUNTS), row) is False
    assert scalar.evaluate(condition("100 * (won / total) == 58", COUNTS), row) is True


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_dividing_and_multiplying_by_the_same_is_nothing(x: int, divisor: int):
    scope = Scope({"x": number(2, 10**12), "n": number(0, 10**6)})
    assert scalar.evaluate(condition(f"x / {divisor} * {divisor} == x", scope), {"x": x}) is True
    assert scalar.evaluate(condition("x / n * n == x", scope), {"x": x, "n": divisor}) is True


@given(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6), st.integers(0, 6))
def test_a_formula_rounds_its_exact_fraction_once(a: int, b: int, decimals: int):
    scope = Scope({"a": number(2, 10**9), "b": number(1, 10**6)})
    found = scalar.evaluate(parse("a / b * 3 / 7", scope, decimals=decimals), {"a": a, "b": b})
    if b == 0:
        assert found is None
    else:
        exact = Fraction(a, 100) / Fraction(b, 10) * 3 / 7 * 10**decimals
        size = abs(exact) + Fraction(1, 2)
        assert found == (size.numerator // size.denominator) * (-1 if exact < 0 else 1)
