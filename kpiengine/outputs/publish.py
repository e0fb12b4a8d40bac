"""The publish stage: result files beside the run record that they belong to.

    out/<plan>/<period>/   scorecards, kpi_lines, decisions, alerts, rejected as CSV and Parquet, and run.json

`run.json` is written last and names the content, so that a reader can tell a finished folder from one in the making.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from kpiengine.ledger import Settlement, as_text
from kpiengine.outputs.files import write_tables, write_text
from kpiengine.outputs.results import Result


def publish(folder: Path, result: Result, rejected: pl.DataFrame, settlement: Settlement) -> Path:
    """Writes every file of one result durably; returns its folder.  Raises OutputError, with the old files intact."""
    into = folder / result.plan / result.period.name
    tables: Mapping[str, pl.DataFrame] = {**result.tables, "rejected": rejected}
    write_tables(into, tables)
    write_text(into / "run.json", as_text(settlement.record))
    return into
