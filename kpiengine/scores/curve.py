"""Points for a value: straight lines between marks, pairs, bands, or pass.

Points are one fraction, rounded once, half away from zero, to the decimals of the score; that rounded figure is
what is shown and what the score is made of.  Beyond the outermost marks nothing more is earned or lost: a value
worse than the floor has the floor's points, one better than the last mark has that mark's.
"""

from collections.abc import Sequence
from itertools import pairwise

from attrs import evolve, frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import number
from kpiengine.plugin.metric import Better
from kpiengine.rules.model import Band, Kpi, Number

FULL = 100  # points of a passed KPI


@frozen
class Mark:
    """A value and the points it earns."""

    value: Number
    points: Number


@frozen
class Line:
    """Marks in ascending order of value, at least two."""

    marks: tuple[Mark, ...]


def has_points(kpi: Kpi) -> bool:
    """Whether the KPI says how a value becomes points."""
    if kpi.bands:
        return True
    return kpi.target is not None and (kpi.curve == "pass" or kpi.floor is not None)


def direction(kpi: Kpi, declared: Better) -> Better:
    """Which way is good: as the KPI says; a pair means within; else as the metric declares."""
    if isinstance(kpi.target, tuple):
        return Better.WITHIN
    return declared if kpi.better is None else Better(kpi.better)


def points_of(kpi: Kpi, better: Better, value: Node, decimals: int) -> Node:
    """Points for `value` with `decimals`; missing where the value is.  `kpi` must have points."""
    if kpi.bands:
        found, earned = _bands(kpi.bands, value, decimals), [band.points for band in kpi.bands]
    elif kpi.curve == "pass":
        found = b.if_(_meets(kpi, better, value), points(FULL, decimals), points(0, decimals))
        earned = [FULL]
    else:
        line = line_of(kpi, better)
        found, earned = _along(line, value, decimals), [mark.points for mark in line.marks]
    # No line leaves the span of its marks, which the bound of a quotient cannot know.  Said here, so that the
    # weighted sums that follow stay in 64 bits.
    bound = max(points(p, decimals).type.bound for p in earned)
    return evolve(found, type=number(decimals, bound))


def points(value: Number, decimals: int) -> Node:
    """A stated number of points, at the decimals of the score."""
    return b.round_to(b.number_lit(value), decimals)


def line_of(kpi: Kpi, better: Better) -> Line:
    """The marks of target, floor and stretch with their points."""
    at, target, floor = kpi.points_at, kpi.target, kpi.floor
    if isinstance(target, tuple) and isinstance(floor, tuple):
        inner = [Mark(edge, at.target) for edge in target]
        return Line((Mark(floor[0], at.floor), *inner, Mark(floor[1], at.floor)))
    if target is None or floor is None or isinstance(target, tuple) or isinstance(floor, tuple):
        raise ValueError(f"kpi {kpi.id}: target and floor are both numbers or both pairs, which check makes sure of")
    marks = [Mark(floor, at.floor), Mark(target, at.target)]
    if kpi.stretch is not None:
        marks.append(Mark(kpi.stretch, at.stretch))
    return Line(tuple(reversed(marks) if better is Better.LOWER else marks))


def _along(line: Line, value: Node, decimals: int) -> Node:
    """The piece of the line in which the value lies, found from the top; at a mark both neighbours agree."""
    found = points(line.marks[-1].points, decimals)
    for low, high in reversed(list(pairwise(line.marks))):
        piece = _piece(low, high, value, decimals)
        found = b.if_(b.le(value, b.number_lit(high.value)), piece, found)
    return b.if_(b.lt(value, b.number_lit(line.marks[0].value)), points(line.marks[0].points, decimals), found)


def _piece(low: Mark, high: Mark, value: Node, decimals: int) -> Node:
    """Points between two marks: (p0 * width + (value - x0) * rise) / width, one fraction."""
    if low.points == high.points:
        return points(low.points, decimals)
    start, first = b.number_lit(low.value), b.number_lit(low.points)
    width = b.sub(b.number_lit(high.value), start)
    rise = b.sub(b.number_lit(high.points), first)
    return b.ratio((b.add(b.mul(first, width), b.mul(b.sub(value, start), rise)),), (width,), decimals)


def _bands(bands: Sequence[Band], value: Node, decimals: int) -> Node:
    """Points of the last line that the value reaches; check refuses bands whose first line leaves a gap under it."""
    found = points(bands[0].points, decimals)
    for band in bands[1:]:
        edge = b.number_lit(band.edge)
        reached = b.ge(value, edge) if band.included else b.gt(value, edge)
        found = b.if_(reached, points(band.points, decimals), found)
    return b.if_(b.is_missing(value), b.missing(found.type), found)


def _meets(kpi: Kpi, better: Better, value: Node) -> Node:
    """Whether the value is at the target or better, or inside the pair."""
    if isinstance(kpi.target, tuple):
        low, high = (b.number_lit(edge) for edge in kpi.target)
        return b.and_(b.ge(value, low), b.le(value, high))
    if kpi.target is None:
        raise ValueError(f"kpi {kpi.id}: curve pass needs a target, which check makes sure of")
    target = b.number_lit(kpi.target)
    return b.le(value, target) if better is Better.LOWER else b.ge(value, target)
