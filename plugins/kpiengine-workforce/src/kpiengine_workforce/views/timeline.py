"""Planned time and states on one line: at each moment what an agent should do and what the agent did.

One sweep per agent over all the moments at which something changes, with running maxima: no row is compared with
more than its neighbours, so a month costs what its rows cost.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Context, Facts
from kpiengine_workforce.tables.agent_states import BUSY, OFFLINE, STATES
from kpiengine_workforce.views.numbers import NONE, number_of, whole, word_of
from kpiengine_workforce.views.plan import ATTRIBUTES, LANES, laned, planned_rows
from kpiengine_workforce.views.states import states

Frame = nw.LazyFrame[Any]
CODES = 16  # more than there are states; a power of two, so that dividing by it is exact on every engine
RUNS = 2  # an instant times this, plus one while a planned row runs
ORDER = ("ts_from", "ts_to")
LANE = tuple(f"lane{lane}" for lane in range(LANES))
MOMENT = ("agent_id", "at", "key", "run", *LANE)
PLANNED = ("agent_id", "ts_from", "ts_to", *ATTRIBUTES, "out")
PIECES = "counted in pieces"


def planned_pieces(facts: Facts, context: Context, overlay: str) -> Frame:
    """Pieces of planned time in which one row holds, as `PLANNED`.

    Every row of the schedule is there as well, with the reason why it does not count in `out`.
    """
    rows = planned_rows(facts, context, overlay)
    return _with_rows(_swept(_of_plan(laned(rows), 0), laned(rows)), rows, PLANNED)


def timeline(facts: Facts, context: Context, overlay: str, grace_ms: int) -> Frame:
    """The same beside states: `state` is offline where there is none; pieces end where the state changes too.

    `contact_since` is the start of the unbroken work on contacts that a piece belongs to, `changed` the start of its
    activity; both may be missing.  Pieces end at `changed + grace_ms` too.  Outside the plan there are only pieces in
    which the agent was logged in; their `activity` is missing.
    """
    rows = planned_rows(facts, context, overlay)
    plan = laned(rows)
    swept = _swept((*_of_plan(plan, grace_ms), *_of_states(_logged_in(facts, context))), plan)
    return _with_rows(_with_changes(swept), rows, (*PLANNED, "state", "contact_since", "changed"))


def _swept(moments: tuple[Frame, ...], plan: Frame) -> Frame:
    """Pieces between moments with the attributes of the row that holds, `code` of the state and `run`."""
    lines = nw.concat(list(moments), how="vertical")
    latest = {name: nw.col(name).cum_max().over("agent_id", order_by="at") for name in ("key", "run", *LANE)}
    lines = lines.with_columns(**latest, until=nw.col("at").shift(-1).over("agent_id", order_by="at"))
    # Of several changes at one moment the last has seen them all; the others last no time.
    lines = lines.filter(nw.col("until") > nw.col("at"))
    holds, lane = whole(NONE), whole(-1)
    for number, name in enumerate(LANE):
        start = nw.col(name) // RUNS
        runs = nw.col(name) - start * RUNS == 1
        holds = nw.when(runs).then(start).otherwise(holds)
        lane = nw.when(runs).then(whole(number)).otherwise(lane)
    lines = lines.select(
        "agent_id",
        "run",
        ts_from=nw.col("at"),
        ts_to=nw.col("until"),
        code=nw.col("key") - nw.col("key") // CODES * CODES,
        holds=holds.cast(nw.Int64),
        lane=lane.cast(nw.Int64),
    )
    attributes = plan.select("agent_id", "lane", *ATTRIBUTES, holds=nw.col("ts_from"))
    both = lines.join(attributes, on=["agent_id", "lane", "holds"], how="left")
    both = both.filter((nw.col("code") != 0) | (nw.col("lane") >= 0))
    return both.with_columns(out=nw.lit(None, dtype=nw.String))


def _with_rows(pieces: Frame, rows: Frame, made: tuple[str, ...]) -> Frame:
    """The pieces, and the rows that they are made of with `out`, so that each row of the schedule can be found."""
    nothing = nw.lit(None, dtype=nw.Int64)
    told = rows.with_columns(
        out=nw.col("out").fill_null(PIECES), state=nw.lit(OFFLINE), contact_since=nothing, changed=nothing
    )
    return nw.concat([pieces.select(*made), told.select(*made)], how="vertical")


def _with_changes(pieces: Frame) -> Frame:
    """`changed`: since when the activity is the same without a gap; the words of the codes."""
    pieces = pieces.with_columns(
        was=nw.col("activity").shift(1).over("agent_id", order_by=ORDER),
        ended=nw.col("ts_to").shift(1).over("agent_id", order_by=ORDER),
    )
    same = ((nw.col("was") == nw.col("activity")) & (nw.col("ended") == nw.col("ts_from"))).fill_null(value=False)
    pieces = pieces.with_columns(fresh=nw.when(same).then(whole(NONE)).otherwise(nw.col("ts_from")))
    busy = nw.col("code").is_in([STATES.index(word) for word in BUSY])
    return pieces.with_columns(
        changed=nw.col("fresh").cum_max().over("agent_id", order_by=ORDER),
        state=word_of(nw.col("code"), STATES),
        contact_since=nw.when(busy).then(nw.col("run")),
    )


def _logged_in(facts: Facts, context: Context) -> Frame:
    """States other than offline: `code`, `run` (start of a run of work on contacts, else of the state), `after`."""
    rows = states(facts, context).filter(nw.col("out").is_null() & nw.col("logged_in"))
    busy = nw.col("state").is_in(list(BUSY))
    rows = rows.with_columns(busy=nw.when(busy).then(whole(1)).otherwise(whole(0)), code=number_of("state", STATES))
    rows = rows.with_columns(
        was_busy=nw.col("busy").shift(1).over("agent_id", order_by=ORDER),
        ended=nw.col("ts_to").shift(1).over("agent_id", order_by=ORDER),
        after=nw.col("ts_from").shift(-1).over("agent_id", order_by=ORDER),
    )
    goes_on = (nw.col("busy") == 1) & (nw.col("was_busy") == 1) & (nw.col("ended") == nw.col("ts_from"))
    return rows.with_columns(run=nw.when(goes_on.fill_null(value=False)).then(whole(NONE)).otherwise(nw.col("ts_from")))


def _of_states(rows: Frame) -> tuple[Frame, Frame]:
    """The moments at which a state begins, and those at which one ends and none follows at once."""
    no_lane = {name: whole(NONE) for name in LANE}
    begins = rows.select(
        "agent_id", "run", at=nw.col("ts_from"), key=nw.col("ts_from") * CODES + nw.col("code"), **no_lane
    )
    ends = rows.filter(_alone()).select(
        "agent_id", run=whole(NONE), at=nw.col("ts_to"), key=nw.col("ts_to") * CODES, **no_lane
    )
    return begins.select(*MOMENT), ends.select(*MOMENT)


def _of_plan(rows: Frame, grace_ms: int) -> tuple[Frame, ...]:
    """The moments at which planned rows begin or end, and those at which the grace after either is over."""
    begin, end = nw.col("ts_from"), nw.col("ts_to")
    moments = [(rows, begin, begin * RUNS + 1), (rows.filter(_alone()), end, end * RUNS)]
    if grace_ms:
        moments += [(rows, begin + grace_ms, whole(NONE)), (rows, end + grace_ms, whole(NONE))]
    return tuple(frame.select("agent_id", at=at, **_in_lane(mark)).select(*MOMENT) for frame, at, mark in moments)


def _in_lane(mark: nw.Expr) -> dict[str, nw.Expr]:
    own = {name: nw.when(nw.col("lane") == lane).then(mark).otherwise(whole(NONE)) for lane, name in enumerate(LANE)}
    return {"key": whole(NONE), "run": whole(NONE), **own}


def _alone() -> nw.Expr:
    return nw.col("after").is_null() | (nw.col("after") > nw.col("ts_to"))
