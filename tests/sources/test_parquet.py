"""Parquet: one schema over all parts, damage refused, footers read like the engine reads them."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.diagnostics import Refused
from kpiengine.sources import parquet
from kpiengine.sources.files import FoundFile, stamp
from kpiengine.sources.parquet_footer import read_extents
from kpiengine.sources.raw import ROW


def write(folder, frame, name="rows.parquet"):
    frame.write_parquet(folder / name)
    return found(folder, name)


def found(folder, name):
    return FoundFile(folder / name, name, stamp(folder / name))


SOUND = pl.DataFrame({"id": ["a", "b", None], "s": [1, None, 3]})


def test_parts_follow_each_other_and_rows_lead_back(tmp_path):
    parts = [write(tmp_path, SOUND, "1.parquet"), write(tmp_path, SOUND, "2.parquet")]
    raw = parquet.read_parquet(parts)
    assert raw.scan(numbered=False).collect()["s"].to_list() == [1, None, 3, 1, None, 3]
    assert [raw.locate(row) for row in raw.scan(numbered=True).collect()[ROW]][3:5] == [
        ("2.parquet", 1),
        ("2.parquet", 2),
    ]
    assert raw.rows == 6


def test_parts_of_other_types_are_refused(tmp_path):
    parts = [write(tmp_path, SOUND, "1.parquet"), write(tmp_path, SOUND.cast({"s": pl.String}), "2.parquet")]
    with pytest.raises(Refused, match=r'KPI315  column "s" is String here and Int64 in 1.parquet'):
        parquet.read_parquet(parts)


def test_parts_of_other_columns_are_refused(tmp_path):
    parts = [write(tmp_path, SOUND, "1.parquet"), write(tmp_path, SOUND.drop("s"), "2.parquet")]
    with pytest.raises(Refused, match=r'KPI312.*lacks "s"'):
        parquet.read_parquet(parts)


def test_a_damaged_footer_is_refused(tmp_path):
    path = write(tmp_path, SOUND).path
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(Refused, match="KPI303"):
        parquet.read_parquet([found(tmp_path, "rows.parquet")])


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "rows.parquet").touch()
    with pytest.raises(Refused, match="KPI305"):
        parquet.read_parquet([found(tmp_path, "rows.parquet")])


def test_only_large_tables_are_taken_at_their_footers_word(tmp_path, monkeypatch):
    part = write(tmp_path, SOUND)
    assert parquet.read_parquet([part]).extents == {}
    monkeypatch.setattr(parquet, "EXTENTS_FROM", 2)
    extents = parquet.read_parquet([part, part]).extents
    assert (extents["s"].low, extents["s"].high, extents["s"].nulls) == (1, 3, 2)


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.none() | st.text(max_size=5),
            st.none() | st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2099, 1, 1)),  # noqa: DTZ001 -- stored as it is
        ),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 7),
)
def test_footers_say_what_the_columns_hold(tmp_path_factory, rows, group):
    path = tmp_path_factory.mktemp("parquet") / "rows.parquet"
    schema = {"n": pl.Int64, "t": pl.String, "m": pl.Datetime("us")}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    frame.write_parquet(path, row_group_size=group)
    for name, extent in read_extents(path).items():
        column = frame[name]
        assert extent.nulls in {None, column.null_count()}
        if extent.low is not None:
            assert (extent.low, extent.high) == (column.to_physical().min(), column.to_physical().max())
        if extent.filled and name == "t":
            assert "" not in column.to_list()
    assert read_extents(path)["n"].nulls == frame["n"].null_count()


@given(st.binary(max_size=40), st.integers(0, 600))
def test_a_damaged_footer_says_nothing_or_something_but_never_fails(tmp_path_factory, noise, at):
    path = tmp_path_factory.mktemp("parquet") / "rows.parquet"
    SOUND.write_parquet(path)
    data = bytearray(path.read_bytes())
    data[at : at + len(noise)] = noise
    path.write_bytes(bytes(data))
    assert isinstance(read_extents(path), dict)
