"""Faults that stop nothing: accepted in the open, or of a rule set that only tries out."""

from datetime import date

from attrs import evolve

from kpiengine.diagnostics import Diagnostic, Level
from kpiengine.documents.finding import Finding


def accepted(finding: Finding, by: str, until: date, because: str) -> Finding:
    """A lint that somebody said yes to: it is listed and stops nothing."""
    message = f"{finding.message} (accepted by {by} until {until}: {because})"
    return evolve(finding, message=message, remedy=None, level=Level.NOTICE)


def left_out(diagnostic: Diagnostic) -> Diagnostic:
    """An error of a shadow: it is not computed, and the live rule sets are not concerned."""
    message = f"{diagnostic.message} (this shadow is left out; live rule sets go on)"
    return evolve(diagnostic, message=message, level=Level.WARNING)
