"""What an engine raises over a damaged file, said as the file's fault."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import polars as pl

from kpiengine.sources import files
from kpiengine.sources.files import FoundFile
from kpiengine.sources.messages import cannot_read, refused
from kpiengine.sources.parquet import first_line


@contextmanager
def engine_faults(found: Sequence[FoundFile]) -> Iterator[None]:
    """A damaged file shows when it is read; then it is the file's fault, and said so."""
    try:
        yield
    except (pl.exceptions.ComputeError, pl.exceptions.PanicException, OSError) as fault:
        files.check_unchanged(found)
        paths = ", ".join(f.shown for f in found[:3]) + (" ..." if len(found) > 3 else "")  # noqa: PLR2004 -- a short list
        raise refused(cannot_read(paths, first_line(fault))) from fault
