"""The main path: from a project and the asked periods to scorecards, decisions, alerts and their record.

Every stage is a function from frozen inputs to frozen outputs and knows nothing of the stages after it.  Read this
file first; then the folder of the stage that you came for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from attrs import Factory, evolve, frozen

from kpiengine.alerts.checks import policies_of, watched_windows, windows_of
from kpiengine.alerts.policy import Series
from kpiengine.alerts.raising import raise_alerts
from kpiengine.alerts.timeline import Window
from kpiengine.decisions.decide import decide
from kpiengine.diagnostics import Diagnostic, Refused, has_errors
from kpiengine.errors import DataError, KpiError
from kpiengine.facts.exclusions import read_exclusions
from kpiengine.facts.load import load, using
from kpiengine.facts.records import FactStore
from kpiengine.facts.roster import read_roster, with_roster
from kpiengine.ledger import Ledger, Past, Place, Sealed, Settlement, looking, place_in, recall, settle, working
from kpiengine.ledger.alert_log import Logged, log_alerts, newest_windows
from kpiengine.ledger.approvals import check_approved
from kpiengine.ledger.archive import PERSONAL, Archive
from kpiengine.ledger.bundle import Bundle, bundle_of
from kpiengine.ledger.bundle import find as find_bundle
from kpiengine.ledger.closings import closings
from kpiengine.ledger.exclusions import accepted
from kpiengine.ledger.pay_terms import pay_terms
from kpiengine.ledger.process import Worker
from kpiengine.ledger.quieting import recall_quiet
from kpiengine.ledger.recorded import Recorded, as_recorded, recorded_frames, recorded_texts
from kpiengine.ledger.rehearsal import rehearsed
from kpiengine.ledger.runs import Run, newest_decisions, record_of
from kpiengine.ledger.seal import Seal
from kpiengine.ledger.statements import entitlements
from kpiengine.ledger.terms import UPDATED, Terms, says_when_changed, terms_of
from kpiengine.metric_files import with_metric_files
from kpiengine.metrics import Measures, measure, needed_columns
from kpiengine.outputs.notify.addressing import Addressing
from kpiengine.outputs.notify.outbox import Sent, deliver
from kpiengine.outputs.notify.people import keep_people
from kpiengine.outputs.progress import Progress, Quiet
from kpiengine.outputs.publish import publish, publish_shadow
from kpiengine.outputs.results import Judged, Result, as_shadow, results
from kpiengine.outputs.trace import traces_of
from kpiengine.periods import Period, parse_period
from kpiengine.planning.asked import Asked, asked_periods, due_periods, of_calendars
from kpiengine.planning.coverage import holds
from kpiengine.planning.exclusions import Exclusion
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import EvaluationPlan, Roster
from kpiengine.planning.watched import Rhythm, anybody_open, due_windows, rhythms
from kpiengine.plugin import Catalogue
from kpiengine.plugin.roster import AGENTS
from kpiengine.project import Project
from kpiengine.registry import load_catalogue
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.load import read_rules
from kpiengine.rules.model.words import State
from kpiengine.scores.scorecards import Scorecards, score

NOTHING_LOGGED, NOTHING_SENT = Logged(), Sent()


@frozen
class Shadow:
    """One shadow: what it would have decided, where that was written, or why it could not be computed."""

    ruleset: str
    results: tuple[Result, ...] = ()
    folders: tuple[Path, ...] = ()
    problem: str | None = None


@frozen
class Evaluation:
    """Everything that one invocation made; `empty` names asked periods without facts, of which nothing was recorded.

    Where only shadows hold for what was asked, `facts` are the roster's and there are no results.
    """

    facts: FactStore
    results: tuple[Result, ...]
    settlements: tuple[Settlement, ...]
    folders: tuple[Path, ...]
    empty: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()  # what load, measure and the ledger have to say, each once
    shadows: tuple[Shadow, ...] = ()
    alerts: Logged = NOTHING_LOGGED  # what became of the alerts of periods that are over
    sent: Sent = NOTHING_SENT


@frozen
class Task:
    """What is asked for, where files go, when it is, and who asks; `amend` is the reason of an amendment.

    `as_of` is the moment whose knowledge decides, for a result that is only shown.
    """

    asked: Asked
    outputs: Path
    now: datetime
    worker: Worker
    wait_s: float = 0.0
    amend: str | None = None
    plan: str | None = None  # only this one
    as_of: datetime | None = None
    exclusions: tuple[Exclusion, ...] = ()  # that are tried out
    dry: bool = False  # go the whole way in a copy of the ledger, and leave nothing behind

    @property
    def moment(self) -> int:
        """When it is, in milliseconds."""
        return _milliseconds(self.now)


@frozen
class _Inputs:
    """What every rule set is judged on: texts, plugins and roster as they are or as they were recorded."""

    project: Project
    catalogue: Catalogue
    rulesets: tuple[CheckedRuleSet, ...]
    roster: Roster
    planned_rows: FactStore  # the account of what the plan was made from: roster and exclusions
    as_of: int
    exclusions: tuple[Exclusion, ...]
    recorded: Recorded = Factory(dict)
    bundle: Bundle | None = None  # of recorded texts


@frozen
class _Judgement:
    """What the stages from plan to alert made of some rule sets; `results` are of periods with facts."""

    inputs: _Inputs
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


def evaluate(project: Project, task: Task, progress: Progress) -> Evaluation:
    """Runs every stage; returns when the record and the files are durable.

    `task.now` is the only clock.  Raises `Refused` for faults in rules or data, `KpiError` for anything else that is
    the user's to mend; whatever was recorded before stays as it is.  Shadows are computed when everything else is
    durable, each alone, so that none of them can touch what is paid.
    """
    place = _ledger_of(project, progress)
    if task.dry:
        with rehearsed(place) as copy:
            outputs = copy.folder / "out"
            made = _recorded(project, evolve(task, outputs=outputs), copy, progress)
            return evolve(made, folders=(), settlements=())
    return _recorded(project, task, place, progress)


def _recorded(project: Project, task: Task, place: Place, progress: Progress) -> Evaluation:
    with working(place, task.worker, task.now, project=project.name, wait_s=task.wait_s, make=True) as ledger:
        made = _evaluate(project, task, ledger, progress)
        return evolve(made, notes=(*ledger.warnings, *made.notes))


def _ledger_of(project: Project, progress: Progress) -> Place:
    progress.stage("recall", "earlier runs")
    return place_in(project.folder, project.ledger.url, project.ledger.exports)


def _evaluate(project: Project, task: Task, ledger: Ledger, progress: Progress) -> Evaluation:
    past = recall(ledger)
    every = _judge_all(project, task, ledger, past, progress)
    judged, now = every.judged, task.moment

    done = sorted(
        ((each, result) for each in judged for result in each.results), key=lambda d: (d[1].plan, d[1].period.start)
    )
    progress.stage("settle")
    ready = [_sealed(each, result, task.worker, task.now) for each, result in done]
    for sealed in ready if task.amend is not None else ():
        record = sealed.record
        check_approved(ledger, project.approval, record.plan, record.period, sealed.bundle.sha256)
    settlements = [settle(ledger, sealed, past, project.limits, task.amend) for sealed in ready]

    progress.stage("publish")
    folders = [
        publish(task.outputs, result, each.facts.rejected, settlement)
        for (each, result), settlement in zip(done, settlements, strict=True)
    ]

    others = [r for r in every.rulesets if r.ruleset.head.state is State.SHADOW] if task.amend is None else []
    today_s = next((each for each in judged if each.plan.as_of == now and not each.inputs.recorded), None)
    if today_s is not None:
        inputs = today_s.inputs
    else:
        inputs = _Inputs(project, every.catalogue, every.rulesets, *_known(project, every.catalogue, now, every.added))
    shadows = tuple(_shadow(each, every.periods, inputs, today_s, task.outputs, progress) for each in others)
    live = [r for r in every.rulesets if r.ruleset.head.state is State.LIVE]
    alerts, sent, unheard = _told(ledger, live, done, inputs, progress, silent=task.dry)
    if not judged:
        return Evaluation(inputs.planned_rows, (), (), (), (), every.faults, shadows=shadows, alerts=alerts, sent=sent)
    held = next((s.held for s in settlements if s.held), ())
    ledger.detail = "; ".join(held) or ", ".join(f"{r.plan} {r.period.name}" for _, r in done)
    return Evaluation(
        facts=judged[0].facts,
        results=tuple(result for _, result in done),
        settlements=tuple(settlements),
        folders=tuple(folders),
        empty=every.empty,
        warnings=every.faults,
        notes=(*every.notes, *unheard),
        shadows=shadows,
        alerts=alerts,
        sent=sent,
    )


def watch(project: Project, task: Task, progress: Progress) -> Evaluation:
    """Judges only the alerts with a rhythm of their own, and sends what is due; no result is recorded."""
    place = _ledger_of(project, progress)
    with working(place, task.worker, task.now, project=project.name, wait_s=task.wait_s, make=True) as ledger:
        plugins = load_catalogue(project.allowed_plugins, every_plan=False)
        catalogue, rulesets, faults = _read(project, plugins, task.now)
        live = [r for r in rulesets if r.ruleset.head.state is State.LIVE]
        inputs = _Inputs(project, catalogue, rulesets, *_known(project, catalogue, task.moment, accepted(ledger)))
        alerts, sent, unheard = _told(ledger, live, (), inputs, progress, short=True)
        notes = (*ledger.warnings, *unheard)
        return Evaluation(inputs.planned_rows, (), (), (), (), faults, notes, alerts=alerts, sent=sent)


def _told(  # noqa: PLR0913 -- the log, what was judged and by which rules, and whether short windows are judged too
    ledger: Ledger,
    live: Sequence[CheckedRuleSet],
    done: Sequence[tuple[_Judgement, Result]],
    inputs: _Inputs,
    progress: Progress,
    *,
    short: bool = False,
    silent: bool = False,
) -> tuple[Logged, Sent, list[str]]:
    """The alert log after these results, and what was sent of it; a period that goes on says nothing yet.

    Alerts with a rhythm of their own are judged for every window that has ended since the last one in the log; those
    shorter than a day only if `short`.
    """
    progress.stage("notify")
    project, now = inputs.project, inputs.as_of
    policies = {series: policy for checked in live for series, policy in policies_of(checked).items()}
    addressing = Addressing(project, policies)
    people = addressing.columns()
    windows = [
        window
        for _, result in done
        if result.period.end <= now
        for each in result.judged
        for window in windows_of(each.alerts, result.period, people)
        if window.series in policies
    ]
    through = newest_windows(ledger.database)
    for rhythm in (rhythm for checked in live for rhythm in rhythms(checked)):
        if short or not rhythm.is_short:
            windows += _watched(rhythm, through, inputs, people)
    logged = log_alerts(ledger, policies, windows, recall_quiet(ledger.database), now, project.zone, addressing)
    if any(policy.notify for policy in policies.values()):
        columns = [receiver.address for receiver in project.receivers.values()]
        keep_people(ledger.place.folder, inputs.roster.frame, ["mail", *columns])
    return logged, NOTHING_SENT if silent else deliver(ledger, project), addressing.notes()


def _watched(rhythm: Rhythm, through: Mapping[Series, int], inputs: _Inputs, people: Sequence[str]) -> list[Window]:
    """The windows of one rhythm that are due, judged one after the other on facts that are read once."""
    project, head = inputs.project, rhythm.checked.ruleset.head
    ends = [through.get(Series(head.id, alert.id)) for alert in rhythm.alerts]
    known = [end for end in ends if end is not None]
    after = min(known) if len(known) == len(ends) else None
    only_open = all(alert.hours == "open" for alert in rhythm.alerts)
    found: list[Window] = []
    before: _Judgement | None = None
    for period in due_windows(rhythm, after, inputs.as_of, project.zone):
        if not only_open or anybody_open(project.calendars, period):
            before = _judge([rhythm.checked], [period], inputs, Quiet(), before, shadow=True) or before
            for each in before.judged if before is not None else ():
                found += watched_windows(each.alerts, rhythm, period, project.calendars, people)
    return found


def as_known(project: Project, task: Task, progress: Progress) -> Evaluation:
    """What the result would have been by the rows that were known at `task.as_of`; nothing is recorded or written.

    Raises DataError for a table that does not say when its rows were changed: of it nobody knows what was known.
    """
    place = _ledger_of(project, progress)
    if place.exists:
        with looking(place) as ledger:
            every = _judge_all(project, task, ledger, recall(ledger), progress)
    else:
        every = _judge_all(project, task, None, Past(), progress)
    if not every.judged:
        raise KpiError("every rule set that holds then is a shadow or a draft; there is nothing to evaluate")
    timeless = sorted(
        {
            table
            for each in every.judged
            for table in (AGENTS.id, *each.plan.tables)
            if table in project.facts and f"{table}.{UPDATED}" not in each.facts.mapped
        }
    )
    if timeless:
        raise DataError(
            f"{' and '.join(timeless)} do not say when their rows were last changed, so nobody can know what was known "
            f"then; map {UPDATED} in their [facts] sections, or leave --as-of out"
        )
    results = sorted((r for each in every.judged for r in each.results), key=lambda r: (r.plan, r.period.start))
    return Evaluation(every.judged[0].facts, tuple(results), (), (), every.empty, every.faults, notes=every.notes)


def what_if(project: Project, task: Task, ledger: Ledger) -> pl.DataFrame:
    """What the exclusions of the task would change against the newest runs; nothing is recorded or written.

    Columns plan, period, ruleset, payee, currency, and before and after in minor units (missing: not known).
    """
    past = recall(ledger)
    every = _judge_all(project, task, ledger, past, Quiet())
    key = ["ruleset", "payee", "currency"]
    names = ("plan", "period", *key)
    found = [pl.DataFrame(schema={**dict.fromkeys(names, pl.String), "before": pl.Int64, "after": pl.Int64})]
    for result in (r for each in every.judged for r in each.results):
        run = past.newest.get((result.plan, result.period.name))
        if run is None:
            continue
        before = entitlements(newest_decisions(ledger, run)).select(*key, before="entitlement")
        after = entitlements(result.tables["decisions"]).select(*key, after="entitlement")
        both = before.join(after, on=key, how="full", coalesce=True)
        changed = both.filter(pl.col("before").ne_missing(pl.col("after"))).sort(key)
        of = (pl.lit(result.plan).alias("plan"), pl.lit(result.period.name).alias("period"))
        found.append(changed.select(*of, *key, "before", "after"))
    return pl.concat(found)


@frozen
class _Every:
    """Everything that was asked for, judged; `rulesets` and `catalogue` are those of today."""

    catalogue: Catalogue
    rulesets: tuple[CheckedRuleSet, ...]
    faults: tuple[Diagnostic, ...]
    periods: tuple[Period, ...]
    judged: tuple[_Judgement, ...]
    added: tuple[Exclusion, ...]  # by the ledger, to those of the project's table

    @property
    def empty(self) -> tuple[str, ...]:
        """Periods without facts."""
        return tuple(dict.fromkeys(name for each in self.judged for name in each.empty))

    @property
    def notes(self) -> tuple[str, ...]:
        """What load and measure have to say, each once."""
        return tuple(dict.fromkeys(note for each in self.judged for note in each.notes))


def _judge_all(project: Project, task: Task, ledger: Ledger | None, past: Past, progress: Progress) -> _Every:
    """Every live rule set in every asked period, by the texts and up to the moment that hold for it."""
    progress.stage("plan", "rules, plugins, roster")
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    catalogue, rulesets, faults = _read(project, plugins, task.now)
    if not rulesets:
        raise KpiError("every rule set is a draft or was left out; there is nothing to evaluate")
    today = task.now.astimezone(ZoneInfo(project.zone)).date()
    if task.asked == Asked() and task.as_of is None:
        periods = due_periods(rulesets, project.zone, today, _newest(past, project), project.periods)
    else:
        periods = asked_periods(rulesets, project.zone, task.asked, today, project.periods)
    live = [r for r in rulesets if r.ruleset.head.state is State.LIVE and task.plan in {None, r.ruleset.head.plan}]
    dated, amend = says_when_changed(project), task.amend is not None
    groups = terms_of(live, periods, past.closed, task.moment, dated=dated, amend=amend)
    if task.as_of is not None:
        groups = tuple(evolve(terms, as_of=_milliseconds(task.as_of)) for terms in groups)
    added = (*(() if ledger is None else accepted(ledger)), *task.exclusions)
    judged: list[_Judgement] = []
    for terms in groups:
        inputs = _inputs(project, catalogue, live, plugins, terms, ledger, past, added)
        mine = [r for r in inputs.rulesets if r.ruleset.head.plan in terms.plans()]
        made = _judge(mine, of_calendars(terms.periods(periods), mine), inputs, progress)
        if made is not None:
            kept = tuple(r for r in made.results if (r.plan, r.period.name) in terms.pairs)
            judged.append(evolve(made, results=kept))
    if judged and not any(each.results for each in judged):
        raise _no_facts(name for each in judged for name in each.empty)
    return _Every(catalogue, rulesets, faults, periods, tuple(judged), added)


def _newest(past: Past, project: Project) -> dict[str, str]:
    """By plan the name of the latest period that has a run."""
    found: dict[str, Period] = {}
    for plan, name in past.newest:
        period = parse_period(name, project.zone, project.periods)
        if plan not in found or found[plan].end < period.end:
            found[plan] = period
    return {plan: period.name for plan, period in found.items()}


def _milliseconds(moment: datetime) -> int:
    """An instant, to the second, as it is recorded."""
    return int(moment.timestamp()) * 1000


def measured_again(project: Project, ledger: Ledger, run: Run, worker: Worker, now: datetime) -> str:
    """The content of a recorded run, measured again from the files by the recorded texts; writes nothing.

    Raises KpiError if a file is no longer the one that was measured then.
    """
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    then, catalogue, rulesets = recorded_texts(ledger, run.bundle, project, plugins)
    record = record_of(ledger, run)
    as_of = _milliseconds(datetime.fromisoformat(record["as_of"]))
    closing = closings(ledger).get((run.plan, run.period))
    late = closing is not None and run.entry > closing.run
    recorded = recorded_frames(ledger, [closing]) if closing is not None and late else {}
    known = _known(then, catalogue, as_of, accepted(ledger, before=run.entry))
    inputs = _Inputs(then, catalogue, rulesets, *known, recorded, find_bundle(ledger.database, run.bundle))
    mine = [r for r in rulesets if r.ruleset.head.plan == run.plan and r.ruleset.head.state is State.LIVE]
    judged = _judge(mine, (parse_period(run.period, then.zone, then.periods),), inputs, Quiet())
    found = [] if judged is None else [_sealed(judged, r, worker, now) for r in judged.results if r.plan == run.plan]
    if not found:
        raise _no_facts([run.period])
    data = {"facts", "roster"}
    was = {(s["kind"], s["path"]): s["sha256"] for s in record["sources"] if s["kind"] in data}
    moved = [s.path for s in found[0].record.sources if s.kind in data and was.get((s.kind, s.path)) != s.sha256]
    if moved:
        raise DataError(f"these are no longer the files of run {run.number}: {', '.join(moved)}; nothing was compared")
    return found[0].record.content


def _read(
    project: Project, plugins: Catalogue, now: datetime | None
) -> tuple[Catalogue, tuple[CheckedRuleSet, ...], tuple[Diagnostic, ...]]:
    """Metric files and rule files of the project, or `Refused` with every fault of them."""
    catalogue, own_faults = with_metric_files(project, plugins)
    rulesets, rule_faults = read_rules(project, catalogue, today=None if now is None else now.date())
    faults = (*own_faults, *rule_faults)
    if has_errors(faults):
        raise Refused(faults)
    return catalogue, rulesets, faults


def _inputs(  # noqa: PLR0913, PLR0917 -- the texts of today, and what there is to take their place
    project: Project,
    catalogue: Catalogue,
    live: Sequence[CheckedRuleSet],
    plugins: Catalogue,
    terms: Terms,
    ledger: Ledger | None,
    past: Past,
    added: tuple[Exclusion, ...],
) -> _Inputs:
    """The texts by which these periods are judged, and the roster as it was known then."""
    rulesets: tuple[CheckedRuleSet, ...] = tuple(live)
    recorded: Recorded = {}
    bundle = None
    if terms.bundle is not None and ledger is not None:
        bundle = find_bundle(ledger.database, terms.bundle)
        project, catalogue, rulesets = recorded_texts(ledger, terms.bundle, project, plugins)
        recorded = recorded_frames(ledger, [past.closed[pair] for pair in sorted(terms.pairs)])
    known = _known(project, catalogue, terms.as_of, added)
    return _Inputs(project, catalogue, rulesets, *known, recorded, bundle)


def _known(
    project: Project, catalogue: Catalogue, as_of: int, added: tuple[Exclusion, ...]
) -> tuple[Roster, FactStore, int, tuple[Exclusion, ...]]:
    """What the plan is made from as it was known at a moment, with the account of its rows."""
    roster, rows = read_roster(project, catalogue, as_of)
    exclusions, beside = read_exclusions(project, catalogue, as_of)
    return roster, beside.beside(rows), as_of, (*exclusions, *added)


def _sealed(judged: _Judgement, result: Result, worker: Worker, now: datetime) -> Sealed:
    """The result with all that is kept of it."""
    inputs = judged.inputs
    seal = Seal(inputs.project, inputs.catalogue, judged.plan, judged.facts, now, worker, judged.notes)
    bundle = inputs.bundle or bundle_of(inputs.project, inputs.catalogue, result.rulesets)
    record = seal.record(result.plan, result.period, result.rulesets, result.tables)
    decisions = result.tables["decisions"].drop(*PERSONAL, "because", strict=False)
    held_back = result.tables["money"].select("agent_id", "ruleset", "held_back")
    decisions = decisions.join(held_back, on=["agent_id", "ruleset"], how="left", maintain_order="left")
    over = [str(breach) for each in result.judged for breach in each.decisions.held]
    return Sealed(
        record=record,
        period=result.period,
        bundle=bundle,
        archive=lambda: Archive(decisions, traces_of(result, judged.plan)),
        held=tuple(text for text in over if text.startswith(f"{result.period.name}: ")),
        terms={r.ruleset.head.id: pay_terms(r, result.period, inputs.catalogue) for r in result.rulesets},
    )


def _judge(  # noqa: PLR0913 -- what is judged, for when, on what, and what is there already
    rulesets: Sequence[CheckedRuleSet],
    periods: Sequence[Period],
    inputs: _Inputs,
    progress: Progress,
    live: _Judgement | None = None,
    *,
    shadow: bool = False,
) -> _Judgement | None:
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
    return _Judgement(inputs, plan, facts, made, empty, notes, needed, tuple(judged))


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


def _shadow(  # noqa: PLR0913, PLR0917 -- what the live rule sets were judged on, and where to write
    checked: CheckedRuleSet,
    periods: Sequence[Period],
    inputs: _Inputs,
    live: _Judgement | None,
    outputs: Path,
    progress: Progress,
) -> Shadow:
    """One shadow, whatever it may raise: everything live is durable already, and the other shadows go on."""
    head = checked.ruleset.head
    progress.stage("shadow", head.id)
    try:
        mine = [period for period in periods if holds(head, period)]
        judged = _judge([checked], mine, inputs, Quiet(), live, shadow=True)
        made = () if judged is None else tuple(as_shadow(result) for result in judged.results)
        folders = tuple(publish_shadow(outputs, result) for result in made)
    except Exception as error:  # noqa: BLE001 -- a shadow may fail in any way, a plugin's too, and never stops a run
        problem = str(error) if isinstance(error, KpiError) else f"{type(error).__name__}: {error}"
        return Shadow(head.id, problem=problem)
    return Shadow(head.id, made, folders)


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


def _no_facts(names: Iterable[str]) -> DataError:
    return DataError(
        f"no facts lie in {' and '.join(dict.fromkeys(names))}, so nothing was recorded; "
        "check `source` of each [facts] section in kpiengine.toml, and the days of the rows in those files"
    )
