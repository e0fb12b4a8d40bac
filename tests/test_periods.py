"""Periods by name and date, in zones whose clocks do awkward things."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.errors import KpiError
from kpiengine.periods import (
    CALENDARS,
    PayCalendar,
    check_zone,
    day_number,
    day_of,
    day_starts,
    local_day,
    next_period,
    parse_period,
    period_at,
    periods_between,
    previous_period,
    start_of_day,
    zone_spans,
)
from kpiengine.periods.pay import read_length

HOUR = 3_600_000


def at(text: str) -> int:
    """Milliseconds of an ISO time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize(
    ("name", "calendar", "first", "end"),
    [
        ("2021-01-04", "day", date(2021, 1, 4), date(2021, 1, 5)),
        ("2021-W01", "week", date(2021, 1, 4), date(2021, 1, 11)),
        ("2020-W53", "week", date(2020, 12, 28), date(2021, 1, 4)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 3, 1)),
        ("2021-12", "month", date(2021, 12, 1), date(2022, 1, 1)),
        ("2021-Q1", "quarter", date(2021, 1, 1), date(2021, 4, 1)),
        ("2021-Q4", "quarter", date(2021, 10, 1), date(2022, 1, 1)),
        ("2021-H2", "half", date(2021, 7, 1), date(2022, 1, 1)),
        ("2021", "year", date(2021, 1, 1), date(2022, 1, 1)),
    ],
)
def test_a_name_means_a_span_of_days_and_is_written_back(name, calendar, first, end):
    period = parse_period(name, "Asia/Shanghai")

    assert (period.calendar, period.name) == (calendar, name)
    assert (day_of(period.start_day), day_of(period.end_day)) == (first, end)
    assert period.start == day_number(first) * 24 * HOUR - 8 * HOUR
    assert period.end == day_number(end) * 24 * HOUR - 8 * HOUR


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2021-1", "is not the name of a period"),
        ("2021-13", "there is no period"),
        ("2021-02-30", "there is no period"),
        ("2021-W53", "there is no period"),
        ("2021-Q5", "is not the name of a period"),
        ("Jan 2021", "is not the name of a period"),
        ("٢٠٢١", "is not the name of a period"),
        ("1850", "out of reach"),
        ("", "is not the name of a period"),
    ],
)
def test_another_name_is_refused_with_the_right_form(text, reason):
    with pytest.raises(KpiError, match=reason):
        parse_period(text, "UTC")


@pytest.mark.parametrize(
    ("zone", "name", "hours"),
    [
        ("America/New_York", "2021-03-14", 23),
        ("America/New_York", "2021-11-07", 25),
        ("America/New_York", "2021-11-08", 24),
        ("America/Sao_Paulo", "2018-11-04", 23),  # no midnight: 00:00 is 01:00
        ("America/Sao_Paulo", "2018-02-17", 25),  # clocks go back at midnight to 23:00
        ("Asia/Beirut", "2022-03-27", 23),
        ("Australia/Lord_Howe", "2021-04-04", 24.5),
        ("Asia/Shanghai", "2021-03-14", 24),
    ],
)
def test_days_are_as_long_as_the_clocks_make_them(zone, name, hours):
    period = parse_period(name, zone)

    assert (period.end - period.start) / HOUR == hours


def test_a_day_without_midnight_begins_when_the_clocks_jump():
    assert parse_period("2018-11-04", "America/Sao_Paulo").start == at("2018-11-04T03:00:00")


def test_a_day_begins_at_its_last_midnight():
    # St John's, 2010-11-07: at 00:01 clocks went back to 23:01 of the 6th
    spans = zone_spans("America/St_Johns", day_number(date(2010, 11, 5)), day_number(date(2010, 11, 9)))
    seventh = day_number(date(2010, 11, 7))
    first_midnight, last_midnight = at("2010-11-07T02:30:00"), at("2010-11-07T03:30:00")

    assert start_of_day(seventh, spans) == last_midnight
    assert [local_day(t, spans) - seventh for t in (first_midnight, last_midnight - 1, last_midnight)] == [-1, -1, 0]


def test_a_day_that_a_zone_never_had_is_no_period():
    found = periods_between("day", date(2011, 12, 29), date(2011, 12, 31), "Pacific/Apia")

    assert [p.name for p in found] == ["2011-12-29", "2011-12-31"]
    assert found[0].end == found[1].start
    with pytest.raises(KpiError, match="there was no 2011-12-30 in Pacific/Apia"):
        parse_period("2011-12-30", "Pacific/Apia")


def test_periods_that_touch_the_days_are_given_whole():
    found = periods_between("month", date(2021, 1, 5), date(2021, 3, 1), "Europe/London")

    assert [p.name for p in found] == ["2021-01", "2021-02", "2021-03"]
    assert [p.name for p in periods_between("week", date(2021, 1, 1), date(2021, 1, 4), "UTC")] == [
        "2020-W53",
        "2021-W01",
    ]
    assert [p.name for p in periods_between("day", date(2021, 1, 1), date(2021, 1, 1), "UTC")] == ["2021-01-01"]


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(KpiError, match="2021-01-01 is before the first day 2021-01-02"):
        periods_between("day", date(2021, 1, 2), date(2021, 1, 1), "UTC")


@pytest.mark.parametrize("calendar", CALENDARS)
def test_next_and_previous_are_each_other_s_way_back(calendar):
    period = period_at(calendar, date(2020, 2, 29), "Europe/London")

    assert next_period(period).start == period.end
    assert previous_period(period).end == period.start
    assert previous_period(next_period(period)) == period


def test_an_unknown_calendar_names_the_one_that_was_meant():
    with pytest.raises(KpiError, match='did you mean "month"'):
        period_at("monht", date(2021, 1, 1), "UTC")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Asia/Shangai", "Asia/Shanghai"),
        ("shanghai", "Asia/Shanghai"),
        ("new york", "America/New_York"),
        ("europe/london", "Europe/London"),
    ],
)
def test_an_unknown_zone_names_the_one_that_was_meant(typed, meant):
    with pytest.raises(KpiError, match=f'did you mean "{meant}"'):
        check_zone(typed)


@pytest.mark.parametrize("typed", ["", "../etc/passwd", "/etc/localtime", "America", "xx"])
def test_what_is_no_zone_is_refused(typed):
    with pytest.raises(KpiError, match="there is no time zone"):
        zone_spans(typed, 0, 1)


def test_cuts_become_instants():
    spans = zone_spans("Europe/London", day_number(date(2021, 3, 27)), day_number(date(2021, 3, 30)))
    days = [day_number(date(2021, 3, d)) for d in (27, 28, 29)]

    assert day_starts(days, spans) == (at("2021-03-27"), at("2021-03-28"), at("2021-03-28T23:00"))
    assert spans.offsets == (0, HOUR)
    assert spans.starts[1] == at("2021-03-28T01:00")


MONTHS = {months: PayCalendar("pay", date(2026, 1, 26), months=months) for months in (1, 3, 6, 12)}
DAYS = {days: PayCalendar("pay", date(2026, 1, 5), days=days) for days in (1, 7, 10, 14, 366)}


@pytest.mark.parametrize(
    ("calendar", "day", "name"),
    [
        (MONTHS[1], date(2026, 2, 25), "pay-2026-01-26"),
        (MONTHS[1], date(2026, 2, 26), "pay-2026-02-26"),
        (MONTHS[1], date(2025, 12, 31), "pay-2025-12-26"),
        (PayCalendar("fy", date(2026, 4, 1), months=3), date(2026, 3, 31), "fy-2026-01-01"),
        (PayCalendar("fy", date(2026, 4, 1), months=12), date(2027, 3, 31), "fy-2026-04-01"),
        (DAYS[14], date(2026, 1, 18), "pay-2026-01-05"),
        (DAYS[14], date(2026, 1, 19), "pay-2026-01-19"),
        (DAYS[14], date(2026, 1, 4), "pay-2025-12-22"),
    ],
)
def test_periods_of_the_project_are_called_after_their_first_day(calendar, day, name):
    found = period_at(calendar, day, "UTC")
    assert (found.name, found.calendar) == (name, calendar.id)
    assert parse_period(name, "UTC", {calendar.id: calendar}) == found


@given(st.sampled_from([*MONTHS.values(), *DAYS.values()]), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_periods_of_the_project_follow_each_other_without_gap(calendar, day):
    found = period_at(calendar, day, "UTC")
    assert found.start_day <= day_number(day) < found.end_day
    assert next_period(previous_period(found)) == found
    assert next_period(found).start_day == found.end_day
    assert next_period(found).own is calendar


def test_the_name_of_a_day_inside_says_which_period_is_meant():
    with pytest.raises(KpiError, match="the one with that day is pay-2026-01-26"):
        parse_period("pay-2026-02-01", "UTC", {"pay": MONTHS[1]})
    for name in ("pay-2026-02-30", "pay-2026", "pax-2026-01-26", "pay_2026-01-26"):
        with pytest.raises(KpiError, match="not the name of a period"):
            parse_period(name, "UTC", {"pay": MONTHS[1]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 weeks", (14, 0)), ("month", (0, 1)), ("3 months", (0, 3)), ("half", (0, 6)), ("1 year", (0, 12)),
        ("10 days", (10, 0)), ("2 years", None), ("400 days", None), ("0 days", None), ("fortnight", None), ("", None),
    ],
)  # fmt: skip
def test_lengths_of_periods(text, expected):
    assert read_length(text) == expected
