"""Limits of the project file: one amount for every currency, or one for each."""

from decimal import Decimal

import polars as pl

from kpiengine.ledger.limits import over_limits, over_own_limits
from kpiengine.project import Limits
from kpiengine.rules.paying import Limits as OwnLimits

ROWS = pl.DataFrame(
    {"payee": ["a1", "a2", "b1"], "currency": ["CNY", "CNY", "PHP"], "entitlement": [500_000, 500_001, 900_000]}
)


def test_a_figure_that_equals_its_limit_passes_and_one_cent_more_does_not():
    (said,) = over_limits(ROWS, Limits(per_agent={"CNY": Decimal(5000)}), {})
    assert said == "over 5000 CNY for one payee: a2"


def test_a_currency_that_is_not_named_has_no_limit():
    assert over_limits(ROWS, Limits(per_agent={"EUR": Decimal(1)}, per_run={"EUR": Decimal(1)}), {}) == ()


def test_one_amount_holds_for_every_currency():
    assert len(over_limits(ROWS, Limits(per_run=Decimal(8000)), {})) == 2
    assert over_limits(ROWS, Limits(per_run={"CNY": Decimal(8000), "PHP": Decimal(9000)}), {}) == (
        "10000.01 CNY in all is over 8000",
    )


TWO = pl.DataFrame(
    {"ruleset": ["chat", "phone"], "payee": ["a1", "a2"], "currency": "GBP", "entitlement": [40_000, 60_000]}
)


def test_a_rule_file_tightens_the_sum_of_the_plan():
    (said,) = over_own_limits(TWO, {"phone": OwnLimits(per_run=999), "chat": OwnLimits(per_run=1000)}, {})
    assert said == "1000.00 GBP in all is over 999, which phone says as per_run"


def test_a_rule_file_bounds_the_change_of_its_own_total():
    before = {("phone", "GBP"): [50_000, 40_000, 30_000], ("chat", "GBP"): [40_000, 0, 80_000]}
    limits = {"phone": OwnLimits(change_percent=50), "chat": OwnLimits(change_percent=0)}
    assert over_own_limits(TWO, limits, before) == ()  # 600.00 is exactly 50 % over 400.00
    more = TWO.with_columns(pl.col("entitlement") + 1)
    assert over_own_limits(more, limits, before) == (
        "400.01 GBP of chat is more than 0 % away from 400.00, the mean of the last 3 closed periods",
        "600.01 GBP of phone is more than 50 % away from 400.00, the mean of the last 3 closed periods",
    )
    assert over_own_limits(more, limits, {}) == ()
