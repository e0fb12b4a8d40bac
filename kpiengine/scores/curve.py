"""Points for a value: straight lines between marks, pairs, bands, pass, a formula, or a plugin's curve.

Points are one fraction, rounded once, half away from zero, to the decimals of the score; that rounded figure is
what is shown and what the score is made of.  Beyond the outermost marks nothing more is earned or lost: a value
worse than the floor has the floor's points, one better than the last mark has that mark's.

Marks are nodes: numbers of the rule file, or what is in force for each subject.  Where they are not in order (a
formula may give anything), there are no points.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from attrs import evolve, frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import number
from kpiengine.plugin.curve import Curve
from kpiengine.plugin.metric import Better
from kpiengine.rules.choosing import choose, line_path
from kpiengine.rules.model.by import By
from kpiengine.rules.model.kpi import Band, Kpi
from kpiengine.rules.model.values import Number

FULL = 100  # points of a passed KPI
SHAPE = frozenset({"stretch", "points_at", "bands", "join", "formula", "curve"})


@frozen
class Mark:
    """A value and the points it earns."""

    value: Node
    points: Number


@frozen
class Situation:
    """What a curve is drawn from: the value, the marks in force, formulas by path, curves of plugins by id."""

    value: Node
    better: Better
    marks: Mapping[str, Node]  # target, target_from, target_to, floor, floor_from, floor_to, stretch
    decimals: int
    formulas: Mapping[str, Node]
    curves: Mapping[str, Curve]


def direction(kpi: Kpi, declared: Better) -> Better:
    """Which way is good: as the KPI says; a pair means within; else as the metric declares."""
    said = (kpi.target, *(line.values.get("target") for by in kpi.by for line in by.lines))
    if any(isinstance(target, tuple) for target in said):
        return Better.WITHIN
    return declared if kpi.better is None else Better(kpi.better)


def points_of(kpi: Kpi, now: Situation) -> Node:
    """Points with `decimals`; missing where the value is, or what the curve needs.  `kpi` must have points."""
    return _varied(kpi, now, f"kpi.{kpi.id}.formula")


def _varied(kpi: Kpi, now: Situation, formula: str) -> Node:
    """Where lines of a `by` differ in more than their marks, each line's own curve."""
    for by in kpi.by:
        if by.of != "scenario" and _differs(by):
            rest = tuple(other for other in kpi.by if other is not by)
            found = []
            for index, line in enumerate(by.lines):
                own = evolve(kpi, by=rest, **line.values)  # type: ignore[arg-type]  # keys of a KPI
                path = ".".join(map(str, (*line_path(kpi.id, by, index), "formula")))
                found.append(_varied(own, now, path if "formula" in line.values else formula))
            return choose(by.of, by.lines, found)
    return _curve(kpi, now, formula)


def _differs(by: By) -> bool:
    return bool(by.keys & SHAPE) or any(line.values.keys() != by.keys for line in by.lines)


def _curve(kpi: Kpi, now: Situation, formula: str) -> Node:
    decimals = now.decimals
    if kpi.bands:
        found, earned = _bands(kpi, now), [band.points for band in kpi.bands]
    elif kpi.formula is not None:
        top = points(kpi.points_at.stretch, decimals)
        found, earned = b.max_(points(0, decimals), b.min_(top, now.formulas[formula])), [kpi.points_at.stretch]
    elif kpi.curve == "pass":
        found = b.if_(_meets(now), points(FULL, decimals), points(0, decimals))
        earned = [FULL]
    elif kpi.curve is not None:
        found, earned = _plugin(kpi, now.curves[kpi.curve], now), [kpi.points_at.stretch]
    else:
        marks = _marks(kpi, now)
        found, earned = _in_order(marks, _along(marks, now.value, decimals)), [mark.points for mark in marks]
    # No line leaves the span of its marks, which the bound of a quotient cannot know.  Said here, so that the
    # weighted sums that follow stay in 64 bits.
    bound = max(points(p, decimals).type.bound for p in earned)
    return evolve(found, type=number(decimals, bound))


def points(value: Number, decimals: int) -> Node:
    """A stated number of points, at the decimals of the score."""
    return b.round_to(b.number_lit(value), decimals)


def _marks(kpi: Kpi, now: Situation) -> tuple[Mark, ...]:
    """The marks of target, floor and stretch with their points, in ascending order of value."""
    at, marks = kpi.points_at, now.marks
    if "target_from" in marks:
        inner = [Mark(marks["target_from"], at.target), Mark(marks["target_to"], at.target)]
        return (Mark(marks["floor_from"], at.floor), *inner, Mark(marks["floor_to"], at.floor))
    found = [Mark(marks["floor"], at.floor), Mark(marks["target"], at.target)]
    if kpi.stretch is not None:
        found.append(Mark(marks["stretch"], at.stretch))
    return tuple(reversed(found) if now.better is Better.LOWER else found)


def _in_order(marks: Sequence[Mark], found: Node) -> Node:
    """Missing where marks do not rise; between numbers of the file check has made sure that they do."""
    unsure = [pair for pair in pairwise(marks) if any(mark.value.op is not Op.LIT for mark in pair)]
    if not unsure:
        return found
    rising = b.and_(*(b.lt(low.value, high.value) for low, high in unsure))
    return b.if_(rising, found, b.missing(found.type))


def _along(marks: Sequence[Mark], value: Node, decimals: int) -> Node:
    """The piece of the line in which the value lies, found from the top; at a mark both neighbours agree."""
    found = points(marks[-1].points, decimals)
    for low, high in reversed(list(pairwise(marks))):
        piece = _piece(low, high, value, decimals)
        found = b.if_(b.le(value, high.value), piece, found)
    return b.if_(b.lt(value, marks[0].value), points(marks[0].points, decimals), found)


def _piece(low: Mark, high: Mark, value: Node, decimals: int) -> Node:
    """Points between two marks: (p0 * width + (value - x0) * rise) / width, one fraction."""
    if low.points == high.points:
        return points(low.points, decimals)
    start, first = low.value, b.number_lit(low.points)
    width = b.sub(high.value, start)
    rise = b.sub(b.number_lit(high.points), first)
    return b.ratio((b.add(b.mul(first, width), b.mul(b.sub(value, start), rise)),), (width,), decimals)


def _bands(kpi: Kpi, now: Situation) -> Node:
    """Points of the last line that the value reaches, or straight lines between the edges.

    Check refuses bands whose first line leaves a gap under it.
    """
    value, decimals = now.value, now.decimals
    if kpi.join == "line" and len(kpi.bands) > 1:
        return _along([Mark(b.number_lit(band.edge), band.points) for band in kpi.bands], value, decimals)
    found = points(kpi.bands[0].points, decimals)
    for band in kpi.bands[1:]:
        found = b.if_(_reached(band, value), points(band.points, decimals), found)
    return b.if_(b.is_missing(value), b.missing(found.type), found)


def _reached(band: Band, value: Node) -> Node:
    edge = b.number_lit(band.edge)
    return b.ge(value, edge) if band.included else b.gt(value, edge)


def _meets(now: Situation) -> Node:
    """Whether the value is at the target or better, or inside the pair."""
    value, marks = now.value, now.marks
    if "target_from" in marks:
        return b.and_(b.ge(value, marks["target_from"]), b.le(value, marks["target_to"]))
    return b.le(value, marks["target"]) if now.better is Better.LOWER else b.ge(value, marks["target"])


def _plugin(kpi: Kpi, curve: Curve, now: Situation) -> Node:
    """A plugin's formula over the value and the marks, cut to 0 and the points at the stretch."""
    names = {"value": now.value, **{mark: now.marks[mark] for mark in curve.needs}}
    found = parse(curve.points, Scope(names), decimals=now.decimals)
    top = points(kpi.points_at.stretch, now.decimals)
    return b.max_(points(0, now.decimals), b.min_(top, found))
