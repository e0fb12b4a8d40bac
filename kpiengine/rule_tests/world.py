"""One case -> what the stages need: roster, period, rule sets with given values, tables of facts.

What a case does not say is plain (`people`).  A figure that is not given is missing, unless the case has rows of facts:
then it is measured.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from attrs import evolve, field, frozen

from kpiengine.errors import KpiError
from kpiengine.facts.records import FactStore
from kpiengine.facts.roster import with_roster
from kpiengine.periods import Period, day_of
from kpiengine.planning.coverage import covers
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import EvaluationPlan, Roster
from kpiengine.plugin import Catalogue
from kpiengine.plugin.roster import AGENTS
from kpiengine.rule_tests import messages
from kpiengine.rule_tests.bench import Bench, Faults
from kpiengine.rule_tests.earlier import periods_of, reaching
from kpiengine.rule_tests.given import figures_of, parted_figures, stand_ins_of
from kpiengine.rule_tests.people import days_of, ids_of, roster_of, subjects_of
from kpiengine.rule_tests.records import CaseFile, RuleCase
from kpiengine.rule_tests.stand_ins import TABLE, TABLE_RECORD, StandIn, given_frame, work_view
from kpiengine.rule_tests.version import beside, version_for
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.scenarios import exposure_kind
from kpiengine.sources.engines import lift
from kpiengine.testing.rows import Reader, instant
from kpiengine.testing.trial import LATER_DAYS, spans_around

ENGINE = "polars"  # a handful of rows
DAY_MS = 24 * 3_600_000


@frozen
class World:
    """A case made ready: `subjects` says who is scored for each of its people: his id, or that of his unit.

    The plan is None where the rule set is for none of them.
    """

    checked: CheckedRuleSet
    period: Period
    subjects: Mapping[str, str]
    catalogue: Catalogue
    facts: FactStore = field(eq=False)
    plan: EvaluationPlan | None = field(default=None, eq=False)


def make_world(case: RuleCase, file: CaseFile, bench: Bench) -> World:
    """Everything that the case gives, in the form of the stages; raises `Refused` for what cannot be."""
    faults = Faults(file.locator)
    checked, period = version_for(file, case, bench)
    ids = ids_of(case, checked)
    roster = roster_of(case, checked, period, bench, faults)
    mine = roster.frame.filter(covers(checked.ruleset.head))
    days = days_of(mine.filter(pl.col("valid_from") < period.end_day, pl.col("valid_to") >= period.start_day))
    stand_ins = stand_ins_of(case, checked, faults)
    rows = list(figures_of(checked, stand_ins, days, period, parted_figures(case), faults).rows(case, ids))
    facts = _facts(case, period, roster, bench, faults)
    faults.stop()
    subjects = subjects_of(checked, ids, days)
    known = _with_work(_with_stand_ins(bench.catalogue, stand_ins), case, checked)
    store = evolve(facts, tables={**facts.tables, TABLE: lift(ENGINE, given_frame(rows).lazy())})
    periods = periods_of(case, checked, period)
    tested = evolve(
        reaching(checked, periods), wanted={**checked.wanted, **{key: one.wanted for key, one in stand_ins.items()}}
    )
    if not days:
        return World(tested, period, subjects, known, store)
    rulesets, as_of = beside(tested, case, period, bench), _as_of(case, period, faults)
    plan = make_plan(rulesets, known, periods, roster, as_of, calendars=bench.project.calendars)
    return World(tested, period, subjects, known, with_roster(store, roster, plan.tables, ENGINE), plan)


def _with_stand_ins(catalogue: Catalogue, stand_ins: Mapping[str, StandIn]) -> Catalogue:
    metrics = {one.wanted.metric.id: one.wanted.metric for one in stand_ins.values()}
    return evolve(
        catalogue,
        metrics={**catalogue.metrics, **metrics},
        views={**catalogue.views, **{one.view.id: one.view for one in stand_ins.values()}},
        tables={**catalogue.tables, TABLE: TABLE_RECORD},
    )


def _with_work(catalogue: Catalogue, case: RuleCase, checked: CheckedRuleSet) -> Catalogue:
    """With given work by scenario in the place of measured work, unless there are rows of facts alone."""
    scenarios = checked.ruleset.scenarios
    if scenarios is None or (case.facts and not any(person.parts for person in case.people)):
        return catalogue
    view = work_view(exposure_kind(scenarios.blend), scenarios.by)
    others = {name: evolve(other, exposure={}) for name, other in catalogue.views.items()}
    return evolve(catalogue, views={**others, view.id: view})


def _facts(case: RuleCase, period: Period, roster: Roster, bench: Bench, faults: Faults) -> FactStore:
    if not case.facts:
        return FactStore({}, frozenset(), (), (), pl.DataFrame())
    reader = Reader(bench.catalogue, day_of(period.start_day), spans_around([period]), ENGINE)
    try:
        store = reader.store(case.facts)
    except (KpiError, ValueError) as error:
        faults.refuse(messages.bad_value(str(error), (*case.path, "facts")))
    named = {f"{AGENTS.id}.{name}" for name in roster.columns}
    return evolve(store, mapped=store.mapped | named)


def _as_of(case: RuleCase, period: Period, faults: Faults) -> int:
    if case.as_of is None:
        return period.end + LATER_DAYS * DAY_MS
    try:
        return instant(datetime.fromisoformat(case.as_of), spans_around([period]))
    except (KpiError, ValueError) as error:
        faults.refuse(messages.bad_value(str(error), (*case.path, "as_of")))
