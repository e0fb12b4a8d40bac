"""Published results by the day of their publication, and whether a correction has changed them since."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View
from kpiengine_people_and_cost.tables import PUBLISHED_RESULTS as TABLE


def published_results(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per result; `corrected`: changed by now, by more than late data in its time of grace."""
    del params
    late = (nw.col("cause") == "late_data") & (nw.col("corrected_at") <= nw.col("grace_until"))
    changed = nw.col("corrected_at") <= context.as_of
    return facts["published_results"].with_columns(
        corrected=changed.fill_null(value=False) & ~late.fill_null(value=False),
        out=nw.lit(None, dtype=nw.String),
    )


PUBLISHED_RESULTS = View(
    id="published_results",
    facts=("published_results",),
    build=published_results,
    time=Event("published_at"),
    subjects={},
    columns={
        **{name: TABLE.columns[name] for name in ("result_id", "plan", "period", "agent_id", "published_at", "cause")},
        "corrected": Column(ColumnType.FLAG, null=True),
        "out": OUT,
    },
    dimensions=("plan",),
    needs=("published_results.corrected_at",),
)
