"""In a row, or so many of the last: a condition over this period and earlier ones, as they were closed.

`for = "3 of 4 months"` counts the last 4 periods that count, this one first.  A period does not count if `unless` held
in it, or if nothing was stated of the subject then; so the look goes further back, as far as `look_back`.  In a period
that does not count itself nothing is given anew.

A verdict that is not known, and a period that is not closed yet, may still go either way.  So the hits are counted
twice: `least:R` takes every such period at its worst, `most:R` at its best; only where both say the same is it known.
Columns, R a reward and 2 a period two before: `counted_least:R:2`, `counted_most:R:2` (periods that count up to there),
`least:R:2` and `most:R:2` (hits among those that count).
"""

from typing import Literal

from attrs import frozen

from kpiengine.decisions.given import Given
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.closed import Standing, standing
from kpiengine.rules.model.reward import Reward
from kpiengine.scores.steps import Steps, whole

_NO, _UNKNOWN, _YES = (whole(state) for state in Given)
_FALSE, _TRUE = b.lit(value=False), b.lit(value=True)


@frozen
class _Period:
    """One period: its verdict, whether it does not count (may be missing), and whether it is there at all."""

    met: Node
    skip: Node
    there: Node


def streak(steps: Steps, checked: CheckedRuleSet, reward: Reward) -> Node:
    """Whether the reward is given, over the columns `met:R` and `skip:R` of this period and of earlier ones."""
    assert reward.times is not None  # noqa: S101 -- one without is judged by this period alone
    name, least, of = reward.id, reward.times.least, reward.times.of
    backs = sorted(one.back for one in checked.closed if one.of == f"met:{name}")
    # If this period does not count, nothing is given, so the hits are counted as if it did.
    periods = [_Period(steps[f"met:{name}"], _FALSE, _TRUE), *(_earlier(steps, name, k) for k in backs)]
    worst = _hits(steps, name, periods, of, "least")
    best = _hits(steps, name, periods, of, "most")
    verdict = b.if_(b.ge(worst, whole(least)), _YES, b.if_(b.lt(best, whole(least)), _NO, _UNKNOWN))
    skipped = steps[f"skip:{name}"]
    if_unsure = b.if_(b.eq(verdict, _NO), _NO, _UNKNOWN)
    return b.if_(b.is_missing(skipped), if_unsure, b.if_(skipped, _NO, verdict))


def _earlier(steps: Steps, name: str, back: int) -> _Period:
    """An earlier period; while it is not closed nothing of it is known."""
    met, open_ = steps[f"past:{back}:met:{name}"], b.eq(standing(back), whole(Standing.OPEN))
    return _Period(
        met=b.if_(open_, _UNKNOWN, b.coalesce(met, _NO)),
        skip=b.if_(open_, _FALSE, steps[f"past:{back}:skip:{name}"]),
        there=b.or_(open_, b.not_(b.is_missing(met))),
    )


def _hits(steps: Steps, name: str, periods: list[_Period], of: int, way: Literal["least", "most"]) -> Node:
    """How many of the last `of` periods that count are hits, with everything unknown at its worst or its best."""
    counted, hits = whole(0), whole(0)
    for back, period in enumerate(periods):
        if way == "least":  # unknown is a miss; a hit that may not count gives its place to an older period
            hit = b.eq(period.met, _YES)
            counts = b.and_(period.there, b.not_(b.coalesce(period.skip, hit)))
        else:  # unknown is a hit; a miss that may not count does not
            hit = b.ne(period.met, _NO)
            counts = b.and_(period.there, b.not_(b.coalesce(period.skip, b.not_(hit))))
        counted = steps.add(f"counted_{way}:{name}:{back}", b.add(counted, b.if_(counts, whole(1), whole(0))))
        scored = b.and_(b.and_(counts, hit), b.le(counted, whole(of)))
        hits = steps.add(f"{way}:{name}:{back}", b.add(hits, b.if_(scored, whole(1), whole(0))))
    return hits
