"""What the terminal shows of rule tests: one line for each, what decided under one that failed, what was not tried."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from kpiengine.diagnostics import Place
from kpiengine.documents.wording import counted
from kpiengine.rule_tests.boundaries import BoundaryCheck
from kpiengine.rule_tests.coverage import Coverage
from kpiengine.rule_tests.suite import FileVerdict, Suite, Verdict
from kpiengine.rules.check import FileCheck

_WIDTH = 80
_SHOWN = 12  # of what was not tried, unless all of it is asked for


def suite_text(
    suite: Suite, rules: Sequence[FileCheck], checks: Sequence[BoundaryCheck] = (), *, every: bool = False
) -> str:
    """The report; `every` shows also each test that passed and everything that was not tried."""
    lines: list[str] = []
    for file in suite.files:
        lines += [*_file(file, every=every)] if file.verdicts else []
    for one in suite.coverages if suite.whole else ():
        lines += ["", *_coverage(one, rules, every=every)]
    if checks:
        lines += ["", *(line for check in checks for line in _boundaries(check))]
    return "\n".join([*lines, "", summary(suite, checks)])


def _file(file: FileVerdict, *, every: bool) -> Iterator[str]:
    passed = sum(verdict.passed for verdict in file.verdicts)
    yield f"{file.file.path}: {file.file.ruleset}, {passed} of {len(file.verdicts)} passed"
    for verdict in file.verdicts:
        if every or not verdict.passed:
            yield f"  {'passed' if verdict.passed else 'FAILED'}  {verdict.case.title}"
            yield from failure_lines(verdict)


def failure_lines(verdict: Verdict) -> Iterator[str]:
    """What was expected and came out, and what decided."""
    if verdict.passed:
        return
    yield f"          {verdict.place.path}:{verdict.place.line}"
    for failure in verdict.failures:
        if failure.agent:
            yield f"          {failure.agent}:"
        width = max(len(miss.what) for miss in failure.misses)
        for miss in failure.misses:
            yield f"          {miss.what.ljust(width)}  expected {miss.expected}, got {miss.got}"
        for line in failure.decided:
            yield f"            {line}"


def _coverage(one: Coverage, rules: Sequence[FileCheck], *, every: bool) -> Iterator[str]:
    whole = len(one.tried) + len(one.left)
    yield f"{one.ruleset}: {one.percent} % of its rules tried ({len(one.tried)} of {whole})"
    shown = one.left if every else one.left[:_SHOWN]
    for item in shown:
        place = place_of(one, item.path, rules)
        yield f"  not tried: {item.words}" + (f"  ({place.path}:{place.line})" if place and place.line else "")
    if len(one.left) > len(shown):
        yield f"  and {len(one.left) - len(shown)} more; -v shows all"


def place_of(one: Coverage, path: tuple[str | int, ...], rules: Sequence[FileCheck]) -> Place | None:
    """Where the rule file says it; the nearest line above, where the file does not spell it out."""
    for file in rules:
        if file.checked is not None and file.checked.path == one.path:
            return file.origins.locator(path).at(*path)
    return None


def _boundaries(check: BoundaryCheck) -> Iterator[str]:
    yield f"{check.path}: {counted(check.count, 'boundary', 'boundaries')}, {len(check.changes) or 'none'} otherwise"
    for change in check.changes:
        line = f":{change.place.line}" if change.place.line else ""
        yield f"  {change.place.path}{line}"
        yield from wrap(change.what, _WIDTH, initial_indent="    ", subsequent_indent="      ", break_long_words=False)


def summary(suite: Suite, checks: Sequence[BoundaryCheck] = ()) -> str:
    """The last line."""
    count = len(suite.verdicts)
    failed = sum(not verdict.passed for verdict in suite.verdicts)
    said = f"{failed} of {counted(count, 'test')} failed" if failed else f"{counted(count, 'test')} passed"
    changed = sum(len(check.changes) for check in checks)
    other = f"; {counted(changed, 'boundary', 'boundaries')} otherwise" if changed else ""
    tried = f"; {suite.percent} % of the rules tried" if suite.whole else ""
    return f"{said}{other}{tried}"


def suite_document(suite: Suite, checks: Sequence[BoundaryCheck], rules: Sequence[FileCheck]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "format": 1,
        "passed": suite.passed and not any(check.changes for check in checks),
        "tests": [_verdict(file, verdict) for file in suite.files for verdict in file.verdicts],
        "coverage": [
            {
                "ruleset": one.ruleset,
                "percent": one.percent,
                "tried": len(one.tried),
                "left": [{"what": item.words, "line": _line(place_of(one, item.path, rules))} for item in one.left],
            }
            for one in suite.coverages
        ],
        "boundaries": [
            {"ruleset": c.ruleset, "path": c.path, "count": c.count,
             "changes": [{"what": change.what, "line": change.place.line} for change in c.changes]}
            for c in checks
        ],
    }  # fmt: skip


def _verdict(file: FileVerdict, verdict: Verdict) -> dict[str, Any]:
    failures = [
        {"agent": failure.agent or None, "decided": list(failure.decided),
         "misses": [{"what": m.what, "expected": m.expected, "got": m.got} for m in failure.misses]}
        for failure in verdict.failures
    ]  # fmt: skip
    place = {"path": verdict.place.path, "line": verdict.place.line}
    own = {"title": verdict.case.title, "ruleset": file.file.ruleset, "passed": verdict.passed}
    return {**own, **place, "failures": failures}


def _line(place: Place | None) -> int | None:
    return None if place is None else place.line
