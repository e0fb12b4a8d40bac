"""Every instant lies in exactly one period of each calendar, in every zone, whatever its clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.periods import (
    CALENDARS,
    day_number,
    day_of,
    local_day,
    next_period,
    period_at,
    periods_between,
    previous_period,
    start_of_day,
    zone_spans,
)

HOUR = 3_600_000
FIRST, LAST = date(2003, 1, 1), date(2022, 12, 31)
ORDINARY = ("Asia/Shanghai", "Europe/London", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Asia/Kolkata")
AWKWARD = ("America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Gaza")

_LOW, _HIGH = (day_number(d) * 24 * HOUR for d in (FIRST, LAST))
instants = st.integers(_LOW, _HIGH)
calendars = st.sampled_from(CALENDARS)


@st.composite
def near_a_change(draw, zones):
    """A zone and an instant, as often as not within hours of a change of its clocks."""
    zone = draw(st.sampled_from(zones))
    if draw(st.booleans()):
        return zone, draw(instants)
    changes = zone_spans(zone, day_number(FIRST), day_number(LAST)).starts
    return zone, draw(st.sampled_from(changes)) + draw(st.integers(-26 * HOUR, 26 * HOUR))


@given(near_a_change(ORDINARY + AWKWARD), calendars)
def test_every_instant_is_in_exactly_one_period(zone_and_instant, calendar):
    zone, instant = zone_and_instant
    day = instant // (24 * HOUR)
    spans = zone_spans(zone, day - 1, day + 1)

    period = period_at(calendar, day_of(local_day(instant, spans)), zone)

    assert period.start <= instant < period.end
    assert previous_period(period).end == period.start
    assert next_period(period).start == period.end


@given(near_a_change(ORDINARY))
def test_the_local_day_is_the_date_on_the_wall(zone_and_instant):
    zone, instant = zone_and_instant
    wall = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)).astimezone(ZoneInfo(zone))
    spans = zone_spans(zone, day_number(FIRST), day_number(LAST))

    assert day_of(local_day(instant, spans)) == wall.date()


@given(near_a_change(ORDINARY + AWKWARD))
def test_local_days_and_their_starts_agree(zone_and_instant):
    zone, instant = zone_and_instant
    spans = zone_spans(zone, day_number(FIRST), day_number(LAST))
    day = local_day(instant, spans)

    assert start_of_day(day, spans) <= instant < start_of_day(day + 1, spans)


@given(near_a_change(ORDINARY + AWKWARD), st.integers(0, 400), st.integers(0, 400))
def test_spans_of_any_window_tell_the_same_day(zone_and_instant, before, after):
    zone, instant = zone_and_instant
    day = instant // (24 * HOUR)

    wide = zone_spans(zone, day - before - 1, day + after + 1)

    assert local_day(instant, wide) == local_day(instant, zone_spans(zone, day - 1, day + 1))


@pytest.mark.parametrize("zone", ORDINARY + AWKWARD)
def test_days_make_months_and_months_make_years(zone):
    days, months, years = (periods_between(c, FIRST, LAST, zone) for c in ("day", "month", "year"))

    assert len(years) == 20
    assert len(months) == 240
    for finer in (days, months, years, periods_between("week", FIRST, LAST, zone)):
        assert all(a.end == b.start and a.end_day <= b.start_day for a, b in pairwise(finer))
    assert sum(p.end - p.start for p in days) == sum(p.end - p.start for p in months)
    for year in years:
        inside = [p for p in months if p.name.startswith(year.name)]
        assert sum(p.end - p.start for p in inside) == year.end - year.start
        assert (inside[0].start, inside[-1].end) == (year.start, year.end)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
def test_a_year_with_summer_time_has_one_short_and_one_long_day(zone):
    for year in range(2003, 2023):
        hours = [(p.end - p.start) // HOUR for p in periods_between("day", date(year, 1, 1), date(year, 12, 31), zone)]
        assert (hours.count(23), hours.count(25)) == (1, 1)
        assert set(hours) == {23, 24, 25}
