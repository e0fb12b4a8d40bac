"""What must hold between rule files: whose id it is, which version holds when, and that nobody is paid twice.

Only live rule sets bind each other.  A shadow needs an id of its own while a live one of that id holds, since both
are shown; a draft is bound by nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import frozen

from kpiengine.documents.finding import Finding
from kpiengine.project import PlanCoverage
from kpiengine.rules.check import FileCheck
from kpiengine.rules.checks.messages import plans as messages
from kpiengine.rules.library import successor
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.words import State
from kpiengine.rules.people import Group, Meeting, group_of, meeting
from kpiengine.rules.standing import Standing, standing_of


def check_between(
    files: Sequence[FileCheck], plans: Mapping[str, PlanCoverage] | None = None, today: date | None = None
) -> tuple[FileCheck, ...]:
    """The same files; the later one of each pair that clashes has its fault, and a version ends where the next begins.

    `plans` are those of the project file, which say what may be paid beside what.
    """
    beside = Beside.of([standing_of(file) for file in files], plans or {})
    return tuple(beside.applied(index, file, today) for index, file in enumerate(files))


@frozen
class Beside:
    """What shows only beside other files: faults by the file's place in the list, and versions that end."""

    standings: tuple[Standing, ...]  # as they are beside each other: a version ends where the next begins
    faults: Mapping[int, Sequence[Finding]]
    last: Mapping[int, date]

    @classmethod
    def of(cls, standings: Sequence[Standing], plans: Mapping[str, PlanCoverage]) -> "Beside":
        """All of it."""
        last = _ends(standings)
        dated = tuple(one.ending(last[i]) if i in last else one for i, one in enumerate(standings))
        sides = [_Side(i, one, one.head, group_of(one.head)) for i, one in enumerate(dated) if one.head is not None]
        bound = [side for side in sides if side.head.state is not State.DRAFT]
        faults: dict[int, list[Finding]] = {}
        for side, other in _neighbours(bound):
            found = _faults(side, other, plans)
            if found:
                faults.setdefault(side.index, []).extend(found)
        return cls(dated, faults, last)

    def applied(self, index: int, file: FileCheck, today: date | None) -> FileCheck:
        """A file of the list with what was found of it."""
        dated = file.ending(self.last[index]) if index in self.last else file
        return dated.with_findings(self.faults.get(index, ()), today)


def _neighbours(sides: Sequence["_Side"]) -> Iterator[tuple["_Side", "_Side"]]:
    """Each side with every earlier one that has its id, or that the attribute which parts most does not keep apart.

    Two hundred teams with a rule set each are so not compared two by two.
    """
    values: dict[str, set[str]] = {}
    for side in sides:
        for name, words in side.people.who.items():
            values.setdefault(name, set()).update(words)
    parting = max(values, key=lambda name: len(values[name]), default="")
    known: dict[tuple[str, str], list[int]] = {}  # ("id", id), ("value", value), ("any", "")
    for index, side in enumerate(sides):
        allowed = side.people.who.get(parting)
        own = [("id", side.head.id), *(("value", value) for value in sorted(allowed or ()))]
        own += [] if allowed is not None else [("any", "")]
        asked = {*own, ("any", "")}
        near = range(index) if allowed is None else sorted({i for key in asked for i in known.get(key, ())})
        yield from ((side, sides[i]) for i in near)
        for key in own:
            known.setdefault(key, []).append(index)


@frozen
class _Side:
    """A file beside others, with whom it is for."""

    index: int
    standing: Standing
    head: Head
    people: Group


def _ends(standings: Sequence[Standing]) -> Mapping[int, date]:
    """A live version without `to` runs to the day before the next live one of its id begins."""
    live = {i: one.head for i, one in enumerate(standings) if one.head is not None and one.head.state is State.LIVE}
    starts: dict[str, list[date]] = {}
    for head in live.values():
        starts.setdefault(head.id, []).append(head.start)
    open_ends = {i: successor(head.start, starts[head.id]) for i, head in live.items() if head.to is None}
    return {i: last for i, last in open_ends.items() if last is not None}


def _faults(side: _Side, earlier: _Side, plans: Mapping[str, PlanCoverage]) -> Sequence[Finding]:
    head, known = side.head, earlier.head
    if known.id == head.id:
        return list(_same_id(head, known, first_common_day(known, head), earlier.standing.path))
    if head.level is not known.level:
        return ()  # different subjects
    if head.state is known.state is State.LIVE and meeting(earlier.people, side.people) is not Meeting.NEVER:
        day = first_common_day(known, head)
        return () if day is None else list(_same_people(side, earlier, day, plans))
    return ()


def _same_id(head: Head, known: Head, day: date | None, path: str) -> Iterator[Finding]:
    if head.plan != known.plan:
        yield messages.id_of_another_plan(head.id, known.plan, path)
    elif day is not None and State.SHADOW in {head.state, known.state}:
        yield messages.shadow_of_the_same_id(head.id, path)
    elif day is not None:
        yield messages.same_id(head.id, day, path)


def _same_people(side: _Side, earlier: _Side, day: date, plans: Mapping[str, PlanCoverage]) -> Iterator[Finding]:
    head, known, path = side.head, earlier.head, earlier.standing.path
    certain = meeting(earlier.people, side.people) is Meeting.CERTAIN
    if head.plan == known.plan and certain:
        yield messages.same_people(head.plan, known.id, day, path)
    elif head.plan == known.plan:
        yield messages.perhaps_same_people(head.plan, known.id, path)
    elif certain and _both_pay(side, earlier, plans):
        yield messages.paid_by_both(head.plan, known.plan, known.id, day, path)


def _both_pay(side: _Side, earlier: _Side, plans: Mapping[str, PlanCoverage]) -> bool:
    """Whether both decide about money, and the project file does not say that they may."""
    both = side.standing.pays and earlier.standing.pays
    return both and not pay_beside(plans, side.head.plan, earlier.head.plan)


def pay_beside(plans: Mapping[str, PlanCoverage], first: str, second: str) -> bool:
    """Whether the project file lets both plans pay one agent; either of them may say so."""
    return any(a in plans and b in plans[a].pays_beside for a, b in ((first, second), (second, first)))


def first_common_day(first: Head, second: Head) -> date | None:
    """The first day on which both hold."""
    start = max(first.start, second.start)
    ends = [head.to for head in (first, second) if head.to is not None]
    return start if not ends or start <= min(ends) else None


def meet(first: Head, second: Head) -> date | None:
    """The first day on which both certainly hold for the same people; None where that depends on the roster."""
    certain = first.level is second.level and meeting(group_of(first), group_of(second)) is Meeting.CERTAIN
    return first_common_day(first, second) if certain else None
