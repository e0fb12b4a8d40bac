"""The main path: from a project and the asked periods to scorecards, decisions, alerts and their record.

Every stage is a function from frozen inputs to frozen outputs and knows nothing of the stages after it.  Read this
file first; then the folder of the stage that you came for.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from attrs import frozen
from polars import selectors as cs

from kpiengine.alerts.raising import raise_alerts
from kpiengine.decisions.decide import decide
from kpiengine.diagnostics import Diagnostic, Refused, has_errors
from kpiengine.errors import DataError
from kpiengine.facts.load import load, using
from kpiengine.facts.records import FactStore
from kpiengine.facts.roster import read_roster, with_roster
from kpiengine.ledger import Settlement, recall, settle
from kpiengine.ledger.seal import Seal
from kpiengine.metric_files import with_metric_files
from kpiengine.metrics import Measures, measure, needed_columns
from kpiengine.outputs.progress import Progress
from kpiengine.outputs.publish import publish
from kpiengine.outputs.results import Judged, Result, results
from kpiengine.planning.asked import Asked, asked_periods
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import EvaluationPlan
from kpiengine.project import Project
from kpiengine.registry import load_catalogue
from kpiengine.rules.load import read_rules
from kpiengine.scores.scorecards import score


@frozen
class Evaluation:
    """Everything that one invocation made; `empty` names asked periods without facts, of which nothing was recorded."""

    plan: EvaluationPlan
    facts: FactStore
    measures: Measures
    results: tuple[Result, ...]
    settlements: tuple[Settlement, ...]
    folders: tuple[Path, ...]
    empty: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What load and measure have to say, each once."""
        return _notes(self.facts, self.measures)


def evaluate(project: Project, asked: Asked, outputs: Path, progress: Progress, now: datetime) -> Evaluation:
    """Runs every stage; returns when the record and the files are durable.

    `now` is the only clock.  Raises `Refused` for faults in rules or data, `KpiError` for anything else that is
    the user's to mend; whatever was recorded before stays as it is.
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
    periods = asked_periods(rulesets, project.zone, asked, now.astimezone(ZoneInfo(project.zone)).date())
    as_of = int(now.timestamp() * 1000)
    roster, roster_rows = read_roster(project, catalogue, as_of)
    plan = make_plan(rulesets, catalogue, periods, roster, as_of, project)

    progress.stage("load", ", ".join(plan.tables))
    facts = load(plan, project, catalogue, needed_columns(plan, project, catalogue)).beside(roster_rows)
    facts = with_roster(facts, roster, plan.tables, project.engine.name)

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

    progress.stage("settle")
    made = tuple(r for r in results(plan, judged, project.language) if r.period.name in with_facts)
    seal = Seal(project, catalogue, plan, facts, now, _notes(facts, measures))
    settlements = [settle(project.folder, seal.record(r.plan, r.period, r.rulesets, r.tables), past) for r in made]

    progress.stage("publish")
    folders = [publish(outputs, r, facts.rejected, s) for r, s in zip(made, settlements, strict=True)]
    empty = tuple(period.name for period in plan.periods if period.name not in with_facts)
    return Evaluation(plan, facts, measures, made, tuple(settlements), tuple(folders), empty, tuple(faults))


def _notes(facts: FactStore, measures: Measures) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*facts.notes, *measures.notes)))


def _with_facts(plan: EvaluationPlan, measures: Measures) -> frozenset[str]:
    """Names of the periods in which somebody has data.

    A missing file must not look like a quiet month: a period without any is not recorded, and if none has any the
    run is refused.
    """
    counted = [
        frame.select("period", pl.sum_horizontal(cs.starts_with("n:")).alias("n"))
        for frame in measures.frames.values()
        if any(column.startswith("n:") for column in frame.columns)
    ]
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
