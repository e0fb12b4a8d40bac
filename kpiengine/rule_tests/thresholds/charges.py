"""Steps of [points]: the case on which a step begins, the most that a period takes, and when cases are forgotten."""

from collections.abc import Iterator
from fractions import Fraction

from kpiengine.rule_tests.points import Point, then
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.thresholds.bases import GOOD, MIXED, furthest
from kpiengine.rule_tests.thresholds.ground import Ground, Trial
from kpiengine.rules.model.score import Points
from kpiengine.rules.model.values import Number

MOST_CASES = 500  # as many as anybody is charged for before a period takes no more


def trials(ground: Ground) -> Iterator[Trial]:
    """Each rule of points in turn, from whoever shows it: who is charged has points to lose, who earns has not all."""
    for one in ground.rules.points.values():
        base = MIXED if any((step.each or 0) > 0 for step in one.steps) else GOOD
        for step in one.steps:
            for cases in (step.start - 1, step.start, step.start + 1):
                yield Trial(f"points {one.id} from {step.start}", base, _cases(one, cases))
        for word, most in (("minimum", one.minimum), ("maximum", one.maximum)):
            reached = None if most is None else _reaching(one, most)
            if reached is not None:
                for cases in (reached - 1, reached, reached + 1):
                    yield Trial(f"points {one.id} {word} {most}", base, _cases(one, cases))
        yield from _forgotten(ground, one, base)


def _forgotten(ground: Ground, one: Points, base: str) -> Iterator[Trial]:
    """A new case after earlier ones of the oldest period that still counts, and of the last that does not."""
    oldest = furthest(ground.checked, one)
    if not oldest:
        return
    charging = next((step.start for step in one.steps if step.each), 1)
    for back in (oldest, oldest + 1):
        for cases in (charging - 1, charging):
            if cases:
                point = Point({one.count: Moment(1), then(one.count, back): Moment(cases)})
                yield Trial(f"points {one.id}, cases of {back} periods before", base, point)


def _cases(one: Points, cases: int) -> Point:
    return Point({one.count: Moment(cases)})


def _reaching(one: Points, most: Number) -> int | None:
    """With how many new cases the charges come to so much; None if they do not."""
    charged = Fraction(0)
    for case in range(1, MOST_CASES):
        step = [step for step in one.steps if step.start <= case][-1:]
        charged += Fraction(step[0].each or 0) if step else 0
        if charged <= most < 0 or charged >= most > 0:
            return case
    return None
