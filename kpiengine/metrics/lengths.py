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


def lengths(plan: EvaluationPlan) -> Lengths:
    """Each length by name, one value per stretch that is measured.

    Open is what the project's default calendar says, all of the time where there is no calendar, and missing where
    there are several and none is the default.
    """
    spans = tuple((period.start, period.end) for period in plan.measured)
    frame = pl.DataFrame(spans, schema={"start": pl.Int64, "end": pl.Int64}, orient="row")
    context = Context(plan.as_of, spans, plan.zone, plan.calendars)
    opened = nw.from_native(frame).select(open=context.business_ms(nw.col("start"), nw.col("end"))).to_native()
    return {
        PERIOD_DAYS: [period.end_day - period.start_day for period in plan.measured],
        PERIOD_MS: [end - start for start, end in spans],
        OPEN_MS: opened["open"].cast(pl.Int64).to_list(),
    }
