"""[ruleset] count_when: to be said where a metric looks further ahead than the pay waits."""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding
from kpiengine.expressions.types import DAY_MS
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import lints as messages


def check(context: Context) -> Iterator[Finding]:
    """One finding for the metric that takes longest, also where it only stands in a condition."""
    if context.ruleset.head.count_when is not None or context.broken("ruleset", "cutoff"):
        return
    judge = context.around.catalogue.judge
    waits = {wish.metric.id: judge(wish.metric, wish.params).matures_after for wish in context.wanted.values()}
    cutoff = context.ruleset.head.cutoff_days
    late = max(waits, key=lambda metric: (waits[metric], metric), default=None)
    if late is not None and waits[late] > cutoff * DAY_MS:
        yield messages.not_final(late, -(-waits[late] // DAY_MS), cutoff)
