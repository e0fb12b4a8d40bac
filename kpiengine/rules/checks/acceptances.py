"""[accept.CODE] names a lint; errors cannot be accepted."""

from collections.abc import Iterator

from kpiengine.codes import CODES
from kpiengine.documents.finding import Finding
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import lints as messages

LINTS = [code for code in CODES if code.startswith("KPI4")]


def check(context: Context) -> Iterator[Finding]:
    """Every code is one of KPI4xx, and its day is not over."""
    for accept in context.ruleset.accepts:
        if accept.code not in LINTS:
            yield messages.not_a_lint(accept.code, accept.code in CODES, LINTS)
        elif context.around.today is not None and accept.until < context.around.today:
            yield messages.acceptance_over(accept.code, accept.until)
