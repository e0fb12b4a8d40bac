"""Handled legs from before the assistant came: what is compared with, in every later period alike."""

from datetime import date
from typing import Any

import narwhals as nw
from kpiengine_contacts.views.legs import HANDLED_LEGS

from kpiengine.plugin import Column, ColumnType, Context, Facts, Params, Stock, View

EPOCH = date(1970, 1, 1)


def first_day(text: str) -> int | None:
    """The day on which the assistant came, as a number; None where no day is given.

    Raises ValueError for a text that is no day.
    """
    return (date.fromisoformat(text) - EPOCH).days if text else None


def legs_before_rollout(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """The rows of handled_legs; counts if the leg ended before the assistant came.

    Such a leg is there for ever: it counts at the end of each period that is not before it.
    """
    rows = HANDLED_LEGS.build(facts, params, context)
    day = first_day(params["rollout_on"])
    before = nw.lit(value=False) if day is None else context.local_day(nw.col("ts_ended")) < day
    late = nw.when(~before.fill_null(value=False)).then(nw.lit("after the assistant came"))
    return rows.with_columns(never=nw.lit(None, dtype=nw.Int64), out=nw.coalesce(nw.col("out"), late))


LEGS_BEFORE_ROLLOUT = View(
    id="legs_before_rollout",
    facts=HANDLED_LEGS.facts,
    build=legs_before_rollout,
    time=Stock("ts_ended", "never"),
    subjects=HANDLED_LEGS.subjects,
    columns={**HANDLED_LEGS.columns, "never": Column(ColumnType.INSTANT, null=True)},
    dimensions=HANDLED_LEGS.dimensions,
    needs=HANDLED_LEGS.needs,
    params=("rollout_on", *HANDLED_LEGS.params),
)
