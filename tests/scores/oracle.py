"""The same rules once more, by hand: one agent, plain fractions, no engine code but the records that say the rules.

`score` and `decide` take a row as `kit.frame` does (values as text) and answer with fractions and words.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.kpi import Kpi

ROUND = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}


def rounded(x: Fraction, decimals: int, mode: str = "half_up") -> Fraction:
    """Half away from zero, half to even, or towards zero, by whole numbers."""
    top, bottom = abs(x.numerator) * 10**decimals, x.denominator
    whole, rest = divmod(top, bottom)
    if mode == "half_up":
        whole += 2 * rest >= bottom
    elif mode == "half_even":
        whole += 2 * rest > bottom or (2 * rest == bottom and whole % 2 == 1)
    return Fraction(whole if x >= 0 else -whole, 10**decimals)


def points(kpi: Kpi, better: str, value: Fraction) -> Fraction:  # noqa: PLR0911 - one return per kind of curve
    """Points of a value, not rounded yet."""
    at = {name: Fraction(getattr(kpi.points_at, name)) for name in ("floor", "target", "stretch")}
    if kpi.bands:
        held = [b for b in kpi.bands if (value >= Fraction(b.edge) if b.included else value > Fraction(b.edge))]
        return Fraction((held or kpi.bands[:1])[-1].points)
    if isinstance(kpi.target, tuple):
        low, high = map(Fraction, kpi.target)
        if low <= value <= high:
            return Fraction(100) if kpi.curve == "pass" else at["target"]
        if kpi.curve == "pass":
            return Fraction(0)
        edge, mark = (Fraction(kpi.floor[0]), low) if value < low else (Fraction(kpi.floor[1]), high)  # type: ignore[index]
        way = max(Fraction(0), (value - edge) / (mark - edge))
        return at["floor"] + way * (at["target"] - at["floor"])
    sign = -1 if better == "lower" else 1
    value, target = sign * value, sign * Fraction(kpi.target)  # type: ignore[arg-type]
    if kpi.curve == "pass":
        return Fraction(100) if value >= target else Fraction(0)
    floor = sign * Fraction(kpi.floor)  # type: ignore[arg-type]
    if value <= target:
        way = max(Fraction(0), (value - floor) / (target - floor))
        return at["floor"] + way * (at["target"] - at["floor"])
    if kpi.stretch is None:
        return at["target"]
    way = min(Fraction(1), (value - target) / (sign * Fraction(kpi.stretch) - target))
    return at["target"] + way * (at["stretch"] - at["target"])


def earned(checked: CheckedRuleSet, kpi: Kpi, row: Mapping[str, Any]) -> tuple[str, Fraction | None]:
    """(kind of evidence, points)."""
    decimals, wanted = checked.ruleset.score.decimals, checked.wanted[kpi.id]
    better = kpi.better or wanted.metric.better.value
    value, n = row.get(kpi.id), row.get(f"n:{kpi.id}", 0 if row.get(kpi.id) is None else 100)
    broken = row.get(f"status:{kpi.id}") in ("unavailable", "error")
    if broken or value is None or not n:
        policy: Any = kpi.if_missing
    elif n < wanted.min_sample:
        policy = kpi.if_missing if kpi.if_few is None else kpi.if_few
    else:
        return "own", rounded(points(kpi, better, Fraction(str(value))), decimals)
    if policy == "team":
        key = f"{kpi.id}@team"
        team, team_n = row.get(key), row.get(f"n:{key}", 0 if row.get(key) is None else 100)
        if team is None or team_n < wanted.min_sample:
            return "hold", None
        return "team", rounded(points(kpi, better, Fraction(str(team))), decimals)
    if policy in ("hold", "redistribute"):
        return policy, None
    return "stated", rounded(Fraction(policy), decimals)


def score(checked: CheckedRuleSet, row: Mapping[str, Any]) -> Fraction | None:
    """The score, or None."""
    rules = checked.ruleset
    found = [(Fraction(k.weight), *earned(checked, k, row)) for k in rules.weighted]  # type: ignore[arg-type]
    if any(kind == "hold" for _, kind, _ in found):
        return None
    if sum(w for w, kind, _ in found if kind in ("own", "team")) < Fraction(rules.score.min_weight):
        return None
    known = [(w, p) for w, _, p in found if p is not None]
    if not sum(w for w, _ in known):
        return None
    mean = rounded(sum((w * p for w, p in known), Fraction(0)) / sum(w for w, _ in known), rules.score.decimals)
    return max(Fraction(0), min(rounded(Fraction(rules.score.maximum), rules.score.decimals), mean))


def decide(  # noqa: C901, PLR0912 - the decision from top to bottom, as one would do it by hand
    checked: CheckedRuleSet, row: Mapping[str, Any], verdicts: Mapping[str, bool | None]
) -> dict[str, Any]:
    """Eligibility, tier (0 for none) and exact amount; `verdicts` are the gates' conditions."""
    rules, tiers = checked.ruleset, checked.ruleset.tiers
    total = score(checked, row)
    failed, waiting = [], False
    for gate in rules.gates.values():
        verdict = verdicts[gate.id]
        if verdict is None:
            waiting |= gate.if_missing.value == "hold"
            verdict = gate.if_missing.value != "fail"
        if not verdict:
            failed.append(gate.otherwise)
    if any(g.no_bonus or g.pay_percent == 0 for g in failed):
        return {"eligibility": 0, "tier": 0, "amount": Fraction(0)}
    pays = [bool(t.bonus or t.percent or t.rewards) for t in tiers]
    place = None
    if total is not None:
        place = max((i for i, t in enumerate(tiers, start=1) if total >= Fraction(t.start)), default=0)
        place = max(0, place - sum(g.drop_tiers or 0 for g in failed))
        caps = [next(i for i, t in enumerate(tiers, start=1) if t.id == g.cap_tier) for g in failed if g.cap_tier]
        place = min([place, *caps])
        if not any(pays[:place]):
            return {"eligibility": 0, "tier": None if waiting and place else place, "amount": Fraction(0)}
    if place is None or waiting:
        return {"eligibility": 1, "tier": None, "amount": None}
    if not pays[place - 1]:
        return {"eligibility": 0, "tier": place, "amount": Fraction(0)}
    reached = tiers[place - 1]
    if rules.payout.kind == "percent":
        base = row.get("base_pay")
        if reached.percent and (base is None or Fraction(str(base)) < 0):
            return {"eligibility": 1, "tier": place, "amount": None}
        amount = Fraction(reached.percent or 0) / 100 * Fraction(str(base or 0))
    else:
        amount = Fraction(reached.bonus or 0)
    amount *= Fraction(reached.multiply)
    for g in failed:
        amount *= 1 if g.pay_percent is None else Fraction(g.pay_percent) / 100
    if rules.payout.cap is not None:
        amount = min(amount, Fraction(rules.payout.cap))
    amount *= Fraction(row.get("days", 31), row.get("period_days", 31))
    return {"eligibility": 2, "tier": place, "amount": amount}


def payable(checked: CheckedRuleSet, amount: Fraction | None, decimals: int) -> int | None:
    """The exact amount as minor units."""
    if amount is None:
        return None
    payout = checked.ruleset.payout
    to = decimals if payout.decimals is None else payout.decimals
    return int(rounded(amount, to, payout.rounding) * 10**decimals)


def text(x: Fraction, decimals: int) -> str:
    """As printed."""
    return str(Decimal(int(x * 10**decimals)).scaleb(-decimals))
