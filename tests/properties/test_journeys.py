"""Journeys over small random contacts: sorted on Polars, by windows on DuckDB, and one row at a time in Python.

Times lie on a coarse grid, so that many contacts arrive in the same moment; customers and topics are often missing.
"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.plugin import Context
from kpiengine.sources.engines import lift, ordered

journeys = pytest.importorskip(
    "kpiengine_contacts.views.journeys",
    reason="the plugin kpiengine-contacts is not installed, whose journeys these are",
)
pytest.importorskip("duckdb", reason="DuckDB is not installed (kpiengine[duckdb]), so nothing was tried on it")
pytest.importorskip(
    "pyarrow", reason="PyArrow is not installed (requirements/dev.txt has it), by which rows reach DuckDB here"
)

few = settings(max_examples=max(10, settings.default.max_examples // 2))
MINUTE = 60_000
CONTACTS = {
    "contact_id": pl.String,
    "customer_id": pl.String,
    "parent_contact_id": pl.String,
    "topic": pl.String,
    "channel": pl.String,
    "direction": pl.String,
    "outcome": pl.String,
    "is_test": pl.Boolean,
    "fcr_eligible": pl.Boolean,
    "ts_arrived": pl.Int64,
    "ts_ended": pl.Int64,
    "ivr_s": pl.Int64,
    "first_agent_id": pl.String,
    "transfer_count": pl.Int64,
}
ENTRIES = {
    "contact_id": pl.String,
    "wait_s": pl.Int64,
    "ts_enter": pl.Int64,
    "ts_leave": pl.Int64,
}
SEEN = ("out", "served", "eligible", "customer_known", "start", "end", "about", "opened_by", "transfers")
BETWEEN = ("back_end", "next_start")


@st.composite
def contact(draw, number):
    arrived = draw(st.integers(0, 12)) * 5 * MINUTE
    return {
        "contact_id": number,
        # A customer may be called like a contact.
        "customer_id": draw(st.sampled_from(["u", "u", "v", "c3", None])),
        "parent_contact_id": draw(st.sampled_from([None, "c1", "c3"])),
        "topic": draw(st.sampled_from(["x", "y", None])),
        "channel": draw(st.sampled_from(["voice", "chat"])),
        "direction": draw(st.sampled_from(["inbound"] * 5 + ["callback", "outbound"])),
        "outcome": draw(st.sampled_from(["handled"] * 4 + ["contained", "abandoned_queue", "blocked", "open"])),
        "is_test": draw(st.sampled_from([False] * 9 + [True])),
        "fcr_eligible": draw(st.sampled_from([None, True, False])),
        "ts_arrived": arrived,
        "ts_ended": draw(st.none() | st.integers(0, 3).map(lambda steps: arrived + steps * 5 * MINUTE)),
        "ivr_s": draw(st.sampled_from([None, 0, 2_000])),
        "first_agent_id": draw(st.sampled_from(["a", "b", None])),
        "transfer_count": draw(st.none() | st.integers(0, 2)),
    }


@st.composite
def cases(draw):
    size = draw(st.integers(0, 9))
    numbers = draw(st.permutations([f"c{i}" for i in range(size)]))
    rows = [draw(contact(number)) for number in numbers]
    entry = st.tuples(st.sampled_from(["c0", "c1", "c2", "c3", "gone"]), st.sampled_from([None, 1_000, 9_000]))
    entries = draw(st.none() | st.lists(entry, max_size=4))
    if entries is not None:
        entries = [{"contact_id": c, "wait_s": w, "ts_enter": 0, "ts_leave": 7_000} for c, w in entries]
    params = {
        "same_journey_min": draw(st.sampled_from([0, 5, 15])),
        "match_topic": draw(st.booleans()),
        "cross_channel": draw(st.booleans()),
        "handled_only": draw(st.booleans()),
        "include_self_service": draw(st.booleans()),
        "short_abandon_s": 5,
    }
    return rows, entries, params, draw(st.booleans())


def found(case, engine, ordering):
    rows, entries, params, by_start = case
    facts = {"contacts": lift(engine, pl.LazyFrame(rows, schema=CONTACTS, orient="row"))}
    if entries is not None:
        facts["queue_entries"] = lift(engine, pl.LazyFrame(entries, schema=ENTRIES, orient="row"))
    more = {} if ordering is None else {"ordering": ordering}
    frame = journeys.journeys(facts, params, Context(0, (), **more), by_start=by_start)
    columns = ("contact_id", *SEEN, *BETWEEN)
    local = frame.select(*columns).collect("polars").to_native()
    return {row["contact_id"]: row for row in local.sort("contact_id").iter_rows(named=True)}


# --- the same in plain Python -----------------------------------------------------------------------------------


def why_out(row, entries, params):  # noqa: PLR0911 -- one for each reason
    if row["is_test"]:
        return "test contact"
    if row["direction"] == "outbound":
        return "not inbound"
    if row["direction"] == "callback" and row["parent_contact_id"] is None:
        return "callback without its first contact"
    if row["outcome"] == "blocked":
        return "blocked before it arrived"
    if row["outcome"] == "abandoned_queue":
        if entries is None:
            known = row["ts_ended"] is not None and row["ivr_s"] is not None
            waits = [row["ts_ended"] - row["ts_arrived"] - row["ivr_s"]] if known else []
        else:
            mine = [e for e in entries if e["contact_id"] == row["contact_id"]]
            waits = [e["ts_leave"] - e["ts_enter"] if e["wait_s"] is None else e["wait_s"] for e in mine]
        if waits and max(waits) < params["short_abandon_s"] * 1_000:
            return "hung up at once"
    if row["ts_ended"] is None or row["outcome"] == "open":
        return "still open"
    return None


def highest(values):
    return max((value for value in values if value is not None), default=None)


def cut(rows, params):
    """The rows of one person, in order, as journeys."""
    made = []
    for i, row in enumerate(rows):
        before = highest(r["ts_ended"] for r in rows[:i])
        topics = {row["topic"], rows[i - 1]["topic"]} - {None} if params["match_topic"] else set()
        near = before is not None and row["ts_arrived"] - before <= params["same_journey_min"] * MINUTE
        callback = row["direction"] == "callback" and before is not None
        if i and (callback or (near and len(topics) < 2)):
            made[-1].append(row)
        else:
            made.append([row])
    return made


def whole(journey, params):
    serving = {"handled", "contained"} if params["include_self_service"] else {"handled"}
    return {
        "served": any(r["outcome"] in serving for r in journey),
        "invited": any(r["direction"] == "inbound" for r in journey),
        "eligible": not any(r["fcr_eligible"] is False for r in journey),
        "start": journey[0]["ts_arrived"],
        "end": highest(r["ts_ended"] for r in journey),
        "about": highest(r["topic"] for r in journey) if params["match_topic"] else "",
        "opened_by": journey[0]["first_agent_id"],
        "transfers": sum(r["transfer_count"] or 0 for r in journey),
    }


def expected(case):
    rows, entries, params, by_start = case
    people = {}
    for row in rows:
        out = why_out(row, entries, params)
        callback = row["direction"] == "callback"
        alone = row["parent_contact_id"] if callback else row["contact_id"]
        who = ("known", row["customer_id"]) if row["customer_id"] is not None else ("alone", alone)
        lane = None if params["cross_channel"] else row["channel"]
        people.setdefault((out is None, who, lane), []).append((row, out))
    told = {}
    for members in people.values():
        members.sort(key=lambda one: (one[0]["ts_arrived"], one[0]["contact_id"]))
        outs = {row["contact_id"]: out for row, out in members}
        known = [(journey, whole(journey, params)) for journey in cut([row for row, _ in members], params)]
        for at, (journey, facts) in enumerate(known):
            stands = journey[0 if by_start else -1]
            for row in journey:
                out = outs[row["contact_id"]]
                if out is None and not facts["invited"]:
                    out = "callback without its first contact"
                if out is None and row is not stands:
                    out = "continues an earlier contact" if by_start else "continued by a later contact"
                told[row["contact_id"]] = {"customer_known": row["customer_id"] is not None, **facts, "out": out}
            told[stands["contact_id"]] |= around(known, at, params)
    return told


def around(known, at, params):
    def same(other):
        return None in {other["about"], known[at][1]["about"]} or other["about"] == known[at][1]["about"]

    earlier = [j for _, j in known[:at] if same(j) and j["served"] and j["invited"]]
    wanted = "served" if params["handled_only"] else "invited"
    later = [j for _, j in known[at + 1 :] if same(j) and j[wanted]]
    return {
        "back_end": highest(j["end"] for j in earlier),
        "next_start": min((j["start"] for j in later), default=None),
    }


@few
@given(cases())
def test_sorted_rows_windows_and_plain_python_agree(case):
    fast = found(case, "polars", ordered)
    assert fast == found(case, "duckdb", None)
    right = expected(case)
    assert fast.keys() == right.keys()
    for number, row in fast.items():
        assert {name: row[name] for name in SEEN} == {name: right[number][name] for name in SEEN}
        if row["out"] is None:
            assert {name: row[name] for name in BETWEEN} == {name: right[number][name] for name in BETWEEN}
