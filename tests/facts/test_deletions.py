"""Deletions are versions: the newest one takes its row back, as of then, counted and said."""

import polars as pl
import pytest
from attrs import evolve

from kpiengine.facts.load import load_tables
from kpiengine.plugin.catalogue import Catalogue
from kpiengine.plugin.columns import Column, ColumnType
from tests.facts.conftest import CATALOGUE

STATUS = Column(ColumnType.TEXT, null=True, default="active", values=("active", "deleted"))
CALLS = evolve(
    CATALOGUE.tables["calls"], deleted=("deleted",), columns={**CATALOGUE.tables["calls"].columns, "status": STATUS}
)
SURVEYS = evolve(
    CATALOGUE.tables["surveys"],
    parents=tuple(evolve(p, columns=(*p.columns, "status")) for p in CATALOGUE.tables["surveys"].parents),
)
TABLES = Catalogue(tables={"calls": CALLS, "surveys": SURVEYS})
HEADER = "call_id,agent_id,channel,started_at,talk_s,hold_s,resolved,version,updated_at,status\n"
FIRST = "c1,007,voice,2026-06-01T09:00:00+08:00,200,0,1,1,2026-06-01T10:00:00+08:00,active\n"
OTHER = "c2,007,voice,2026-06-01T09:00:00+08:00,300,0,1,1,2026-06-01T10:00:00+08:00,\n"
GONE = "c1,007,voice,2026-06-01T09:00:00+08:00,200,0,1,2,2026-06-08T10:00:00+08:00,deleted\n"
JUNE_5, JUNE_20 = 1_780_617_600_000, 1_781_913_600_000


def load(folder, text, *tables, as_of=JUNE_20, parquet=False, rows="versions"):
    folder.put("calls.csv", text)
    folder.source("calls", "calls.csv", rows=rows)
    if parquet:
        times = pl.col("started_at", "updated_at").str.to_datetime(time_zone="UTC")
        frame = pl.read_csv(text.encode()).with_columns(times)
        folder.put("calls.parquet", frame.with_columns(pl.col("resolved") == 1))
        folder.source("calls", "calls.parquet", rows=rows)
    return load_tables(tables or ("calls",), folder.project(), TABLES, None, as_of)


def ids(store, table="calls", column="call_id"):
    return sorted(store.tables[table].to_native().collect()[column])


@pytest.mark.parametrize("order", [(FIRST, OTHER, GONE), (GONE, OTHER, FIRST)])
def test_the_newest_version_takes_the_row_back(folder, order):
    store = load(folder, HEADER + "".join(order))
    assert ids(store) == ["c2"]
    (account,) = store.accounts
    assert (account.read, account.used, account.superseded, account.deleted) == (3, 1, 1, 1)
    assert account.read == account.used + sum(account.left_out.values())
    assert "calls: 1 of 3 rows were deleted by their source; they do not count" in store.notes


def test_before_its_deletion_the_row_counts(folder):
    store = load(folder, HEADER + FIRST + OTHER + GONE, as_of=JUNE_5)
    assert ids(store) == ["c1", "c2"]
    assert store.accounts[0].deleted == 0


def test_a_later_version_may_bring_it_back(folder):
    again = GONE.replace(",2,2026-06-08", ",3,2026-06-09").replace("deleted", "active")
    assert ids(load(folder, HEADER + FIRST + OTHER + GONE + again)) == ["c1", "c2"]


@pytest.mark.parametrize("rows", ["unique", "trusted"])
def test_a_row_that_comes_deleted_never_counts(folder, rows):
    assert ids(load(folder, HEADER + OTHER + GONE, rows=rows)) == ["c2"]


def test_parquet_is_alike(folder):
    store = load(folder, HEADER + OTHER + GONE, parquet=True, rows="unique")
    assert ids(store) == ["c2"]
    assert store.accounts[0].deleted == 1


def test_what_belongs_to_a_deleted_row_still_finds_it(folder):
    folder.put("surveys.csv", "survey_id,call_id,score\ns1,c1,5\ns2,c2,4\n")
    folder.source("surveys", "surveys.csv")
    store = load(folder, HEADER + FIRST + OTHER + GONE, "calls", "surveys")
    found = store.tables["surveys"].to_native().collect().sort("survey_id")
    assert found.select("call_agent_id", "call_status").rows() == [("007", "deleted"), ("007", None)]
    assert not any("does not have" in note for note in store.notes)
