"""Result files that a reader never sees half: written beside the target, made durable, then renamed.

Text cells that a spreadsheet would take for a formula get a leading quote in CSV; numbers stay numbers.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from kpiengine.ledger.durable import write_file

# First characters by which Excel, LibreOffice and WPS recognise a formula, full-width forms included.
FORMULA_START = r"^\s*[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
PLAIN_NUMBER = r"^-?\d+(\.\d+)?$"


def write_tables(folder: Path, tables: Mapping[str, pl.DataFrame]) -> tuple[Path, ...]:
    """Each table as NAME.csv and NAME.parquet in the folder; all bytes and names durable on return."""
    written = []
    for name, frame in tables.items():
        written.append(write_file(folder / f"{name}.csv", inert_cells(frame).write_csv))
        written.append(write_file(folder / f"{name}.parquet", frame.write_parquet))
    return tuple(written)


def write_text(path: Path, text: str) -> Path:
    """A text file, whole or not at all."""
    return write_file(path, lambda file: file.write(text.encode()))


def inert_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with text cells made harmless for spreadsheets."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    # Most columns hold no such cell; then the second pattern and the choice would be work for nothing.  Many hold the
    # same in every row, and there the first says it.
    differ = frame.select(pl.col(texts).ne_missing(pl.col(texts).first()).any())
    lines = {name: frame[name] if differ[name].item() else frame[name].head(1) for name in texts}
    found = {name: lines[name].str.contains(FORMULA_START).any() for name in texts}
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA_START) & ~pl.col(name).str.contains(PLAIN_NUMBER))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
        if found[name]
    )
