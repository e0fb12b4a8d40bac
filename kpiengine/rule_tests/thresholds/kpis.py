"""Marks and bands of KPIs, in each line of their `by` and under each relaxation; lines of the ramp."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from kpiengine.rule_tests.movable import hired_on, holding
from kpiengine.rule_tests.points import Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.thresholds.bases import GOOD, MIXED, lines_of_base, number_of, with_lines
from kpiengine.rule_tests.thresholds.conditions import around_condition
from kpiengine.rule_tests.thresholds.ground import Ground, Trial
from kpiengine.rule_tests.thresholds.marks import lines, marks
from kpiengine.rules.choosing import REST, cases
from kpiengine.rules.in_force import ranked
from kpiengine.rules.model.by import Dimension, Line
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.values import Number


def trials(ground: Ground) -> Iterator[Trial]:
    """The ramp, then each KPI, then all of them at once at their stretch."""
    yield from _ramp(ground)
    for kpi in ground.rules.kpis.values():
        yield from _kpi(ground, kpi)
    yield from _stretched(ground)


def _ramp(ground: Ground) -> Iterator[Trial]:
    ramp = ground.rules.ramp
    if ramp is None:
        return
    for line in ramp.lines:
        at = int(str(line.at))
        for ago in (at - 1, at):
            if ago >= 0:
                hired = hired_on(ground.period, ago, months=ramp.column == "tenure_months")
                yield Trial(f"ramp from {line.at}", MIXED, Point(roster={"hired_on": hired}))


def _kpi(ground: Ground, kpi: Kpi) -> Iterator[Trial]:
    """Its marks in each case of its `by`, and under each relaxation."""
    for case in cases(kpi):
        if any(of in {"scenario", "date"} for of, _ in case.lines):
            continue
        for where in _inside(ground, case.lines):
            words = "".join(f" {of} {line.at}" for of, line in case.lines)
            yield from _marks(ground, f"{kpi.id}{words}", case.kpi, where)
            if case.lines:
                yield Trial(f"{kpi.id}{words}", MIXED, where)
    for relax in ranked(kpi.relax):
        key = f"kpi.{kpi.id}.relax.{relax.id}.when"
        yield from around_condition(ground, key, MIXED)
        given = holding(ground.checked.conditions[key], ground.rows[GOOD], ground.checked, ground.columns)
        if given is not None:
            own = with_lines(kpi, lines_of_base(ground.checked))
            said = {k: v for k in ("target", "floor", "stretch") if (v := getattr(relax, k)) is not None}
            where = ground.given(given, GOOD)
            yield from _marks(ground, f"{kpi.id} relax {relax.id}", evolve(own, **said), where)


def _inside(ground: Ground, chosen: Sequence[tuple[Dimension, Line]]) -> Iterator[Point]:
    """Somebody on the first day in a line, and on the last day before it."""
    found = [Point()]
    for of, line in chosen:
        made = []
        for point in found:
            if of == "tenure_months":
                at = int(str(line.at))
                made += [Point(roster={"hired_on": hired_on(ground.period, ago, months=True)}).over(point)
                         for ago in (at - 1, at) if ago >= 0]  # fmt: skip
            elif of in {"site", "team"}:
                name = "elsewhere" if line.at == REST else str(line.at)
                made.append(Point(roster={f"{of}_id": name}).over(point))
        found = made or found
    yield from found


def _marks(ground: Ground, what: str, kpi: Kpi, where: Point) -> Iterator[Trial]:
    """Just below, at and above each mark and band."""
    for word, mark in marks(kpi):
        for value in ground.around(kpi.id, mark):
            moved = ground.bases.good.metrics.get(kpi.id, Moment())
            yield Trial(f"{what} {word} {mark}", GOOD, Point({kpi.id: Moment(value, moved.n)}).over(where))
    for low, high in lines(kpi):
        for value in _first_moves(ground, kpi.id, low, high):
            yield Trial(f"{what} from {low[0]} on", GOOD, Point({kpi.id: Moment(value)}).over(where))


def _first_moves(ground: Ground, key: str, low: tuple[Number, Number], high: tuple[Number, Number]) -> Iterator[Number]:
    """On a line that is long for its points: the values around which the rounded points leave those of its end.

    They show where the line ends to the smallest step, which the values beside the end do not.
    """
    wanted = ground.checked.wanted[key]
    span = tuple(Fraction(str(end)) for end in wanted.metric.range)
    step = Fraction(1, 10**wanted.metric.decimals)
    run, rise = abs(Fraction(high[0]) - Fraction(low[0])), abs(Fraction(high[1]) - Fraction(low[1]))
    if not run or not rise:
        return
    length = Fraction(1, 2 * 10**ground.rules.score.decimals) * run / rise
    steps = -(-length // step)
    if steps <= 1:
        return  # the values beside the end show it
    for end, way in ((low, 1), (high, -1)):
        for many in (steps - 1, steps, steps + 1):
            value = Fraction(end[0]) + way * many * step
            if span[0] <= value <= span[1]:
                yield number_of(value, wanted, span[0], span[1])


def _stretched(ground: Ground) -> Iterator[Trial]:
    """Everybody at his stretch: where the score is cut."""
    found = {kpi.id: Moment(kpi.stretch) for kpi in ground.rules.weighted if isinstance(kpi.stretch, int | Decimal)}
    if found:
        yield Trial("every stretch", GOOD, Point(found))
