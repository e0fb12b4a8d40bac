"""Faults of a rule file as a whole: it is not there, or in another format."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding
from kpiengine.documents.wording import shown


def no_rule_files(patterns: Sequence[str]) -> Finding:
    """The project names no rule file that exists."""
    return Finding("KPI001", f"there is no rule file {' or '.join(patterns)}", "put one there, or correct `rules`")


def format_missing() -> Finding:
    """No `format = 1`."""
    return Finding("KPI101", "the file does not say its format", "type `format = 1` as the first line")


def other_format(value: object, reads: int) -> Finding:
    """A newer file, or nonsense."""
    if isinstance(value, int) and not isinstance(value, bool) and value > reads:
        message = f"format {value} needs a newer release of kpiengine; this one reads format {reads}"
        return Finding("KPI102", message, f"use the release that brought format {value}", path=("format",))
    return Finding("KPI102", f"there is no format {shown(value)}", f"type `format = {reads}`", path=("format",))
