"""Planned time and states on one line: at each moment what an agent should do and what the agent did.

One sweep per agent over all the moments at which something changes, with running maxima: no row is compared with
more than its neighbours, so a month costs what its rows cost.
"""

from typing import Any

import narwhals as nw

from kpiengine.plugin import Context, Facts
from kpiengine_workforce.tables.agent_states import BUSY, OFFLINE, STATES
from kpiengine_workforce.views.plan import COLUMNS, effective_plan
from kpiengine_workforce.views.reasons import NONE, number_of, whole, word_of
from kpiengine_workforce.views.states import states

Frame = nw.LazyFrame[Any]
CODES = 16  # more than there are states; an instant times this stays far inside 64 bits
NOTHING = 0  # the code of being offline, or having no state
ORDER = ("ts_from", "ts_to")
MOMENT = ("agent_id", "at", "key", "mark", "run", "piece")


def timeline(facts: Facts, context: Context, overlay: str, grace_ms: int) -> Frame:
    """Pieces with the columns of `effective_plan` and what was done then.

    `state` is offline where there is no state.  `contact_since` is the start of the unbroken work on contacts that a
    piece belongs to, `changed` the start of the activity; both may be missing.  Pieces end at `changed + grace_ms`
    too.  Outside the plan there are only pieces in which the agent was logged in; their `activity` is missing.
    Pieces of rows that do not hold stay as they are, with their `out`.
    """
    plan = effective_plan(facts, context, overlay)
    holds = _with_changes(plan.filter(nw.col("out").is_null()))
    moments = nw.concat([*_of_states(_logged_in(facts, context)), *_of_plan(holds, grace_ms)], how="vertical")
    latest = {name: nw.col(name).cum_max().over("agent_id", order_by="at") for name in ("key", "mark", "run", "piece")}
    moments = moments.with_columns(**latest, until=nw.col("at").shift(-1).over("agent_id", order_by="at"))
    # Of several changes at one moment the last has seen them all; the others last no time.
    lines = moments.filter(nw.col("until") > nw.col("at")).select(
        "agent_id",
        "run",
        "piece",
        ts_from=nw.col("at"),
        ts_to=nw.col("until"),
        code=nw.when(nw.col("mark") > NONE).then(nw.col("key") - nw.col("mark") * CODES).otherwise(whole(NOTHING)),
    )
    kept = [name for name in COLUMNS if name not in {"ts_from", "ts_to"}]
    attributes = holds.select(*kept, "changed", piece=nw.col("ts_from"))
    both = lines.join(attributes, on=["agent_id", "piece"], how="left")
    both = both.filter((nw.col("code") != NOTHING) | ~nw.col("layer").is_null())
    busy = nw.col("code").is_in([STATES.index(word) for word in BUSY])
    both = both.with_columns(
        state=word_of(nw.col("code"), STATES),
        contact_since=nw.when(busy).then(nw.col("run")),
    )
    nothing = nw.lit(None, dtype=nw.Int64)
    gone = plan.filter(~nw.col("out").is_null())
    gone = gone.with_columns(state=nw.lit(OFFLINE), contact_since=nothing, changed=nothing)
    made = (*COLUMNS, "state", "contact_since", "changed")
    return nw.concat([both.select(*made), gone.select(*made)], how="vertical")


def _with_changes(holds: Frame) -> Frame:
    """`changed`: since when the activity is the same without a gap; `after`: the start of the next piece."""
    before = {
        "was": nw.col("activity").shift(1).over("agent_id", order_by=ORDER),
        "ended": nw.col("ts_to").shift(1).over("agent_id", order_by=ORDER),
        "after": nw.col("ts_from").shift(-1).over("agent_id", order_by=ORDER),
    }
    rows = holds.with_columns(**before)
    same = ((nw.col("was") == nw.col("activity")) & (nw.col("ended") == nw.col("ts_from"))).fill_null(value=False)
    rows = rows.with_columns(fresh=nw.when(same).then(whole(NONE)).otherwise(nw.col("ts_from")))
    return rows.with_columns(changed=nw.col("fresh").cum_max().over("agent_id", order_by=ORDER))


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
    begins = rows.select(
        "agent_id",
        "run",
        at=nw.col("ts_from"),
        key=nw.col("ts_from") * CODES + nw.col("code"),
        mark=nw.col("ts_from"),
        piece=whole(NONE),
    )
    ends = rows.filter(_alone()).select(
        "agent_id",
        run=whole(NONE),
        at=nw.col("ts_to"),
        key=nw.col("ts_to") * CODES,
        mark=nw.col("ts_to"),
        piece=whole(NONE),
    )
    return begins.select(*MOMENT), ends.select(*MOMENT)


def _of_plan(rows: Frame, grace_ms: int) -> tuple[Frame, ...]:
    """The moments at which planned time begins or ends, and those at which the grace after a change is over."""
    nothing = {"run": whole(NONE), "key": whole(NONE), "mark": whole(NONE)}
    begins = rows.select("agent_id", **nothing, at=nw.col("ts_from"), piece=nw.col("ts_from"))
    ends = rows.filter(_alone()).select("agent_id", **nothing, at=nw.col("ts_to"), piece=nw.col("ts_to"))
    moments = [begins, ends]
    if grace_ms:
        over = nw.col("changed") + grace_ms
        inside = rows.filter((over > nw.col("ts_from")) & (over < nw.col("ts_to")))
        moments.append(inside.select("agent_id", **nothing, at=over, piece=whole(NONE)))
    return tuple(frame.select(*MOMENT) for frame in moments)


def _alone() -> nw.Expr:
    return nw.col("after").is_null() | (nw.col("after") > nw.col("ts_to"))
