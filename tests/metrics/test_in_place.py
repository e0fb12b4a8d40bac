"""Where the files say that most rows lie in the asked time, the few others stay among them: no figure changes.

That is known of large Parquet files only, so here it is said of a few readable rows.
"""

import narwhals as nw
import pytest
from attrs import evolve

from kpiengine.metrics import counting, views
from kpiengine.metrics.grid import Grid
from kpiengine.metrics.placing import place
from kpiengine.metrics.views import build_view
from kpiengine.periods import day_of, parse_period, zone_spans
from kpiengine.plugin import Context
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.cases import installed
from kpiengine.testing.people import everybody
from kpiengine.testing.rows import Reader
from kpiengine.testing.trial import measure_store, spans_around

DAY_MS = 86_400_000
HEAD = "contact_is_test | leg_type | outcome  | agent_id | contact_id | talk_s | hold_s | acw_s | ts_ended\n"
INSIDE = """
false | handle | answered | A1 | C1 | 100 | 0 | 0  | 2025-03-03 09:00
false | handle | answered | A2 | C2 | 200 | 5 | 10 | 2025-03-10 10:30
false | handle | answered | A2 | C3 |     | 0 | 0  | 2025-03-31 23:59
"""
ELSEWHERE = """
false | handle | answered | A1 | C4 | 400 | 0 | 0 | 2025-04-01 00:10
false | handle | answered | A3 | C5 | 400 | 0 | 0 | 2025-02-28 23:59
"""
NOT_COUNTING = """
true  | handle | answered | A1 | C6 | 800 | 0 | 0 | 2025-03-05 00:10
false | handle | rejected | A2 | C7 | 0   | 0 | 0 | 2025-03-05 00:10
false | handle | answered | A2 | C8 | 0   | 0 | 0 |
false | handle | rejected | A2 | C9 | 0   | 0 | 0 | 2025-04-01 00:10
"""
METRICS = ("contacts_handled", "aht", "transfer_rate")


@pytest.fixture
def measured(engine, monkeypatch):
    """Measures these legs; `said` gives the first and last instant of the table beforehand, as footers of files do."""
    catalogue = installed()
    wanted = [
        Wanted(f"{name}_{level}", one, one.settings({}), level, 0)
        for name in METRICS
        for level in (KpiLevel.AGENT, KpiLevel.CENTRE)
        if level in (one := catalogue.metrics[name]).levels
    ]
    read: list[str] = []
    collect = counting.collect
    monkeypatch.setattr(counting, "collect", lambda frame: read.append("once") or collect(frame))

    def measured(rows: str, *periods: str, said: bool):
        asked = [parse_period(name, "UTC") for name in periods]
        facts = {"agent_legs": HEAD + "\n".join(line for line in rows.splitlines() if line)}
        store = Reader(catalogue, day_of(asked[0].start_day), spans_around(asked), engine).store(facts)
        if said:
            ends = (asked[0].start - DAY_MS, asked[-1].end + DAY_MS)
            store = evolve(store, spans={"agent_legs": ends})
        read.clear()
        people = everybody(facts, catalogue.views.values())
        _, found = measure_store(wanted, catalogue, store, people, periods=asked)
        return found, len(read)

    return measured


@pytest.mark.parametrize("periods", [("2025-03",), ("2025-W10", "2025-W11")], ids="-".join)
@pytest.mark.parametrize("rows", [INSIDE, INSIDE + ELSEWHERE, INSIDE + ELSEWHERE + NOT_COUNTING, ELSEWHERE])
def test_values_and_accounts_are_the_same(measured, rows, periods):
    (plain, _), (in_place, _) = (measured(rows, *periods, said=said) for said in (False, True))
    assert plain.frames.keys() == in_place.frames.keys()
    for index, frame in plain.frames.items():
        assert frame.equals(in_place.frames[index].select(frame.columns))
    assert plain.tallies == in_place.tallies
    assert all(tally.adds_up for tallies in in_place.tallies.values() for tally in tallies)


def test_rows_are_read_once_where_all_of_them_count(measured):
    passes = measured(INSIDE, "2025-03", said=True)[1]
    assert measured(INSIDE + ELSEWHERE, "2025-03", said=True)[1] == passes
    assert measured(INSIDE + NOT_COUNTING, "2025-03", said=True)[1] > passes


BOUNDS = (1_740_787_200_000, 1_743_465_599_999)  # the first and the last millisecond of March 2025
OUT = """
true  | handle | answered | A1 | C6 | 800 | 0 | 0 | 2025-03-05 00:10
false | handle | rejected | A2 | C7 | 0   | 0 | 0 | 2025-03-31 23:59
"""


def built(engine, rows=INSIDE, view=None, **facts):
    catalogue, period = installed(), parse_period("2025-03", "UTC")
    store = Reader(catalogue, day_of(period.start_day), spans_around([period]), engine).store(
        {"agent_legs": HEAD + "\n".join(line for line in rows.splitlines() if line)}
    )
    view = catalogue.views["handled_legs"] if view is None else view
    return build_view(view, {}, evolve(store, **facts), Context(0, ((period.start, period.end),)))


@pytest.mark.parametrize("rows", [INSIDE, INSIDE + OUT])
def test_events_that_all_lie_in_the_time_by_their_files_are_not_asked_for_it(measured, monkeypatch, rows):
    plain, _ = measured(rows, "2025-03", said=True)
    monkeypatch.setattr(views, "_extent", lambda *_: BOUNDS)
    sure, _ = measured(rows, "2025-03", said=True)
    assert sure.frames[0].equals(plain.frames[0])
    assert sure.tallies == plain.tallies
    assert all(tally.adds_up for tallies in sure.tallies.values() for tally in tallies)


def test_what_files_say_of_a_column_holds_for_events_of_that_column_alone():
    said = {"extents": {"agent_legs.ts_ended": BOUNDS}}
    own = installed().views["handled_legs"]
    assert built("polars", **said).extent == BOUNDS
    assert built("polars").extent is None
    assert built("duckdb", **said).extent is None  # whose plans nobody reads
    moved = lambda facts, *_: facts["agent_legs"].with_columns(ts_ended=nw.col("ts_ended") + 1, out=nw.lit(None))  # noqa: E731 -- stands in for a function
    assert built("polars", view=evolve(own, build=moved), **said).extent is None
    fewer = lambda facts, *_: facts["agent_legs"].filter(nw.col("talk_s") > 0)  # noqa: E731 -- as above
    assert built("polars", view=evolve(own, build=fewer), **said).extent is None
    grid = Grid((BOUNDS[0], BOUNDS[1] + 1), (0,), (20148, 20179), zone_spans("UTC", 20148, 20179))
    assert str(BOUNDS[0]) not in columns_read(place(built("polars", **said), grid, ()))
    assert str(BOUNDS[0]) in columns_read(place(built("polars"), grid, ()))
    late = evolve(built("polars", **said), extent=(BOUNDS[0], BOUNDS[1] + 1))
    assert str(BOUNDS[0]) in columns_read(place(late, grid, ()))


def columns_read(placed):
    """The plan of nothing but where the rows lie."""
    return placed.rows.select(nw.col(placed.key) if placed.key else nw.len()).to_native().explain()


STAYS = "contact_is_test | queue_id | ts_enter | ts_leave\n"
WAITING = """
false | Q1 | 2025-03-03 09:00 | 2025-03-03 09:01
false | Q1 | 2025-02-28 23:59 | 2025-03-01 00:02
false | Q2 | 2025-03-31 23:58 | 2025-04-01 00:02
false | Q2 | 2025-04-05 09:00 | 2025-04-05 09:10
"""
OUT_OF_WAITING = """
true  | Q1 | 2025-03-04 09:00 | 2025-03-04 09:30
false | Q1 | 2025-03-04 09:00 |
true  | Q1 | 2025-04-05 09:00 | 2025-04-05 09:10
"""
SERVED = "contact_is_test | leg_type | outcome | ts_answered | ts_ended\n"
SERVING = "false | handle | answered | 2025-03-03 09:01 | 2025-03-03 09:11\n"


@pytest.mark.parametrize("stays", [WAITING, WAITING + OUT_OF_WAITING, OUT_OF_WAITING])
def test_stretches_are_read_once_for_their_length_and_their_account(engine, monkeypatch, stays):
    catalogue, period = installed(), parse_period("2025-03", "UTC")
    metric = catalogue.metrics["active_waiting_ratio"]
    settings = metric.settings({"source": "intervals", "channel": "any"})
    wanted = [Wanted("ratio", metric, settings, KpiLevel.CENTRE, 0)]
    facts = {
        "queue_entries": STAYS + "\n".join(line for line in stays.splitlines() if line),
        "agent_legs": SERVED + SERVING,
    }
    store = Reader(catalogue, day_of(period.start_day), spans_around([period]), engine).store(facts)
    read: list[str] = []
    collect = counting.collect
    monkeypatch.setattr(counting, "collect", lambda frame: read.append("once") or collect(frame))
    people = [{"agent_id": "A1", "team_id": "T1"}]
    _, plain = measure_store(wanted, catalogue, store, people, periods=[period])
    apart = len(read)
    read.clear()
    said = evolve(store, spans=dict.fromkeys(store.tables, (period.start, period.end)))
    _, in_place = measure_store(wanted, catalogue, said, people, periods=[period])
    assert in_place.frames[0].equals(plain.frames[0])
    assert in_place.tallies == plain.tallies
    assert all(tally.adds_up for tallies in in_place.tallies.values() for tally in tallies)
    assert apart == 4  # each of both views once for its sums and once for its account
    assert len(read) == (2 if stays == WAITING else 3)
