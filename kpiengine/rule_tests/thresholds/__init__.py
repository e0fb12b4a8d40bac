"""Every threshold of a rule set, with an agent just below, at and just above it.

bases        the agents to start from
ground       what trials are made on
kpis         marks and bands of KPIs, also of each line of a `by` and under each relaxation; lines of the ramp
charges      steps of [points], and when their cases are forgotten
parts        least shares of scenarios, least days of stretches
conditions   numbers in conditions of gates, alerts, rewards, relaxations and reweights
money        edges of tiers and places, the cap and other bounds, rates
evidence     each figure missing once, the least samples
watched      numbers in conditions of alerts that `watch` judges
marks        the numbers of a KPI, and values that a metric can have
"""

from collections.abc import Iterator, Mapping

from attrs import evolve

from kpiengine.periods import Period
from kpiengine.plugin.columns import Column
from kpiengine.rule_tests.movable import Row
from kpiengine.rule_tests.points import Cell, Point
from kpiengine.rule_tests.thresholds import charges, conditions, evidence, kpis, money, parts, watched
from kpiengine.rule_tests.thresholds.bases import GOOD, MIXED, Bases
from kpiengine.rule_tests.thresholds.ground import Ground, Trial, make_ground
from kpiengine.rule_tests.thresholds.marks import possible
from kpiengine.rules.checked import CheckedRuleSet


def trials(  # noqa: PLR0913, PLR0917 -- the rule set, and whom it is tried on
    checked: CheckedRuleSet,
    bases: Bases,
    rows: Mapping[str, Row],
    period: Period,
    columns: Mapping[str, Column],
    beside: Mapping[str, Cell],
) -> tuple[Trial, ...]:
    """Every agent to try, each once, in the order of the rule file."""
    found: dict[tuple[str, str], Trial] = {}
    for trial in _every(make_ground(checked, bases, rows, period, columns, beside)):
        point = trial.point if trial.base == watched.WATCH else possible(trial.point, checked)
        found.setdefault((trial.base, point.text), evolve(trial, point=point))
    return tuple(found.values())


def _every(ground: Ground) -> Iterator[Trial]:
    yield Trial("every target", GOOD, Point())
    yield Trial("between", MIXED, Point())
    yield from kpis.trials(ground)
    yield from charges.trials(ground)
    yield from parts.trials(ground)
    yield from conditions.trials(ground)
    yield from money.trials(ground)
    yield from evidence.trials(ground)
    yield from watched.trials(ground.checked, ground.columns)
