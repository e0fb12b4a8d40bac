"""Whom a plan must cover by the project file, and whom none of its rule sets can be for: found from the text.

Only what is certain is said: an attribute's value that no live rule set of the plan allows, or days between two of
them on which nobody with it has one.  What depends on the roster is found when a run reads it (KPI225).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from math import prod

from attrs import frozen

from kpiengine.diagnostics import Diagnostic
from kpiengine.periods import PayCalendar, days_of
from kpiengine.project import PlanCoverage, Project
from kpiengine.rules.checks.messages import plans as messages
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.words import KpiLevel, OwnPeriod, State
from kpiengine.rules.people import Meeting, group, group_of, meeting
from kpiengine.rules.standing import Standing

MOST_CELLS = 10_000  # beyond that only single attributes are looked at


@frozen
class Gap:
    """Attributes of people without a rule set; `first` and `last` where that is on some days only."""

    people: Mapping[str, str]
    first: date | None = None
    last: date | None = None


def plan_gaps(files: Sequence[Standing], project: Project) -> tuple[Diagnostic, ...]:
    """What the text shows to be left out, at `covers` of the plan; nothing while a file could not be read."""
    heads = [file.head for file in files if file.state is State.LIVE]
    if None in heads:
        return ()
    found = []
    for plan in project.plans.values():
        mine = [head for head in heads if head is not None and head.plan == plan.id and head.level is KpiLevel.AGENT]
        for gap in gaps(plan, mine, project.periods) if mine else ():
            place = project.place("plan", plan.id, "covers", *list(gap.people)[:1])
            found.append(messages.plan_gap(plan.id, gap.people, gap.first, gap.last, place))
    return tuple(found)


def gaps(plan: PlanCoverage, heads: Sequence[Head], periods: Mapping[str, PayCalendar] | None = None) -> Iterator[Gap]:
    """First each value that nobody is for, then combinations of the others, then days; none without `covers`."""
    if not plan.covers:
        return
    left: dict[str, list[str]] = {}
    for attribute, values in plan.covers.items():
        left[attribute] = [value for value in values if any(_can_cover(head, {attribute: value}) for head in heads)]
        yield from (Gap({attribute: value}) for value in values if value not in left[attribute])
    if prod(map(len, left.values())) <= MOST_CELLS:
        yield from _of_combinations(left, heads, periods or {})


def _of_combinations(
    left: Mapping[str, Sequence[str]], heads: Sequence[Head], periods: Mapping[str, PayCalendar]
) -> Iterator[Gap]:
    said: set[tuple[date, date]] = set()
    for combination in product(*left.values()):
        cell = dict(zip(left, combination, strict=True))
        mine = [head for head in heads if _can_cover(head, cell)]
        telling = {name: value for name, value in cell.items() if len(left[name]) > 1}
        if not mine:
            yield Gap(telling)
        for hole in _holes(mine, periods):
            if hole not in said or telling:
                said.add(hole)
                yield Gap(telling, *hole)


def _can_cover(head: Head, cell: Mapping[str, str]) -> bool:
    """Whether the text leaves it open that the rule set is for somebody like this."""
    kind = {} if "kind" in cell else {"kind": tuple(sorted(group_of(head).who["kind"]))}
    return meeting(group({name: (value,) for name, value in cell.items()} | kind), group_of(head)) is not Meeting.NEVER


def _holes(heads: Sequence[Head], periods: Mapping[str, PayCalendar]) -> Iterator[tuple[date, date]]:
    """Days between rule sets on which none of them holds."""
    covered: date | None = None  # the last day so far
    for head in sorted(heads, key=lambda head: head.start):
        if covered is not None and head.start > covered + timedelta(days=1):
            yield covered + timedelta(days=1), head.start - timedelta(days=1)
        if head.to is None:
            return
        last = _last_day(head, head.to, periods)
        covered = max(covered or last, last)


def _last_day(head: Head, to: date, periods: Mapping[str, PayCalendar]) -> date:
    """A rule set holds for every period that has begun by `to`."""
    calendar = periods.get(head.period.value) if isinstance(head.period, OwnPeriod) else head.period.value
    return to if calendar is None else days_of(calendar, to)[1] - timedelta(days=1)
