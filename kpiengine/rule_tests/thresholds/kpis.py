"""Marks and bands of KPIs, in each line of their `by` and under each relaxation; lines of the ramp."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from kpiengine.periods import Period, day_number, next_period, previous_period
from kpiengine.planning.coverage import holds
from kpiengine.rule_tests.movable import hired_on, holding
from kpiengine.rule_tests.points import SHARE, Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.thresholds.bases import GOOD, MIXED, lines_of_base, number_of, with_lines
from kpiengine.rule_tests.thresholds.conditions import around_condition
from kpiengine.rule_tests.thresholds.ground import Ground, Trial
from kpiengine.rule_tests.thresholds.marks import FULL, lines, marks
from kpiengine.rules.checked import Wanted
from kpiengine.rules.choosing import REST, cases, in_scenario, weighing
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
    """Its marks in each scenario and case of its `by`, and under each relaxation."""
    for scenario, own in _variants(ground, kpi):
        there = Point() if scenario is None else alone_in(scenario)
        for case in cases(own):
            named = case.lines if scenario is None else (("scenario", Line(scenario, {})), *case.lines)
            words = "".join(f" {of} {line.at}" for of, line in named)
            for inside in _inside(ground, case.lines):
                where = inside.over(there)
                yield from _marks(ground, f"{kpi.id}{words}", case.kpi, where, scenario)
                if named:
                    yield Trial(f"{kpi.id}{words}", MIXED, where)
    for relax in ranked(kpi.relax):
        key = f"kpi.{kpi.id}.relax.{relax.id}.when"
        yield from around_condition(ground, key, MIXED)
        given = holding(ground.checked.conditions[key], ground.rows[GOOD], ground.checked, ground.columns)
        if given is not None:
            lines = lines_of_base(ground.checked, ground.period)
            own = with_lines(kpi, lines)
            said = {k: v for k in ("target", "floor", "stretch") if (v := getattr(relax, k)) is not None}
            scenario = str(lines["scenario"].at) if any(by.of == "scenario" for by in kpi.by) else None
            where = ground.given(given, GOOD)
            where = where if scenario is None else where.over(alone_in(scenario))
            yield from _marks(ground, f"{kpi.id} relax {relax.id}", evolve(own, **said), where, scenario)


def _variants(ground: Ground, kpi: Kpi) -> Iterator[tuple[str | None, Kpi]]:
    """The KPI as it is in each scenario where it counts, if it has lines of scenarios; else as it is."""
    if not any(by.of == "scenario" for by in kpi.by):
        yield None, kpi
        return
    for name in weighing(ground.rules, kpi.id):
        yield name, in_scenario(ground.rules, name).kpis[kpi.id]


def alone_in(scenario: str) -> Point:
    """Somebody all of whose work lies in one scenario."""
    return Point(parts={f"{scenario}.{SHARE}": Moment(FULL)})


def _inside(ground: Ground, chosen: Sequence[tuple[Dimension, Line]]) -> Iterator[Point]:
    """Somebody on the first day in a line, and on the last day before it; in the first period of a date, and before."""
    days = [line.at for _, line in chosen if isinstance(line.at, date)]
    for period in _periods(ground, days[0]) if days else (ground.period,):
        found = [Point(period=period.name if days else None)]
        for of, line in chosen:
            made = []
            for point in found:
                if of == "tenure_months":
                    at = int(str(line.at))
                    made += [Point(roster={"hired_on": hired_on(period, ago, months=True)}).over(point)
                             for ago in (at - 1, at) if ago >= 0]  # fmt: skip
                elif of in {"site", "team"}:
                    name = "elsewhere" if line.at == REST else str(line.at)
                    made.append(Point(roster={f"{of}_id": name}).over(point))
            found = made or found
        yield from found


def _periods(ground: Ground, at: date) -> Iterator[Period]:
    """The last period that begins before a day and the first that begins on it or later, where the rule set holds."""
    first = ground.period
    while first.start_day < day_number(at):
        first = next_period(first)
    while (before := previous_period(first)).start_day >= day_number(at):
        first = before
    yield from (one for one in (before, first) if holds(ground.rules.head, one))


def _marks(ground: Ground, what: str, kpi: Kpi, where: Point, scenario: str | None) -> Iterator[Trial]:
    """Just below, at and above each mark and band."""
    for word, mark in marks(kpi):
        for value in ground.around(kpi.id, mark, scenario):
            moved = ground.bases.good.metrics.get(kpi.id, Moment())
            yield Trial(f"{what} {word} {mark}", GOOD, Point({kpi.id: Moment(value, moved.n)}).over(where))
    for low, high in lines(kpi):
        for value in _first_moves(ground, ground.measure(kpi.id, scenario), low, high):
            yield Trial(f"{what} from {low[0]} on", GOOD, Point({kpi.id: Moment(value)}).over(where))


def _first_moves(
    ground: Ground, wanted: Wanted, low: tuple[Number, Number], high: tuple[Number, Number]
) -> Iterator[Number]:
    """On a line that is long for its points: the values around which the rounded points leave those of its end.

    They show where the line ends to the smallest step, which the values beside the end do not.
    """
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
