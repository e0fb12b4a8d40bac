"""The score as the sum that it is: weights times points over weights."""

from decimal import Decimal

from kpiengine.explaining.teller import Teller
from kpiengine.rules.plain import plain

TIMES = "\N{MULTIPLICATION SIGN}"


def score_sum(teller: Teller) -> str | None:
    """Each weight times its points, over the weights; None where there is no score to redo."""
    if teller.values.get("score") is None:
        return None
    counted = [kpi for kpi in teller.rules.weighted if teller.values.get(f"points:{kpi.id}") is not None]
    weights = [teller.of_kpi("weight", kpi.id) for kpi in counted]
    products = (f"{w} {TIMES} {teller.of_kpi('points', kpi.id)}" for w, kpi in zip(weights, counted, strict=True))
    return f"({' + '.join(products)}) ÷ {plain(sum(map(Decimal, weights), Decimal(0)))}"
