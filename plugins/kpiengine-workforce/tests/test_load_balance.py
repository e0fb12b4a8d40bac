"""Balance of load against exact fractions: even is 100, scaling changes nothing, and J = 1 / (1 + cv^2)."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.testing.cases import MetricCase, installed, run_case

TENTH, CENT = Decimal("0.1"), Decimal("0.01")
# Busy minutes of each agent, of 600 on queue.
LOADS = st.lists(st.integers(0, 600), min_size=2, max_size=6).filter(any)


@pytest.fixture(scope="module")
def catalogue():
    return installed()


def rounded(value, step):
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, ROUND_HALF_UP)


def balance(catalogue, loads, **params):
    rows = []
    for number, busy in enumerate(loads, start=1):
        bounds = ["08:00", f"{8 + busy // 60:02}:{busy % 60:02}", "18:00"]
        for state, start, end in zip(("on_contact", "available"), bounds, bounds[1:], strict=False):
            if start != end:
                rows.append({"agent_id": f"A{number}", "ts_start": start, "ts_end": end, "state": state})
    case = MetricCase("drawn", "load_balance", None, {"agent_states": rows}, params)
    return Decimal(run_case(case, catalogue).value)


@settings(max_examples=25, deadline=None)
@given(LOADS)
def test_index_is_that_of_exact_fractions(catalogue, loads):
    shown = [Fraction(rounded(Fraction(busy, 6), TENTH)) for busy in loads]
    exact = 100 * sum(shown) ** 2 / (len(shown) * sum(x * x for x in shown))
    assert balance(catalogue, loads) == rounded(exact, CENT)


@settings(max_examples=8, deadline=None)
@given(LOADS)
def test_variation_is_the_root_to_the_last_decimal(catalogue, loads):
    shown = [Fraction(rounded(Fraction(busy, 6), TENTH)) for busy in loads]
    total, squares = sum(shown), sum(x * x for x in shown)
    square = (len(shown) * squares - total**2) / total**2
    # In units of 10^-9 percent, cut off: far finer than what is shown.
    root = Fraction(isqrt(square.numerator * 10**22 // square.denominator), 10**9)
    near = {rounded(root + shift, CENT) for shift in (0, Fraction(1, 10**8))}
    assert balance(catalogue, loads, method="cv") in near


def test_scaling_all_loads_changes_nothing(catalogue):
    assert balance(catalogue, [60, 120, 240]) == balance(catalogue, [120, 240, 480])
