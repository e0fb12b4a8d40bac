"""The measure stage: facts in, one wide frame per rule set out.

    asked     which measures, from which passes over which views
    cells     each pass run on its engine: rows -> cells (agent or centre x atom x keys)
    levels    cells -> agents, teams, sites, the centre, by period
    units     merged parts beside each unit, keys folded away
    values    parts -> value, sample, status
    queues    values of queues -> values of the agents who worked there
    past      the same cells once more, for the stretches that windows over periods read
    wide      everything beside everybody whom a rule set covers

Several periods are measured in one pass.  Nothing is divided before the parts of a unit are merged.
"""

from functools import partial

from kpiengine.facts.records import FactStore
from kpiengine.metrics import messages
from kpiengine.metrics.asked import make_agenda
from kpiengine.metrics.cells import count_all
from kpiengine.metrics.grid import make_grid
from kpiengine.metrics.levels import make_levels
from kpiengine.metrics.loaded import loaded_periods
from kpiengine.metrics.past import beside, measure_past, wholly_loaded
from kpiengine.metrics.queues import of_agents
from kpiengine.metrics.records import Measures
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
    for key, found in count_all(agenda.passes, plan, grid):
        work = agenda.passes[key]
        cells[key] = found
        loaded[key] = wholly_loaded(loaded_periods(work, found, levels, plan, facts), plan)
        view = work.built.view.id
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
    past = measure_past(plan, counted)
    notes += [note for unit in past.values() for note in unit.notes]
    made = {
        index: wide(plan, counted, units, index, partial(beside, plan=plan, counted=counted, units=past, ruleset=index))
        for index in range(len(plan.rulesets))
    }
    notes += [note for _, _, said in made.values() for note in said]
    return Measures(
        frames={index: frame for index, (frame, _, _) in made.items()},
        types={index: types for index, (_, types, _) in made.items()},
        notes=tuple(dict.fromkeys(notes)),
        unknown_subjects=strangers,
    )
