"""Target, floor and stretch: on the right sides, as pairs where they must be, within what the metric can be."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeGuard

from attrs import evolve

from kpiengine.documents.finding import Finding
from kpiengine.plugin import Better
from kpiengine.plugin.curve import MARKS
from kpiengine.rules.checks.context import Context, placed
from kpiengine.rules.checks.messages import marks as messages
from kpiengine.rules.choosing import Case, cases
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.values import Number


def check(context: Context) -> Iterator[Finding]:
    """Every KPI whose marks could be read, in every case that its `by` allows."""
    for kpi in context.ruleset.kpis.values():
        if any(context.broken("kpi", kpi.id, key) for key in (*MARKS, "better", "metric", "by")):
            continue
        seen: set[Finding] = set()
        for case in (*cases(kpi), *_relaxed(kpi)):
            found = [placed(finding, case) for finding in _case(context, case.kpi)]
            yield from (finding for finding in found if finding not in seen)
            seen |= set(found)
        yield from _one_kind(kpi)


def _case(context: Context, kpi: Kpi) -> Iterator[Finding]:
    better = context.better(kpi)
    pairs = list(_pairs(kpi, better))
    yield from pairs
    if not pairs:
        yield from _sides(kpi, better)
    yield from _reachable(context, kpi)
    if not context.broken("kpi", kpi.id, "points_at"):
        yield from _points_rise(kpi)


def _relaxed(kpi: Kpi) -> Iterator[Case]:
    """Every case with every relaxation."""
    for case in cases(kpi):
        for relax in kpi.relax.values():
            marks = {key: getattr(relax, key) for key in MARKS if getattr(relax, key) is not None}
            paths = case.paths | {key: ("kpi", kpi.id, "relax", relax.id, key) for key in marks}
            yield Case(evolve(case.kpi, **marks), paths)


def _one_kind(kpi: Kpi) -> Iterator[Finding]:
    """A target is one number everywhere or a pair everywhere."""
    found = list(cases(kpi))
    plain = [case for case in found if case.kpi.target is not None and not isinstance(case.kpi.target, tuple)]
    pairs = [case for case in found if isinstance(case.kpi.target, tuple)]
    if plain and pairs and not any(of == "scenario" for case in found for of, _ in case.lines):
        yield messages.mixed_marks(pairs[0].path("target"), kpi.id)


def _pairs(kpi: Kpi, better: Better | None) -> Iterator[Finding]:
    for key in ("target", "floor"):
        mark = getattr(kpi, key)
        if mark is None or isinstance(mark, str):
            continue
        if better is Better.WITHIN and not isinstance(mark, tuple) and kpi.formula is None and not _of_plugin(kpi):
            yield messages.pair_needed(kpi.id, key, mark)
        elif better in {Better.HIGHER, Better.LOWER} and isinstance(mark, tuple):
            yield messages.pair_not_allowed(kpi.id, key, better)
    if better is Better.WITHIN and kpi.stretch is not None and kpi.formula is None:
        yield messages.stretch_within(kpi.id)


def _sides(kpi: Kpi, better: Better | None) -> Iterator[Finding]:
    target, floor, stretch = kpi.target, kpi.floor, kpi.stretch
    if isinstance(target, tuple) and isinstance(floor, tuple):
        if not floor[0] < target[0] < target[1] < floor[1]:
            yield messages.floor_inside(kpi.id, floor, target)
        return
    if not _plain(target):
        return
    up = better is not Better.LOWER
    if _plain(floor) and (floor >= target if up else floor <= target):
        yield messages.wrong_sides(kpi.id, ("floor", floor), ("target", target), higher=up)
    if _plain(stretch) and (stretch <= target if up else stretch >= target):
        yield messages.wrong_sides(kpi.id, ("target", target), ("stretch", stretch), higher=up)


def _reachable(context: Context, kpi: Kpi) -> Iterator[Finding]:
    metric = context.metric(kpi)
    if metric is None:
        return
    low, high = metric.range
    for key in MARKS:
        for mark in _numbers(getattr(kpi, key)):
            if not low <= mark <= high:
                yield messages.out_of_metric_range(kpi.id, key, mark, metric)
                break


def _of_plugin(kpi: Kpi) -> bool:
    return kpi.curve not in {None, "pass"}


def _plain(mark: object) -> TypeGuard[Number]:
    """A number of the file; what a formula gives is only known in a run."""
    return isinstance(mark, int | Decimal)


def _numbers(mark: object) -> tuple[Number, ...]:
    if isinstance(mark, tuple):
        return mark
    return (mark,) if isinstance(mark, int | Decimal) else ()


def _points_rise(kpi: Kpi) -> Iterator[Finding]:
    points = kpi.points_at
    if points.floor > points.target or (kpi.stretch is not None and points.target > points.stretch):
        yield messages.points_fall(kpi.id)
