"""What a result is known by: the hash of its content, not of the bytes of a file.

Tables are sorted by all their columns and written in one fixed text form, so neither row order nor file format nor
library version changes the hash.
"""

import hashlib
import io
from collections.abc import Mapping

import polars as pl


def content_hash(tables: Mapping[str, pl.DataFrame]) -> str:
    """SHA-256 over the named tables; columns of text, whole numbers, dates and yes/no only."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        frame = tables[name].select(sorted(tables[name].columns))
        buffer = io.BytesIO()
        _sorted(frame).write_csv(buffer, null_value="", quote_style="non_numeric")
        digest.update(name.encode() + b"\0" + buffer.getvalue() + b"\0")
    return digest.hexdigest()


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows by all their columns; those that are the same in every row say nothing of the order."""
    differ = frame.select(pl.all().ne_missing(pl.all().first()).any())
    names = [name for name in frame.columns if differ[name].item()]
    return frame.sort(names, nulls_last=False) if names else frame
