"""The same rows on another engine."""

import builtins

import narwhals as nw
import polars as pl
import pytest

from kpiengine.errors import KpiError
from kpiengine.sources.engines import lift

ROWS = pl.DataFrame(
    {
        "id": ["a", None, "a"],
        "n": [1, 2, None],
        "day": pl.Series([1, None, 3], dtype=pl.Int32),
        "yes": [True, None, False],
    }
)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_rows_are_the_same_on_every_engine(engine):
    if engine == "duckdb":
        pytest.importorskip("duckdb", reason="DuckDB is not installed (kpiengine[duckdb]), so nothing was tried on it")
        pytest.importorskip(
            "pyarrow", reason="PyArrow is not installed (requirements/dev.txt has it), by which rows reach DuckDB here"
        )
    made = lift(engine, ROWS.lazy())
    assert isinstance(made, nw.LazyFrame)
    assert made.collect("polars").to_native().sort("day").equals(ROWS.sort("day"))
    total = made.group_by("id").agg(nw.col("n").sum()).filter(nw.col("id") == "a").collect("polars")
    assert total["n"].to_list() == [1]


@pytest.mark.parametrize(("engine", "module"), [("duckdb", "duckdb"), ("pyspark", "pyspark")])
def test_an_engine_that_is_not_installed_is_named(engine, module, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.split(".")[0] == module:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(KpiError, match=f'engine = "{engine}" is not installed'):
        lift(engine, ROWS.lazy())
