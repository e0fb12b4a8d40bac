"""What of a KPI can be tried: its bands and marks, lines of its `by`, its relaxations, and what it does without data.

With scenarios a KPI is tried in each in which it has marks of its own, else in any.
"""

from collections.abc import Iterator

import polars as pl

from kpiengine.documents.finding import Path
from kpiengine.rule_tests.items import Item, lines, stored
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.in_force import ranked
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Number
from kpiengine.rules.segments import in_segment
from kpiengine.scores.curve import SHAPE
from kpiengine.scores.evidence import Evidence, Lack

_FULL = 100


def kpi_items(checked: CheckedRuleSet, columns: set[str]) -> Iterator[Item]:
    """Every item of every KPI; `columns` are those of the last frame."""
    rules = checked.ruleset
    segments = {} if rules.scenarios is None else {name: in_segment(checked, name) for name in sorted(rules.weights)}
    for kpi in rules.kpis.values():
        for by in kpi.by:
            if by.of != "scenario":
                yield from lines(f"{kpi.id} by {by.of}", by, ("kpi", kpi.id, "by", by.of))
        if not segments:
            yield from _of_kpi(checked, kpi, kpi.id, columns)
            continue
        apart = any(by.of == "scenario" and by.keys & SHAPE for by in kpi.by)
        for name, segment in segments.items():
            own = segment.ruleset.kpis.get(f"{kpi.id}#{name}")
            if own is not None:
                there = pl.col(f"exposure:{name}") > 0
                for item in _of_kpi(segment, own, f"{kpi.id} in {name}" if apart else kpi.id, columns):
                    yield Item(item.words, item.path, item.tried & there)


def _of_kpi(checked: CheckedRuleSet, kpi: Kpi, name: str, columns: set[str]) -> Iterator[Item]:
    """What of one KPI can be tried; it is called `name`."""
    if f"points:{kpi.id}" in columns:
        yield from _of_curve(checked.ruleset, kpi, name)
    for place, relax in enumerate(ranked(kpi.relax), 1):
        words = f"{name} relaxed by {relax.id}"
        yield Item(words, (*_path(kpi), "relax", relax.id), pl.col(f"relaxed:{kpi.id}") == place)
    if kpi in checked.ruleset.weighted:
        yield from _of_evidence(kpi, name, checked.wanted[kpi.id].min_sample)


def _path(kpi: Kpi) -> Path:
    return ("kpi", kpi.id.partition("#")[0])


def _of_curve(rules: RuleSet, kpi: Kpi, name: str) -> Iterator[Item]:
    """Bands one by one; else points at the lowest, between, and at the highest."""
    points, used = pl.col(f"points:{kpi.id}"), pl.col(f"used:{kpi.id}")
    decimals = rules.score.decimals
    path: Path = _path(kpi)
    if kpi.bands and kpi.join == "step":
        for index, band in enumerate(kpi.bands):
            edge = "from" if band.included else "over"
            reached = used.is_not_null() & (points == stored(band.points, decimals))
            yield Item(f"{name} {edge} {band.edge}: {band.points} points", (*path, "bands", index), reached)
        return
    if any(by.keys & SHAPE for by in kpi.by) or kpi.formula is not None or kpi.curve not in {None, "pass"}:
        yield Item(f"{name} with points", path, points.is_not_null() & used.is_not_null())
        return
    low, high = _ends(kpi)
    known = used.is_not_null()
    yield Item(f"{name} at {low} points", path, known & (points == stored(low, decimals)))
    if kpi.curve != "pass":
        least, most = sorted((stored(low, decimals), stored(high, decimals)))
        between = (points > least) & (points < most)
        yield Item(f"{name} between {low} and {high} points", path, known & between)
    yield Item(f"{name} at {high} points", path, known & (points == stored(high, decimals)))


def _ends(kpi: Kpi) -> tuple[Number, Number]:
    """The least and the most that it earns."""
    if kpi.bands:
        return kpi.bands[0].points, kpi.bands[-1].points
    if kpi.curve == "pass":
        return 0, _FULL
    return kpi.points_at.floor, kpi.points_at.target if kpi.stretch is None else kpi.points_at.stretch


def _of_evidence(kpi: Kpi, name: str, least: int) -> Iterator[Item]:
    """Each policy for what is wanting; one item where no data and few cases do the same."""
    missing, few = kpi.policies
    lack = pl.col(f"lack:{kpi.id}")
    none, too_few = lack.is_in([int(Lack.NO_DATA), int(Lack.UNAVAILABLE)]), lack == int(Lack.FEW)
    path: Path = (*_path(kpi), "if_missing")
    if least > 1 and few != missing:
        yield Item(f"{name} without data: {_policy(missing)}", path, none)
        yield Item(f"{name} with few cases: {_policy(few)}", (*_path(kpi), "if_few"), too_few)
    else:
        yield Item(f"{name} unknown: {_policy(missing)}", path, none | too_few)
    if "team" in kpi.policies:
        stands_in = pl.col(f"evidence:{kpi.id}") == int(Evidence.TEAM)
        yield Item(f"{name}: the team stands in", _path(kpi), stands_in)


def _policy(policy: object) -> str:
    return policy if isinstance(policy, str) else f"{policy} points"
