"""`agents` and `except` name attributes that the roster has."""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks import messages
from kpiengine.rules.checks.context import Context


def check(context: Context) -> Iterator[Finding]:
    """Every attribute is a text column of the roster."""
    head = context.ruleset.head
    known = context.around.people()
    for key, table in (("agents", head.agents), ("except", head.excluded)):
        for attribute in table:
            if attribute not in known:
                yield messages.unknown_attribute(attribute, known, ("ruleset", key, attribute))
