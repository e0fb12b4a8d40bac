"""The roster as facts: on which days people are employed as agents, who is there at a period's ends, who leaves.

All four views are the rows of the roster, one each: a stretch of days of one person in one team.  Only people with
the role agent count.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import (
    OUT,
    Build,
    Column,
    ColumnType,
    Context,
    Days,
    Event,
    Facts,
    Params,
    Stock,
    Time,
    View,
    first_reason,
)

Frame = nw.LazyFrame[Any]
FAR = 1_000_000  # a day that never comes, for who is still there
FIRST, LAST = Column(ColumnType.DATE, null=True), Column(ColumnType.DATE, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)


def employment(facts: Facts, params: Params, context: Context) -> Frame:
    """`first_day` and `last_day` on which the row has its person employed: inside hired_on and left_on."""
    del params, context
    hired = nw.coalesce(nw.col("hired_on"), nw.col("valid_from"))
    left = nw.col("left_on").fill_null(FAR)
    return facts["agents"].with_columns(
        first_day=nw.max_horizontal(nw.col("valid_from"), hired),
        last_day=nw.min_horizontal(nw.col("valid_to").fill_null(FAR), left),
        out=first_reason(
            (nw.col("kind") != "human", "not a person"),
            (nw.col("role") != "agent", "not an agent"),
        ),
    )


def opening(facts: Facts, params: Params, context: Context) -> Frame:
    """Who is there on a period's first day."""
    rows = employment(facts, params, context)
    return rows.with_columns(
        since=context.day_start(nw.col("first_day")),
        until=context.day_start(nw.col("last_day") + 1),
    )


def closing(facts: Facts, params: Params, context: Context) -> Frame:
    """Who is there on a period's last day: a millisecond later, so that its end is still the last day's."""
    rows = opening(facts, params, context)
    return rows.with_columns(since=nw.col("since") + 1, until=nw.col("until") + 1)


def leavers(facts: Facts, params: Params, context: Context) -> Frame:
    """Dated by the last day of work.

    Where the roster repeats it in each row of a person, the row that has the day, or else the last row, stands for the
    leaving.
    """
    rows = employment(facts, params, context)
    rows = rows.with_columns(next_from=nw.col("valid_from").shift(-1).over("agent_id", order_by=("valid_from",)))
    ended = nw.col("left_on") <= nw.col("valid_to").fill_null(FAR)
    goes = (nw.col("left_on") >= nw.col("valid_from")) & (ended | nw.col("next_from").is_null())
    return rows.with_columns(
        ts_left=context.day_start(nw.col("left_on")),
        out=nw.coalesce(
            nw.col("out"),
            first_reason(
                (nw.col("left_on").is_null(), "did not leave"),
                (~goes, "another row of the same person has the leaving"),
            ),
        ),
    )


def _view(id_: str, build: Build, time: Time, *instants: str) -> View:
    return View(
        id=id_,
        facts=("agents",),
        build=build,
        time=time,
        subjects={"agent": "agent_id"},
        columns={
            "agent_id": Column(ColumnType.TEXT),
            "employment": Column(ColumnType.TEXT, null=True),
            "leave_reason": Column(ColumnType.TEXT, null=True),
            "first_day": FIRST,
            "last_day": LAST,
            **dict.fromkeys(instants, INSTANT),
            "out": OUT,
        },
        dimensions=("employment",),
        needs=("agents.left_on",),
    )


EMPLOYMENT = _view("employment", employment, Days("first_day", "last_day"))
OPENING = _view("headcount_opening", opening, Stock("since", "until", at="start"), "since", "until")
CLOSING = _view("headcount_closing", closing, Stock("since", "until"), "since", "until")
LEAVERS = _view("leavers", leavers, Event("ts_left"), "ts_left")
