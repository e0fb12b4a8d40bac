"""Failed rule tests as annotations of a pull request: lines that GitHub reads from a log."""

from collections.abc import Iterator

from kpiengine.diagnostics import Place
from kpiengine.rule_tests.suite import Suite

_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def annotations(suite: Suite) -> Iterator[str]:
    """A line for each expectation that did not come true."""
    for file in suite.files:
        for verdict in file.verdicts:
            for failure in verdict.failures:
                for miss in failure.misses:
                    place = file.file.locator.at(*miss.path)
                    who = f"{failure.agent}: " if failure.agent else ""
                    said = f"{who}{miss.what} expected {miss.expected}, got {miss.got}"
                    yield annotation(place, verdict.case.title, "\n".join((said, *failure.decided)))


def annotation(place: Place, title: str, message: str) -> str:
    """One line of the log."""
    at = {"file": place.path, "line": place.line, "col": place.column, "title": title}
    said = ",".join(f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in at.items() if value is not None)
    return f"::error {said}::{message.translate(_IN_MESSAGE)}"
