"""Tests over several periods: what a case gives of earlier ones is judged first, in their order, and counts as closed.

A series `csat = [90, 60, 80]` is of three periods, the last of which is tested.  Somebody of whom nothing is given in a
period has no statement of it.  Where a case has rows of facts, every period with rows of the rule set's measures
counts.
Only rule sets that look back at results need this; for others the tested period is judged alone.
"""

from collections.abc import Callable, Mapping

import polars as pl
from attrs import evolve

from kpiengine.judging.judge import closed_again, decided, with_facts_in
from kpiengine.metrics import Measures
from kpiengine.outputs.progress import Quiet
from kpiengine.outputs.results import Judged
from kpiengine.periods import Period, day_of, previous_period
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rule_tests.records import RuleCase
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.scores.history import NO_HISTORY, History
from kpiengine.scores.scorecards import Scorecards


def periods_of(case: RuleCase, checked: CheckedRuleSet, period: Period) -> tuple[Period, ...]:
    """The period that is tested, with the earlier ones before it that the case says something of."""
    furthest = max((one.back for one in checked.closed), default=0)
    given = max((len(series) for person in case.people for series in person.metrics.values()), default=1) - 1
    found = [period]
    for _ in range(furthest if case.facts else min(furthest, given)):
        found.insert(0, previous_period(found[0]))
    return tuple(found)


def reaching(checked: CheckedRuleSet, periods: tuple[Period, ...]) -> CheckedRuleSet:
    """The rule set as if it had held for the earlier periods too: a test says what was closed, not since when."""
    first, head = day_of(periods[0].start_day), checked.ruleset.head
    if len(periods) == 1 or head.start <= first:
        return checked
    return evolve(checked, ruleset=evolve(checked.ruleset, head=evolve(head, start=first)))


def judged_in_order(  # noqa: PLR0913, PLR0917 -- what was measured, for whom, and how scores are regarded
    case: RuleCase,
    subjects: Mapping[str, str],
    plan: EvaluationPlan,
    measures: Measures,
    language: str,
    regard: Callable[[Scorecards], Scorecards],
) -> Judged:
    """The last period of the plan, after all before it as closed; only its rows."""
    history, last = NO_HISTORY, plan.periods[-1]
    present = with_facts_in(plan, measures)
    for index, period in enumerate(plan.periods[:-1]):
        judged = decided(plan, measures, language, Quiet(), history=history)[0]
        head = judged.checked.ruleset.head
        closing = History(closed=frozenset({(head.plan, period.name)}))
        who = None if case.facts else _given_in(case, subjects, len(plan.periods) - 1 - index)
        if case.facts and period.name not in present:
            continue
        sheets = closed_again(plan, [judged], closing)
        kept = {
            pair: sheet if who is None else evolve(sheet, frame=sheet.frame.filter(pl.col("agent_id").is_in(who)))
            for pair, sheet in sheets.items()
        }
        history = history.later(kept)
    judged = decided(plan, measures, language, Quiet(), regard, history=history)[0]
    return _only(judged, plan.periods.index(last), last.name) if len(plan.periods) > 1 else judged


def _given_in(case: RuleCase, subjects: Mapping[str, str], back: int) -> list[str]:
    """Who has a figure of the period so many before the tested one."""
    return sorted(
        {subjects[one.id] for one in case.people if any(len(series) > back for series in one.metrics.values())}
    )


def _only(judged: Judged, index: int, name: str) -> Judged:
    """The rows of one period."""
    mine = pl.col("period") == index
    decisions = evolve(judged.decisions, frame=judged.decisions.frame.filter(mine))
    return Judged(
        judged.checked,
        evolve(judged.scorecards, frame=judged.scorecards.frame.filter(mine)),
        decisions,
        evolve(
            judged.alerts,
            frame=judged.alerts.frame.filter(mine),
            events=judged.alerts.events.filter(pl.col("period") == name),
            decisions=decisions,
        ),
    )
