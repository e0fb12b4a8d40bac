"""The numbers of a KPI that values are held against, and values that a metric can have."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from attrs import evolve

from kpiengine.plugin import Metric
from kpiengine.rule_tests.measure_names import as_key
from kpiengine.rule_tests.points import Point
from kpiengine.rule_tests.stand_ins import Nature, nature_of
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.values import Number

FULL = 100


def marks(kpi: Kpi) -> Iterator[tuple[str, Number]]:
    """Every number of a KPI that values are held against."""
    for word in ("floor", "target", "stretch"):
        mark = getattr(kpi, word)
        for one in mark if isinstance(mark, tuple) else (mark,):
            if isinstance(one, int | Decimal):
                yield word, one
    for band in kpi.bands:
        yield "from" if band.included else "over", band.edge


def lines(kpi: Kpi) -> Iterator[tuple[tuple[Number, Number], tuple[Number, Number]]]:
    """Both ends of each straight line of numbers, each with its points."""
    at = kpi.points_at
    if kpi.bands and kpi.join == "line":
        yield from pairwise([(band.edge, band.points) for band in kpi.bands])
        return
    floor, target = kpi.floor, kpi.target
    if kpi.bands or kpi.curve is not None or kpi.formula is not None:
        return
    if isinstance(floor, tuple) and isinstance(target, tuple):
        yield (floor[0], at.floor), (target[0], at.target)
        yield (target[1], at.target), (floor[1], at.floor)
    elif isinstance(floor, int | Decimal) and isinstance(target, int | Decimal):
        rising = floor < target
        ends = ((floor, at.floor), (target, at.target))
        yield ends if rising else (ends[1], ends[0])
        if isinstance(kpi.stretch, int | Decimal):
            beyond = ((target, at.target), (kpi.stretch, at.stretch))
            yield beyond if rising else (beyond[1], beyond[0])


def possible(point: Point, checked: CheckedRuleSet) -> Point:
    """The point with shares that their cases can make."""
    made = {}
    for name, moment in point.metrics.items():
        wanted = checked.wanted.get(as_key(name))
        value = moment.value if wanted is None or moment.n is None else countable(moment.value, moment.n, wanted)
        made[name] = evolve(moment, value=value)
    return evolve(point, metrics=made)


def countable(value: Number | None, n: int, wanted: Wanted) -> Number | None:
    """The nearest value that so many cases can make."""
    if value is None or n == 0 or nature_of(wanted.metric, wanted.params) is not Nature.SHARE:
        return value
    hits = min(max(round(Fraction(value) * n / FULL), 0), n)
    decimals = wanted.metric.decimals
    stored = (2 * FULL * hits * 10**decimals + n) // (2 * n)
    return Decimal(stored).scaleb(-decimals) if decimals else stored


def shown_value(metric: Metric, stored: int) -> Number:
    """A stored value as it is written."""
    return Decimal(stored).scaleb(-metric.decimals) if metric.decimals else stored
