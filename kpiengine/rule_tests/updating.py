"""`--update`: what came out is written into the files of tests, where they expect something else or nothing yet.

Only values change; comments, order and layout stay.  Whether the new values are right is for people to read.
"""

from collections.abc import Iterator
from pathlib import Path as FilePath

from kpiengine.documents.finding import Path
from kpiengine.documents.locate import Locator
from kpiengine.rule_tests.suite import FileVerdict, Verdict
from kpiengine.rule_tests.verdicts import usual


def updated_text(text: str, file: FileVerdict) -> str:
    """The file's text with what came out; `text` is as it is on disk."""
    locator = Locator(file.file.path, text)
    edits = sorted((edit for verdict in file.verdicts for edit in _edits(verdict, locator)), reverse=True)
    for start, end, new in edits:
        text = text[:start] + new + text[end:]
    return text


def update_file(path: FilePath, file: FileVerdict) -> bool:
    """Writes what came out; says whether anything changed."""
    before = path.read_bytes().decode("utf-8")
    after = updated_text(before, file)
    if after != before:
        path.write_bytes(after.encode("utf-8"))
    return after != before


def _edits(verdict: Verdict, locator: Locator) -> Iterator[tuple[int, int, str]]:
    """Start, end and new text of each value that changes, and of what is added."""
    for failure in verdict.failures:
        for miss in failure.misses:
            spot = locator.spots.get(miss.path)
            if spot is not None:
                yield spot.value, spot.end, miss.toml
    yield from _added(verdict, locator)


def _added(verdict: Verdict, locator: Locator) -> Iterator[tuple[int, int, str]]:
    """An `expect` for each agent of a test that expects nothing."""
    case, ran = verdict.case, verdict.ran
    if any(not person.expected.empty for person in case.people):
        return
    for person in case.people:
        at = _end_of_table(person.path, locator)
        if at is not None:
            said = usual(ran.outcomes[person.id], ran.world.checked.ruleset)
            yield at, at, f"\nexpect = {said}"


def _end_of_table(path: Path, locator: Locator) -> int | None:
    """Where a key can be added to a table: behind the last of its own keys, not of tables with headings below it."""
    heading = locator.spots.get(path)
    if heading is None:
        return None
    own = (s.end for at, s in locator.spots.items() if at[:-1] == path and s.value > s.key)
    return max(own, default=heading.end)
