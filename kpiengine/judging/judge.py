"""Some rule sets in some periods: the stages from plan to alert, one after the other.

Nothing is recorded or written here.
"""

from collections.abc import Callable, Iterable, Sequence

import polars as pl
from attrs import evolve, frozen

from kpiengine.alerts.raising import raise_alerts
from kpiengine.decisions.decide import decide
from kpiengine.documents.wording import counted
from kpiengine.errors import DataError
from kpiengine.facts.load import load, using
from kpiengine.facts.records import FactStore
from kpiengine.facts.roster import with_roster
from kpiengine.judging.inputs import Inputs
from kpiengine.ledger.pools import with_closed_shares
from kpiengine.ledger.recorded import as_recorded
from kpiengine.ledger.relative import with_closed_relations
from kpiengine.metrics import Measures, measure, needed_columns
from kpiengine.outputs.progress import Progress
from kpiengine.outputs.results import Judged, Result, results
from kpiengine.periods import Period
from kpiengine.planning.coverage import holds
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import EvaluationPlan
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.scores.closed import with_closed
from kpiengine.scores.history import NO_HISTORY, History, Pair, Sheet
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
    history: History = NO_HISTORY,
) -> Judgement | None:
    """From plan to alert; None where there is nothing to judge.  `history` is what earlier periods ended with.

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

    progress.stage(
        "measure", f"{counted(len(plan.periods), 'period')}, {counted(plan.covered['agent'].n_unique(), 'agent')}"
    )
    with using(facts):
        measures = measure(plan, facts, catalogue)
    with_facts = with_facts_in(plan, measures)

    names = [period.name for period in plan.periods]
    frames = {i: as_recorded(r, measures.frames[i], names, inputs.recorded) for i, r in enumerate(plan.rulesets)}
    frames = {i: with_closed_shares(plan.rulesets[i], frame, names, inputs.recorded) for i, frame in frames.items()}
    frames = {i: with_closed_relations(plan.rulesets[i], frame, names, inputs.recorded) for i, frame in frames.items()}
    opened = frozenset((r.ruleset.head.plan, name) for r in plan.rulesets for name in with_facts)
    measures = evolve(measures, frames=frames)
    judged = decided(plan, measures, project.language, progress, history=history.later({}, opened))
    made = tuple(r for r in results(plan, judged, project.language, measures.tallies) if r.period.name in with_facts)
    empty = tuple(name for name in names if name not in with_facts)
    notes = tuple(dict.fromkeys((*facts.notes, *measures.notes)))
    return Judgement(inputs, plan, facts, made, empty, notes, needed, tuple(judged))


def decided(  # noqa: PLR0913 -- what was measured, how it is told, and what was before
    plan: EvaluationPlan,
    measures: Measures,
    language: str,
    progress: Progress,
    regard: Callable[[Scorecards], Scorecards] | None = None,
    *,
    history: History = NO_HISTORY,
) -> tuple[Judged, ...]:
    """From score to alert, for each rule set of the plan; `regard` may look at scorecards before they are decided on.

    A run regards nothing: it is for rule tests, which may give a score.  Where a closed period is judged again, later
    ones read what it comes to now; each depends on earlier ones only, so after as many rounds as there are periods
    nothing moves any more.
    """
    while True:
        judged = _decided(plan, measures, language, progress, regard, history)
        known = history.later(closed_again(plan, judged, history))
        if known.same(history):
            return judged
        history = known


def closed_again(plan: EvaluationPlan, judged: Sequence[Judged], history: History) -> dict[Pair, Sheet]:
    """The records of closed periods that were judged again, as rule sets that look back read them."""
    found: dict[Pair, Sheet] = {}
    for each in judged:
        head, frame = each.checked.ruleset.head, each.alerts.frame
        columns = ["agent_id", *sorted({one.of for one in each.checked.closed} & set(frame.columns))]
        scales = {name: each.decisions.types[name].scale for name in columns if name in each.decisions.types}
        for index, period in enumerate(plan.periods) if each.checked.closed else ():
            mine = frame.filter(pl.col("period") == index)
            if (head.plan, period.name) in history.closed and holds(head, period) and not mine.is_empty():
                found[head.id, period.name] = Sheet(mine.select(columns), scales)
    return found


def _decided(  # noqa: PLR0913, PLR0917 -- as above
    plan: EvaluationPlan,
    measures: Measures,
    language: str,
    progress: Progress,
    regard: Callable[[Scorecards], Scorecards] | None,
    history: History,
) -> tuple[Judged, ...]:
    progress.stage("score")
    names = [period.name for period in plan.periods]
    frames = [with_closed(r, measures.frames[i], plan.periods, history) for i, r in enumerate(plan.rulesets)]
    cards = [score(rules, frames[i], measures.types[i], names) for i, rules in enumerate(plan.rulesets)]
    if regard is not None:
        cards = [regard(card) for card in cards]

    progress.stage("decide")
    made = [decide(card.checked, card) for card in cards]

    progress.stage("alert")
    alerts = [raise_alerts(each.checked, each, language) for each in made]
    return tuple(Judged(c.checked, c, d, a) for c, d, a in zip(cards, made, alerts, strict=True))


def with_facts_in(plan: EvaluationPlan, measures: Measures) -> frozenset[str]:
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
