"""Where the files say that most rows lie in the asked time, the few others stay among them: no figure changes.

That is known of large Parquet files only, so here it is said of a few readable rows.
"""

import pytest
from attrs import evolve

from kpiengine.metrics import counting
from kpiengine.periods import day_of, parse_period
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
