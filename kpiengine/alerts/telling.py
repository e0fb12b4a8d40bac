"""What is worth telling about one alert at one instant: the difference between what is so and what was told last.

Nothing is told twice, and an end only after a beginning that was told.  Whatever is kept quiet leaves what was told
as it is, so the same difference is there when the quiet ends.

Columns of what was told: subject, told (Boolean, whether it stands as firing for those who were told), severity_told,
at (end of the window that was told last, missing for never), escalated, hushed (the event that was suppressed last,
0 for none), number (how many notices there are).
"""

from typing import TypeAlias

import polars as pl
from polars.expr.whenthen import ChainedThen, Then

from kpiengine.alerts.policy import Policy
from kpiengine.alerts.states import OPEN, Event, State
from kpiengine.alerts.waiting import later
from kpiengine.rules.lasting import Length

Chain: TypeAlias = Then | ChainedThen
TOLD = pl.Schema(
    {
        "subject": pl.Int64,
        "told": pl.Boolean,
        "severity_told": pl.Int8,
        "at": pl.Int64,
        "escalated": pl.Boolean,
        "hushed": pl.Int8,
        "number": pl.Int64,
    }
)


def nothing_told() -> pl.DataFrame:
    """Before the first notice."""
    return pl.DataFrame(schema=TOLD)


def wanted(policy: Policy, carry: pl.DataFrame, told: pl.DataFrame, now: int, zone: str) -> pl.DataFrame:
    """One row for each subject with something to tell: the columns of both, and `event`."""
    both = carry.join(told, on="subject", how="left").with_columns(
        pl.col("told", "escalated").fill_null(value=False), pl.col("severity_told", "hushed", "number").fill_null(0)
    )
    firing, is_open = pl.col("state") == State.FIRING, pl.col("state").is_in(OPEN)
    told_now = pl.col("told")
    rested = _due(both, "at", policy.repeat, now, zone, never=True)
    if policy.praise:
        fresh = pl.col("at").is_null() | (pl.col("at") < pl.col("since"))
        event: Chain = pl.when(firing & fresh & rested).then(Event.FIRED)
    else:
        event = (
            pl.when(~told_now & firing & rested)
            .then(Event.FIRED)
            .when(told_now & ~is_open)
            .then(Event.RESOLVED)
            .when(told_now & firing & (pl.col("severity") > pl.col("severity_told")))
            .then(Event.WORSE)
            .when(told_now & firing & (pl.col("severity") < pl.col("severity_told")))
            .then(Event.MILDER)
        )
        if policy.escalation is not None:
            long = _due(both, "since", policy.escalation.after, now, zone)
            event = event.when(told_now & firing & ~pl.col("escalated") & long).then(Event.ESCALATED)
        if policy.repeat is not None:
            event = event.when(told_now & firing & rested).then(Event.REPEATED)
    return both.with_columns(event=event.otherwise(None).cast(pl.Int8)).filter(pl.col("event").is_not_null())


def after(told: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    """What was told when these notices are made; `quiet` is missing in those that are sent."""
    if notices.is_empty():
        return told
    sent, event = pl.col("quiet").is_null(), pl.col("event")
    opens = ~event.is_in([Event.RESOLVED]) & ~pl.col("praise")
    new = notices.select(
        "subject",
        told=pl.when(sent).then(opens).otherwise("told"),
        severity_told=pl.when(sent).then(pl.when(opens).then("severity").otherwise(0)).otherwise("severity_told"),
        at=pl.when(sent).then("now").otherwise("at"),
        escalated=pl.when(sent & (event == Event.ESCALATED))
        .then(pl.lit(value=True))
        .when(sent & event.is_in([Event.FIRED, Event.RESOLVED]))
        .then(pl.lit(value=False))
        .otherwise("escalated"),
        hushed=pl.when(sent).then(0).otherwise(event),
        number=pl.col("number") + 1,
    ).cast(TOLD)
    return pl.concat([told.join(new, on="subject", how="anti"), new]).sort("subject")


def _due(  # noqa: PLR0913 -- since when, how long, and by which calendar
    rows: pl.DataFrame, column: str, length: Length | None, now: int, zone: str, *, never: bool = False
) -> pl.Expr:
    """Whether `length` has passed since the instant of the column; `never` is the answer where there is none."""
    if length is None:
        return pl.lit(value=True)
    instants = rows[column].drop_nulls().unique().to_list()
    passed = [instant for instant in instants if later(instant, length, zone) <= now]
    return pl.when(pl.col(column).is_null()).then(pl.lit(value=never)).otherwise(pl.col(column).is_in(passed))
