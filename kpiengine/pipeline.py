"""The main path: from a project and the asked periods to scorecards, decisions, alerts and their record.

Every stage is a function from frozen inputs to frozen outputs and knows nothing of the stages after it.  Read this
file first; then the folder of the stage that you came for.
"""

from attrs import evolve

from kpiengine.judging.every import judge_all, ledger_of
from kpiengine.judging.inputs import inputs_at, read_texts
from kpiengine.judging.sealing import sealed_results
from kpiengine.judging.shadows import judge_shadow
from kpiengine.judging.task import Evaluation, Task
from kpiengine.judging.telling import sends_what_is_left, tell
from kpiengine.ledger import Ledger, Place, recall, settle, working
from kpiengine.ledger.approvals import check_approved
from kpiengine.ledger.exclusions import accepted
from kpiengine.ledger.history import behind
from kpiengine.ledger.rehearsal import rehearsed
from kpiengine.ledger.runs import detail_of
from kpiengine.outputs.progress import Progress
from kpiengine.outputs.publish import publish
from kpiengine.project import Project
from kpiengine.registry import load_catalogue
from kpiengine.rules.model.words import State


def evaluate(project: Project, task: Task, progress: Progress) -> Evaluation:
    """Runs every stage; returns when the record and the files are durable.

    `task.now` is the only clock.  Raises `Refused` for faults in rules or data, `KpiError` for anything else that is
    the user's to mend; whatever was recorded before stays as it is.  Shadows are computed when everything else is
    durable, each alone, so that none of them can touch what is paid.
    """
    place = ledger_of(project, progress)
    if task.dry:
        with rehearsed(place) as copy:
            outputs = copy.folder / "out"
            trying = evolve(project, ledger=evolve(project.ledger, archive=False))
            made = _recorded(trying, evolve(task, outputs=outputs), copy, progress)
            return evolve(made, folders=(), settlements=())
    return _recorded(project, task, place, progress)


def _recorded(project: Project, task: Task, place: Place, progress: Progress) -> Evaluation:
    with working(place, task.worker, task.now, project=project.name, wait_s=task.wait_s, make=True) as ledger:
        with sends_what_is_left(ledger, project, silent=task.dry):
            made = _evaluate(project, task, ledger, progress)
        return evolve(made, notes=(*ledger.warnings, *made.notes))


def _evaluate(project: Project, task: Task, ledger: Ledger, progress: Progress) -> Evaluation:
    past = recall(ledger)
    every = judge_all(project, task, ledger, past, progress)  # plan, load, measure, score, decide, alert
    done = every.done

    progress.stage("settle")
    ready = list(sealed_results(done, past, task.worker, task.now))
    for sealed in ready if task.amend is not None else ():
        record = sealed.record
        check_approved(ledger, project.approval, record.plan, record.period, sealed.bundle.sha256)
    settlements = [settle(ledger, sealed, past, project.limits, task.amend) for sealed in ready]
    pairs = [(sealed.record.plan, sealed.record.period) for sealed in ready]
    moved = [of for of, each in zip(pairs, settlements, strict=True) if each.closed and not each.already_recorded]
    older = tuple(behind(ledger, moved, pairs))
    held = next((settlement.held for settlement in settlements if settlement.held), ())
    ledger.detail = detail_of(((result.plan, result.period.name) for _, result in done), held)

    progress.stage("publish")
    folders = [
        publish(task.outputs, result, each.facts.rejected, settlement)
        for (each, result), settlement in zip(done, settlements, strict=True)
    ]

    live = every.by_today_s_texts(task.moment)
    if live is None:
        inputs = inputs_at(task.moment, project, every.catalogue, every.rulesets, every.added)
    else:
        inputs = live.inputs
    others = every.of(State.SHADOW) if task.amend is None else ()
    shadows = [judge_shadow(each, every.periods, inputs, live, task.outputs, progress) for each in others]

    alerts, sent, unheard = tell(ledger, every.of(State.LIVE), done, inputs, progress, silent=task.dry)
    return Evaluation(
        facts=every.judged[0].facts if every.judged else inputs.planned_rows,
        results=tuple(result for _, result in done),
        settlements=tuple(settlements),
        folders=tuple(folders),
        empty=every.empty,
        warnings=every.faults,
        notes=(*every.notes, *older, *unheard),
        shadows=tuple(shadows),
        alerts=alerts,
        sent=sent,
    )


def watch(project: Project, task: Task, progress: Progress) -> Evaluation:
    """Judges only the alerts with a rhythm of their own, and sends what is due; no result is recorded."""
    place = ledger_of(project, progress)
    with working(place, task.worker, task.now, project=project.name, wait_s=task.wait_s, make=True) as ledger:
        plugins = load_catalogue(project.allowed_plugins, every_plan=False)
        catalogue, rulesets, faults = read_texts(project, plugins, task.now)
        live = [r for r in rulesets if r.ruleset.head.state is State.LIVE]
        inputs = inputs_at(task.moment, project, catalogue, rulesets, accepted(ledger))
        alerts, sent, unheard = tell(ledger, live, (), inputs, progress, short=True)
        notes = (*ledger.warnings, *unheard)
        return Evaluation(inputs.planned_rows, (), (), (), (), faults, notes, alerts=alerts, sent=sent)
