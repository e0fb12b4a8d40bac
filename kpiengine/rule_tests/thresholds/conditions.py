"""Numbers in conditions: of gates, alerts, rewards, relaxations and reweights."""

from collections.abc import Iterator
from fractions import Fraction

from kpiengine.expressions.scalar import evaluate
from kpiengine.expressions.tree import Node
from kpiengine.rule_tests.measure_names import shown_key
from kpiengine.rule_tests.movable import Turn, given_as, movable, turns, with_given
from kpiengine.rule_tests.points import Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.thresholds.bases import GOOD, MIXED
from kpiengine.rule_tests.thresholds.ground import Ground, Trial
from kpiengine.rule_tests.thresholds.marks import FULL, countable
from kpiengine.rules.in_force import ranked


def trials(ground: Ground) -> Iterator[Trial]:
    """Reweights, then every other condition; relaxations stand with their KPI."""
    for one in ranked(ground.rules.reweights):
        yield from around_condition(ground, f"reweight.{one.id}.when", MIXED)
    for key in ground.conditions:
        if key.split(".")[0] not in {"kpi", "reweight"}:
            yield from around_condition(ground, key, GOOD)


def around_condition(ground: Ground, key: str, base: str) -> Iterator[Trial]:
    """Just below, at and above each threshold that decides a condition."""
    tree = ground.conditions.get(key)
    if tree is None:
        return
    parts = key.split(".")
    what = " ".join(parts[:-1] if parts[-1] in {"when", "require"} else parts)
    for start in (base, MIXED if base == GOOD else GOOD):
        done = False
        for turn in turns(tree, [ground.rows[start]], ground.checked, ground.columns):
            done = True
            beside = ground.given(turn.beside, start)
            for value in turn.values:
                point = given_as(turn.column, value, beside.over(ground.bases.of(start)), ground.period)
                yield Trial(what, start, _made_of_cases(ground, tree, turn, value, start, point).over(beside))
        if done:
            return


def _made_of_cases(  # noqa: PLR0913, PLR0917 -- where it turns, from whom, and what is given
    ground: Ground, tree: Node, turn: Turn, cases: int, start: str, point: Point
) -> Point:
    """A share on so many cases: the nearest that they can make and with which it is the cases that decide."""
    kind, _, key = turn.column.column.partition(":")
    if kind != "n":
        return point
    wanted, row = ground.checked.wanted[key], with_given(ground.rows[start], turn.beside)
    own = movable(f"known:{key}", ground.checked, ground.columns)
    value = point.metrics[shown_key(key)].value
    if own is None or value is None or cases == 0:
        return point
    meant = [evaluate(tree, turn.column.moved(row, many)) for many in turn.values]
    for near in (value, 0, FULL, *(value + step for step in (-5, 5, -10, 10))):
        made = countable(near, cases, wanted)
        with_made = own.moved(row, int(Fraction(made or 0) * 10**own.scale))
        if [evaluate(tree, turn.column.moved(with_made, many)) for many in turn.values] == meant:
            return Point({shown_key(key): Moment(made, cases)})
    return Point({shown_key(key): Moment(countable(value, cases, wanted), cases)})
