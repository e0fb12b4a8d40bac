"""The alert log after a run or a watch, and what was sent of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from kpiengine.alerts.checks import policies_of, watched_windows, windows_of
from kpiengine.alerts.policy import Series
from kpiengine.alerts.timeline import Window
from kpiengine.errors import KpiError
from kpiengine.judging.inputs import Inputs
from kpiengine.judging.judge import Judgement, judge
from kpiengine.judging.task import NOTHING_SENT
from kpiengine.ledger import Ledger
from kpiengine.ledger.alert_log import Logged, log_alerts, newest_windows
from kpiengine.ledger.quieting import recall_quiet
from kpiengine.outputs.notify.addressing import Addressing
from kpiengine.outputs.notify.outbox import Sent, deliver
from kpiengine.outputs.notify.people import keep_people
from kpiengine.outputs.progress import Progress, Quiet
from kpiengine.outputs.results import Result
from kpiengine.planning.watched import Rhythm, anybody_open, due_windows, rhythms
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet


def tell(  # noqa: PLR0913 -- the log, what was judged and by which rules, and whether short windows are judged too
    ledger: Ledger,
    live: Sequence[CheckedRuleSet],
    done: Sequence[tuple[Judgement, Result]],
    inputs: Inputs,
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
        if rhythm.as_rule_set:
            windows += _beside(rhythm, done, inputs, people)
        elif short or not rhythm.is_short:
            windows += _watched(rhythm, through, inputs, people)
    logged = log_alerts(ledger, policies, windows, recall_quiet(ledger.database), now, project.zone, addressing)
    if any(policy.notify for policy in policies.values()):
        columns = [receiver.address for receiver in project.receivers.values()]
        keep_people(ledger.place.folder, inputs.roster.frame, ["mail", *columns])
    return logged, NOTHING_SENT if silent else deliver(ledger, project), addressing.notes()


@contextmanager
def sends_what_is_left(ledger: Ledger, project: Project, *, silent: bool) -> Iterator[None]:
    """Lets a command that is refused send what earlier ones left: their messages do not wait for its data."""
    try:
        yield
    except KpiError:
        if not silent:
            with suppress(KpiError):  # why it was refused is what has to be told
                deliver(ledger, project)
        raise


def _beside(
    rhythm: Rhythm, done: Sequence[tuple[Judgement, Result]], inputs: Inputs, people: Sequence[str]
) -> list[Window]:
    """The windows of alerts that are judged whenever their rule set is, about subjects that it does not score."""
    head, project = rhythm.checked.ruleset.head, inputs.project
    found: list[Window] = []
    for judgement, result in done:
        mine = any(checked.ruleset.head.id == head.id for checked in result.rulesets)
        if mine and result.period.end <= inputs.as_of:
            made = judge([rhythm.checked], [result.period], inputs, Quiet(), judgement, shadow=True)
            for each in made.judged if made is not None else ():
                found += watched_windows(each.alerts, rhythm, result.period, project.calendars, people)
    return found


def _watched(rhythm: Rhythm, through: Mapping[Series, int], inputs: Inputs, people: Sequence[str]) -> list[Window]:
    """The windows of one rhythm that are due, judged one after the other on facts that are read once."""
    project, head = inputs.project, rhythm.checked.ruleset.head
    ends = [through.get(Series(head.id, alert.id)) for alert in rhythm.alerts]
    after = min((end for end in ends if end is not None), default=None)  # a new alert does not cost the others a window
    only_open = all(alert.hours == "open" for alert in rhythm.alerts)
    found: list[Window] = []
    before: Judgement | None = None
    for period in due_windows(rhythm, after, inputs.as_of, project.zone):
        if not only_open or anybody_open(project.calendars, period):
            before = judge([rhythm.checked], [period], inputs, Quiet(), before, shadow=True) or before
            for each in before.judged if before is not None else ():
                found += watched_windows(each.alerts, rhythm, period, project.calendars, people)
    return found
