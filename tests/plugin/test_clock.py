"""What a view may ask of the business clock: whose calendar holds, and what is not known."""

from datetime import UTC, datetime

import narwhals as nw
import polars as pl
import pytest

from kpiengine.periods import Calendars, OpeningHours
from kpiengine.plugin import Context
from kpiengine.plugin.clock import stepped
from kpiengine.sources.engines import lift

HOUR = 3_600_000
CLOSED = ((),) * 7


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


def hours(name: str, first: int, last: int) -> OpeningHours:
    """The same on every day, with a peak in the first hour of Mondays."""
    peak = (((first * HOUR, (first + 1) * HOUR),), *((),) * 6)
    return OpeningHours(name, "UTC", (((first * HOUR, last * HOUR),),) * 7, (), peak)


DAY = hours("day", 9, 17)
NIGHT = hours("night", 22, 30)
MONDAY = (at("2025-03-03"), at("2025-03-04"))


@pytest.fixture(params=["polars", "duckdb"])
def ask(request):
    pytest.importorskip(request.param, reason=f"{request.param} is not installed, so the clock was not tried on it")

    def ask(calendars: Calendars, make, **columns):
        types = {name: pl.Int64 if name in {"start", "end"} else pl.String for name in columns}
        frame = lift(request.param, pl.LazyFrame(columns, schema=types).with_row_index("i"))
        found = frame.select("i", x=make(Context(MONDAY[1], (MONDAY,), calendars=calendars)))
        return found.collect("polars").to_native().sort("i")["x"].to_list()

    return ask


def open_time(context: Context) -> nw.Expr:
    calendar = context.calendar_of(nw.col("own"), nw.col("site"))
    return context.business_ms(nw.col("start"), nw.col("end"), calendar)


def test_a_rows_own_calendar_goes_before_its_sites_and_that_before_the_default(ask):
    row = {"start": [MONDAY[0]] * 4, "end": [MONDAY[1]] * 4}
    own, site = ["night", "nowhere", None, None], ["manila", "manila", "manila", None]
    always = OpeningHours("always", "UTC", (((0, 24 * HOUR),),) * 7)
    known = {"day": DAY, "night": NIGHT, "always": always}

    given = Calendars(known, "always", {"manila": "day"})
    assert ask(given, open_time, **row, own=own, site=site) == [8 * HOUR, None, 8 * HOUR, 24 * HOUR]
    assert ask(Calendars(known, None), open_time, **row, own=own, site=site) == [8 * HOUR, None, None, None]


def test_without_any_calendar_every_hour_is_open_and_none_is_peak(ask):
    row = {"start": [MONDAY[0], None], "end": [MONDAY[1], MONDAY[1]]}

    assert ask(Calendars(), lambda c: c.business_ms(nw.col("start"), nw.col("end")), **row) == [24 * HOUR, None]
    assert ask(Calendars(), lambda c: c.in_hours(nw.col("start")), **row) == [True, None]
    assert ask(Calendars(), lambda c: c.in_peak(nw.col("start")), **row) == [None, None]


def test_a_missing_instant_and_one_out_of_reach_are_missing(ask):
    calendars = Calendars({"day": DAY}, "day")
    row = {
        "start": [None, MONDAY[0], at("1990-01-01"), MONDAY[0], MONDAY[1]],
        "end": [MONDAY[1], None, MONDAY[1], at("2090-01-01"), MONDAY[0]],
    }

    found = ask(calendars, lambda c: c.business_ms(nw.col("start"), nw.col("end")), **row)
    assert found == [None, None, None, None, -8 * HOUR]
    assert ask(calendars, lambda c: c.in_hours(nw.col("start")), **row) == [None, False, None, False, False]


@pytest.mark.parametrize("default", ["day", None])
def test_yes_and_no_stay_yes_and_no_where_some_calendars_are_not_known(ask, default):
    calendars = Calendars({"day": DAY, "night": NIGHT}, default)
    row = {"start": [MONDAY[0] + 9 * HOUR] * 3, "own": ["day", "night", None]}
    unknown = None if default is None else True

    assert ask(calendars, lambda c: c.in_hours(nw.col("start"), nw.col("own")) & True, **row) == [True, False, unknown]
    assert ask(calendars, lambda c: c.in_peak(nw.col("start"), nw.col("own")) & True, **row) == [True, False, unknown]
    assert ask(calendars, lambda c: c.in_hours(nw.col("start"), "night"), **row) == [False] * 3
    assert ask(calendars, lambda c: c.in_hours(nw.col("start"), "nowhere"), **row) == [None] * 3


def test_a_calendar_without_peak_windows_knows_no_peak(ask):
    bare = OpeningHours("bare", "UTC", (((0, 24 * HOUR),),) * 7)

    assert ask(Calendars({"bare": bare}, "bare"), lambda c: c.in_peak(nw.col("start")), start=[MONDAY[0]]) == [None]


def test_a_calendar_that_is_always_closed_has_no_open_time(ask):
    closed = Calendars({"closed": OpeningHours("closed", "UTC", CLOSED)}, "closed")
    row = {"start": [MONDAY[0]], "end": [MONDAY[1]]}

    assert ask(closed, lambda c: c.business_ms(nw.col("start"), nw.col("end")), **row) == [0]
    assert ask(closed, lambda c: c.in_hours(nw.col("start")), **row) == [False]


@pytest.mark.parametrize("edges", [[], [5], [1, 2], [0, 3, 4, 9, 20]])
def test_a_tree_of_steps_is_the_number_of_edges_reached(edges):
    frame = nw.from_native(pl.DataFrame({"t": range(-2, 25)}))
    found = frame.select(x=stepped(nw.col("t"), edges, list(range(len(edges) + 1))) + 0 * nw.col("t"))["x"].to_list()

    assert found == [sum(edge <= t for edge in edges) for t in range(-2, 25)]
