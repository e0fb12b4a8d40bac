"""Days and instants out of text; wall times when clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.sources import times

A = pl.col("a")


def read(expr, *values):
    frame = pl.LazyFrame({"a": pl.Series(values, dtype=pl.String)})
    return frame.select(expr).collect(engine="streaming").to_series().to_list()


def ms(text):
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)


NINE = ms("2026-06-01T09:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-01T09:00:00+08:00", NINE),
        ("2026-06-01 09:00:00+0800", NINE),
        ("2026-06-01T01:00:00Z", NINE),
        ("2026-06-01T09:00:00", NINE),
        ("2026-05-31T20:30:00-04:30", NINE),
        ("2026-06-01T09:00:00.5", NINE + 500),
        ("2026-06-01T09:00:00.123999Z", NINE + 8 * 3_600_000 + 123),
        ("2026-06-01", None),
        ("2026-6-1T09:00:00", None),
        ("13/06/2026 09:00:00", None),
        ("2026-06-30T23:59:60", None),
        ("2026-06-01T24:00:00", None),
        ("2026-02-30T09:00:00", None),
        ("46174.375", None),
        ("2026-06-01T09:00:00 ", None),
        ("\uff12026-06-01T09:00:00", None),
    ],
)
def test_iso_8601(text, expected):
    assert read(times.instant(A, "Asia/Shanghai"), text) == [expected]


@given(st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001 -- wall times
def test_any_offset(moment, minutes):
    moment = moment.replace(microsecond=0)
    sign, size = ("-" if minutes < 0 else "+"), abs(minutes)
    text = f"{moment.isoformat()}{sign}{size // 60:02}:{size % 60:02}"
    assert read(times.instant(A, "UTC"), text) == [ms(text)]


def test_clocks_that_change_in_new_york():
    skipped, twice, plain = "2026-03-08T02:30:00", "2026-11-01T01:30:00", "2026-11-01T00:30:00"
    found = read(times.instant(A, "America/New_York"), skipped, twice, plain, twice + "-05:00")
    assert found == [None, None, ms(plain + "-04:00"), ms(twice + "-05:00")]
    assert read(times.instant(A, "America/New_York", first=True), skipped, twice) == [None, ms(twice + "-04:00")]


@given(
    st.datetimes(datetime(1999, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 -- wall times
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
    ),
)
def test_wall_times_are_those_of_the_zone_or_missing(moment, zone):
    moment = moment.replace(microsecond=0)
    place = ZoneInfo(zone)
    early, late = (moment.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    there = early.astimezone(place).replace(tzinfo=None) == moment
    expected = int(early.timestamp() * 1000) if early == late and there else None
    assert read(times.instant(A, zone), moment.isoformat()) == [expected]


@pytest.mark.parametrize(
    ("form", "text", "day"),
    [
        ("%y%m%d", "990131", "1999-01-31"),
        ("%d/%m/%Y", "1/6/2026", "2026-06-01"),
        ("%d/%m/%Y", "06/13/2026", None),
        ("%d %b %Y", "03 Jun 2026", "2026-06-03"),
        ("%Y%m%d", "2026061", None),
        ("%y%m%d", "9911", None),
        ("%d/%m/%Y", "31/02/2026", None),
    ],
)
def test_declared_date_formats(form, text, day):
    expected = None if day is None else (datetime.fromisoformat(day) - datetime(1970, 1, 1)).days  # noqa: DTZ001 -- days
    assert read(times.days(A, times.form(form)), text) == [expected]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("%d/%m/%Y %H:%M:%S", "13/06/2026 9:05:03", "2026-06-13T09:05:03+00:00"),
        ("%m/%d/%y %I:%M %p", "06/13/26 9:05 PM", "2026-06-13T21:05:00+00:00"),
        ("%Y-%m-%d %H:%M:%S.%f", "2026-06-13 09:05:03.250", "2026-06-13T09:05:03.250+00:00"),
        ("%d.%m.%Y %H:%M %z", "13.06.2026 09:05 +0200", "2026-06-13T07:05:00+00:00"),
        ("%d/%m/%Y %H:%M:%S", "13/06/2026 9:05:60", None),
        ("%d/%m/%Y %H:%M", "2026-06-13 09:05", None),
    ],
)
def test_declared_time_formats(form, text, expected):
    assert read(times.instant(A, "UTC", times.form(form)), text) == [None if expected is None else ms(expected)]


@pytest.mark.parametrize("form", ["%Q", "%Y-%m", "%", "%H:%M", "%Y-%m-%d %I", "%Y-%y-%m-%d"])
def test_formats_that_cannot_be_used(form):
    with pytest.raises(ValueError, match=r"needs|known|single|together"):
        times.form(form)


def test_lengths_of_time():
    texts = ("0:02:23", "9:12:58", "2:03", "90:00", "100:00:00.5", "1:90:00", "1:2", "-1:00", "2", "0:00:60")
    assert read(times.clock_ms(A), *texts) == [
        143_000, 33_178_000, 123_000, 5_400_000, 360_000_500, None, None, None, None, None,
    ]  # fmt: skip
