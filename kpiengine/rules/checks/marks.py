"""Target, floor and stretch: on the right sides, as pairs where they must be, within what the metric can be."""

from collections.abc import Iterator
from decimal import Decimal

from kpiengine.documents.finding import Finding
from kpiengine.plugin import Better
from kpiengine.rules.checks import messages
from kpiengine.rules.checks.context import Context
from kpiengine.rules.model import Kpi, Number


def check(context: Context) -> Iterator[Finding]:
    """Every KPI whose marks could be read."""
    for kpi in context.ruleset.kpis.values():
        if any(context.broken("kpi", kpi.id, key) for key in ("target", "floor", "stretch", "better", "metric")):
            continue
        better = context.better(kpi)
        pairs = list(_pairs(kpi, better))
        yield from pairs
        if not pairs:
            yield from _sides(kpi, better)
        yield from _reachable(context, kpi)
        if not context.broken("kpi", kpi.id, "points_at"):
            yield from _points_rise(kpi)


def _pairs(kpi: Kpi, better: Better | None) -> Iterator[Finding]:
    for key in ("target", "floor"):
        mark = getattr(kpi, key)
        if mark is None:
            continue
        if better is Better.WITHIN and not isinstance(mark, tuple):
            yield messages.pair_needed(kpi.id, key, mark)
        elif better in {Better.HIGHER, Better.LOWER} and isinstance(mark, tuple):
            yield messages.pair_not_allowed(kpi.id, key, better)
    if better is Better.WITHIN and kpi.stretch is not None:
        yield messages.stretch_within(kpi.id)


def _sides(kpi: Kpi, better: Better | None) -> Iterator[Finding]:
    target, floor, stretch = kpi.target, kpi.floor, kpi.stretch
    if isinstance(target, tuple) and isinstance(floor, tuple):
        if not floor[0] < target[0] < target[1] < floor[1]:
            yield messages.floor_inside(kpi.id, floor, target)
        return
    if isinstance(target, tuple) or isinstance(floor, tuple) or target is None:
        return
    up = better is not Better.LOWER
    if floor is not None and (floor >= target if up else floor <= target):
        yield messages.wrong_sides(kpi.id, ("floor", floor), ("target", target), higher=up)
    if stretch is not None and (stretch <= target if up else stretch >= target):
        yield messages.wrong_sides(kpi.id, ("target", target), ("stretch", stretch), higher=up)


def _reachable(context: Context, kpi: Kpi) -> Iterator[Finding]:
    metric = context.metric(kpi)
    if metric is None:
        return
    low, high = metric.range
    for key in ("target", "floor", "stretch"):
        for mark in _numbers(getattr(kpi, key)):
            if not low <= mark <= high:
                yield messages.out_of_metric_range(kpi.id, key, mark, metric)
                break


def _numbers(mark: object) -> tuple[Number, ...]:
    if isinstance(mark, tuple):
        return mark
    return (mark,) if isinstance(mark, int | Decimal) else ()


def _points_rise(kpi: Kpi) -> Iterator[Finding]:
    points = kpi.points_at
    if points.floor > points.target or (kpi.stretch is not None and points.target > points.stretch):
        yield messages.points_fall(kpi.id)
