"""States are a fold over the windows of the log."""

from datetime import date
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.alerts.folding import CHECKS, advance, fold, nobody, shown
from kpiengine.alerts.policy import Policy, Series
from kpiengine.alerts.states import State, Verdict
from kpiengine.alerts.waiting import later
from kpiengine.periods import day_number, start_of_day, zone_spans
from kpiengine.rules.lasting import Length

plain = SimpleNamespace(**run_path(str(Path(__file__).with_name("plain.py"))))
LOW = Series("alerts", "csat_low")
WEEK = 7 * 86_400_000
ZONE = "Asia/Shanghai"


def lives(policy, *verdicts, clear=None):
    """The states of one subject after each window; None is a window that does not have it."""
    carry, found = nobody(), []
    for place, verdict in enumerate(verdicts):
        rows = [] if verdict is None else [(1, verdict, None if clear is None else clear[place])]
        carry = advance(policy, carry, pl.DataFrame(rows, CHECKS, orient="row"), (place + 1) * WEEK, ZONE)
        row = shown(carry).row(0, named=True) if carry.height else None
        found.append("" if row is None else State(row["state"]).word)
    return found


def test_low_leave_low_fires_in_the_third_week_and_ends_at_80():
    policy = Policy(LOW, least=2, of=2, has_clear=True)
    skipped, low = Verdict.SKIPPED, Verdict.WARNING
    found = lives(policy, low, skipped, low, Verdict.NO, Verdict.NO, clear=[False, None, False, False, True])
    assert found == ["pending", "pending", "firing", "firing", "resolved"]


def test_two_of_three_checks():
    policy = Policy(LOW, least=2, of=3)
    assert lives(policy, 2, 0, 2, 0, 0, 0) == ["pending", "pending", "firing", "resolved", "inactive", "inactive"]
    assert lives(policy, 2, 0, 0, 2) == ["pending", "pending", "inactive", "pending"]


def test_missing_data_keeps_the_state_and_never_ends_anything():
    gone = Verdict.MISSING
    assert lives(Policy(LOW), 2, gone, gone, 0, gone) == ["firing", "firing", "firing", "resolved", "no_data"]
    assert lives(Policy(LOW, least=2, of=2), 2, gone, 2) == ["pending", "pending", "firing"]
    assert lives(Policy(LOW), 0, Verdict.ERROR) == ["inactive", "error"]


def test_an_unknown_clear_keeps_it_on():
    assert lives(Policy(LOW, has_clear=True), 2, 0, 0, clear=[False, None, True]) == ["firing", "firing", "resolved"]


def test_keep_firing_recovers_first_and_a_relapse_is_no_new_alert():
    policy = Policy(LOW, keep=Length(2, "week"))
    assert lives(policy, 2, 0, 0, 0) == ["firing", "recovering", "recovering", "resolved"]
    assert lives(policy, 2, 0, 2, 0) == ["firing", "recovering", "firing", "recovering"]
    assert lives(policy, 2, 0, -1, -1, 0) == ["firing", "recovering", "recovering", "recovering", "resolved"]


def test_a_severity_is_proven_as_often_as_the_alert():
    policy = Policy(LOW, least=2, of=2)
    carry, found = nobody(), []
    for place, verdict in enumerate([2, 3, 3, 2, 2, 0]):
        carry = advance(policy, carry, pl.DataFrame([(1, verdict, None)], CHECKS, orient="row"), place + 1, ZONE)
        found.append(carry["severity"][0])
    assert found == [0, 2, 3, 2, 2, 0]


def test_praise_is_for_one_window():
    assert lives(Policy(LOW, praise=True), 1, 1, 0) == ["firing", "firing", "inactive"]
    assert lives(Policy(LOW, praise=True, least=2, of=2), 1, 1, 1, 1) == ["pending", "firing", "pending", "firing"]


def test_who_is_covered_no_more_is_done_with():
    assert lives(Policy(LOW), 2, None, 2) == ["firing", "resolved", "firing"]
    assert lives(Policy(LOW, least=2, of=2), 2, None, 2) == ["pending", "inactive", "pending"]


@pytest.mark.parametrize(
    ("length", "from_", "to"),
    [
        (Length(90, "min"), (2026, 3, 28, 23), (2026, 3, 29, 0.5)),
        (Length(1, "day"), (2026, 3, 28, 12), (2026, 3, 29, 12)),
        (Length(1, "week"), (2026, 10, 20, 0), (2026, 10, 27, 0)),
        (Length(1, "month"), (2026, 1, 31, 8), (2026, 2, 28, 8)),
        (Length(2, "quarter"), (2026, 11, 30, 8), (2027, 5, 30, 8)),
    ],
)
def test_later_by_the_calendar(length, from_, to):
    def instant(year, month, day, hour):
        number = day_number(date(year, month, day))
        spans = zone_spans("Europe/Berlin", number, number)
        local = number * 86_400_000 + int(hour * 3_600_000)
        guess = local - 3_600_000
        offset = max((s, o) for s, o in zip(spans.starts, spans.offsets, strict=True) if s <= guess)[1]
        return local - offset

    assert start_of_day(0, zone_spans("UTC", 0, 0)) == 0
    assert later(instant(*from_), length, "Europe/Berlin") == instant(*to)


VERDICTS = st.one_of(st.none(), st.integers(-4, 3))


@settings(max_examples=settings.default.max_examples // 4)  # each is the lives of many at once
@given(
    lives=st.lists(
        st.lists(st.tuples(VERDICTS, st.sampled_from([None, True, False])), min_size=8, max_size=8),
        min_size=1,
        max_size=12,
    ),
    many=st.integers(1, 4).flatmap(lambda of: st.tuples(st.integers(1, of), st.just(of))),
    praise=st.booleans(),
    has_clear=st.booleans(),
    keep=st.sampled_from([None, 1, 2]),
)
def test_the_fold_is_the_plain_story_of_each_subject(lives, many, praise, has_clear, keep):
    least, of = many
    policy = Policy(
        LOW, least=least, of=of, praise=praise, has_clear=has_clear, keep=None if keep is None else Length(keep, "week")
    )
    rule = SimpleNamespace(least=least, of=of, praise=praise, has_clear=has_clear)
    carry, models = nobody(), [plain.begin() for _ in lives]
    for place in range(8):
        end = (place + 1) * WEEK
        rows = [(who, *life[place]) for who, life in enumerate(lives) if life[place][0] is not None]
        carry = advance(policy, carry, pl.DataFrame(rows, CHECKS, orient="row"), end, "UTC")
        found = {row["subject"]: row for row in carry.to_dicts()}
        for who, life in enumerate(lives):
            verdict, clear = life[place]
            model = plain.window(rule, models[who], verdict, clear, end, lambda e: e + (keep or 0) * WEEK)
            got = found.get(who)
            if got is None:  # never seen so far
                assert model.state == "inactive"
                continue
            assert (State(got["state"]).word, got["severity"], got["until"]) == (
                model.state,
                model.severity,
                model.until,
            )
            if model.state in {"firing", "recovering", "pending"}:
                assert got["since"] == model.since


def test_windows_at_once_or_one_by_one():
    policy = Policy(LOW, least=2, of=3)
    windows = [(n, pl.DataFrame([(1, n % 3, None), (2, 2, None)], CHECKS, orient="row")) for n in range(6)]
    carry = nobody()
    for end, rows in windows:
        carry = advance(policy, carry, rows, end, ZONE)
    assert fold(policy, windows, ZONE).equals(carry)
