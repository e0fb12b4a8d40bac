"""Handling as time in which an agent is busy: a second shared by several contacts belongs to the one that began first.

So an agent's busy time adds up over queues, channels, days and agents, and never exceeds the clock.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import (
    COUNTS,
    OUT,
    Column,
    ColumnType,
    Context,
    Event,
    Facts,
    Params,
    Reach,
    Span,
    View,
    first_reason,
    highest_before,
)
from kpiengine_contacts.views.legs import HANDLED_LEGS, READS, handled_legs

Frame = nw.LazyFrame[Any]
# Stands for "none known before" beside real instants.
NONE = -(10**15)
LONGEST = 7 * 86_400_000


def busy_legs(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per leg, as `handled_legs`; `busy_s` is the part that no earlier leg of the agent covers.

    A leg lasts from the answer to the end of wrap-up, by its timestamps, else by its durations; where neither is
    known, `busy_s` is missing.  Only legs of the asked channels and directions share time.
    """
    legs = handled_legs(facts, params, context).drop(COUNTS)  # of handled legs, some of which do not count here
    legs = legs.with_columns(
        began=nw.coalesce(nw.col("ts_answered"), nw.col("ts_ended") - nw.col("talk_s") - nw.col("hold_s")),
        finished=nw.coalesce(nw.col("ts_acw_end"), nw.col("ts_ended") + nw.col("acw_s")),
        out=nw.coalesce(
            nw.col("out"),
            first_reason(
                (~nw.col("channel").is_in(list(params["channels"])), "another channel"),
                (~nw.col("direction").is_in(list(params["directions"])), "another direction"),
            ),
        ),
    )
    known = nw.col("out").is_null() & ~nw.col("began").is_null() & ~nw.col("finished").is_null()
    legs = legs.with_columns(shares=nw.when(known).then(nw.lit(1)).otherwise(nw.lit(0)))
    # Rows of which neither is known stand apart from all others, so their place in the order means nothing.
    legs = legs.with_columns(_from=nw.col("began").fill_null(0), _until=nw.col("finished").fill_null(0))
    rows = context.ordered(legs, within=("agent_id", "shares"), by=("_from", "_until", "leg_id"))
    legs = rows.look(before=highest_before("finished")).frame.drop("_from", "_until")
    legs = legs.with_columns(before=nw.col("before").fill_null(NONE))
    shares = nw.col("shares") == 1
    ends = nw.max_horizontal("finished", "before")
    legs = legs.with_columns(
        busy_from=nw.when(shares).then(nw.min_horizontal(nw.max_horizontal("began", "before"), ends)),
        busy_to=nw.when(shares).then(ends),
    )
    return legs.with_columns(
        busy_s=nw.col("busy_to") - nw.col("busy_from"),
        session_s=nw.when(shares).then(nw.col("finished") - nw.col("began")),
    )


COLUMNS = {
    **HANDLED_LEGS.columns,
    "busy_from": Column(ColumnType.INSTANT, null=True),
    "busy_to": Column(ColumnType.INSTANT, null=True),
    "busy_s": Column(ColumnType.DURATION, null=True, maximum=LONGEST, doc="time that no earlier leg covers"),
    "session_s": Column(ColumnType.DURATION, null=True, maximum=LONGEST, doc="the whole leg, shared or not"),
    "out": OUT,
}
PARAMS = ("channels", "directions")

BUSY_LEGS = View(
    id="busy_legs",
    facts=("agent_legs",),
    build=busy_legs,
    time=Event("ts_ended"),
    subjects=HANDLED_LEGS.subjects,
    columns=COLUMNS,
    dimensions=HANDLED_LEGS.dimensions,
    needs=("agent_legs.ts_ended",),
    reads=READS,
    params=PARAMS,
    reach=Reach(back=LONGEST),
)

BUSY_TIME = View(
    id="busy_time",
    facts=("agent_legs",),
    build=busy_legs,
    time=Span("busy_from", "busy_to"),
    subjects=HANDLED_LEGS.subjects,
    columns=COLUMNS,
    dimensions=HANDLED_LEGS.dimensions,
    needs=("agent_legs.ts_ended",),
    reads=READS,
    params=PARAMS,
    reach=Reach(back=LONGEST, ahead=LONGEST),
)
