"""States as a fold over the log: one window at a time, all subjects at once.

A window that says nothing (no data, too few cases, `unless`) leaves everything as it was, and is no break in a row.
A subject that a window does not have at all is no longer covered by the rule: what was open ends.  Praise is for one
window: it does not last, and a row of good weeks begins anew after it.

Columns of a fold: subject (Int64), state, severity, last (Int8), marks, since, until (Int64).  `marks` are the
verdicts of the last windows that counted, two bits each, the newest lowest; `since` is the end of the window in which
it fired; `until` when it may end at the earliest; `last` the newest verdict.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.alerts.policy import Policy
from kpiengine.alerts.states import OPEN, State, Verdict
from kpiengine.alerts.waiting import later

CARRY = pl.Schema(
    {
        "subject": pl.Int64,
        "state": pl.Int8,
        "severity": pl.Int8,
        "last": pl.Int8,
        "marks": pl.Int64,
        "since": pl.Int64,
        "until": pl.Int64,
    }
)
CHECKS = pl.Schema({"subject": pl.Int64, "verdict": pl.Int8, "clear": pl.Boolean})
_BITS = 4  # two bits a window
_CALM = (State.INACTIVE, State.PENDING, State.RESOLVED)


def nobody() -> pl.DataFrame:
    """A fold before its first window."""
    return pl.DataFrame(schema=CARRY)


def advance(policy: Policy, carry: pl.DataFrame, checks: pl.DataFrame, end: int, zone: str) -> pl.DataFrame:
    """The fold after one more window that ended at `end`; `checks` has one row for each subject that it judged."""
    seen = carry.join(checks, on="subject", how="full", coalesce=True).with_columns(
        pl.col("state", "severity", "last", "marks", "since", "until").fill_null(0)
    )
    if policy.praise:
        over = pl.col("state") == State.FIRING
        seen = seen.with_columns(
            state=pl.when(over).then(_code(State.RESOLVED)).otherwise("state"),
            marks=pl.when(over).then(0).otherwise("marks"),
            severity=pl.when(over).then(_int8(0)).otherwise("severity"),
        )
    known, gone = pl.col("verdict") >= 0, pl.col("verdict").is_null()
    judged = seen.with_columns(marks=pl.when(known).then(_pushed(policy.of)).otherwise("marks"))
    judged = judged.with_columns(proven=_proven(policy.least, policy.of))
    holds = pl.col("verdict") > 0
    is_open = pl.col("state").is_in(OPEN)
    over = pl.col("clear").fill_null(value=False) & ~holds if policy.has_clear else pl.col("verdict") == 0
    unsure = ~holds & pl.col("clear").is_null() if policy.has_clear else pl.lit(value=False)
    release = end if policy.keep is None else later(end, policy.keep, zone)
    until = pl.when(pl.col("state") == State.RECOVERING).then("until").otherwise(release)
    known_state = (
        pl.when(is_open & holds)
        .then(_code(State.FIRING))
        .when(is_open & over & (until <= end))
        .then(_code(State.RESOLVED))
        .when(is_open & over)
        .then(_code(State.RECOVERING))
        .when(is_open & unsure)
        .then("state")
        .when(is_open)
        .then(_code(State.FIRING))
        .when(holds & (pl.col("proven") > 0))
        .then(_code(State.FIRING))
        .when(holds | _may_still(policy))
        .then(_code(State.PENDING))
        .otherwise(_code(State.INACTIVE))
    )
    left = pl.when(is_open).then(_code(State.RESOLVED)).otherwise(_code(State.INACTIVE))
    after = pl.when(gone).then(left).when(known).then(known_state).otherwise("state")
    return _settled(judged.with_columns(after=after, release=until), end).select(*CARRY).sort("subject")


def fold(policy: Policy, windows: Sequence[tuple[int, pl.DataFrame]], zone: str) -> pl.DataFrame:
    """The fold over all windows, each as its end and its checks, in the order of their ends."""
    carry = nobody()
    for end, checks in windows:
        carry = advance(policy, carry, checks, end, zone)
    return carry


def shown(carry: pl.DataFrame) -> pl.DataFrame:
    """The fold with the states that people see: nothing open and nothing known is `no_data`, or `error`."""
    calm = pl.col("state").is_in(_CALM) & (pl.col("state") != State.PENDING)
    failed, unknown = pl.col("last") == Verdict.ERROR, pl.col("last").is_in([Verdict.MISSING, Verdict.FEW])
    state = pl.when(calm & failed).then(_code(State.ERROR)).when(calm & unknown).then(_code(State.NO_DATA))
    return carry.with_columns(state=state.otherwise("state"))


def _settled(moved: pl.DataFrame, end: int) -> pl.DataFrame:
    """What follows from the new state for everything beside it."""
    was_open, opens = pl.col("state").is_in(OPEN), pl.col("after").is_in(OPEN)
    known, holds = pl.col("verdict") >= 0, pl.col("verdict") > 0
    proven = pl.col("proven").cast(pl.Int8)
    changed = known & holds & (pl.col("proven") > 0)
    recovering = pl.col("after") == State.RECOVERING
    ended = was_open & ~opens
    begins = opens & ~was_open
    waits = (pl.col("after") == State.PENDING) & (pl.col("state") != State.PENDING)
    return moved.with_columns(
        state="after",
        severity=pl.when(opens & changed).then(proven).when(opens).then("severity").otherwise(_int8(0)),
        marks=pl.when(ended | pl.col("verdict").is_null()).then(0).otherwise("marks"),
        since=pl.when(begins | waits | ended).then(pl.lit(end)).otherwise("since"),
        until=pl.when(recovering & known).then("release").when(recovering).then("until").otherwise(0),
        last=pl.coalesce(pl.col("verdict"), "last"),
    )


def _pushed(of: int) -> pl.Expr:
    """The marks with this window's verdict as the newest."""
    size: int = _BITS**of
    return (pl.col("marks") * _BITS + pl.col("verdict").cast(pl.Int64).clip(lower_bound=0)) % size


def _held(severity: int, windows: int) -> pl.Expr:
    """In how many of the newest windows it held at least so badly."""
    marks = [(pl.col("marks") // _BITS**back % _BITS >= severity).cast(pl.Int64) for back in range(windows)]
    return pl.sum_horizontal(marks)


def _proven(least: int, of: int) -> pl.Expr:
    """The worst severity that held often enough; 0 for none."""
    found = pl.lit(0, dtype=pl.Int64)
    for severity in (1, 2, 3):
        found = pl.when(_held(severity, of) >= least).then(severity).otherwise(found)
    return found


def _may_still(policy: Policy) -> pl.Expr:
    """Whether the windows so far can be part of enough of them although the newest does not hold."""
    if policy.least == policy.of:
        return pl.lit(value=False)
    return _held(1, policy.of - 1) > 0


def _code(state: State) -> pl.Expr:
    return _int8(int(state))


def _int8(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int8)
