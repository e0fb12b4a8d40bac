"""A span of time that must not count, whoever decided it: a row of the project's table, or an entry of the ledger."""

from attrs import frozen

from kpiengine.plugin import Metric


@frozen
class Exclusion:
    """What counts at a time in [start, end) for the named subject is out of the named metrics.

    `scope` is centre, site, team, queue or agent; `start` and `end` are instants in milliseconds.  `metrics` are ids or
    groups; none means every metric.
    """

    id: str
    scope: str
    scope_id: str | None
    start: int
    end: int
    reason: str
    author: str
    metrics: tuple[str, ...] = ()

    def is_for(self, metric: Metric) -> bool:
        """Whether the metric is among those that it is for."""
        return not self.metrics or metric.id in self.metrics or metric.group in self.metrics

    @property
    def said(self) -> str:
        """What stands beside each row that is out by it."""
        return f"excluded by {self.id}: {self.reason.replace('_', ' ')}"
