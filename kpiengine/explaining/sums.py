"""The score as the sum that it is: weights times points over weights."""

from decimal import Decimal

from kpiengine.explaining.teller import Teller
from kpiengine.rules.plain import plain

TIMES = "\N{MULTIPLICATION SIGN}"


def score_sum(teller: Teller) -> str | None:
    """Each weight times its points, over the weights; None where there is no score to redo."""
    if teller.values.get(made_by_kpis(teller)) is None:
        return None
    counted = [kpi for kpi in teller.rules.weighted if teller.values.get(f"points:{kpi.id}") is not None]
    weights = [teller.of_kpi("weight", kpi.id) for kpi in counted]
    products = (f"{w} {TIMES} {teller.of_kpi('points', kpi.id)}" for w, kpi in zip(weights, counted, strict=True))
    total = sum(map(Decimal, weights), Decimal(0))
    sum_ = f"({' + '.join(products)}) ÷ {plain(total)}"
    points = (Decimal(teller.of_kpi("points", kpi.id)) for kpi in counted)
    earned = sum((Decimal(w) * p for w, p in zip(weights, points, strict=True)), Decimal(0))
    most = teller.rules.score.maximum
    return teller.say("at most", sum=sum_, most=plain(most)) if earned > most * total else sum_


def made_by_kpis(teller: Teller) -> str:
    """The column of the score before additions and deductions."""
    return "composite" if teller.rules.points and "composite" in teller else "score"


def charged_sum(teller: Teller) -> str | None:
    """What additions and deductions make of the score: `100.00 - 5.00`; None where there are none to redo."""
    if not teller.rules.points or teller.values.get("score") is None or "composite" not in teller:
        return None
    found = [(rule, teller.shown(f"charge:{rule}")) for rule in teller.rules.points]
    signs = (f"- {text[1:]}" if text.startswith("-") else f"+ {text}" for _, text in found)
    sum_ = " ".join((teller.shown("composite"), *signs))
    exact = Decimal(teller.shown("composite")) + sum((Decimal(text) for _, text in found), Decimal(0))
    most = teller.rules.score.maximum
    return teller.say("at most", sum=sum_, most=plain(most)) if exact > most else sum_
