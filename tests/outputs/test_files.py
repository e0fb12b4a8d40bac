"""Result files: whole or not there, exact, and harmless for a spreadsheet."""

import csv

import polars as pl
import pytest

from kpiengine.errors import OutputError
from kpiengine.outputs.files import inert_cells, write_tables, write_text

NAMES = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "＝1", "王伟", "Ann Lee", "\n=1"]


def test_formulas_in_names_become_text_and_numbers_stay_numbers():
    frame = pl.DataFrame({"name": [*NAMES, None], "amount": ["-2.50"] * len(NAMES) + ["12"]})
    safe = inert_cells(frame)
    assert safe["name"].to_list() == [*("'" + n for n in NAMES[:6]), "王伟", "Ann Lee", "'\n=1", None]
    assert safe["amount"].to_list() == frame["amount"].to_list()


def test_csv_and_parquet_hold_the_same_rows(tmp_path):
    frame = pl.DataFrame({"agent": ["a", "b"], "score": ["84.40", None], "days": [31, 28]})
    write_tables(tmp_path, {"scorecards": frame})
    assert pl.read_parquet(tmp_path / "scorecards.parquet").equals(frame)
    rows = list(csv.reader((tmp_path / "scorecards.csv").read_text().splitlines()))
    assert rows == [["agent", "score", "days"], ["a", "84.40", "31"], ["b", "", "28"]]


def test_no_temporary_file_is_left(tmp_path):
    write_tables(tmp_path, {"x": pl.DataFrame({"a": [1]})})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.csv", "x.parquet"]


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    write_text(tmp_path / "run.json", "old")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left on device; what was there before is unchanged"):
        write_text(tmp_path / "run.json", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["run.json"]
    assert (tmp_path / "run.json").read_text() == "old"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "out").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match="cannot write"):
        write_text(tmp_path / "out" / "run.json", "x")
