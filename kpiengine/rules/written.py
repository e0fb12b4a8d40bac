"""Every formula and condition that targets, points and weights of a rule set are written with."""

from collections.abc import Iterator

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.plugin.curve import MARKS
from kpiengine.rules.choosing import line_path
from kpiengine.rules.in_force import MOVED_DECIMALS
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.weights import Move
from kpiengine.rules.scope.names import Place


@frozen
class Written:
    """One text: where it stands, in which layer, and to how many decimals it is rounded (those of `metric`, if said).

    `own` is the KPI whose points it gives, `of` the metric of that KPI where a scenario has its own.
    """

    path: Path
    text: str
    place: Place
    condition: bool = False
    metric: str | None = None
    decimals: int | None = None
    own: str | None = None
    of: str | None = None


def formulas(rules: RuleSet) -> Iterator[Written]:
    """Those of targets and weights."""
    for kpi in rules.kpis.values():
        for key in MARKS:
            yield from _mark(kpi, ("kpi", kpi.id, key), kpi.formulas.get(key))
            for by in kpi.by:
                for index, line in enumerate(by.lines):
                    path = (*line_path(kpi.id, by, index), key)
                    yield from _mark(kpi, path, line.values.get(key), line.values.get("metric"))
        for relax in kpi.relax.values():
            place: Path = ("kpi", kpi.id, "relax", relax.id)
            yield Written((*place, "when"), relax.when, "mark", condition=True)
            for key in MARKS:
                yield from _mark(kpi, (*place, key), getattr(relax, key))
    for one in rules.reweights.values():
        yield Written(("reweight", one.id, "when"), one.when, "weight", condition=True)
        if isinstance(one.shift, Move) and isinstance(one.shift.points, str):
            yield Written(("reweight", one.id, "shift", "points"), one.shift.points, "weight", decimals=MOVED_DECIMALS)


def _mark(kpi: Kpi, path: Path, mark: object, metric: object = None) -> Iterator[Written]:
    if isinstance(mark, str):
        yield Written(path, mark, "mark", metric=str(metric or kpi.metric))


def curve_formulas(rules: RuleSet) -> Iterator[Written]:
    """Those of points; they may ask for targets."""
    for kpi in rules.kpis.values():
        decimals = rules.score.decimals
        if kpi.formula is not None:
            yield Written(("kpi", kpi.id, "formula"), kpi.formula, "points", decimals=decimals, own=kpi.id)
        for by in kpi.by:
            for index, line in enumerate(by.lines):
                text = line.values.get("formula")
                if isinstance(text, str):
                    path = (*line_path(kpi.id, by, index), "formula")
                    of = line.values.get("metric")
                    yield Written(
                        path, text, "points", decimals=decimals, own=kpi.id, of=None if of is None else str(of)
                    )
