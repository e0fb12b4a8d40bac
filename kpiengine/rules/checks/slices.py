"""[kpi.NAME] slice: dimensions that all the metric's views have, and values that they can have."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kpiengine.documents.finding import Finding, Path
from kpiengine.plugin import Column, ColumnType
from kpiengine.rules.checks.context import Context, placed
from kpiengine.rules.checks.messages import metrics as messages
from kpiengine.rules.choosing import variants
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.values import SliceValue


def check(context: Context) -> Iterator[Finding]:
    """Every slice of a KPI whose metric is there."""
    for whole in context.ruleset.kpis.values():
        seen: set[Finding] = set()
        for case in variants(whole):
            found = [placed(finding, case) for finding in _slice(context, case.kpi)]
            yield from (finding for finding in found if finding not in seen)
            seen |= set(found)


def _slice(context: Context, kpi: Kpi) -> Iterator[Finding]:
    metric = context.metric(kpi)
    broken = any(context.broken("kpi", kpi.id, key) for key in ("metric", "params", "slice", "by"))
    if metric is None or broken or not kpi.slice:
        return
    judged = context.around.catalogue.judge(metric, metric.settings(kpi.params, kpi.level))
    if judged.fault is None:
        for name in kpi.slice:
            yield from _dimension(kpi, name, judged.dimensions)


def _dimension(kpi: Kpi, name: str, known: Mapping[str, Column]) -> Iterator[Finding]:
    path: Path = ("kpi", kpi.id, "slice", name)
    column = known.get(name)
    if column is None:
        yield messages.unknown_dimension(kpi.metric, name, list(known), path)
        return
    for value in kpi.slice[name]:
        if not _fits(column, value):
            yield messages.not_in_the_dimension(name, value, column, path)


def _fits(column: Column, value: SliceValue) -> bool:
    match column.type:
        case ColumnType.FLAG:
            return isinstance(value, bool)
        case ColumnType.TEXT:
            return isinstance(value, str) and (not column.values or value in column.values)
        case _:
            if isinstance(value, bool | str):
                return False
            scaled = Decimal(value).scaleb(column.decimals)
            return scaled == scaled.to_integral_value() and column.low <= scaled <= column.high
