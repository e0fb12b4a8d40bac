"""Run records: numbered, durable, never replaced; the same result is recorded once."""

import json

import polars as pl
import pytest
from attrs import evolve

from kpiengine.errors import OutputError
from kpiengine.ledger import Engine, RunRecord, content_hash, recall, settle

RECORD = RunRecord(
    plan="bonus",
    period="2026-01",
    content="aaaa",
    started="2026-02-01T03:00:00Z",
    as_of="2026-02-01T03:00:00Z",
    engine=Engine(versions={}, plugins={}, user="cron", host="h", command="kpiengine evaluate"),
    sources=(),
    rows=(),
    counts={"scorecards": 3},
    rulesets=("phone",),
)


def test_first_result_is_number_one_and_is_found_again(tmp_path):
    settled = settle(tmp_path, RECORD, recall(tmp_path))
    assert (settled.number, settled.already_recorded) == (1, False)
    assert recall(tmp_path).content("bonus", "2026-01") == "aaaa"
    assert recall(tmp_path).content("bonus", "2026-02") is None


def test_same_content_adds_nothing(tmp_path):
    settle(tmp_path, RECORD, recall(tmp_path))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*.json")}
    again = settle(tmp_path, evolve(RECORD, started="2026-02-02T03:00:00Z"), recall(tmp_path))
    assert (again.number, again.already_recorded) == (1, True)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*.json")} == before
    assert again.record["started"] == RECORD.started


def test_other_content_is_the_next_number(tmp_path):
    settle(tmp_path, RECORD, recall(tmp_path))
    settled = settle(tmp_path, evolve(RECORD, content="bbbb"), recall(tmp_path))
    assert settled.number == 2
    assert recall(tmp_path).content("bonus", "2026-01") == "bbbb"
    assert len(list(tmp_path.rglob("*.json"))) == 2


def test_a_record_is_never_replaced(tmp_path):
    past = recall(tmp_path)
    settle(tmp_path, RECORD, past)
    with pytest.raises(OutputError, match="cannot write the run record"):
        settle(tmp_path, evolve(RECORD, content="bbbb"), past)  # another run was quicker
    record = json.loads(next(tmp_path.rglob("*.json")).read_text())
    assert record["content"] == "aaaa"
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["000001.json"]


def test_a_damaged_record_is_refused_not_skipped(tmp_path):
    settle(tmp_path, RECORD, recall(tmp_path))
    next(tmp_path.rglob("*.json")).write_text('{"plan": "bonus"')
    with pytest.raises(OutputError, match=r"000001\.json cannot be read"):
        recall(tmp_path)


def test_content_does_not_depend_on_order_of_rows_or_columns():
    frame = pl.DataFrame({"agent": ["b", "a", "a"], "score": ["1.00", None, "2.00"], "n": [1, 2, None]})
    turned = frame.select("n", "score", "agent").reverse()
    assert content_hash({"x": frame}) == content_hash({"x": turned})


@pytest.mark.parametrize(
    "other",
    [
        {"agent": ["a"], "score": ["1.0"]},
        {"agent": ["a"], "score": [""]},
        {"agent": ["a"], "points": ["1.00"]},
        {"agent": ["a", "a"], "score": ["1.00", "1.00"]},
    ],
)
def test_content_tells_any_difference(other):
    one = pl.DataFrame({"agent": ["a"], "score": ["1.00"]})
    assert content_hash({"x": one}) != content_hash({"x": pl.DataFrame(other)})


def test_missing_is_not_empty_text():
    missing = pl.DataFrame({"a": [None]}, schema={"a": pl.String})
    assert content_hash({"x": missing}) != content_hash({"x": pl.DataFrame({"a": [""]})})
