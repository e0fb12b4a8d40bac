"""The measure stage: facts in, one wide frame per rule set out.

    asked     which measures, from which passes over which views
    counting  which passes are run, and which of them answer others
    cells     each pass on its engine: rows -> cells (agent or centre x atom x keys)
    levels    cells -> agents, teams, sites, the centre, by period
    units     merged parts beside each unit, keys folded away
    values    parts -> value, sample, status
    queues    values of queues -> values of the agents who worked there
    past      the same cells once more, for the stretches that windows over periods read
    wide      everything beside everybody whom a rule set covers

Several periods are measured in one pass.  Nothing is divided before the parts of a unit are merged.
"""

from collections.abc import Hashable, Mapping
from functools import partial

import polars as pl
from attrs import field, frozen

from kpiengine.facts.records import FactStore
from kpiengine.metrics import messages
from kpiengine.metrics.asked import Agenda, make_agenda
from kpiengine.metrics.cells import Cells, PassKey
from kpiengine.metrics.counting import count_all
from kpiengine.metrics.grid import Grid, make_grid
from kpiengine.metrics.known_queues import covered_queues, known_queues, sites_of
from kpiengine.metrics.levels import make_levels
from kpiengine.metrics.loaded import loaded_periods
from kpiengine.metrics.past import measure_past, wholly_loaded, with_past
from kpiengine.metrics.queues import reading
from kpiengine.metrics.records import Measures
from kpiengine.metrics.tally import (
    Question,
    Takes,
    Tally,
    TallyKey,
    event_rows,
    excluded_notes,
    others_of,
    stretch_rows,
    stretches_of,
    tally,
    used_of,
)
from kpiengine.metrics.units import Counted, measure_level
from kpiengine.metrics.wide import wide
from kpiengine.planning.atoms import atoms_of
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Catalogue, Event
from kpiengine.rules.model.words import KpiLevel


def measure(plan: EvaluationPlan, facts: FactStore, catalogue: Catalogue) -> Measures:
    """Every measure of every rule set, for everybody whom it covers in every period that it holds for.

    Raises `DataError` where a sum could leave 64 bits and `KpiError` where a plugin's plan cannot be carried out.
    """
    queues = known_queues(plan, facts, catalogue)
    agenda, levels, grid = make_agenda(plan, facts, catalogue), make_levels(plan, sites_of(queues)), make_grid(plan)
    cells, loaded = {}, {}
    notes = [messages.unavailable(one.metric.id, one.why) for one in agenda.measures.values() if one.why is not None]
    strangers: dict[str, int] = {}
    first: dict[TallyKey, PassKey] = {}
    for key in agenda.passes:
        if (key.view, key.later) in agenda.takes:
            first.setdefault((key.view, key.later), key)
    # Beside the first pass over a view, so that both may share its work; once for all views of the same events.
    asked: dict[Hashable, TallyKey] = {}
    asks = {view: asked.setdefault(_about(agenda.takes[view], view), view) for view in first}
    beside = {first[view]: Question(agenda.takes[view], grid, plan) for view in asked.values()}
    rows: dict[TallyKey, pl.DataFrame] = {}
    for key, found, others in count_all(agenda.passes, plan, grid, beside):
        work = agenda.passes[key]
        cells[key] = found
        loaded[key] = wholly_loaded(loaded_periods(work, found, levels, plan, facts), plan)
        tallied = (key.view, key.later)
        if first.get(tallied) == key:
            rows[tallied] = rows[asks[tallied]] if others is None else others
        view = work.built.view.id
        if found.nobody:
            notes.append(messages.nobody(view, found.nobody))
        if found.unknown:
            notes.append(messages.unknown(view, found.unknown))
            strangers[view] = max(found.unknown, strangers.get(view, 0))
    counted = Counted(agenda, levels, cells, loaded)
    found_units = {level: unit for level in KpiLevel if (unit := measure_level(plan, counted, level)) is not None}
    units = reading(found_units, counted)
    notes += units.notes
    notes += excluded_notes(agenda.excluded, rows)
    past = measure_past(plan, counted)
    notes += past.notes
    made = {}
    for index, checked in enumerate(plan.rulesets):
        level = checked.ruleset.head.level
        beside_past = partial(with_past, plan=plan, counted=counted, units=past.of(level), ruleset=index)
        subjects = covered_queues(plan, counted, queues, index) if level is KpiLevel.QUEUE else None
        made[index] = wide(plan, counted, units.of(level), index, beside_past, subjects)
    notes += [note for _, _, said in made.values() for note in said]
    return Measures(
        frames={index: frame for index, (frame, _, _) in made.items()},
        types={index: types for index, (_, types, _) in made.items()},
        notes=tuple(dict.fromkeys(notes)),
        tallies=_tallies(plan, agenda, _Found(cells, rows, grid), facts),
        unknown_subjects=strangers,
    )


def _about(takes: Takes, view: TallyKey) -> Hashable:
    """What the answer to a question depends on; of stretches also on what is taken of them."""
    built = takes.built
    return (built.same, takes.later) if isinstance(built.view.time, Event) and not built.shares else view


@frozen
class _Found:
    """What came home of the passes, and of the rows that they do not count."""

    cells: Mapping[PassKey, Cells] = field(eq=False)
    rows: Mapping[TallyKey, pl.DataFrame] = field(eq=False)
    grid: Grid


def _tallies(
    plan: EvaluationPlan, agenda: Agenda, found: _Found, facts: FactStore
) -> dict[tuple[int, str, int], tuple[Tally, ...]]:
    """For each measure of each rule set, and each period, an account for every view that it counts on."""
    columns: dict[PassKey, list[str]] = {}
    for work, column in (taken for asked in agenda.measures.values() for taken in asked.taken.values()):
        columns.setdefault(work, []).append(column)
    used = {work: used_of(found.cells[work], names) for work, names in columns.items()}
    events = {view for asked in agenda.measures.values() for view in asked.taken}
    others = {view: others_of(found.rows[view]) for view in events}
    stretches = {view: stretches_of(rows) for view, rows in found.rows.items() if view not in events}
    places = [(found.grid.cells_of(period), tuple(atoms_of(plan.cuts, period))) for period in plan.periods]
    made: dict[tuple[str, int], tuple[Tally, ...]] = {}
    for asked in agenda.measures.values():
        views = dict.fromkeys((source.work.view, source.work.later) for source in asked.sources.values())
        for index, where in enumerate(places):
            own = []
            for view in views:
                takes = agenda.takes[view]
                if view in asked.taken:
                    work, column = asked.taken[view]
                    counted = event_rows(others[view], used[work], where, column)
                else:
                    counted = stretch_rows(stretches[view], index, takes.columns[takes.conditions[asked.name]])
                own.append(tally(asked.metric.id, takes.built, counted, facts))
            made[asked.name, index] = tuple(own)
    names = {key: agenda.of(wanted).name for key, wanted in plan.wanted().items()}
    return {(*key, index): made[name, index] for key, name in names.items() for index in range(len(plan.periods))}
