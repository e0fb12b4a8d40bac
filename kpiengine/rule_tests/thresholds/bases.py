"""The agents to start from.

`good` is at every target and passes every gate, so that what a gate, a tier or an alert takes or gives can be seen;
`mixed` lies at different heights between floors and targets, so that whatever moves targets, points or weights can be
seen.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from kpiengine.periods import Period, day_number
from kpiengine.plugin.columns import Column
from kpiengine.rule_tests.coverage import judged_conditions
from kpiengine.rule_tests.measure_names import base_of, plain_key, shown_key
from kpiengine.rule_tests.movable import Row, given_as, hired_on, holding, names
from kpiengine.rule_tests.points import Cell, Point, then
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.stand_ins import Nature, nature_of
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.choosing import REST
from kpiengine.rules.model.by import Dimension, Line
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.score import Points
from kpiengine.rules.model.values import Number
from kpiengine.rules.scope.names import PRESENCE

GOOD, MIXED = "good", "mixed"
BASE_PAY = 10_000
_LONG_AGO = 240  # months


@frozen
class Bases:
    """The agents to start from."""

    good: Point
    mixed: Point

    def of(self, name: str) -> Point:
        """By name; nothing for a base that is none of these."""
        return {GOOD: self.good, MIXED: self.mixed}.get(name, Point())


def first_bases(checked: CheckedRuleSet, period: Period, columns: Mapping[str, Column]) -> Bases:
    """Somebody at every target, and somebody between; gates are not looked at yet."""
    roster = _roster(checked, period, columns)
    good, mixed = dict[str, Moment](), dict[str, Moment]()
    lines = lines_of_base(checked, period)
    charged = {one.count: furthest(checked, one) for one in checked.ruleset.points.values()}
    for index, (name, wanted) in enumerate(figures_of(checked).items()):
        kpi = checked.ruleset.kpis.get(name.partition("@")[0])
        own = None if kpi is None else with_lines(kpi, lines)
        best, middling = _heights(own, wanted, index, len(figures_of(checked)))
        if name in charged:  # nothing is charged yet, and nothing was
            best = middling = 0
            if charged[name]:
                good[then(name, charged[name])] = mixed[then(name, charged[name])] = Moment(0)
        good[shown_key(name)], mixed[shown_key(name)] = Moment(best), Moment(middling)
    return Bases(Point(good, roster), Point(mixed, roster))


def furthest(checked: CheckedRuleSet, one: Points) -> int:
    """The oldest period, so many before, whose cases count towards a rule of points."""
    return max((past.back for past in checked.closed if past.of == f"cases:{one.id}"), default=0)


def figures_of(checked: CheckedRuleSet) -> dict[str, Wanted]:
    """What is given: each KPI and metric once, and values of teams that conditions ask for."""
    asked = {column.partition(":")[2] for tree in checked.conditions.values() for column in names(tree)}
    found: dict[str, Wanted] = {}
    for key, wanted in checked.wanted.items():
        base = base_of(key)
        if key == PRESENCE or (key != base and key not in asked) or not plain_key(key):
            continue
        if key == base or (key in asked and base in checked.wanted):
            found[key] = wanted
        elif base not in checked.wanted:
            found.setdefault(key, wanted)
    return found


def _roster(checked: CheckedRuleSet, period: Period, columns: Mapping[str, Column]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    rules = checked.ruleset
    base = rules.payout.of
    if rules.payout.kind == "percent" and base in columns:
        found[str(base)] = BASE_PAY
    if any(c.startswith("tenure") for tree in checked.conditions.values() for c in names(tree)) or _by_tenure(checked):
        found["hired_on"] = hired_on(period, _LONG_AGO, months=True)
    for of, line in lines_of_base(checked, period).items():
        if of in {"site", "team"} and line.at != REST:
            found[f"{of}_id"] = str(line.at)
    return found


def _by_tenure(checked: CheckedRuleSet) -> bool:
    rules = checked.ruleset
    return rules.ramp is not None or any(by.of == "tenure_months" for kpi in rules.kpis.values() for by in kpi.by)


def lines_of_base(checked: CheckedRuleSet, period: Period) -> dict[Dimension, Line]:
    """The line of each `by` that the bases are in: of the longest employed, of the first team or site, of now."""
    found: dict[Dimension, Line] = {}
    for kpi in checked.ruleset.kpis.values():
        for by in kpi.by:
            rest = next((line for line in by.lines if line.at == REST), None)
            begun = [one for one in by.lines if isinstance(one.at, date) and day_number(one.at) <= period.start_day]
            last = begun[-1] if begun else by.lines[-1]
            found.setdefault(by.of, last if not isinstance(by.lines[0].at, str) else rest or by.lines[0])
    return found


def with_lines(kpi: Kpi, lines: Mapping[Dimension, Line]) -> Kpi:
    """The KPI as it is for these lines."""
    for by in kpi.by:
        if by.of in lines:
            line = next((one for one in by.lines if one.at == lines[by.of].at), None)
            kpi = evolve(kpi, **(line.values if line is not None else {}))  # type: ignore[arg-type]  # keys of a KPI
    return evolve(kpi, by=())


def _heights(kpi: Kpi | None, wanted: Wanted, index: int, of: int) -> tuple[Number, Number]:
    """The value at the target, and one between floor and target, at a height of its own."""
    low, high = (Fraction(str(end)) for end in wanted.metric.range)
    share = Fraction(1, 4) + Fraction(index + 1, 2 * (of + 1))
    if kpi is not None and kpi.bands:
        edges = [Fraction(band.edge) for band in kpi.bands]
        best = max(kpi.bands, key=lambda band: band.points)
        start, goal = min(max(edges[0], low), high), Fraction(best.edge)
        goal = goal if best.included else goal + Fraction(1, 10**wanted.metric.decimals)
    elif kpi is not None and kpi.target is not None and not isinstance(kpi.target, str):
        goal = Fraction(kpi.target[0] if isinstance(kpi.target, tuple) else kpi.target)
        floor = kpi.floor
        start = (
            goal
            if floor is None or isinstance(floor, str)
            else Fraction(floor[0] if isinstance(floor, tuple) else floor)
        )
    else:
        end = min(high, low + 100)
        start = goal = (low + end) / 2
    return number_of(goal, wanted, low, high), number_of(start + (goal - start) * share, wanted, low, high)


def number_of(value: Fraction, wanted: Wanted, low: Fraction, high: Fraction) -> Number:
    """The nearest value that the metric can have."""
    decimals = 0 if nature_of(wanted.metric, wanted.params) is Nature.COUNT else wanted.metric.decimals
    inside = min(max(value, low), high)
    rounded = round(inside * 10**decimals)
    return rounded if decimals == 0 else Decimal(rounded).scaleb(-decimals)


def _is_good(key: str, checked: CheckedRuleSet) -> bool:
    """Whether a condition may as well hold for the bases: of rewards and of praise."""
    alert = checked.ruleset.alerts.get(key.split(".")[1]) if key.startswith("alert.") else None
    return key.startswith("reward.") or (alert is not None and alert.kind == "praise")


def better_bases(
    bases: Bases, rows: Mapping[str, Row], checked: CheckedRuleSet, period: Period, columns: Mapping[str, Column]
) -> Bases:
    """The bases with gates passed, no alert, and no relaxation or reweight in force, as far as that can be given.

    `rows` are what the stages made of the bases.
    """
    found = bases
    for name in (GOOD, MIXED):
        base, row = found.of(name), dict(rows[name])
        for key, condition in judged_conditions(checked).items():
            wanted = key.startswith("gate.")
            if _is_good(key, checked) or any(name not in row for name in names(condition)):
                continue
            for one, value in holding(condition, row, checked, columns, wanted=wanted) or ():
                row = one.moved(row, value)
                base = given_as(one, int(value or 0), base, period).over(base)
        found = evolve(found, **{name: base})
    return found
