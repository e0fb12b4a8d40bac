"""Result files that a reader never sees half: written beside the target, made durable, then renamed.

Text cells that a spreadsheet would take for a formula get a leading quote in CSV; numbers stay numbers.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import polars as pl

from kpiengine.errors import OutputError
from kpiengine.ledger.runs import sync_folder

# First characters by which Excel, LibreOffice and WPS recognise a formula, full-width forms included.
FORMULA_START = r"^\s*[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
PLAIN_NUMBER = r"^-?\d+(\.\d+)?$"


def write_tables(folder: Path, tables: Mapping[str, pl.DataFrame]) -> tuple[Path, ...]:
    """Each table as NAME.csv and NAME.parquet in the folder; all bytes and names durable on return."""
    written = []
    for name, frame in tables.items():
        written.append(_replace(folder / f"{name}.csv", inert_cells(frame).write_csv))
        written.append(_replace(folder / f"{name}.parquet", frame.write_parquet))
    return tuple(written)


def write_frame(path: Path, frame: pl.DataFrame, rows_in_a_group: int) -> Path:
    """A Parquet file of small row groups with statistics, from which a few rows are read quickly."""
    return _replace(path, lambda file: frame.write_parquet(file, row_group_size=rows_in_a_group, statistics=True))


def write_text(path: Path, text: str) -> Path:
    """A text file, whole or not at all."""
    return _replace(path, lambda file: file.write(text.encode()))


def inert_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with text cells made harmless for spreadsheets."""
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA_START) & ~pl.col(name).str.contains(PLAIN_NUMBER))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in frame.schema.items()
        if dtype == pl.String
    )


def _replace(path: Path, write: Callable[[BinaryIO], object]) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}; what was there before is unchanged"
        ) from error
    finally:
        with suppress(OSError):  # the fault that matters was raised above
            temporary.unlink()
    return path
