"""The measure stage: facts in, one wide frame per rule set out.

    asked     which measures, from which passes over which views
    cells     each pass run on its engine: rows -> cells (agent or centre x atom x keys)
    levels    cells -> agents, teams, sites, the centre, by period
    units     merged parts beside each unit, keys folded away
    values    parts -> value, sample, status
    queues    values of queues -> values of the agents who worked there
    wide      everything beside everybody whom a rule set covers

Several periods are measured in one pass.  Nothing is divided before the parts of a unit are merged.
"""

from collections.abc import Mapping

from kpiengine.facts.records import FactStore
from kpiengine.metrics import messages
from kpiengine.metrics.asked import Agenda, make_agenda
from kpiengine.metrics.cells import cells_of, sums_of
from kpiengine.metrics.engine import collect_all
from kpiengine.metrics.grid import make_grid
from kpiengine.metrics.levels import make_levels
from kpiengine.metrics.loaded import loaded_periods
from kpiengine.metrics.queues import of_agents
from kpiengine.metrics.records import Measures
from kpiengine.metrics.tally import Tallied, Tally, TallyKey, rows_of, tallied
from kpiengine.metrics.units import Counted, measure_level
from kpiengine.metrics.wide import wide
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Catalogue
from kpiengine.rules.model import KpiLevel


def measure(plan: EvaluationPlan, facts: FactStore, catalogue: Catalogue) -> Measures:
    """Every measure of every rule set, for everybody whom it covers in every period that it holds for.

    Raises `DataError` where a sum could leave 64 bits and `KpiError` where a plugin's plan cannot be carried out.
    """
    agenda, levels, grid = make_agenda(plan, facts, catalogue), make_levels(plan), make_grid(plan)
    cells, loaded = {}, {}
    notes = [messages.unavailable(one.metric.id, one.why) for one in agenda.measures.values() if one.why is not None]
    strangers: dict[str, int] = {}
    tallies: dict[TallyKey, Tallied] = {}
    for key, work in agenda.passes.items():
        takes = agenda.takes.get((key.view, key.later))
        once = takes is not None and (key.view, key.later) not in tallies
        # Beside the first pass over a view, so that it is made once for both.
        asked = [sums_of(work, plan, grid), *([rows_of(takes, grid, plan)] if once else [])]
        sums, *rows = collect_all(asked)
        if once:
            tallies[key.view, key.later] = tallied(takes, rows[0], grid, plan)
        cells[key] = cells_of(sums, work, plan, grid)
        loaded[key] = loaded_periods(work, cells[key], levels, plan, facts)
        view, found = work.built.view.id, cells[key]
        if found.nobody:
            notes.append(messages.nobody(view, found.nobody))
        if found.unknown:
            notes.append(messages.unknown(view, found.unknown))
            strangers[view] = max(found.unknown, strangers.get(view, 0))
    counted = Counted(agenda, levels, cells, loaded)
    units = {level: unit for level in KpiLevel if (unit := measure_level(plan, counted, level)) is not None}
    if KpiLevel.QUEUE in units:
        units[KpiLevel.QUEUE] = of_agents(units[KpiLevel.QUEUE], counted)
    notes += [note for unit in units.values() for note in unit.notes]
    made = {index: wide(plan, counted, units, index) for index in range(len(plan.rulesets))}
    return Measures(
        frames={index: frame for index, (frame, _) in made.items()},
        types={index: types for index, (_, types) in made.items()},
        notes=tuple(dict.fromkeys(notes)),
        tallies=_tallies(plan, agenda, tallies, facts),
        unknown_subjects=strangers,
    )


def _tallies(
    plan: EvaluationPlan, agenda: Agenda, found: Mapping[TallyKey, Tallied], facts: FactStore
) -> dict[tuple[int, str, int], tuple[Tally, ...]]:
    """For each measure of each rule set, and each period, an account for every view that it counts on."""
    made = {}
    for (ruleset, key), wanted in plan.wanted().items():
        asked = agenda.of(wanted)
        views = dict.fromkeys((source.work.view, source.work.later) for source in asked.sources.values())
        for period in range(len(plan.periods)):
            own = tuple(found[view].of(asked.name, asked.metric.id, period, facts) for view in views)
            made[ruleset, key, period] = own
    return made
