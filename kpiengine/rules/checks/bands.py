"""Bands rise, use one kind of edge, and cover the lowest value of the metric."""

from collections.abc import Iterator
from itertools import pairwise

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks.context import Context, placed
from kpiengine.rules.checks.messages import marks as messages
from kpiengine.rules.choosing import cases
from kpiengine.rules.model.kpi import Kpi


def check(context: Context) -> Iterator[Finding]:
    """Every KPI that has bands, in every case that its `by` allows."""
    for kpi in context.ruleset.kpis.values():
        if context.broken("kpi", kpi.id, "bands") or context.broken("kpi", kpi.id, "by"):
            continue
        seen: set[Finding] = set()
        for case in cases(kpi):
            found = [placed(finding, case) for finding in _bands(context, case.kpi)]
            yield from (finding for finding in found if finding not in seen)
            seen |= set(found)


def _bands(context: Context, kpi: Kpi) -> Iterator[Finding]:
    for index, (before, after) in enumerate(pairwise(kpi.bands), 1):
        if before.included != after.included:
            yield messages.bands_mixed(kpi.id, index)
        elif before.edge >= after.edge:
            yield messages.bands_fall(kpi.id, index, before.edge, after.edge)
    metric = context.metric(kpi)
    if metric is None or not kpi.bands:
        return
    first = kpi.bands[0]
    low, high = metric.range
    if first.edge > low or (first.edge == low and not first.included):
        yield messages.bands_gap(kpi.id, first.edge, metric)
    for index, band in enumerate(kpi.bands):
        if band.edge > high:
            yield messages.band_unreachable(kpi.id, index, band.edge, metric)
