"""Edges of tiers, where an amount meets its cap, and the rates by which units are paid."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from kpiengine.rule_tests.points import Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.thresholds.bases import GOOD
from kpiengine.rule_tests.thresholds.ground import Ground, Trial
from kpiengine.rule_tests.thresholds.marks import FULL
from kpiengine.rules.model.tier import Tier


def trials(ground: Ground) -> Iterator[Trial]:
    """Tiers, then rates."""
    yield from _tiers(ground)
    yield from _rates(ground)


def _tiers(ground: Ground) -> Iterator[Trial]:
    """Just below, at and above the edge of each tier, and where its amount meets the cap."""
    if not ground.rules.weighted or ground.rules.rank is not None:
        return  # tiers by rank have no edge in the score
    step = Decimal(1).scaleb(-ground.rules.score.decimals)
    for tier in ground.rules.tiers:
        for score in (tier.start - step, tier.start + 0 * step, tier.start + step):
            yield Trial(f"tier {tier.id}", GOOD, Point(score=score))
        yield from _capped(ground, tier, tier.start + 0 * step)


def _capped(ground: Ground, tier: Tier, score: Decimal) -> Iterator[Trial]:
    payout = ground.rules.payout
    if not tier.percent or not tier.multiply or payout.cap is None or payout.of is None:
        return
    column = ground.columns[payout.of]
    exact = Fraction(payout.cap) * FULL / Fraction(tier.percent) / Fraction(tier.multiply)
    at = int(exact * 10**column.decimals)
    for stored in (at - 1, at, at + 1):
        pay = Decimal(stored).scaleb(-column.decimals) if column.decimals else stored
        yield Trial(f"cap, tier {tier.id}", GOOD, Point(roster={payout.of: pay}, score=score))


def _rates(ground: Ground) -> Iterator[Trial]:
    """The last unit of each rate, and the first of the next."""
    units = ground.rules.payout.units
    for rate in ground.rules.payout.rates if units is not None else ():
        for value in ground.around(str(units), rate.over):
            yield Trial(f"rate over {rate.over}", GOOD, Point({str(units): Moment(value)}))
