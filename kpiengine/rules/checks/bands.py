"""Bands rise, use one kind of edge, and cover the lowest value of the metric."""

from collections.abc import Iterator
from itertools import pairwise

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks import messages
from kpiengine.rules.checks.context import Context


def check(context: Context) -> Iterator[Finding]:
    """Every KPI that has bands."""
    for kpi in context.ruleset.kpis.values():
        if not kpi.bands or context.broken("kpi", kpi.id, "bands"):
            continue
        for index, (before, after) in enumerate(pairwise(kpi.bands), 1):
            if before.included != after.included:
                yield messages.bands_mixed(kpi.id, index)
            elif before.edge >= after.edge:
                yield messages.bands_fall(kpi.id, index, before.edge, after.edge)
        metric = context.metric(kpi)
        first = kpi.bands[0]
        if metric is not None:
            low, high = metric.range
            if first.edge > low or (first.edge == low and not first.included):
                yield messages.bands_gap(kpi.id, first.edge, metric)
            for index, band in enumerate(kpi.bands):
                if band.edge > high:
                    yield messages.band_unreachable(kpi.id, index, band.edge, metric)
