"""Numbers as people write them."""

from decimal import Decimal

from kpiengine.rules.paying import Number


def plain(number: Number) -> str:
    """A number as people write it: 1,000 and 82.5."""
    exact = Decimal(number)
    text = f"{exact:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
