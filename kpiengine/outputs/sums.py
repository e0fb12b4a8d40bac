"""Sums of money by currency, as they are said in a sentence."""

from collections.abc import Mapping

from kpiengine.ledger.accounts import decimals_of
from kpiengine.numbers import format_scaled


def money_of(sums: Mapping[str, int]) -> str:
    """1,250.00 GBP and 80.00 EUR; nothing where there is no sum."""
    said = [f"{format_scaled(sums[c], decimals_of(c), grouped=True)} {c}".rstrip() for c in sorted(sums)]
    return " and ".join(said) or "nothing"
