"""The same facts on another engine: Polars as it is, DuckDB through Arrow, PySpark through Arrow.

Everything in a fact table is text, Boolean, Int32 or Int64, which all engines hold alike.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl

from kpiengine.errors import KpiError
from kpiengine.plugin.neighbours import Ordered, windows
from kpiengine.sources.sorted_rows import sorted_rows

ENGINES = ("polars", "duckdb", "pyspark")


def lift(engine: str, frame: pl.LazyFrame) -> nw.LazyFrame[Any]:
    """The rows of `frame` as a lazy Narwhals frame on `engine`.

    For DuckDB and PySpark the rows are handed over at once.  Raises KpiError (exit 2) if the engine is not installed.
    """
    if engine not in ENGINES:
        raise KpiError(f'there is no engine "{engine}"; choose {", ".join(ENGINES)}')
    if engine == "polars":
        return nw.from_native(frame)
    arrow = _arrow(engine, frame)
    if engine == "duckdb":
        try:
            import duckdb  # noqa: PLC0415 -- an engine is loaded only when it is used
        except ImportError as fault:
            raise _absent("duckdb", "duckdb") from fault
        return nw.from_native(duckdb.from_arrow(arrow))
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 -- as above
    except ImportError as fault:
        raise _absent("pyspark", "spark") from fault
    lifted: nw.LazyFrame[Any] = nw.from_native(SparkSession.builder.getOrCreate().createDataFrame(arrow))
    return lifted


def ordered(frame: nw.LazyFrame[Any], within: Sequence[str], by: Sequence[str]) -> Ordered:
    """The rows in groups and in order, the quickest way that their engine has; the same answers on each."""
    native = frame.to_native()
    return sorted_rows(native, within, by) if isinstance(native, pl.LazyFrame) else windows(frame, within, by)


def _arrow(engine: str, frame: pl.LazyFrame) -> Any:  # noqa: ANN401 -- pyarrow's table, which mypy does not know
    try:
        # PySpark does not read string views, so plain strings.
        return frame.collect(engine="streaming").to_arrow(compat_level=pl.CompatLevel.oldest())
    except ImportError as fault:
        raise KpiError(
            f'engine = "{engine}" takes rows over through pyarrow, which is not installed; '
            'install it, or use engine = "polars"'
        ) from fault


def _absent(name: str, extra: str) -> KpiError:
    return KpiError(f'engine = "{name}" is not installed; install kpiengine[{extra}], or use engine = "polars"')
