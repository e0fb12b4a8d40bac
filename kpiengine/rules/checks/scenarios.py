"""[scenarios]: a dimension that the work can be parted by, a measure of how much was done, rows for its values."""

from collections.abc import Iterator, Mapping

from kpiengine.documents.finding import Finding
from kpiengine.plugin import Column, ColumnType, View
from kpiengine.plugin.curve import MARKS
from kpiengine.plugin.dimensions import LOCAL, dimensions_of
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import scenarios as messages
from kpiengine.rules.checks.messages.evidence import unknown_line
from kpiengine.rules.choosing import measured_alike
from kpiengine.rules.model.scenarios import Scenarios, exposure_kind
from kpiengine.rules.model.words import KpiLevel

FULL = 100


def check(context: Context) -> Iterator[Finding]:
    """The section itself; its rows are judged with the weights."""
    scenarios = context.ruleset.scenarios
    yield from _formulas(context)
    yield from _teams(context)
    if scenarios is None:
        return
    if not context.broken("scenarios", "by") and not context.broken("scenarios", "blend"):
        yield from _measured(context, scenarios)
    rows = list(context.ruleset.weights)
    if scenarios.other is not None and rows and scenarios.other not in rows:
        yield unknown_line(("scenarios", "other"), "scenario", scenarios.other, rows, on="value")
    if scenarios.blend == "main" and "min_percent" in context.reading.keys("scenarios"):
        yield messages.least_of_main()


def least_share(context: Context) -> Iterator[Finding]:
    """A least share that everybody who works evenly in all scenarios would miss in each."""
    scenarios, rows = context.ruleset.scenarios, context.ruleset.weights
    if scenarios is not None and scenarios.blend != "main" and scenarios.min_percent * len(rows) > FULL:
        yield messages.nobody_reaches(scenarios.min_percent, len(rows))


def _teams(context: Context) -> Iterator[Finding]:
    """[segments] by team: of people, not beside scenarios, and mixed by what is measured."""
    rules, said = context.ruleset, context.reading.keys("segments")
    if rules.segments.split_by != "team":
        if "blend" in said and not context.broken("segments", "split_by"):
            yield messages.blend_of_nothing()
        return
    if rules.head.level is not KpiLevel.AGENT:
        yield messages.teams_of_a_unit(rules.head.level)
    if rules.scenarios is not None or rules.weights:
        yield messages.teams_and_scenarios()
    blend = rules.segments.blend
    views = context.around.catalogue.exposures(blend)
    if blend != "days" and len(views) != 1 and not context.broken("segments", "blend"):
        yield messages.no_exposure(blend, blend, [view.id for view in views], section="segments")


def _measured(context: Context, scenarios: Scenarios) -> Iterator[Finding]:
    """One installed view says how much everybody did, by the values of the dimension."""
    if not scenarios.by:
        return
    kind, catalogue = exposure_kind(scenarios.blend), context.around.catalogue
    views = catalogue.exposures(kind)
    if len(views) != 1:
        yield messages.no_exposure(kind, scenarios.blend, [view.id for view in views])
        return
    known = _telling(views[0], context)
    column = known.get(scenarios.by)
    if column is None:
        yield messages.no_dimension(scenarios.by, kind, list(known))
        return
    for name in context.ruleset.weights if column.values else ():
        if name not in column.values and name != scenarios.other:
            yield messages.never(scenarios.by, name, column.values)


def _telling(view: View, context: Context) -> Mapping[str, Column]:
    """Dimensions whose values can be names of scenarios."""
    found = dimensions_of(view, context.around.catalogue.tables.values())
    own = {name for name in found if name in view.dimensions or name not in LOCAL}
    return {name: found[name] for name in found if name in own and found[name].type is ColumnType.TEXT}


def _formulas(context: Context) -> Iterator[Finding]:
    """A formula in the section has one unit, so its metric cannot differ by scenario."""
    for kpi in context.ruleset.kpis.values():
        if measured_alike(kpi) or not any("metric" in by.keys for by in kpi.by if by.of == "scenario"):
            continue
        for key in (*kpi.formulas, *(("formula",) if kpi.formula is not None else ())):
            yield messages.one_formula(("kpi", kpi.id, key), kpi.id)
        for relax in kpi.relax.values():
            for key in MARKS:
                if isinstance(getattr(relax, key), str):
                    yield messages.one_formula(("kpi", kpi.id, "relax", relax.id, key), kpi.id)
