"""Runs: numbered, durable, never replaced; the same result is recorded once, whatever recorded it."""

import json

import polars as pl
import pytest

from kpiengine.errors import KpiError
from kpiengine.ledger import content_hash, recall
from kpiengine.ledger.archive import find
from kpiengine.ledger.bundle import Bundle
from kpiengine.ledger.bundle import find as find_bundle
from kpiengine.ledger.entries import entries
from kpiengine.ledger.runs import recorded_runs
from kpiengine.project import Limits

A = {"a01": 30_000, "a02": None, "a03": 0}


def rows(ledger):
    return {
        name: ledger.database.all(f"SELECT * FROM {name}")  # noqa: S608 -- our own names
        for name in ("entries", "runs", "run_inputs", "texts", "batches", "statements")
    }


def test_first_result_is_number_one_and_is_found_again(ledger, make):
    settled = make.run(ledger, A)
    assert (settled.number, settled.already_recorded) == (1, False)
    newest = recall(ledger).newest["bonus", "2026-10"]
    assert (newest.number, newest.content) == (1, settled.record["content"])
    assert ("bonus", "2026-11") not in recall(ledger).newest


def test_same_content_adds_nothing(ledger, make):
    first = make.run(ledger, A)
    before = rows(ledger)
    again = make.run(ledger, A)
    assert (again.number, again.already_recorded) == (1, True)
    assert rows(ledger) == before
    assert again.record == first.record


def test_same_content_of_other_texts_is_the_same_run_and_says_so(ledger, make):
    make.run(ledger, A)
    other = Bundle({**make.bundle.files, "rules/phone.toml": "format = 1 # a comment\n"}, make.bundle.plugins)
    assert make.run(ledger, A, bundle=other).already_recorded
    (run,) = recorded_runs(ledger)
    assert run.bundle == other.sha256
    assert find_bundle(ledger.database, run.bundle) == other
    before = rows(ledger)
    make.run(ledger, A, bundle=other)
    assert rows(ledger) == before


def test_other_content_is_the_next_number(ledger, make):
    make.run(ledger, A)
    settled = make.run(ledger, {**A, "a02": 15_000})
    assert settled.number == 2
    assert recall(ledger).newest["bonus", "2026-10"].content == settled.record["content"]
    assert [run.number for run in recorded_runs(ledger)] == [1, 2]


def test_content_that_was_there_before_the_newest_is_new_again(ledger, make):
    make.run(ledger, A)
    make.run(ledger, {**A, "a02": 15_000})
    assert make.run(ledger, A).number == 3


def test_plans_and_periods_count_on_their_own(ledger, make):
    numbers = [make.run(ledger, A, period, plan=plan).number for period, plan in PAIRS]
    assert numbers == [1, 1, 1]


PAIRS = (("2026-10", "bonus"), ("2026-11", "bonus"), ("2026-10", "quality"))


def test_the_frames_are_kept_by_content_and_a_changed_one_is_refused(ledger, make):
    make.run(ledger, A)
    (run,) = recorded_runs(ledger)
    results = ledger.place.folder / "results"
    assert find(results, run.archive).decisions.equals(make.decisions(A, "2026-10"))
    file = results / run.archive / "decisions.parquet"
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    with pytest.raises(KpiError, match="was changed after it was recorded"):
        find(results, run.archive)


def test_no_name_of_a_person_is_in_the_ledger_or_beside_it(ledger, make, tmp_path):
    make.run(ledger, A)
    text = json.dumps(rows(ledger))
    assert "name" not in find(tmp_path / ".kpiengine" / "results", recorded_runs(ledger)[0].archive).decisions.columns
    assert "Ana" not in text


def test_a_run_over_a_limit_is_recorded_and_held(ledger, make):
    settled = make.run(ledger, {"a01": 30_000, "a02": 30_001}, limits=Limits(per_agent=300, per_run=600))
    assert settled.held == (
        "over 300 GBP for one payee: a02",
        "600.01 GBP in all is over 600",
    )
    assert make.run(ledger, {"a01": 30_000, "a02": 30_001}).held == settled.held  # the same run: it stays held
    assert entries(ledger.database, "bonus", "2026-10", ("run",))[0].body["held"] == list(settled.held)


@pytest.mark.parametrize("limits", [Limits(per_agent=300), Limits(per_run=600), Limits(change_percent=10)])
def test_exactly_a_limit_passes(ledger, make, limits):
    assert make.run(ledger, {"a01": 30_000, "a02": 30_000}, limits=limits).held == ()


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
