"""Which line of a `by` holds, as trees; and every case of a KPI that its `by` allows, for checks.

Columns: `unit:team` and `unit:site` are names of the unit of the last covered day (the same whose value a KPI of that
level takes), `tenure_months` counts to the first day of the period, `first_day` is that day since 1970.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import cast

from attrs import evolve, frozen

from kpiengine.documents.finding import Path
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import TEXT, Type, number
from kpiengine.rules.model.by import By, Dimension, Line
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet

DAY = number(0, 10**6)
TENURE = number(0, 10**6)
MOST_CASES = 500
REST = "other"  # the line of a table for everybody whom no other line names
_EPOCH = date(1970, 1, 1)
_COLUMNS: dict[str, tuple[str, Type]] = {
    "site": ("unit:site", TEXT),
    "team": ("unit:team", TEXT),
    "tenure_months": ("tenure_months", TENURE),
    "tenure_days": ("tenure_days", TENURE),
    "date": ("first_day", DAY),
}


def day(at: date) -> int:
    """Days since 1970."""
    return (at - _EPOCH).days


def choose(of: str, lines: Sequence[Line], values: Sequence[Node]) -> Node:
    """The value of the line that holds; missing where none does, or where what decides it is missing.

    `of` is a dimension or a column that counts tenure; `values` are those of the lines, all of one kind.
    """
    column = b.name(*_COLUMNS[of])
    found = b.missing(b.align(*values)[0].type)
    if isinstance(lines[0].at, str):
        for line, value in zip(lines, values, strict=True):
            if line.at == REST:
                found = value
        for line, value in zip(lines, values, strict=True):
            if line.at != REST:
                own = b.coalesce(b.eq(column, b.lit(str(line.at))), b.lit(value=False))
                found = b.if_(own, value, found)
        return found
    for line, value in zip(lines, values, strict=True):
        found = b.if_(b.ge(column, b.lit(_edge(line))), value, found)
    return found


def _edge(line: Line) -> int:
    return day(line.at) if isinstance(line.at, date) else int(cast("int | Decimal", line.at))


@frozen
class Case:
    """A KPI as it is for one choice of lines; `paths` say where a key that differs is written."""

    kpi: Kpi
    paths: dict[str, Path]
    lines: tuple[tuple[Dimension, Line], ...] = ()

    def path(self, key: str) -> Path:
        """Where the key is written."""
        return self.paths.get(key, ("kpi", self.kpi.id, key))


def line_path(kpi: str, by: By, index: int) -> Path:
    """Where a line is written."""
    line = by.lines[index]
    return ("kpi", kpi, "by", by.of, line.at if isinstance(line.at, str) else index)


def cases(kpi: Kpi) -> Iterator[Case]:
    """Every choice of one line from each `by`; at most `MOST_CASES`."""
    if not kpi.by:  # mostly: asked by many checks of every KPI
        yield Case(kpi, {})
        return
    for count, choice in enumerate(product(*(range(len(by.lines)) for by in kpi.by))):
        if count == MOST_CASES:
            return
        found, paths, lines = evolve(kpi, by=()), dict[str, Path](), list[tuple[Dimension, Line]]()
        for by, index in zip(kpi.by, choice, strict=True):
            line = by.lines[index]
            found = evolve(found, **line.values)  # type: ignore[arg-type]  # keys of a KPI, as its section reads them
            paths |= {key: (*line_path(kpi.id, by, index), key) for key in line.values}
            lines.append((by.of, line))
        yield Case(found, paths, tuple(lines))


WHAT = frozenset({"metric", "params", "slice", "level"})  # keys of a KPI that say what is measured


def measured_alike(kpi: Kpi) -> bool:
    """Whether the KPI is one measure in every scenario, so that it has a value for the whole period."""
    return not any(by.of == "scenario" and by.keys & WHAT for by in kpi.by)


def variants(kpi: Kpi) -> Iterator[Case]:
    """The KPI as it is in each scenario that has a line of its own; the KPI itself where none has."""
    for by in kpi.by:
        if by.of == "scenario":
            for index, line in enumerate(by.lines):
                paths = {key: (*line_path(kpi.id, by, index), key) for key in line.values}
                yield Case(_in_scenario(kpi, str(line.at)), paths, (("scenario", line),))
            return
    yield Case(kpi, {})


def in_scenario(ruleset: RuleSet, scenario: str) -> RuleSet:
    """The rule set as it is for one scenario: its row of weights, its lines, its reweights; no scenarios any more."""
    row = ruleset.weights[scenario]
    kpis = {kpi.id: evolve(_in_scenario(kpi, scenario), weight=row.get(kpi.id)) for kpi in ruleset.kpis.values()}
    mine = {one.id: one for one in ruleset.reweights.values() if one.scenario in {None, scenario}}
    return evolve(ruleset, kpis=kpis, weights={}, reweights=mine, scenarios=None, points={})


def weighing(ruleset: RuleSet, kpi: str) -> tuple[str, ...]:
    """The scenarios in whose score the KPI may count."""
    found = (name for name in ruleset.weights if any(one.id == kpi for one in in_scenario(ruleset, name).weighted))
    return tuple(found)


def _in_scenario(kpi: Kpi, scenario: str) -> Kpi:
    for by in kpi.by:
        if by.of == "scenario":
            line = next((line for line in by.lines if line.at == scenario), None)
            others = tuple(other for other in kpi.by if other is not by)
            return evolve(kpi, by=others, **(line.values if line else {}))  # type: ignore[arg-type]  # as above
    return kpi


def has_points(kpi: Kpi) -> bool:
    """Whether one case of a KPI says how a value becomes points."""
    if kpi.bands or kpi.formula is not None or kpi.curve not in {None, "pass"}:
        return True
    return "target" in kpi.given and (kpi.curve == "pass" or "floor" in kpi.given)


def curve_ids(ruleset: RuleSet) -> frozenset[str]:
    """Curves of plugins that the KPIs name."""
    found = {case.kpi.curve for kpi in ruleset.kpis.values() for case in cases(kpi)}
    return frozenset(curve for curve in found if curve is not None and curve != "pass")
