"""What must hold between rule files: ids are given once, and no two rule sets of a plan meet on one person."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kpiengine.documents.finding import Finding
from kpiengine.rules.check import FileCheck
from kpiengine.rules.checks import messages
from kpiengine.rules.model import Head


def check_between(files: Sequence[FileCheck]) -> tuple[FileCheck, ...]:
    """The same files, the later one of each pair that clashes with its fault."""
    return tuple(file.with_findings(list(_faults(file, files[:index]))) for index, file in enumerate(files))


def _faults(file: FileCheck, earlier: Sequence[FileCheck]) -> Iterator[Finding]:
    head = _head(file)
    if head is None:
        return
    for other in earlier:
        known = _head(other)
        if known is None:
            continue
        if known.id == head.id:
            yield messages.same_id(head.id, other.path)
        elif known.plan == head.plan and (first := meet(known, head)) is not None:
            yield messages.same_people(head.plan, known.id, first, other.path)


def _head(file: FileCheck) -> Head | None:
    """The head, if it could be read."""
    head = file.ruleset.head if file.ruleset is not None else None
    return head if head is not None and head.id and head.agents and head.start != date.min else None


def meet(first: Head, second: Head) -> date | None:
    """The first day on which both certainly hold for the same people; None where that depends on the roster.

    Certain is only what the text says: equal match tables and exceptions over days that overlap.
    """
    if first.level is not second.level:
        return None  # different subjects
    if _same(first.agents) != _same(second.agents) or _same(first.excluded) != _same(second.excluded):
        return None
    start = max(first.start, second.start)
    ends = [head.to for head in (first, second) if head.to is not None]
    return start if not ends or start <= min(ends) else None


def _same(table: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """A match table without the order of its words."""
    return {attribute: frozenset(values) for attribute, values in table.items()}
