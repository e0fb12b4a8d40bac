"""Faults of conditions, formulas and the names in an alert's message."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import did_you_mean
from kpiengine.expressions.errors import ExpressionError


def condition_fault(path: Path, text: str, error: ExpressionError, remark: str = "") -> Finding:
    """What the expression parser says, with the character that it points at, and a remark behind it."""
    offset = 0 if error.column is None else min(error.column - 1, len(text))
    remedy = f"{error.remedy}{remark}" if error.remedy else remark.strip() or None
    return Finding(error.code, error.message, remedy, path=path, on="inside", offset=offset)


def unknown_message_name(name: str, known: Sequence[str], path: Path, offset: int) -> Finding:
    """{csta}."""
    remedy = did_you_mean(name, known, what="it can show")
    message = f"{{{name}}} is not a name of this alert's condition"
    return Finding("KPI220", message, remedy, path=path, on="inside", offset=offset)


def stray_brace(path: Path, offset: int) -> Finding:
    """{csat without its end."""
    return Finding(
        "KPI220", "a brace stands alone", "write {name}, or take it out", path=path, on="inside", offset=offset
    )
