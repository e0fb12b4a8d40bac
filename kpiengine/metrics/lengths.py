"""How long periods are, for formulas: their local days, their milliseconds, and those in opening hours."""

from collections.abc import Mapping, Sequence

import narwhals as nw
import polars as pl

from kpiengine.expressions.types import Type, number
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Context

PERIOD_DAYS, PERIOD_MS, OPEN_MS = "period_days", "period_ms", "open_ms"
# Names that the formula of a metric may use beside its parts, with their types: a period of ten years at most.
LENGTHS: Mapping[str, Type] = {
    PERIOD_DAYS: number(0, 10**4),
    PERIOD_MS: number(0, 10**12),
    OPEN_MS: number(0, 10**12),
}

Lengths = Mapping[str, Sequence[int | None]]


def lengths(plan: EvaluationPlan, without: Sequence[tuple[int, int]] = ()) -> Lengths:
    """Each length by name, one value per stretch that is measured.

    Open is what the project's default calendar says, all of the time where there is no calendar, and missing where
    there are several and none is the default.  The spans `without` are left out of both milliseconds, not of
    the days.
    """
    spans = tuple((period.start, period.end) for period in plan.measured)
    left = [(index, *span) for index, period in enumerate(spans) for span in _left(period, without)]
    frame = pl.DataFrame(left, schema=dict.fromkeys(("period", "start", "end"), pl.Int64), orient="row")
    context = Context(plan.as_of, spans, plan.zone, plan.calendars)
    opened = nw.from_native(frame).with_columns(open=context.business_ms(nw.col("start"), nw.col("end"))).to_native()
    open_ms: list[int | None] = [0] * len(spans)
    for index, found in opened.select("period", pl.col("open").cast(pl.Int64)).iter_rows():
        before = open_ms[index]
        open_ms[index] = None if found is None or before is None else before + found
    return {
        PERIOD_DAYS: [period.end_day - period.start_day for period in plan.measured],
        PERIOD_MS: [sum(end - start for i, start, end in left if i == index) for index in range(len(spans))],
        OPEN_MS: open_ms,
    }


def _left(period: tuple[int, int], without: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a period without these spans, in order."""
    found, at = [], period[0]
    for start, end in sorted(without):
        if at < min(start, period[1]):
            found.append((at, min(start, period[1])))
        at = max(at, end)
    return [*found, (at, period[1])] if at < period[1] else found
