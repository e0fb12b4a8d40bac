"""Passes that another one answers: values and accounts are those of passes of their own, and less is read."""

import pytest

from kpiengine.metrics import counting
from kpiengine.periods import parse_period
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.cases import installed
from kpiengine.testing.trial import measures

KINDS = ("sale", "fault", None)


def leg(i):
    at = f"2025-{(2, 3, 3, 3, 4)[i % 5]:02}-{1 + i % 27:02}T"
    return {
        "leg_id": f"L{i}",
        "contact_id": f"C{i}",
        "agent_id": (f"A{i % 3}", None)[i % 11 == 10],
        "ts_offered": f"{at}10:00:00",
        "ts_answered": f"{at}10:00:05",
        "ts_ended": (f"{at}10:0{i % 7 + 1}:00", None)[i % 13 == 12],
        "outcome": ("answered", "answered", "declined")[i % 3 if i % 2 else 0],
        "talk_s": 20 + i,
        "hold_s": (i % 4, None)[i % 5 == 4],
        "acw_s": i % 6,
        "transfer_out": ("none", "warm")[i % 4 == 3],
        "reply_gap_s": 10 * i,
        "reply_count": i % 3 + 1,
        "contact_contact_type": KINDS[i % 3],
        "contact_channel": ("voice", "chat")[i % 2],
        "contact_is_test": i % 17 == 16,
    }


FACTS = {"agent_legs": [leg(i) for i in range(200)]}


def wish(name, level, **said):
    known = installed().metrics[name]
    return Wanted(f"{name}_{level}", known, known.settings(said), KpiLevel(level), min_sample=0)


MERGED = (
    wish("aht", "agent"),
    wish("aht", "centre"),
    wish("transfer_rate", "agent", channel="any"),
    wish("avg_reply_time", "agent"),
    wish("call_types_mix", "agent"),
)


@pytest.fixture
def readings(monkeypatch):
    """The columns of each table that came from an engine for a pass."""
    found = []
    run = counting.collect
    monkeypatch.setattr(counting, "collect", lambda frame: found.append(frame.columns) or run(frame))
    return found


def measured(wishes, engine):
    found = measures(wishes, installed(), FACTS, periods=[parse_period("2025-03", "UTC")], engine=engine)
    frame = found.frames[0].sort("subject_id") if "subject_id" in found.frames[0].columns else found.frames[0]
    values = {name: frame[name].to_list() for one in wishes for name in (f"value:{one.key}", f"n:{one.key}")}
    return values, {key[1:]: found.tallies[key] for key in found.tallies}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_one_reading_answers_all_passes_over_the_same_rows(engine, readings):
    values, tallies = {}, {}
    for one in MERGED:
        own, accounts = measured([one], engine)
        values.update(own)
        tallies.update(accounts)
    alone = len(readings)
    readings.clear()
    together = measured(MERGED, engine)
    assert together == (values, tallies)
    assert any(value is not None for value in values["value:call_types_mix_agent"])
    assert all(tally.adds_up for one in tallies.values() for tally in one)
    assert len(readings) == 2  # the sums, and once what is left out
    assert alone == 2 * len(MERGED)


def test_a_key_of_many_values_has_a_pass_of_its_own(readings):
    entries = [
        {"entry_id": f"E{i}", "ts_enter": "2025-03-03T10:00:00", "wait_s": i, "outcome": "answered"} for i in range(9)
    ]
    wishes = wish("asa", "centre", channel="any"), wish("wait_p90", "centre")
    measures(wishes, installed(), {"queue_entries": entries}, periods=[parse_period("2025-03", "UTC")])
    assert len([columns for columns in readings if "@rows" in columns and "~out" not in columns]) == 2


def test_equal_sums_of_two_passes_are_made_once(readings):
    measured([wish("aht", "agent")], "polars")
    measured([wish("call_types_mix", "agent")], "polars")
    apart = [column for columns in readings for column in columns if column.startswith("p")]
    readings.clear()
    measured([wish("aht", "agent"), wish("call_types_mix", "agent")], "polars")
    assert 0 < len([column for column in readings[0] if column.startswith("p")]) < len(apart)
