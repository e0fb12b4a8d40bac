"""Open time by expressions equals open time counted minute by minute, on every engine, over midnight and DST."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.periods import Calendars, OpeningHours, day_number
from kpiengine.periods.zones import DAY_MS
from kpiengine.plugin import Context
from kpiengine.sources.engines import lift

MINUTE = 60_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = ("UTC", "Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
# The days around the changes of the clocks, and some in winter.
STARTS = tuple(date(2025, m, d) for m, d in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1)))
DAYS = 4
YEAR = (day_number(date(2025, 1, 1)) * DAY_MS, day_number(date(2026, 1, 1)) * DAY_MS)


class Oracle:
    """Which minutes are open, by looking at each wall time."""

    def __init__(self, hours: OpeningHours, first: date):
        zone = ZoneInfo(hours.zone)
        self.start = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp() * 1000) - DAY_MS
        own = dict(hours.days)
        self.open, self.peak = [], []
        for minute in range((DAYS + 4) * 1440):
            wall = (EPOCH + timedelta(milliseconds=self.start + minute * MINUTE)).astimezone(zone)
            after = (wall.hour * 60 + wall.minute) * MINUTE
            day = wall.date()
            hit = peak = False
            for back in (0, 1):
                on = day - timedelta(days=back)
                windows = own.get(day_number(on), hours.week[on.weekday()])
                hit |= any(a <= after + back * DAY_MS < b for a, b in windows)
                peak |= any(a <= after + back * DAY_MS < b for a, b in hours.peak[on.weekday()])
            self.open.append(hit)
            self.peak.append(hit and peak)
        self.before = [0]
        for hit in self.open:
            self.before.append(self.before[-1] + hit * MINUTE)

    def until(self, instant: int) -> int:
        minute, rest = divmod(instant - self.start, MINUTE)
        return self.before[minute] + (rest if self.open[minute] else 0)

    def at(self, instant: int) -> tuple[bool, bool]:
        minute = (instant - self.start) // MINUTE
        return self.open[minute], self.peak[minute]


@st.composite
def windows(draw, most: int = 2):
    found = []
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, 1439))
        found.append((start * MINUTE, (start + draw(st.integers(1, 1440))) * MINUTE))
    return tuple(sorted(found))


@st.composite
def cases(draw):
    first = draw(st.sampled_from(STARTS))
    day = day_number(first)
    own = draw(st.dictionaries(st.integers(day - 1, day + DAYS), windows(), max_size=3))
    usual, quiet = draw(windows()), draw(windows())
    week = tuple(draw(st.sampled_from((usual, quiet, ((0, DAY_MS),)))) for _ in range(7))
    peak = tuple(draw(st.sampled_from((((540 * MINUTE, 700 * MINUTE),), ((0, DAY_MS),)))) for _ in range(7))
    hours = OpeningHours("c", draw(st.sampled_from(ZONES)), week, tuple(sorted(own.items())), peak)
    length = DAYS * DAY_MS
    pairs = draw(st.lists(st.tuples(st.integers(0, length), st.integers(0, length)), min_size=4, max_size=20))
    return hours, first, [(day * DAY_MS + a, day * DAY_MS + b) for a, b in pairs]


def measured(engine: str, hours: OpeningHours, rows) -> list[tuple]:
    frame = pl.DataFrame(rows, schema={"start": pl.Int64, "end": pl.Int64, "calendar": pl.String}, orient="row")
    context = Context(YEAR[1], (YEAR,), calendars=Calendars({"c": hours}, "c"))
    start, end, calendar = nw.col("start"), nw.col("end"), nw.col("calendar")
    found = lift(engine, frame.with_row_index("i").lazy()).select(
        "i",
        ms=context.business_ms(start, end),
        own=context.business_ms(start, end, calendar),
        at=context.in_hours(start),
        peak=context.in_peak(start),
    )
    return found.collect("polars").to_native().sort("i").drop("i").rows()


def check(engine: str, case) -> None:
    hours, first, pairs = case
    oracle = Oracle(hours, first)
    rows = [(a, b, ("c", None, "unknown")[i % 3]) for i, (a, b) in enumerate(pairs)]
    for (start, end, calendar), (ms, own, at, peak) in zip(rows, measured(engine, hours, rows), strict=True):
        assert ms == oracle.until(end) - oracle.until(start)
        assert own == (None if calendar == "unknown" else ms)
        assert (at, peak) == oracle.at(start)


@given(cases())
@settings(max_examples=max(15, settings.default.max_examples // 4))
def test_open_time_is_what_the_wall_clock_shows(case):
    check("polars", case)


@given(cases())
@settings(max_examples=max(4, settings.default.max_examples // 10))
def test_on_duckdb_too(case):
    pytest.importorskip("duckdb", reason="DuckDB is not installed (kpiengine[duckdb]), so nothing was tried on it")
    check("duckdb", case)
