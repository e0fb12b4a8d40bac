"""`agents` and `except` name attributes that the roster has, and words that may stand there."""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import people as messages


def check(context: Context) -> Iterator[Finding]:
    """Every attribute is a column of text or of yes and no; where the roster has a list of words, it is one."""
    head = context.ruleset.head
    if context.around.plans and head.plan not in {"", head.id, *context.around.plans}:
        yield messages.unknown_plan(head.plan, context.around.plans)
    known = context.around.people()
    for key, table in (("agents", head.agents), ("except", head.excluded)):
        for attribute in table:
            path = ("ruleset", key, attribute)
            if attribute not in known:
                yield messages.unknown_attribute(attribute, known, path)
                continue
            words = context.around.words_of(attribute)
            for value in table[attribute] if words else ():
                if value not in words:
                    yield messages.not_in_the_roster(attribute, value, words, path)
