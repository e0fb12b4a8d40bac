"""Limits of the project file: one amount for every currency, or one for each."""

from decimal import Decimal

import polars as pl

from kpiengine.ledger.limits import over_limits
from kpiengine.project import Limits

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
