"""Some rule sets in some periods: the stages from plan to alert, one after the other.

Nothing is recorded or written here.
"""

from collections.abc import Callable, Iterable, Sequence

import polars as pl
from attrs import evolve, frozen

from kpiengine.alerts.raising import raise_alerts
from kpiengine.decisions.decide import decide
from kpiengine.errors import DataError
from kpiengine.facts.load import load, using
from kpiengine.facts.records import FactStore
from kpiengine.facts.roster import with_roster
from kpiengine.judging.inputs import Inputs
from kpiengine.ledger.recorded import as_recorded
from kpiengine.metrics import Measures, measure, needed_columns
from kpiengine.outputs.progress import Progress
from kpiengine.outputs.results import Judged, Result, results
from kpiengine.periods import Period
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import EvaluationPlan
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.scores.scorecards import Scorecards, score


@frozen
class Judgement:
    """What the stages from plan to alert made of some rule sets; `results` are of periods with facts."""

    inputs: Inputs
    plan: EvaluationPlan
    facts: FactStore
    results: tuple[Result, ...]
    empty: tuple[str, ...]
    notes: tuple[str, ...]
    needed: frozenset[str]
    judged: tuple[Judged, ...] = ()  # of all periods, those without facts too

    def enough_for(self, plan: EvaluationPlan, needed: frozenset[str], project: Project) -> bool:
        """Whether another plan can be measured on the facts that were loaded for this one."""
        return (
            needed <= self.needed
            and self.facts.tables.keys() >= set(plan.tables) & project.facts.keys()
            and self.plan.as_of == plan.as_of
        )


def judge(  # noqa: PLR0913 -- what is judged, for when, on what, and what is there already
    rulesets: Sequence[CheckedRuleSet],
    periods: Sequence[Period],
    inputs: Inputs,
    progress: Progress,
    live: Judgement | None = None,
    *,
    shadow: bool = False,
) -> Judgement | None:
    """From plan to alert; None where there is nothing to judge.

    A `shadow` need not cover anybody whom a plan must cover, and what was loaded for the `live` ones is not read again
    for it where that is enough.
    """
    if not rulesets or not periods:
        return None
    project, catalogue = inputs.project, inputs.catalogue
    bound = evolve(project, plans={}) if shadow else project
    plan = make_plan(rulesets, catalogue, periods, inputs.roster, inputs.as_of, bound, exclusions=inputs.exclusions)

    progress.stage("load", ", ".join(plan.tables))
    needed = frozenset(needed_columns(plan, project, catalogue))
    if live is not None and live.enough_for(plan, needed, project):
        facts = live.facts
    else:
        facts = load(plan, project, catalogue, needed).beside(inputs.planned_rows)
        facts = with_roster(facts, inputs.roster, plan.tables, project.engine.name)

    progress.stage("measure", f"{len(plan.periods)} periods, {plan.covered['agent'].n_unique()} agents")
    with using(facts):
        measures = measure(plan, facts, catalogue)
    with_facts = _with_facts(plan, measures)

    names = [period.name for period in plan.periods]
    frames = {i: as_recorded(r, measures.frames[i], names, inputs.recorded) for i, r in enumerate(plan.rulesets)}
    judged = decided(plan, evolve(measures, frames=frames), project.language, progress)
    made = tuple(r for r in results(plan, judged, project.language, measures.tallies) if r.period.name in with_facts)
    empty = tuple(name for name in names if name not in with_facts)
    notes = tuple(dict.fromkeys((*facts.notes, *measures.notes)))
    return Judgement(inputs, plan, facts, made, empty, notes, needed, tuple(judged))


def decided(
    plan: EvaluationPlan,
    measures: Measures,
    language: str,
    progress: Progress,
    regard: Callable[[Scorecards], Scorecards] | None = None,
) -> tuple[Judged, ...]:
    """From score to alert, for each rule set of the plan; `regard` may look at scorecards before they are decided on.

    A run regards nothing: it is for rule tests, which may give a score.
    """
    progress.stage("score")
    names = [period.name for period in plan.periods]
    cards = [score(rules, measures.frames[i], measures.types[i], names) for i, rules in enumerate(plan.rulesets)]
    if regard is not None:
        cards = [regard(card) for card in cards]

    progress.stage("decide")
    made = [decide(card.checked, card) for card in cards]

    progress.stage("alert")
    alerts = [raise_alerts(each.checked, each, language) for each in made]
    return tuple(Judged(c.checked, c, d, a) for c, d, a in zip(cards, made, alerts, strict=True))


def _with_facts(plan: EvaluationPlan, measures: Measures) -> frozenset[str]:
    """Names of the periods in which somebody has data: a missing file must not look like a quiet month."""
    counted = []
    for index, frame in measures.frames.items():
        wanted = plan.rulesets[index].wanted
        samples = [pl.col(f"n:{key}") for key, wish in wanted.items() if wish.back is None]
        # Of a window that ends with the period only what lies in it shows that there are facts.
        ending = [key for key, wish in wanted.items() if wish.back is not None and wish.back.first == 0]
        samples += [pl.when(f"now:{key}").then(f"n:{key}") for key in ending if f"now:{key}" in frame.columns]
        if samples:
            counted.append(frame.select("period", pl.sum_horizontal(samples).alias("n")))
    names = [period.name for period in plan.periods]
    if not counted:  # rule sets that measure nothing have nothing to miss
        return frozenset(names)
    found = set(pl.concat(counted).filter(pl.col("n") > 0)["period"].to_list())
    return frozenset(names[i] for i in found)


def no_facts(names: Iterable[str]) -> DataError:
    """Nothing lies in these periods, which looks more like a wrong path than like a quiet month."""
    return DataError(
        f"no facts lie in {' and '.join(dict.fromkeys(names))}, so nothing was recorded; "
        "check `source` of each [facts] section in kpiengine.toml, and the days of the rows in those files"
    )
