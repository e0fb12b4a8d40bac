"""Which version of a rule set a case tests, and for which period."""

from collections.abc import Sequence

from kpiengine.diagnostics import Refused
from kpiengine.documents.finding import Path
from kpiengine.errors import KpiError
from kpiengine.periods import Period, day_of, next_period, parse_period, period_at
from kpiengine.planning.coverage import holds
from kpiengine.rule_tests import messages
from kpiengine.rule_tests.bench import Bench, Faults
from kpiengine.rule_tests.records import CaseFile, RuleCase
from kpiengine.rules.checked import CheckedRuleSet


def version_for(file: CaseFile, case: RuleCase, bench: Bench) -> tuple[CheckedRuleSet, Period]:
    """The version of the rule set that holds for the period of a case; raises `Refused`."""
    faults = Faults(file.locator)
    named = [f for f in bench.files if f.id == file.ruleset]
    if not named:
        faults.refuse(messages.unknown_ruleset(file.ruleset, sorted({f.id for f in bench.files if f.id})))
    broken = [d for f in named if f.checked is None for d in f.diagnostics]
    if broken:
        raise Refused(broken)
    versions = sorted((f.checked for f in named if f.checked is not None), key=lambda c: c.ruleset.head.start)
    period = _period(versions[0], file, case, bench)
    found = next((checked for checked in versions if holds(checked.ruleset.head, period)), None)
    if found is None:
        spans = [messages.span(c.ruleset.head.start, c.ruleset.head.to) for c in versions]
        faults.refuse(messages.no_version(file.ruleset, period.name, spans, _path(case)))
    return found, period


def beside(tested: CheckedRuleSet, case: RuleCase, period: Period, bench: Bench) -> Sequence[CheckedRuleSet]:
    """With the other rule sets of its plan, where somebody's roster changes: they may cover some of the days."""
    if all(len(person.roster) == 1 for person in case.people):
        return [tested]
    head = tested.ruleset.head
    others = (f.checked for f in bench.files if f.checked is not None and f.id != head.id)
    return [tested, *(o for o in others if o.ruleset.head.plan == head.plan and holds(o.ruleset.head, period))]


def _period(first: CheckedRuleSet, file: CaseFile, case: RuleCase, bench: Bench) -> Period:
    """As the case says, else the file, else the first for which the rule set holds."""
    head, project, faults = first.ruleset.head, bench.project, Faults(file.locator)
    text = case.period or file.period
    try:
        if text is not None:
            found = parse_period(text, project.zone, project.periods)
            if found.calendar != head.period.value:
                problem = f"{text} is a {found.calendar}, and the rule set is for each {head.period.value}"
                faults.refuse(messages.bad_period(problem, _path(case)))
            return found
        calendar = project.periods.get(head.period.value, head.period.value)
        found = period_at(calendar, head.start, project.zone)
        return found if day_of(found.start_day) >= head.start else next_period(found)
    except Refused:
        raise
    except KpiError as error:
        faults.refuse(messages.bad_period(error.message, _path(case)))


def _path(case: RuleCase) -> Path:
    return (*case.path, "period") if case.period is not None else ("period",)
