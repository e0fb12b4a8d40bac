"""Figures that are missing, and the least samples on which figures count."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from kpiengine.expressions.scalar import evaluate
from kpiengine.expressions.tree import Node
from kpiengine.rule_tests.measure_names import plain_key, shown_key
from kpiengine.rule_tests.movable import Movable, movable, names, turns, with_given
from kpiengine.rule_tests.points import Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.stand_ins import Nature, nature_of
from kpiengine.rule_tests.thresholds.bases import GOOD, MIXED, figures_of
from kpiengine.rule_tests.thresholds.ground import Ground, Trial
from kpiengine.rule_tests.thresholds.marks import countable
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.values import Number
from kpiengine.rules.model.words import KpiLevel


def trials(ground: Ground) -> Iterator[Trial]:
    """What is missing, then least samples."""
    yield from _missing(ground)
    yield from _samples(ground)
    yield from _leaning(ground)


def _missing(ground: Ground) -> Iterator[Trial]:
    """Each figure missing, and of KPIs whose weight goes to others each two."""
    for key in figures_of(ground.checked):
        yield Trial(f"{shown_key(key)} missing", GOOD, Point({shown_key(key): Moment()}))
    spread = [kpi.id for kpi in ground.rules.weighted if kpi.if_missing == "redistribute"]
    for count in range(2, min(len(spread), 4) + 1):
        for some in combinations(spread, count):
            yield Trial(f"{' and '.join(some)} missing", GOOD, Point(dict.fromkeys(some, Moment())))
    payout = ground.rules.payout
    if payout.kind == "percent" and payout.of is not None:
        yield Trial(f"{payout.of} of 0", GOOD, Point(roster={payout.of: 0}))


def _samples(ground: Ground) -> Iterator[Trial]:
    """Just below and at the least sample of each KPI and figure; of the team's, where that may stand in."""
    for key, wanted in ground.checked.wanted.items():
        if not plain_key(key) or wanted.min_sample <= 1 or nature_of(wanted.metric, wanted.params) is Nature.COUNT:
            continue
        name = shown_key(key)
        base = key.partition("@")[0]
        before = ground.bases.good.metrics.get(name) or ground.bases.good.metrics.get(base) or Moment()
        for n in (wanted.min_sample - 1, wanted.min_sample):
            moment = Moment(countable(before.value, n, wanted), n)
            beside = _lacking(ground, base) if key != base else {}
            yield Trial(f"{name} min_sample {wanted.min_sample}", GOOD, Point({**beside, name: moment}))
        yield from _known_at(ground, key, wanted)


def _known_at(ground: Ground, key: str, wanted: Wanted) -> Iterator[Trial]:
    """The least sample where it decides a condition: with a value that fails a gate, or raises an alert."""
    own = movable(f"known:{key}", ground.checked, ground.columns)
    for path, tree in ground.conditions.items():
        if own is None or f"known:{key}" not in names(tree):
            continue
        start = MIXED if path.startswith(("kpi.", "reweight.")) else GOOD
        told = _telling(ground, tree, own, wanted, start, verdict=not path.startswith("gate."))
        if told is None:
            continue
        value, beside = told
        for n in (wanted.min_sample - 1, wanted.min_sample):
            point = Point({shown_key(key): Moment(countable(value, n, wanted), n)}).over(beside)
            yield Trial(f"{shown_key(key)} min_sample {wanted.min_sample}", start, point)


def _telling(  # noqa: PLR0913 -- of what, from whom, and the verdict
    ground: Ground, tree: Node, own: Movable, wanted: Wanted, start: str, *, verdict: bool
) -> tuple[Number, Point] | None:
    """A value on the least sample with which a condition has this verdict, and what else must be given."""
    row = ground.rows[start]
    for turn in turns(tree, [row], ground.checked, ground.columns):
        around = with_given(row, turn.beside)
        values = [_shown(value, own) for value in turn.values] if turn.column == own else []
        for value in (*values, _shown(own.low, own), _shown(own.high, own)):
            made = countable(value, wanted.min_sample, wanted)
            if made is not None and evaluate(tree, own.moved(around, _at(made, own))) is verdict:
                return made, ground.given(turn.beside, start)
    return None


def _leaning(ground: Ground) -> Iterator[Trial]:
    """Somebody between floor and target on as many cases as lean to a team that is at the target."""
    for kpi in ground.rules.kpis.values():
        if not kpi.lean:
            continue
        wanted = ground.checked.wanted[kpi.id]
        many = max(kpi.lean, wanted.min_sample)
        own, team = (base.metrics[kpi.id].value for base in (ground.bases.mixed, ground.bases.good))
        point = Point({kpi.id: Moment(countable(own, many, wanted), many), f"team({kpi.id})": Moment(team)})
        yield Trial(f"{kpi.id} lean {kpi.lean}", GOOD, point)


def _lacking(ground: Ground, base: str) -> dict[str, Moment]:
    """What an agent has of a KPI when his team's value takes its place."""
    kpi = ground.rules.kpis.get(base)
    if kpi is None or kpi.level is not KpiLevel.AGENT or "team" not in kpi.policies:
        return {}
    wanted = ground.checked.wanted[base]
    if kpi.if_missing == "team" or wanted.min_sample <= 1:
        return {base: Moment()}
    few = wanted.min_sample - 1
    before = ground.bases.good.metrics.get(base, Moment())
    return {base: Moment(countable(before.value, few, wanted), few)}


def _shown(value: int, one: Movable) -> Number:
    return Decimal(value).scaleb(-one.scale) if one.scale else value


def _at(value: Number, one: Movable) -> int:
    return int(Fraction(value) * 10**one.scale)
