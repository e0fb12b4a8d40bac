"""Neighbouring rows: sorted on Polars, by windows on DuckDB, and row by row in Python, all alike."""

import threading

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.io.plugins import register_io_source

from kpiengine.plugin import (
    LookAt,
    first,
    following,
    group_max,
    group_min,
    group_sum,
    highest_before,
    lowest_after,
    previous,
    running_sum,
)
from kpiengine.plugin.neighbours import Look, windows
from kpiengine.sources import looks, row_order
from kpiengine.sources.engines import lift, ordered
from kpiengine.sources.sorted_rows import sorted_rows

SCHEMA = {
    "id": pl.String,
    "who": pl.String,
    "lane": pl.Int64,
    "about": pl.String,
    "at": pl.Int64,
    "n": pl.Int64,
    "starts": pl.Int64,
}
NUMBERS = {
    "previous_n": previous("n"),
    "following_n": following("n"),
    "first_n": first("n"),
    "highest_before": highest_before("n"),
    "lowest_after": lowest_after("n"),
    "running_sum": running_sum("n"),
    "group_min": group_min("n"),
    "group_max": group_max("n"),
    "group_sum": group_sum("n"),
}
LOOKS = {
    **NUMBERS,
    "previous_about": previous("about"),
    "following_about": following("about"),
    "first_about": first("about"),
    "least_about": group_min("about"),
    "most_about": group_max("about"),
}
few = settings(max_examples=max(10, settings.default.max_examples // 8))
small = st.none() | st.integers(-3, 3)
# Far apart, so that values of two groups fit into 128 bits only.
wide = st.none() | st.sampled_from([-(2**61), -1, 0, 2**61])


@st.composite
def tables(draw):
    size = draw(st.integers(0, 8))
    value = draw(st.sampled_from([small, wide, st.none()]))
    return [
        {
            "id": name,
            "who": draw(st.sampled_from(["a", "b", None])),
            "lane": draw(st.sampled_from([0, 0, 1, None])),
            "about": draw(st.sampled_from(["x", "y", None])),
            "at": draw(st.integers(-2, 2)),
            "n": draw(value),
            "starts": draw(st.integers(0, 1)),
        }
        for name in draw(st.permutations([f"r{i}" for i in range(size)]))
    ]


def told(made):
    rows = made.frame.select("id", *LOOKS, *(f"run_{n}" for n in LOOKS), *(f"near_{n}" for n in LOOKS))
    local = rows.collect("polars").to_native()
    return {row.pop("id"): row for row in local.iter_rows(named=True)}


def asked(rows):
    rows = rows.look(**LOOKS).look_in_runs("starts", **{f"run_{n}": look for n, look in LOOKS.items()})
    return rows.narrowed("about").look(**{f"near_{n}": look for n, look in LOOKS.items()})


def seen(look: Look, group, at):
    values = [row[look.column] for row in group]
    known = [value for value in values if value is not None]
    before = [value for value in values[:at] if value is not None]
    after = [value for value in values[at + 1 :] if value is not None]
    return {
        LookAt.PREVIOUS: lambda: values[at - 1] if at else None,
        LookAt.FOLLOWING: lambda: values[at + 1] if at + 1 < len(values) else None,
        LookAt.FIRST: lambda: values[0],
        LookAt.HIGHEST_BEFORE: lambda: max(before, default=None),
        LookAt.LOWEST_AFTER: lambda: min(after, default=None),
        LookAt.RUNNING_SUM: lambda: sum(before) + (values[at] or 0),
        LookAt.GROUP_MIN: lambda: min(known, default=None),
        LookAt.GROUP_MAX: lambda: max(known, default=None),
        LookAt.GROUP_SUM: lambda: sum(known),
    }[look.at]()


def grouped(rows, key):
    groups = {}
    for row in sorted(rows, key=lambda row: (row["at"], row["id"])):
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def runs(group):
    made = []
    for row in group:
        if row["starts"] or not made:
            made.append([])
        made[-1].append(row)
    return made


def by_hand(rows):
    found = {row["id"]: {} for row in rows}
    groups = grouped(rows, lambda row: (row["who"], row["lane"]))
    near = grouped(rows, lambda row: (row["who"], row["lane"], row["about"]))
    for prefix, parts in (("", groups), ("run_", [run for g in groups for run in runs(g)]), ("near_", near)):
        for part in parts:
            for at, row in enumerate(part):
                found[row["id"]] |= {f"{prefix}{n}": seen(look, part, at) for n, look in LOOKS.items()}
    return found


WITHIN, BY = ("who", "lane"), ("at", "id")


def frame(rows):
    return pl.LazyFrame(rows, schema=SCHEMA, orient="row")


@few
@given(tables())
def test_every_look_is_the_same_by_sorting_by_windows_and_by_hand(rows):
    pytest.importorskip("duckdb", reason="DuckDB is not installed (kpiengine[duckdb]), so nothing was tried on it")
    pytest.importorskip(
        "pyarrow", reason="PyArrow is not installed (requirements/dev.txt has it), by which rows reach DuckDB here"
    )
    expected = by_hand(rows)
    assert told(asked(ordered(lift("polars", frame(rows)), WITHIN, BY))) == expected
    assert told(asked(ordered(lift("duckdb", frame(rows)), WITHIN, BY))) == expected
    assert told(asked(windows(lift("polars", frame(rows)), WITHIN, BY))) == expected


@few
@given(tables(), st.sampled_from([0, 1]))
def test_groups_with_one_hash_are_kept_apart(rows, spread):
    with pytest.MonkeyPatch.context() as patch:
        # All groups have one hash, or it tells only the lanes apart.
        patch.setattr(row_order, "hash_of", lambda _: pl.col("lane").fill_null(7).cast(pl.UInt64) * spread)
        patch.setattr(looks, "hash_of", lambda _: pl.lit(spread, dtype=pl.UInt64))
        assert told(asked(sorted_rows(frame(rows), WITHIN, BY))) == by_hand(rows)


@few
@given(tables())
def test_rows_in_many_pieces_are_the_same(rows):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_order, "PIECE", 2)
        assert told(asked(sorted_rows(frame(rows), WITHIN, BY))) == by_hand(rows)


@few
@given(tables())
def test_an_order_that_begins_with_text_will_do(rows):
    same_time = [row | {"at": 0} for row in rows]
    assert told(asked(sorted_rows(frame(same_time), WITHIN, ("id", "at")))) == by_hand(same_time)


def test_rows_of_which_nobody_asks_anything_pass():
    rows = [{"id": "r", "who": "a", "lane": 0, "about": None, "at": 1, "n": 1, "starts": 1}]
    looked = sorted_rows(frame(rows), WITHIN, BY).look(before=previous("n")).frame
    assert looked.select("id", "n").collect("polars").rows() == [("r", 1)]


def test_only_what_is_asked_for_is_read():
    """The other columns of a wide table must not be carried through the sort."""
    asked_for = []

    def read(columns, *_):
        asked_for.extend(columns)
        yield frame([]).with_columns(waste=pl.lit("x")).select(columns).collect()

    wide = register_io_source(read, schema={**SCHEMA, "waste": pl.String})
    looked = sorted_rows(wide, WITHIN, BY).look(before=previous("n"), unasked=previous("starts")).frame
    looked.select("before").collect()
    assert set(asked_for) == {*WITHIN, *BY, "n"}


def test_a_condition_on_the_rows_holds_after_the_look():
    """Rows that are filtered out were neighbours all the same."""
    rows = [{"id": f"r{i}", "who": "a", "lane": 0, "about": None, "at": i, "n": i, "starts": 1} for i in range(3)]
    looked = sorted_rows(frame(rows), WITHIN, BY).look(before=previous("n")).frame
    last = looked.filter(nw.col("id") == "r2").select("before")
    assert last.collect("polars").rows() == [(1,)]
    assert looked.filter(nw.col("n") > 0).select("id").head(1).collect("polars").shape == (1, 1)


def test_no_more_rows_come_than_were_asked_for(monkeypatch):
    """However many pieces they are cut into."""
    monkeypatch.setattr(row_order, "PIECE", 2)
    rows = [{"id": f"r{i}", "who": f"a{i}", "lane": 0, "about": None, "at": i, "n": i, "starts": 1} for i in range(9)]
    looked = sorted_rows(frame(rows), WITHIN, BY).look(before=previous("n")).frame
    assert looked.select("id", "before").head(4).collect("polars").shape == (4, 2)
    assert looked.select(nw.len()).collect("polars").rows() == [(9,)]


def test_pieces_end_where_reading_ends(monkeypatch):
    """Whoever reads the first piece only leaves no thread behind that still works."""
    monkeypatch.setattr(row_order, "PIECE", 2)
    rows = [{"id": f"r{i}", "who": f"a{i}", "lane": 0, "about": None, "at": i, "n": i, "starts": 1} for i in range(9)]
    before = threading.active_count()
    pieces = sorted_rows(frame(rows), WITHIN, BY).look(before=previous("n")).pieces(["before"])
    assert next(pieces).columns == ["before"]
    pieces.close()
    assert threading.active_count() == before
