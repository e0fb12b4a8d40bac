"""Results that are only looked at: as known at an earlier moment, with other exclusions, or measured again."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import polars as pl
from attrs import evolve, frozen

from kpiengine.errors import DataError, KpiError
from kpiengine.judging.every import judge_all, ledger_of
from kpiengine.judging.inputs import inputs_at
from kpiengine.judging.judge import judge, no_facts
from kpiengine.judging.sealing import sealed_result
from kpiengine.judging.task import Evaluation, Task, milliseconds
from kpiengine.ledger import Ledger, Past, looking, recall
from kpiengine.ledger.bundle import find as find_bundle
from kpiengine.ledger.closings import closings
from kpiengine.ledger.exclusions import accepted
from kpiengine.ledger.history import history_of
from kpiengine.ledger.kept_files import INPUTS, kept
from kpiengine.ledger.process import Worker
from kpiengine.ledger.recorded import recorded_frames, recorded_texts
from kpiengine.ledger.runs import Run, newest_decisions, record_of
from kpiengine.ledger.statements import entitlements
from kpiengine.ledger.terms import UPDATED
from kpiengine.outputs.progress import Progress, Quiet
from kpiengine.periods import parse_period
from kpiengine.plugin.roster import AGENTS
from kpiengine.project import Project
from kpiengine.registry import load_catalogue
from kpiengine.rules.model.words import State


def as_known(project: Project, task: Task, progress: Progress) -> Evaluation:
    """What the result would have been by the rows that were known at `task.as_of`; nothing is recorded or written.

    Raises DataError for a table that does not say when its rows were changed: of it nobody knows what was known.
    """
    place = ledger_of(project, progress)
    if place.exists:
        with looking(place) as ledger:
            every = judge_all(project, task, ledger, recall(ledger), progress)
    else:
        every = judge_all(project, task, None, Past(), progress)
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
    results = tuple(result for _, result in every.done)
    return Evaluation(every.judged[0].facts, results, (), (), every.empty, every.faults, notes=every.notes)


def what_if(project: Project, task: Task, ledger: Ledger) -> pl.DataFrame:
    """What the exclusions of the task would change against the newest runs; nothing is recorded or written.

    Columns plan, period, ruleset, payee, currency, and before and after in minor units (missing: not known).
    """
    past = recall(ledger)
    every = judge_all(project, task, ledger, past, Quiet())
    key = ["ruleset", "payee", "currency"]
    names = ("plan", "period", *key)
    found = [pl.DataFrame(schema={**dict.fromkeys(names, pl.String), "before": pl.Int64, "after": pl.Int64})]
    for _, result in every.done:
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
class Again:
    """A recorded run measured again: what it comes to, and whether from the kept files or from the project's."""

    content: str
    from_kept: bool


def measured_again(project: Project, ledger: Ledger, run: Run, worker: Worker, now: datetime) -> Again:
    """A recorded run, measured again by the recorded texts from the files that were kept of it; writes nothing.

    Where none were kept it is the project's files, and KpiError is raised if one is no longer what was measured then.
    """
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    then, catalogue, rulesets = recorded_texts(ledger, run.bundle, project, plugins)
    record = record_of(ledger, run)
    inputs_then = kept(ledger.place.folder / INPUTS, record)
    then = then if inputs_then is None else _reading(then, inputs_then)
    as_of = milliseconds(datetime.fromisoformat(record["as_of"]))
    closing = closings(ledger).get((run.plan, run.period))
    late = closing is not None and run.entry > closing.run
    recorded = recorded_frames(ledger, [closing]) if closing is not None and late else {}
    bundle = find_bundle(ledger.database, run.bundle)
    added = accepted(ledger, before=run.entry)
    inputs = inputs_at(as_of, then, catalogue, rulesets, added, recorded, bundle)
    mine = [r for r in rulesets if r.ruleset.head.plan == run.plan and r.ruleset.head.state is State.LIVE]
    period = parse_period(run.period, then.zone, then.periods)
    history = history_of(ledger, recall(ledger, before=run.entry), mine, (period,), run.entry)
    judged = judge(mine, (period,), inputs, Quiet(), history=history)
    if judged is None:
        raise no_facts([run.period])
    found = [sealed_result(judged, result, worker, now) for result in judged.results if result.plan == run.plan]
    if not found:
        raise no_facts([run.period])
    data = {"facts", "roster"}
    was = {(s["kind"], s["path"]): s["sha256"] for s in record["sources"] if s["kind"] in data}
    moved = [s.path for s in found[0].record.sources if s.kind in data and was.get((s.kind, s.path)) != s.sha256]
    if moved:
        said = "these are no longer the files of" if inputs_then is None else "these kept files are not those of"
        raise DataError(
            f"{said} run {run.number}: {', '.join(moved)}; nothing was compared. "
            "`[ledger] archive = true` keeps the files of every later result"
        )
    return Again(found[0].record.content, inputs_then is not None)


def _reading(project: Project, files: Mapping[str, Mapping[str, Path]]) -> Project:
    """The project with these files in the place of its own."""
    own = {
        table: evolve(source, kept=files[table]) if table in files else source
        for table, source in project.facts.items()
    }
    return evolve(project, facts=own)
