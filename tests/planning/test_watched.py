"""Which windows are due, what they are called, and when a site is open."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from kpiengine.periods import Calendars, OpeningHours, day_number, parse_period
from kpiengine.planning.asked import due_periods
from kpiengine.planning.watched import Rhythm, anybody_open, due_windows, is_open
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.lasting import Length
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import PeriodKind

HOUR = 3_600_000
QUARTER = Length(15, "min")


def instant(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def head(start=date(2026, 1, 1), period="week", **more):
    return Head(id="alerts", plan="alerts", title={}, start=start, period=PeriodKind(period), agents={}, **more)


def checked(**more):
    return CheckedRuleSet(RuleSet(head(**more)), "rules/alerts.toml", "0" * 64, {})


def due(every, after, now, window=None, zone="UTC", **more):
    rhythm = Rhythm(checked(**more), every, window)
    found = due_windows(rhythm, None if after is None else instant(after), instant(now), zone)
    return [period.name for period in found]


def test_every_window_since_the_last_one_and_only_the_newest_at_first():
    assert due(QUARTER, "2026-10-05T08:00", "2026-10-05T08:47") == [f"2026-10-05T08:{m}" for m in (15, 30, 45)]
    assert due(QUARTER, None, "2026-10-05T08:47") == ["2026-10-05T08:45"]
    assert due(QUARTER, "2026-10-05T08:45", "2026-10-05T08:47") == []
    assert due("month", "2026-08-01T00:00", "2026-10-05T08:47") == ["2026-08", "2026-09"]
    assert due("month", None, "2026-10-05T08:47") == ["2026-09"]


def test_windows_begin_anew_at_local_midnight_also_when_clocks_change():
    names = due(Length(1, "h"), "2026-10-24T22:00", "2026-10-25T23:00", zone="Europe/Berlin")
    assert len(names) == 25  # the longest day of the year
    assert names[0] == "2026-10-25T01:00"
    assert names[-1] == "2026-10-26T00:00"


def test_a_window_is_measured_over_more_than_its_step():
    rhythm = Rhythm(checked(), QUARTER, Length(30, "min"))
    period = due_windows(rhythm, None, instant("2026-10-05T00:15"), "UTC")[0]
    assert period.end - period.start == 30 * 60_000
    assert (period.start_day, period.end_day) == (day_number(date(2026, 10, 4)), day_number(date(2026, 10, 6)))


def test_nothing_is_due_before_the_rule_set_begins():
    assert due(QUARTER, "2026-10-05T08:00", "2026-10-05T09:00", start=date(2026, 10, 6)) == []


def test_open_hours():
    week = tuple(((9 * HOUR, 18 * HOUR),) if day < 5 else () for day in range(7))
    hours = OpeningHours("cn", "Asia/Shanghai", week)
    calendars = Calendars({"cn": hours}, None, {"shanghai": "cn"})

    def window(start, end):
        period = parse_period("2026-10-05", "UTC")
        return evolve(period, start=instant(start), end=instant(end))

    inside, early = window("2026-10-05T02:00", "2026-10-05T02:30"), window("2026-10-05T00:45", "2026-10-05T01:15")
    sunday = window("2026-10-04T02:00", "2026-10-04T02:30")
    assert [is_open(calendars, "shanghai", w) for w in (inside, early, sunday)] == [True, False, False]
    assert is_open(calendars, "manila", sunday)  # no calendar: always
    assert [anybody_open(calendars, w) for w in (inside, sunday)] == [True, False]


@pytest.mark.parametrize(
    ("newest", "names"),
    [
        ({}, ["2026-W40"]),
        ({"alerts": "2026-W40"}, ["2026-W40"]),
        ({"alerts": "2026-W37"}, ["2026-W38", "2026-W39", "2026-W40"]),
        ({"alerts": "2026-W41"}, ["2026-W40"]),
        ({"alerts": "2026-08", "other": "2026-W01"}, ["2026-W40"]),
    ],
)
def test_due_periods_come_from_the_record(newest, names):
    assert [p.name for p in due_periods([checked()], "UTC", date(2026, 10, 6), newest)] == names


def test_what_a_command_left_unfinished_is_due_again():
    """But for what goes on, what is of another plan, and what has another calendar."""
    left = [("alerts", "2026-W38"), ("alerts", "2026-W41"), ("other", "2026-W36"), ("alerts", "2026-08")]
    due = due_periods([checked()], "UTC", date(2026, 10, 6), {"alerts": "2026-W40"}, unfinished=left)
    assert [p.name for p in due] == ["2026-W38", "2026-W40"]
