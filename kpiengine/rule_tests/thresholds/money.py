"""Edges of tiers and places, what bounds an amount, and the rates by which units are paid."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from kpiengine.rule_tests.movable import holding
from kpiengine.rule_tests.points import Company, Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.stand_ins import MOST_COUNTED
from kpiengine.rule_tests.thresholds.bases import GOOD
from kpiengine.rule_tests.thresholds.ground import Ground, Trial
from kpiengine.rule_tests.thresholds.marks import FULL
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.model.values import Number

MOST_ALIKE = 1_000  # who share a budget
HUNDRED = 100  # a group in which each percent is one place


def trials(ground: Ground) -> Iterator[Trial]:
    """Tiers, places on lists, rates, then what bounds amounts."""
    if ground.rules.rank is not None:
        yield from _ranks(ground)
    elif ground.rules.weighted:
        yield from _tiers(ground)
    yield from _places(ground)
    yield from _rates(ground)
    yield from _bounds(ground)


def _tiers(ground: Ground) -> Iterator[Trial]:
    """Just below, at and above the edge of each tier, and where its amount meets the cap; in a pool, beside others."""
    step = Decimal(1).scaleb(-ground.rules.score.decimals)
    pool = ground.rules.payout.kind == "pool"
    for tier in ground.rules.tiers:
        for score in (tier.start - step, tier.start + 0 * step, tier.start + step):
            yield Trial(f"tier {tier.id}", GOOD, Point(score=score))
        if pool:
            yield Trial(f"share, tier {tier.id}", GOOD, Point(score=tier.start + 0 * step, company=Company()))
        yield from _capped(ground, tier, tier.start + 0 * step)


def _capped(ground: Ground, tier: Tier, score: Decimal) -> Iterator[Trial]:
    payout = ground.rules.payout
    if payout.kind != "percent" or not tier.percent or not tier.multiply or payout.of is None:
        return
    column = ground.columns[payout.of]
    for what, most in (("cap", payout.cap), ("limit", ground.rules.limits.per_agent)):
        if most is None:
            continue
        at = int(Fraction(most) * FULL / Fraction(tier.percent) / Fraction(tier.multiply) * 10**column.decimals)
        for stored in (at - 1, at, at + 1):
            pay = Decimal(stored).scaleb(-column.decimals) if column.decimals else stored
            yield Trial(f"{what}, tier {tier.id}", GOOD, Point(roster={payout.of: pay}, score=score))


def _ranks(ground: Ground) -> Iterator[Trial]:
    """The last place of each tier and the first after it, and the smallest group."""
    rank = ground.rules.rank
    assert rank is not None  # noqa: S101 -- asked before
    whole = ground.rules.payout.budget is not None and ground.rules.payout.if_over == "scale"
    for tier in ground.rules.tiers:
        of = max(HUNDRED, rank.min_group, (tier.top or 0) + 1)
        last = tier.top or int(Fraction(tier.top_percent or 0) * of / FULL)
        for place in (last - 1, last, last + 1):
            if 1 <= place <= of:
                yield Trial(f"rank, tier {tier.id}", GOOD, Point(company=Company(of, place)))
    for key, tree in ground.conditions.items():  # what a gate takes from somebody who is the best
        given = holding(tree, ground.rows[GOOD], ground.checked, ground.columns, wanted=False)
        if key.startswith("gate.") and given is not None:
            point = ground.given(given, GOOD).over(Point(company=Company(max(HUNDRED, rank.min_group), 1)))
            yield Trial(f"rank, gate {key.split('.')[1]}", GOOD, point)
    for of in (rank.min_group - 1, rank.min_group):
        if of >= 1 and not (whole and of > MOST_ALIKE):
            yield Trial(f"min_group {rank.min_group}", GOOD, Point(company=Company(of, 1)))


def _places(ground: Ground) -> Iterator[Trial]:
    """The last place on each list of rewards, and the first that is not on it."""
    for reward in ground.rules.rewards.values():
        if reward.places is not None:
            for place in (reward.places, reward.places + 1):
                point = Point(company=Company(reward.places + 1, place))
                yield Trial(f"places of {reward.id}", GOOD, point)


def _rates(ground: Ground) -> Iterator[Trial]:
    """The last unit of each rate, and the first of the next; and where units reach the cap or the limit."""
    payout = ground.rules.payout
    if payout.units is None:
        return
    for rate in payout.rates:
        for value in ground.around(payout.units, rate.over):
            yield Trial(f"rate over {rate.over}", GOOD, Point({payout.units: Moment(value)}))
    for what, most in (("cap", payout.cap), ("limit", ground.rules.limits.per_agent)):
        at = None if most is None else _reaching(ground, most)
        if at is not None:
            for value in ground.around(payout.units, at):
                yield Trial(what, GOOD, Point({payout.units: Moment(value)}))


def _reaching(ground: Ground, most: Number) -> int | None:
    """The least number of units that is paid so much, full time and without other bounds; None if none is."""
    rates, whole = ground.rules.payout.rates, ground.rules.payout.whole

    def paid(units: int) -> Fraction:
        reached = [rate for rate in rates if units > rate.over]
        if whole:
            return Fraction(reached[-1].pay) * units if reached else Fraction(0)
        ends = [*(Fraction(rate.over) for rate in reached[1:]), Fraction(units)]
        return sum(((end - Fraction(rate.over)) * Fraction(rate.pay) for rate, end in zip(reached, ends, strict=True)),
                   Fraction(0))  # fmt: skip

    low, high = 0, MOST_COUNTED
    if paid(high) < most:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if paid(middle) >= most else (middle + 1, high)
    return low


def _bounds(ground: Ground) -> Iterator[Trial]:
    """The limit for one agent by hours, and the last who are paid in full out of a budget."""
    rules = ground.rules
    amounts = [tier.bonus for tier in rules.tiers if tier.bonus]
    if rules.payout.kind != "amount" or not amounts:
        return
    most = max(Fraction(amount) for amount in amounts)
    score = None if rules.rank is not None else max(rules.tiers, key=lambda tier: tier.bonus or 0).start
    limit = rules.limits.per_agent
    if limit is not None and rules.payout.prorate is not None and rules.rank is None:
        percent = int(Fraction(limit) * FULL / most)
        for there in (percent, percent + 1):
            yield Trial("limit for one agent", GOOD, Point(score=score, presence=there))
    budget = rules.payout.budget
    if budget is not None and Fraction(budget) / most < MOST_ALIKE:
        full = int(Fraction(budget) / most)
        for many in (full, full + 1):
            if many >= 1:
                yield Trial("budget", GOOD, Point(score=score, company=Company(many)))
