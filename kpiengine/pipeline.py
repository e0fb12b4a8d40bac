"""The main path: from a project and the asked periods to scorecards, decisions, alerts and their record.

Every stage is a function from frozen inputs to frozen outputs and knows nothing of the stages after it.  Read this
file first; then the folder of the stage that you came for.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from attrs import evolve, frozen

from kpiengine.alerts.raising import raise_alerts
from kpiengine.decisions.decide import decide
from kpiengine.diagnostics import Diagnostic, Refused, has_errors
from kpiengine.errors import DataError, KpiError
from kpiengine.facts.load import load, using
from kpiengine.facts.records import FactStore
from kpiengine.facts.roster import read_roster, with_roster
from kpiengine.ledger import Settlement, recall, settle
from kpiengine.ledger.seal import Seal
from kpiengine.metric_files import with_metric_files
from kpiengine.metrics import Measures, measure, needed_columns
from kpiengine.outputs.progress import Progress, Quiet
from kpiengine.outputs.publish import publish, publish_shadow
from kpiengine.outputs.results import Judged, Result, as_shadow, results
from kpiengine.outputs.trace import keep_traces
from kpiengine.periods import Period
from kpiengine.planning.asked import Asked, asked_periods, of_calendars
from kpiengine.planning.coverage import holds
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import EvaluationPlan, Roster
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.registry import load_catalogue
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.load import read_rules
from kpiengine.rules.model import State
from kpiengine.scores.scorecards import score


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
    notes: tuple[str, ...] = ()  # what load and measure have to say, each once
    shadows: tuple[Shadow, ...] = ()


@frozen
class _Inputs:
    """What every rule set is judged on."""

    project: Project
    catalogue: Catalogue
    roster: Roster
    roster_rows: FactStore
    as_of: int


@frozen
class _Judgement:
    """What the stages from plan to alert made of some rule sets; `results` are of periods with facts."""

    plan: EvaluationPlan
    facts: FactStore
    results: tuple[Result, ...]
    empty: tuple[str, ...]
    notes: tuple[str, ...]
    needed: frozenset[str]

    def enough_for(self, plan: EvaluationPlan, needed: frozenset[str], project: Project) -> bool:
        """Whether another plan can be measured on the facts that were loaded for this one."""
        return needed <= self.needed and self.facts.tables.keys() >= set(plan.tables) & project.facts.keys()


def evaluate(project: Project, asked: Asked, outputs: Path, progress: Progress, now: datetime) -> Evaluation:
    """Runs every stage; returns when the record and the files are durable.

    `now` is the only clock.  Raises `Refused` for faults in rules or data, `KpiError` for anything else that is
    the user's to mend; whatever was recorded before stays as it is.  Shadows are computed when everything else is
    durable, each alone, so that none of them can touch what is paid.
    """
    progress.stage("recall", "earlier runs")
    past = recall(project.folder)

    progress.stage("plan", "rules, plugins, roster")
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    catalogue, own_faults = with_metric_files(project, plugins)
    rulesets, rule_faults = read_rules(project, catalogue, today=now.date())
    faults = (*own_faults, *rule_faults)
    if has_errors(faults):
        raise Refused(faults)
    if not rulesets:
        raise KpiError("every rule set is a draft or was left out; there is nothing to evaluate")
    today = now.astimezone(ZoneInfo(project.zone)).date()
    periods = asked_periods(rulesets, project.zone, asked, today, project.periods)
    as_of = int(now.timestamp() * 1000)
    roster, roster_rows = read_roster(project, catalogue, as_of)
    inputs = _Inputs(project, catalogue, roster, roster_rows, as_of)

    live = [r for r in rulesets if r.ruleset.head.state is State.LIVE]
    judged = _judge(live, of_calendars(periods, live), inputs, progress)
    settlements: list[Settlement] = []
    folders: list[Path] = []
    if judged is not None:
        progress.stage("settle")
        seal = Seal(project, catalogue, judged.plan, judged.facts, now, judged.notes)
        records = [seal.record(r.plan, r.period, r.rulesets, r.tables) for r in judged.results]
        for result, record in zip(judged.results, records, strict=True):
            keep_traces(project.folder, result, record.content, judged.plan)
        settlements = [settle(project.folder, record, past) for record in records]

        progress.stage("publish")
        done = zip(judged.results, settlements, strict=True)
        folders = [publish(outputs, r, judged.facts.rejected, s) for r, s in done]

    others = [r for r in rulesets if r.ruleset.head.state is State.SHADOW]
    shadows = tuple(_shadow(each, periods, inputs, judged, outputs, progress) for each in others)
    if judged is None:
        return Evaluation(roster_rows, (), (), (), (), tuple(faults), shadows=shadows)
    return Evaluation(
        facts=judged.facts,
        results=judged.results,
        settlements=tuple(settlements),
        folders=tuple(folders),
        empty=judged.empty,
        warnings=tuple(faults),
        notes=judged.notes,
        shadows=shadows,
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
    plan = make_plan(rulesets, catalogue, periods, inputs.roster, inputs.as_of, bound)

    progress.stage("load", ", ".join(plan.tables))
    needed = frozenset(needed_columns(plan, project, catalogue))
    if live is not None and live.enough_for(plan, needed, project):
        facts = live.facts
    else:
        facts = load(plan, project, catalogue, needed).beside(inputs.roster_rows)
        facts = with_roster(facts, inputs.roster, plan.tables, project.engine.name)

    progress.stage("measure", f"{len(plan.periods)} periods, {plan.covered['agent'].n_unique()} agents")
    with using(facts):
        measures = measure(plan, facts, catalogue)
    with_facts = _with_facts(plan, measures)

    progress.stage("score")
    names = [period.name for period in plan.periods]
    cards = [score(rules, measures.frames[i], measures.types[i], names) for i, rules in enumerate(plan.rulesets)]

    progress.stage("decide")
    decided = [decide(card.checked, card) for card in cards]

    progress.stage("alert")
    alerts = [raise_alerts(each.checked, each, project.language) for each in decided]
    judged = [Judged(c.checked, c, d, a) for c, d, a in zip(cards, decided, alerts, strict=True)]
    made = tuple(r for r in results(plan, judged, project.language) if r.period.name in with_facts)
    empty = tuple(name for name in names if name not in with_facts)
    return _Judgement(plan, facts, made, empty, tuple(dict.fromkeys((*facts.notes, *measures.notes))), needed)


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
    """Names of the periods in which somebody has data.

    A missing file must not look like a quiet month: a period without any is not recorded, and if none has any the
    run is refused.
    """
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
    if not found:
        raise DataError(
            f"no facts lie in {' and '.join(names)}, so nothing was recorded; "
            "check `source` of each [facts] section in kpiengine.toml, and the days of the rows in those files"
        )
    return frozenset(names[i] for i in found)
