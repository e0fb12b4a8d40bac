"""Everything that was asked for: which rule sets in which periods, by which texts, and all of it judged."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from kpiengine.diagnostics import Diagnostic
from kpiengine.errors import KpiError
from kpiengine.judging.inputs import inputs_for, read_texts
from kpiengine.judging.judge import Judgement, closed_again, judge, no_facts
from kpiengine.judging.task import Task, milliseconds
from kpiengine.judging.volume import check_volume
from kpiengine.ledger import Ledger, Past, Place, place_in
from kpiengine.ledger.exclusions import accepted
from kpiengine.ledger.history import history_of
from kpiengine.ledger.terms import one_by_one, says_when_changed, terms_of
from kpiengine.outputs.progress import Progress
from kpiengine.outputs.results import Result
from kpiengine.periods import Period, parse_period
from kpiengine.planning.asked import Asked, asked_periods, due_periods, of_calendars
from kpiengine.planning.exclusions import Exclusion
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.registry import load_catalogue
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.words import State
from kpiengine.scores.history import NO_HISTORY


def ledger_of(project: Project, progress: Progress) -> Place:
    """Where the project's ledger is; the first thing that every way through the engine asks."""
    progress.stage("recall", "earlier runs")
    return place_in(project.folder, project.ledger.url, project.ledger.exports)


@frozen
class Every:
    """Everything that was asked for, judged; `rulesets` and `catalogue` are those of today."""

    catalogue: Catalogue
    rulesets: tuple[CheckedRuleSet, ...]
    faults: tuple[Diagnostic, ...]
    periods: tuple[Period, ...]
    judged: tuple[Judgement, ...]
    added: tuple[Exclusion, ...]  # by the ledger, to those of the project's table

    @property
    def done(self) -> tuple[tuple[Judgement, Result], ...]:
        """Every result with the judgement that it is of, in order of plan and period."""
        pairs = ((each, result) for each in self.judged for result in each.results)
        return tuple(sorted(pairs, key=lambda pair: (pair[1].plan, pair[1].period.start)))

    def of(self, state: State) -> tuple[CheckedRuleSet, ...]:
        """The rule sets of today in this state."""
        return tuple(checked for checked in self.rulesets if checked.ruleset.head.state is state)

    def by_today_s_texts(self, now: int) -> Judgement | None:
        """What was judged by the texts and the roster of today, if anything was."""
        return next((each for each in self.judged if each.plan.as_of == now and not each.inputs.recorded), None)

    @property
    def empty(self) -> tuple[str, ...]:
        """Periods without facts."""
        return tuple(dict.fromkeys(name for each in self.judged for name in each.empty))

    @property
    def notes(self) -> tuple[str, ...]:
        """What load and measure have to say, each once."""
        return tuple(dict.fromkeys(note for each in self.judged for note in each.notes))


def judge_all(project: Project, task: Task, ledger: Ledger | None, past: Past, progress: Progress) -> Every:
    """Every live rule set in every asked period, by the texts and up to the moment that hold for it."""
    progress.stage("plan", "rules, plugins, roster")
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    catalogue, rulesets, faults = read_texts(project, plugins, task.now)
    if not rulesets:
        raise KpiError("every rule set is a draft or was left out; there is nothing to evaluate")
    today = task.now.astimezone(ZoneInfo(project.zone)).date()
    if task.asked == Asked() and task.as_of is None:
        newest = _newest(past, project)
        periods = due_periods(rulesets, project.zone, today, newest, project.periods, past.unfinished)
    else:
        periods = asked_periods(rulesets, project.zone, task.asked, today, project.periods)
    live = [r for r in rulesets if r.ruleset.head.state is State.LIVE and task.plan in {None, r.ruleset.head.plan}]
    dated, amend = says_when_changed(project), task.amend is not None
    groups = terms_of(live, periods, past.closed, task.moment, dated=dated, amend=amend)
    if task.as_of is not None:
        groups = tuple(evolve(terms, as_of=milliseconds(task.as_of)) for terms in groups)
    added = (*(() if ledger is None else accepted(ledger)), *task.exclusions)
    if any(checked.closed for checked in live):
        groups = one_by_one(groups, periods)
    judged: list[Judgement] = []
    since = NO_HISTORY
    for terms in groups:
        inputs = inputs_for(project, catalogue, live, plugins, terms, ledger, past, added)
        mine = [r for r in inputs.rulesets if r.ruleset.head.plan in terms.plans()]
        own = of_calendars(terms.periods(periods), mine)
        history = history_of(ledger, past, mine, own).later(since.sheets, since.open)
        made = judge(mine, own, inputs, progress, history=history)
        if made is not None and ledger is not None:
            names = [period.name for period in own]
            check_volume(inputs.project, ledger, past, made.facts.accounts, terms.plans(), names)
        if made is not None:
            kept = tuple(r for r in made.results if (r.plan, r.period.name) in terms.pairs)
            judged.append(evolve(made, results=kept))
            since = since.later(
                closed_again(made.plan, made.judged, history), frozenset(_pairs(kept)) - set(past.closed)
            )
    if judged and not any(each.results for each in judged):
        raise no_facts(name for each in judged for name in each.empty)
    return Every(catalogue, rulesets, faults, periods, tuple(judged), added)


def _pairs(results: Iterable[Result]) -> Iterator[tuple[str, str]]:
    return ((result.plan, result.period.name) for result in results)


def _newest(past: Past, project: Project) -> dict[str, str]:
    """By plan the name of the latest period that has a run."""
    found: dict[str, Period] = {}
    for plan, name in past.newest:
        period = parse_period(name, project.zone, project.periods)
        if plan not in found or found[plan].end < period.end:
            found[plan] = period
    return {plan: period.name for plan, period in found.items()}
