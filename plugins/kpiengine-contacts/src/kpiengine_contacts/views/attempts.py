"""Attempts to reach us: contacts by arrival with the blocked ones, and the counters of sources that only count."""

from typing import Any

import narwhals as nw
from attrs import evolve

from kpiengine.plugin import COUNTS, OUT, Column, ColumnType, Context, Event, Facts, Params, View, left_out, not_live
from kpiengine_contacts.tables import CONTACTS
from kpiengine_contacts.tables import SNAPSHOTS as TABLE
from kpiengine_contacts.views.columns import taken

DAY_MS = 86_400_000
HOUR_MS, MINUTE_MS = 3_600_000, 60_000
HOURS_A_DAY = 24
# How far apart the windows begin in which a busy hour is looked for: every clock hour, half-hour, or five minutes.
STEPS = {"clock_hour": 60, "two_half_hours": 30, "sliding_60": 5}
HOUR_MINUTES = 60

Frame = nw.LazyFrame[Any]


def attempts(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per contact; counts if a customer tried to reach us, whether or not it came through."""
    del params
    hour = context.wall_clock(nw.col("ts_arrived")) // HOUR_MS % HOURS_A_DAY
    return _inbound(facts).with_columns(hour=hour)


def arrival_windows(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per contact and window of an hour that holds its arrival and begins on the same local day.

    `first` is true once per contact.
    """
    step = STEPS[params["slot"]]
    arrived = nw.col("ts_arrived")
    rows = _inbound(facts).drop(COUNTS)  # which windows of the day before do not
    rows = rows.with_columns(
        day=context.local_day(arrived), _at=context.slot(arrived, step * MINUTE_MS), _wall=context.wall_clock(arrived)
    )
    pieces = []
    for back in range(HOUR_MINUTES // step):
        same_day = (nw.col("_wall") - back * step * MINUTE_MS) // DAY_MS == nw.col("day")
        other = nw.when(~same_day).then(nw.lit("its window begins on the day before"))
        pieces.append(
            rows.with_columns(slot=nw.col("_at") - back, first=nw.lit(back == 0), out=nw.coalesce(nw.col("out"), other))
        )
    return nw.concat(pieces, how="vertical").drop("_at", "_wall")


def _inbound(facts: Facts) -> Frame:
    return facts["contacts"].with_columns(**left_out(*not_live(), (nw.col("direction") != "inbound", "not inbound")))


def snapshots(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per snapshot; `open` says whether it lies in the opening hours of its queue."""
    del params
    rows = facts["snapshots"]
    return rows.with_columns(
        open=context.in_hours(nw.col("ts"), context.calendar_of(nw.col("queue_calendar_id"), nw.col("queue_site_id")))
    )


COLUMNS = {
    **taken(CONTACTS, "contact_id", "channel", "contact_type", "outcome", "handled_by", "in_hours"),
    **taken(CONTACTS, "first_queue_id", "ts_arrived"),
    "out": OUT,
}
DIMENSIONS = ("channel", "contact_type", "handled_by")

ATTEMPTS = View(
    id="attempts",
    facts=("contacts",),
    build=attempts,
    time=Event("ts_arrived"),
    subjects={"queue": "first_queue_id"},
    columns={**COLUMNS, "hour": Column(ColumnType.INTEGER, minimum=0, maximum=23)},
    dimensions=DIMENSIONS,
    reads=(),
)
# Where nobody says what became of a contact, none may pass for connected.
ATTEMPT_OUTCOMES = evolve(ATTEMPTS, id="attempt_outcomes", needs=("contacts.outcome",))
ARRIVAL_WINDOWS = View(
    id="arrival_windows",
    facts=("contacts",),
    build=arrival_windows,
    time=Event("ts_arrived"),
    subjects={"queue": "first_queue_id"},
    columns={
        **COLUMNS,
        "day": Column(ColumnType.INTEGER, minimum=-1_000_000, maximum=1_000_000),
        "slot": Column(ColumnType.INTEGER, maximum=10**9),
        "first": Column(ColumnType.FLAG),
    },
    dimensions=DIMENSIONS,
    reads=(),
    params=("slot",),
    pieces=True,
)
SNAPSHOTS = View(
    id="snapshots",
    facts=("snapshots",),
    build=snapshots,
    time=Event("ts"),
    subjects={"queue": "queue_id"},
    columns={
        **taken(TABLE, "ts", "queue_id", "active_n", "waiting_n", "attempts_n", "blocked_n"),
        "open": Column(ColumnType.FLAG, null=True),
    },
    reads=("snapshots.queue_calendar_id", "snapshots.queue_site_id"),
)
