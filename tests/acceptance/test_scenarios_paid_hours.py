"""Scenarios mixed by paid hours, worked out by hand: from the schedule and the contact rows to the tier.

            planned                                      handled               paid time counts for
1 October   8 h, no queue named                          chat 3 h, phone 1 h   chat 6 h, phone 2 h (by handle time)
2 October   4 h on the phone, paid break 1 h,            chat 1 h              phone 6 h (what is planned for a queue
            training 1 h, unpaid lunch 1 h                                     goes before what was handled)
5 October   8 h training                                 nothing               no scenario
"""

from datetime import datetime, timedelta
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
import pytest

from kpiengine.cli import main

lines = SimpleNamespace(**run_path(str(Path(__file__).parent / "three_lines.py")))
SCHEDULE = """row_id,agent_id,queue_id,activity,paid,ts_start,ts_end
1,amy,,on_queue,true,2026-10-01T09:00:00,2026-10-01T17:00:00
2,amy,q2,on_queue,true,2026-10-02T09:00:00,2026-10-02T13:00:00
3,amy,,lunch,false,2026-10-02T13:00:00,2026-10-02T14:00:00
4,amy,,break,true,2026-10-02T14:00:00,2026-10-02T15:00:00
5,amy,,training,true,2026-10-02T15:00:00,2026-10-02T16:00:00
6,amy,,training,true,2026-10-05T09:00:00,2026-10-05T17:00:00
"""
# Queue, day, calls, seconds each, good answers, answers.
WORK = [("q1", 1, 36, 300, 8, 10), ("q2", 1, 10, 360, 9, 10), ("q1", 2, 10, 360, 8, 10)]


def calls():
    rows = []
    for queue, day, count, talk, good, rated in WORK:
        at = datetime(2026, 10, day, 9)  # noqa: DTZ001 -- a local time, as files have it
        for i in range(count):
            at += timedelta(seconds=talk)
            rating = "" if i >= rated else 5 if i < good else 2
            end = at + timedelta(seconds=talk)
            rows.append([f"{queue}-{day}-{i:02}", "amy", queue, at, end, talk, rating])
    return rows


@pytest.fixture
def centre(tmp_path, monkeypatch):
    def make(rules, *, schedule=True):
        more = '[facts.schedule]\nsource = "data/schedule.csv"\n' if schedule else ""
        lines.write(tmp_path, rules=rules, roster=lines.ROSTER[:2], rows=calls(), project=more)
        (tmp_path / "data" / "schedule.csv").write_text(SCHEDULE, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return make


def by(blend):
    return lines.RULES.replace('by = "queue.scenario"', f'by = "queue.scenario"\nblend = "{blend}"')


def table(folder, name):
    return pl.read_parquet(folder / "out" / "bonus" / "2026-10" / f"{name}.parquet")


def test_paid_hours_are_shared_day_by_day(centre, capsys):
    folder = centre(by("paid_hours"))
    assert main(["evaluate", "--period", "2026-10"]) == 0, capsys.readouterr().err
    said = capsys.readouterr()
    segments = table(folder, "segments").select("scenario", "exposure", "exposure_of", "mix_percent", "score").rows()
    assert segments == [
        ("chat", "21600.000", "paid_time", "42.86", "73.34"),
        ("phone", "28800.000", "paid_time", "57.14", "100.00"),
    ]
    # (6 h x 73.34 + 8 h x 100.00) / 14 h
    assert table(folder, "scorecards").select("score", "tier", "amount").rows() == [("88.57", "silver", "600.00")]
    assert "8.00 paid hours without queue.scenario are in no scenario" in said.err
    assert main(["explain", "amy"]) == 0
    assert "= (21600 × 73.34 + 28800 × 100.00) ÷ 50,400" in capsys.readouterr().out


def test_by_handle_time_the_same_month_is_worth_less(centre, capsys):
    folder = centre(by("handle_time"))
    assert main(["evaluate", "--period", "2026-10"]) == 0, capsys.readouterr().err
    # (4 h x 73.34 + 1 h x 100.00) / 5 h
    assert table(folder, "scorecards").select("score", "tier", "amount").rows() == [("78.67", "bronze", "300.00")]


def test_without_a_schedule_it_is_said_what_is_missing(centre, capsys):
    centre(by("paid_hours"), schedule=False)
    assert main(["evaluate", "--period", "2026-10"]) == 3
    assert "schedule is not loaded" in capsys.readouterr().err


def test_it_reads_aloud(centre, capsys):
    folder = centre(by("paid_hours"))
    assert main(["rules", "read", str(folder / "rules" / "mixed.toml")]) == 0
    assert "the scores are mixed by the agent's own paid hours" in capsys.readouterr().out
