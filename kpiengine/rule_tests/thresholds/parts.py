"""What parts a period: the least share of a scenario, and the days from which a stretch stands alone."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from kpiengine.periods import day_of
from kpiengine.rule_tests.points import SHARE, Cell, Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.thresholds.bases import GOOD, MIXED
from kpiengine.rule_tests.thresholds.ground import Ground, Trial
from kpiengine.rule_tests.thresholds.kpis import alone_in
from kpiengine.rule_tests.thresholds.marks import FULL
from kpiengine.rules.choosing import in_scenario
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.values import Number
from kpiengine.rules.model.words import KpiLevel

HALF = 50
WRITTEN = "min_days"


def trials(ground: Ground) -> Iterator[Trial]:
    """Scenarios, then stretches."""
    if ground.rules.scenarios is not None:
        yield from _scenarios(ground)
    yield from _stretches(ground)


def _scenarios(ground: Ground) -> Iterator[Trial]:
    """Somebody between floor and target, in each scenario alone; then each with just too little work, and enough."""
    scenarios = ground.rules.scenarios
    assert scenarios is not None  # noqa: S101 -- asked before
    names = tuple(ground.rules.weights)
    for name in names:
        yield Trial(f"scenario {name}", MIXED, alone_in(name))
    main = scenarios.blend == "main"
    least: Number = HALF if main else scenarios.min_percent
    step = Decimal(1).scaleb(int(Decimal(least).as_tuple().exponent))
    for index, name in enumerate(names):
        other, kpi = names[index - 1], _telling(ground, name)
        if other == name or kpi is None:
            continue
        low = ground.bases.mixed.metrics[kpi.id]
        for share in (least - step, least + 0 * step, least + step):
            if 0 < share < FULL:
                parts = {f"{name}.{SHARE}": share, f"{other}.{SHARE}": FULL - share}
                point = Point(parts={key: Moment(value) for key, value in parts.items()} | {f"{name}.{kpi.id}": low})
                what = f"main scenario {name}" if main else f"scenario {name} min_percent {least}"
                yield Trial(what, GOOD, point)


def _telling(ground: Ground, scenario: str) -> Kpi | None:
    """The agent's own KPI with the greatest weight in a scenario."""
    given = ground.bases.mixed.metrics
    mine = [
        kpi
        for kpi in in_scenario(ground.rules, scenario).weighted
        if kpi.level is KpiLevel.AGENT and kpi.id in given and kpi.weight
    ]
    return max(mine, key=lambda kpi: kpi.weight or 0, default=None)


def _stretches(ground: Ground) -> Iterator[Trial]:
    """Somebody who changes the team, or comes from another rule set of the plan, just too late and in time.

    A change of the rule set is tried where `min_days` is written: it needs another rule set to come from.
    """
    segments, head = ground.rules.segments, ground.rules.head
    written = WRITTEN in (ground.checked.document.get("segments") or {})
    by_team = segments.split_by == "team"
    before: Mapping[str, Cell] = {"team_id": "elsewhere"} if by_team else ground.beside if written else {}
    if not before or head.level is not KpiLevel.AGENT:
        return
    for days in (segments.min_days - 1, segments.min_days, segments.min_days + 1):
        if 0 < days < ground.period.end_day - ground.period.start_day:
            yield Trial(f"segments min_days {segments.min_days}", GOOD, _moved(ground, days, before))


def _moved(ground: Ground, days: int, before: Mapping[str, Cell]) -> Point:
    """Here for the last so many days of the period."""
    day: date = day_of(ground.period.end_day - days)
    return Point(moves_on=day, before=before)
