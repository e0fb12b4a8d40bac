"""Values of all measures of one level: one row per unit (agent and rule set, team, site, centre) and period."""

from collections.abc import Mapping, Sequence

import polars as pl
from attrs import field, frozen

from kpiengine.expressions.types import Type
from kpiengine.metrics import messages
from kpiengine.metrics.asked import Agenda, Asked
from kpiengine.metrics.cells import Cells, PassKey, merged
from kpiengine.metrics.keys import AGENT, LEVEL_KEYS, PERIOD, SITE, TEAM, numbered
from kpiengine.metrics.lengths import lengths
from kpiengine.metrics.levels import Levels
from kpiengine.metrics.reduce import Folding
from kpiengine.metrics.values import AWAY, Figures, evaluate
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rules.model.words import KpiLevel


@frozen
class Counted:
    """What the passes found: cells, and the periods for which each pass had a loaded table."""

    agenda: Agenda
    levels: Levels
    cells: Mapping[PassKey, Cells] = field(eq=False)
    loaded: Mapping[PassKey, frozenset[int]]


@frozen
class Unit:
    """A level's frame with the results of its measures, by measure name, and notes for the run record.

    `keys` are the columns that say whose and when.
    """

    frame: pl.DataFrame = field(eq=False)
    figures: Mapping[str, Figures]
    notes: tuple[str, ...]
    keys: tuple[str, ...]


def measure_level(plan: EvaluationPlan, counted: Counted, level: KpiLevel) -> Unit | None:
    """All measures of a level that can be measured; None if there are none."""
    asked = [one for one in counted.agenda.measures.values() if one.level is level and one.why is None]
    if not asked:
        return None
    frame = _units(plan, counted, level, asked)
    frame = _with_sums(frame, counted, level, [one for one in asked if not one.keyed])
    figures: dict[str, Figures] = {}
    long = {cut: lengths(plan, cut) for cut in {counted.agenda.excluded.of_centre(one.metric) for one in asked}}
    notes: list[str] = []
    for one in asked:
        if one.keyed:
            found, types = _folded(counted, one)
            columns = {id_: f"{one.name}.{id_}" for id_ in types}
            keys = [key for key in LEVEL_KEYS[level] if key in found.columns]
            found = found.select(*keys, *(pl.col(id_).alias(column) for id_, column in columns.items()))
            frame = frame.join(found, on=keys, how="left", maintain_order="left")
        else:
            columns = {id_: _column(part.column, centre=part.centre) for id_, part in one.sources.items()}
            types = {id_: part.sum.type for id_, part in one.sources.items()}
        notes += _empty_slice(one, counted)
        loaded = frozenset.intersection(*(counted.loaded[part.work] for part in one.sources.values()))
        cut = counted.agenda.excluded.of_centre(one.metric)
        early = [i for i, period in enumerate(plan.measured) if plan.as_of < period.end + one.waits]
        figures[one.name] = Figures(one, columns, types, sorted(loaded), early, long[cut])
        frame, said = evaluate(frame, figures[one.name])
        notes += said
        notes += _uncovered(one, frame[figures[one.name].column("status")])
    return Unit(frame, figures, tuple(notes), LEVEL_KEYS[level])


def _units(plan: EvaluationPlan, counted: Counted, level: KpiLevel, asked: Sequence[Asked]) -> pl.DataFrame:
    """Whom there is to measure: as the plan covers them; queues as they are met in the rows."""
    if level is KpiLevel.QUEUE:
        works = dict.fromkeys(part.work for one in asked for part in one.sources.values() if part.work.by_queue)
        met = [counted.levels.roll_up(counted.cells[work], level).select(LEVEL_KEYS[level]) for work in works]
        return pl.concat(met).unique().sort(LEVEL_KEYS[level])
    covered = [plan.covered] if plan.stints is None else [plan.covered, plan.stints.covered]
    frame = pl.concat([numbered(one).select(LEVEL_KEYS[level]) for one in covered]).unique(maintain_order=True)
    for unit in (AGENT, TEAM, SITE):
        if unit in frame.columns:
            frame = frame.filter(pl.col(unit) > 0)
    return frame


def _uncovered(one: Asked, status: pl.Series) -> list[str]:
    """A note where too few cases are known for a value."""
    count = int((status == AWAY).sum())
    return [messages.uncovered(one.metric.id, count, one.params.get("min_coverage"))] if count else []


def _empty_slice(one: Asked, counted: Counted) -> list[str]:
    """A note where a slice has no row at all in what was counted."""
    counts = [counted.cells[part.work].frame[part.rows] for part in one.sources.values() if part.rows is not None]
    if not counts or any(n.sum() for n in counts):
        return []
    return [messages.empty_slice(one.metric.id, one.slice, one.only)]


def _column(name: str, *, centre: bool) -> str:
    return f"{name}@centre" if centre else name


def _with_sums(frame: pl.DataFrame, counted: Counted, level: KpiLevel, asked: Sequence[Asked]) -> pl.DataFrame:
    """The merged sums of parts without keys beside the units: their own, and those of the whole centre."""
    parts = [part for one in asked for part in one.sources.values()]
    for work, centre in dict.fromkeys((part.work, part.centre) for part in parts):
        at = KpiLevel.CENTRE if centre else level
        names = sorted({part.column for part in parts if (part.work, part.centre) == (work, centre)})
        found = counted.levels.roll_up(counted.cells[work], at).select(
            *LEVEL_KEYS[at], *(pl.col(name).alias(_column(name, centre=centre)) for name in names)
        )
        frame = frame.join(found, on=LEVEL_KEYS[at], how="left", maintain_order="left")
    return frame


def _folded(counted: Counted, one: Asked) -> tuple[pl.DataFrame, dict[str, Type]]:
    """A keyed measure's parts after its reduce steps, with their types; one row per unit."""
    own, centre = (_keyed_rows(counted, one, centre=at_centre) for at_centre in (False, True))
    rows = own if own is not None else centre
    assert rows is not None  # noqa: S101 -- a metric has at least one part
    if own is not None and centre is not None:
        # What the whole centre shows for the same keys; keys that the unit lacks are left out.
        rows = own.join(centre, on=[PERIOD, *one.plan.by], how="left", nulls_equal=True)
    types = {id_: part.sum.type for id_, part in one.sources.items()}
    for part in one.sources.values():
        columns = counted.agenda.passes[part.work].built.view.columns
        types |= {key: columns[key].static_type for key in one.plan.by}
    cell = tuple(key for key in LEVEL_KEYS[one.level] if key in rows.columns)
    found, types = Folding(one.metric, one.params, cell).fold(rows, one.plan.reduce, types)
    if found.height != found.select(cell).n_unique():
        raise messages.bad_plan(one.metric.id, "`reduce`", "keys are left after its last step")
    return found, {id_: type_ for id_, type_ in types.items() if id_ not in one.plan.by}


def _keyed_rows(counted: Counted, one: Asked, *, centre: bool) -> pl.DataFrame | None:
    """Unit, period, keys and the measure's parts under their own names, merged over the views they come from."""
    parts = {id_: part for id_, part in one.sources.items() if part.centre is centre}
    at = KpiLevel.CENTRE if centre else one.level
    keys = [*LEVEL_KEYS[at], *one.plan.by]
    found = []
    for work in dict.fromkeys(part.work for part in parts.values()):
        mine = {id_: part for id_, part in parts.items() if part.work == work}
        rows = counted.levels.roll_up(counted.cells[work], at)
        counts = next(iter(mine.values())).rows
        if counts is not None:  # keys that only other rows have are not there
            rows = rows.filter(pl.col(counts) > 0)
        found.append(rows.select(*keys, *(pl.col(part.column).alias(id_) for id_, part in mine.items())))
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    return merged(pl.concat(found, how="diagonal"), keys, {id_: part.sum.agg for id_, part in parts.items()})
