"""What a plan pushes, and what stands guard in it: metric by metric, at which level, over how many periods.

A plan pushes what it weighs, ranks by, pays by the unit, splits a pool by or gives points for.  A guard is a gate, a
KPI whose weight never falls under 10, or a deduction of points.  It must see what the pushed metric does to one
subject: a team's value hides one agent, and one period hides what three of them did.
"""

import ast
from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve, frozen

from kpiengine.documents.finding import Path
from kpiengine.plugin import Better
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.guard_pairs import IN_A_RANGE, PAIRS, Pair
from kpiengine.rules.checks.weights import reachable
from kpiengine.rules.choosing import cases, variants
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.spans import periods_in

GUARD_WEIGHT = 10
WIDTH = {KpiLevel.AGENT: 0, KpiLevel.TEAM: 1, KpiLevel.QUEUE: 1, KpiLevel.SITE: 2, KpiLevel.CENTRE: 3}
WAYS = {Better.HIGHER: "higher", Better.LOWER: "lower"}
LEVELS = {"team": KpiLevel.TEAM, "site": KpiLevel.SITE, "centre": KpiLevel.CENTRE}
BESIDE_THE_VALUE = frozenset({"sample", "target", "is_missing", "previous", "times", "in_calendar", "calendar_days"})


@frozen
class Use:
    """One metric at one place: `path` is where, `by` what it is called there."""

    metric: str
    level: KpiLevel
    periods: int
    by: str
    path: Path


@frozen
class Push:
    """A use that money rests on, in one direction; `settings` are the metric's own, as far as the KPI says them."""

    use: Use
    way: str
    settings: dict[str, object]

    def rows(self) -> Iterator[Pair]:
        """The rows of the metric book that warn of it."""
        for pair in PAIRS:
            if self.use.metric in pair.pushed and pair.way == self.way and self._meant(pair):
                yield pair

    def _meant(self, pair: Pair) -> bool:
        return pair.only is None or self.settings.get(pair.only[0]) == pair.only[1]


def guarded(context: Context) -> Iterator[tuple[Push, Pair, Use | None]]:
    """For everything that a paying rule set pushes each row that warns of it, and what stands guard; None: nothing."""
    if not context.ruleset.pays:
        return
    asked = [(push, pair) for push in _pushes(context) for pair in push.rows()]
    guards = tuple(_guards(context)) if asked else ()
    for push, pair in asked:
        yield push, pair, next((one for one in guards if _serves(context, one, push, pair)), None)


def _serves(context: Context, one: Use, push: Push, pair: Pair) -> bool:
    if one.metric not in pair.guards or one.metric == push.use.metric or one.periods < push.use.periods:
        return False
    metric = context.around.catalogue.metrics.get(one.metric)
    levels = [KpiLevel(level) for level in metric.levels if level != KpiLevel.QUEUE] if metric is not None else []
    finest = min((WIDTH[level] for level in levels), default=0)  # nobody can ask for less than there is
    return WIDTH[one.level] <= max(WIDTH[push.use.level], finest)


def _pushes(context: Context) -> Iterator[Push]:
    """All that is paid or ranked by."""
    rules = context.ruleset
    seen: set[tuple[str, str, str, KpiLevel]] = set()
    for kpi in (*rules.weighted, *_ranked(context)):
        for case in variants(kpi):
            for push in _ways(context, case.kpi):
                key = (kpi.id, push.use.metric, push.way, push.use.level)
                if key not in seen:
                    seen.add(key)
                    yield push
    for name, by, path in _counted(context):
        use = _use(context, name, rules.head.level, by, path)
        yield Push(use, "higher", _settings(context, use.metric, rules.kpis.get(name)))


def _guards(context: Context) -> Iterator[Use]:
    """Everything that may stand guard: gates, KPIs of some weight, deductions."""
    rules = context.ruleset
    for gate in rules.gates.values():
        for name, level, periods in _asked(gate.require):
            found = _use(context, name, level or gate.level, f"gate {gate.id}", ("gate", gate.id))
            yield evolve(found, periods=max(found.periods, periods))
    yield from _weighing(context)
    for one in rules.points.values():
        if any((step.each or 0) < 0 for step in one.steps):
            yield _use(context, one.count, rules.head.level, f"points {one.id}", ("points", one.id))


def _ranked(context: Context) -> Iterator[Kpi]:
    rules = context.ruleset
    for name in (rules.score.tiers_by, rules.rank.of if rules.rank else None):
        if name is not None and name in rules.kpis and rules.kpis[name] not in rules.weighted:
            yield rules.kpis[name]


def _ways(context: Context, kpi: Kpi) -> Iterator[Push]:
    for case in cases(kpi):
        way = WAYS.get(context.better(case.kpi) or Better.NEUTRAL)
        if way is not None:
            use = _of_kpi(context, case.kpi, f"KPI {kpi.id}")
            yield Push(use, way, _settings(context, use.metric, case.kpi))


def _counted(context: Context) -> Iterator[tuple[str, str, Path]]:
    """Names that money or points follow without a weight."""
    rules = context.ruleset
    if rules.payout.units is not None:
        yield rules.payout.units, "payout", ("payout", "units")
    if rules.payout.split_by is not None:
        for name, _, _ in _asked(rules.payout.split_by):
            yield name, "payout", ("payout", "split_by")
    for one in rules.points.values():
        if any((step.each or 0) > 0 for step in one.steps):
            yield one.count, f"points {one.id}", ("points", one.id, "count")


def _weighing(context: Context) -> Iterator[Use]:
    """KPIs that weigh something, whatever holds."""
    tables = [table for _, table in reachable(context)]
    for kpi in context.ruleset.weighted:
        if not tables or min(table.get(kpi.id, Decimal(0)) for table in tables) < GUARD_WEIGHT:
            continue
        for case in variants(kpi):
            if case.kpi.metric not in IN_A_RANGE or context.better(case.kpi) is Better.WITHIN:
                yield _of_kpi(context, case.kpi, f"KPI {kpi.id}")


def _use(context: Context, name: str, level: KpiLevel, by: str, path: Path) -> Use:
    """The metric behind a name of a condition: a KPI's own, at its own level unless the place says a wider one."""
    kpi = context.ruleset.kpis.get(name)
    if kpi is None:
        return Use(name, level, 1, by, path)
    own = kpi.level if level is context.ruleset.head.level else level
    return evolve(_of_kpi(context, kpi, by), level=own, path=path)


def _of_kpi(context: Context, kpi: Kpi, by: str) -> Use:
    calendar = context.around.calendar(context.ruleset.head.period)
    periods = periods_in(kpi.window, calendar) if kpi.window is not None and calendar is not None else 1
    return Use(kpi.metric, kpi.level, periods or 1, by, ("kpi", kpi.id))


def _settings(context: Context, metric: str, kpi: Kpi | None) -> dict[str, object]:
    found = context.around.catalogue.metrics.get(metric)
    defaults = {name: one.default for name, one in found.params.items()} if found is not None else {}
    return {**defaults, **(kpi.params if kpi is not None else {})}


def _asked(text: str) -> Iterator[tuple[str, KpiLevel | None, int]]:
    """Names whose value a sound condition or formula asks for, the level that it says, and over how many periods."""
    waiting: list[tuple[ast.AST, KpiLevel | None, int]] = [(ast.parse(text.strip(), mode="eval"), None, 1)]
    while waiting:
        node, level, periods = waiting.pop()
        match node:
            case ast.Name(name):
                yield name, level, periods
            case ast.Call(ast.Name(name), args):
                inner = args if name not in BESIDE_THE_VALUE else []
                last = args[1] if len(args) > 1 else None
                if name == "history" and isinstance(last, ast.Constant) and isinstance(last.value, int):
                    waiting.append((args[0], level, last.value))
                else:
                    waiting += [(one, LEVELS.get(name, level), periods) for one in inner]
            case _:
                waiting += [(one, level, periods) for one in ast.iter_child_nodes(node)]
