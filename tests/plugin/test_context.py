"""What a view may ask of its context beside the time."""

import narwhals as nw
import polars as pl

from kpiengine.plugin import Context

ROWS = pl.LazyFrame({"wait_s": [5, None], "entered": [1, 2], "left": [9, 10]})


def made(context):
    return nw.from_native(ROWS).select(found=context.known("entries.wait_s", nw.col("left") - nw.col("entered")))


def test_what_is_missing_is_taken_from_elsewhere():
    assert made(Context(0, ())).collect()["found"].to_list() == [5, 8]
    assert made(Context(0, (), filled=frozenset({"legs.wait_s"}))).collect()["found"].to_list() == [5, 8]


def test_where_no_row_lacks_it_nothing_else_is_read():
    context = Context(0, (), filled=frozenset({"entries.wait_s"}))
    assert 'PROJECT["wait_s"]' in made(context).to_native().explain()
    assert made(context).collect()["found"].to_list() == [5, None]
