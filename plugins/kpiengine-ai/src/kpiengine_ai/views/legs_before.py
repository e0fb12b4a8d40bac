"""Handled legs from before the assistant came: what is compared with, in every later period alike."""

from datetime import date
from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Facts, Params, Stock, View, first_reason, not_live
from kpiengine_ai.views.columns import INSTANT, TEXT

EPOCH = date(1970, 1, 1)


def first_day(text: str) -> int | None:
    """The day on which the assistant came, as a number; None where no day is given.

    Raises ValueError for a text that is no day.
    """
    return (date.fromisoformat(text) - EPOCH).days if text else None


def legs_before_rollout(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per leg, timed as the view handled_legs does; counts if it ended before the assistant came.

    Such a leg is there for ever: it counts at the end of each period that is not before it.
    """
    day = first_day(params["rollout_on"])
    before = nw.lit(value=False) if day is None else context.local_day(nw.col("ts_ended")) < day
    no_hold = nw.when(nw.col("hold_count") == 0).then(nw.lit(0))  # measured: there was none
    hold = nw.coalesce(nw.col("hold_s"), no_hold)
    wrap_up = nw.coalesce(nw.col("acw_s"), nw.col("ts_acw_end") - nw.col("ts_ended"))
    talk = nw.coalesce(nw.col("talk_s"), nw.col("ts_ended") - nw.col("ts_answered") - hold)
    return facts["agent_legs"].with_columns(
        channel=nw.col("contact_channel").fill_null("voice"),
        direction=nw.col("contact_direction").fill_null("inbound"),
        contact_type=nw.col("contact_contact_type"),
        handle_s=talk + hold + wrap_up,
        never=nw.lit(None, dtype=nw.Int64),
        out=first_reason(
            *not_live("contact_"),
            (nw.col("leg_type") != "handle", "consult, listening or preview"),
            (nw.col("outcome") != "answered", "not answered"),
            (nw.col("ts_ended").is_null(), "still open"),
            (~before, "after the assistant came"),
        ),
    )


LEGS_BEFORE_ROLLOUT = View(
    id="legs_before_rollout",
    facts=("agent_legs",),
    build=legs_before_rollout,
    time=Stock("ts_ended", "never"),
    subjects={"agent": "agent_id", "queue": "queue_id"},
    columns={
        **dict.fromkeys(("leg_id", "contact_id", "agent_id", "queue_id"), TEXT),
        **dict.fromkeys(("channel", "direction", "contact_type"), TEXT),
        "ts_ended": INSTANT,
        "never": INSTANT,
        "handle_s": Column(ColumnType.DURATION, null=True, maximum=21 * 86_400_000),
        "out": OUT,
    },
    dimensions=("channel", "direction", "contact_type"),
    needs=("agent_legs.ts_ended",),
    params=("rollout_on",),
)
