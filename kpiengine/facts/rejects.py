"""Rows put aside: where each stands, what is wrong with it, and whether the project allows so many."""

from decimal import Decimal

import polars as pl

from kpiengine.diagnostics import Place
from kpiengine.facts import messages
from kpiengine.project import FactSource, Project
from kpiengine.sources.messages import refused
from kpiengine.sources.raw import ROW, Raw

SCHEMA = {
    "table": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "column": pl.String,
    "text": pl.String,
    "code": pl.String,
    "reason": pl.String,
}


def placed(found: pl.DataFrame, table: str, raw: Raw) -> pl.DataFrame:
    """Rejected rows (ROW, column, text, code, reason) with the file and line of each, in order."""
    broken = raw.broken.select(
        pl.col("row").alias(ROW), pl.lit(None, pl.String).alias("column"), "text", "code", "reason"
    )
    every = pl.concat([broken, found.select(broken.columns)]).sort(ROW)
    part = (
        pl.Series([p.base for p in raw.parts], dtype=pl.Int64).search_sorted(every[ROW], side="right").cast(pl.Int64)
        - 1
    )
    files = pl.DataFrame(
        {"part": range(len(raw.parts)), "file": [p.path for p in raw.parts], "base": [p.base for p in raw.parts]},
        schema={"part": pl.Int64, "file": pl.String, "base": pl.Int64},
    )
    return (
        every.with_columns(part=part)
        .join(files, on="part", how="left", maintain_order="left")
        .select(
            pl.lit(table).alias("table"),
            "file",
            (pl.col(ROW) - pl.col("base") + 1).alias("line"),
            "column",
            "text",
            "code",
            "reason",
        )
        .cast(SCHEMA)  # type: ignore[arg-type]  # a plain dict of types is what it takes
    )


def limit(source: FactSource, read: int) -> int:
    """How many rows may be rejected: none unless allowed; with a share and a number the smaller holds."""
    if source.max_rejected_percent is None:
        return source.max_rejected_rows
    share = int(source.max_rejected_percent * Decimal(read) / 100)
    return min(share, source.max_rejected_rows) if source.max_rejected_rows else share


def check_limit(rejected: pl.DataFrame, source: FactSource, project: Project, read: int) -> None:
    """Raise Refused (exit 3) with the first few rows if there are more than the project allows."""
    allowed = limit(source, read)
    if rejected.height <= allowed:
        return
    table = source.table
    faults = [messages.too_many_rejected(project.place("facts", table), table, rejected.height, read, allowed)]
    for row in rejected.head(messages.EXAMPLES).iter_rows(named=True):
        place = Place(row["file"], row["line"])
        faults.append(messages.rejected_row(table, place, row["code"], row["column"], row["text"], row["reason"]))
    raise refused(*faults)
