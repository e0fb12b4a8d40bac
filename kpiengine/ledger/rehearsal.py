"""A ledger to try things in: a copy that is gone afterwards, so that a dry run goes the whole way and leaves nothing.

Kept results are linked and not copied; nobody ever changes one.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve

from kpiengine.errors import KpiError
from kpiengine.ledger.database import explained, is_server
from kpiengine.ledger.opening import FILE, RESULTS, Place


@contextmanager
def rehearsed(place: Place) -> Iterator[Place]:
    """A place with a copy of the ledger as it is now; raises KpiError for one on a server."""
    if is_server(place.url):
        raise KpiError("the ledger is on a server, and a dry run needs one in a file; try it in a copy of the project")
    place.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="dry-run-", dir=place.folder) as folder:
        copy = Path(folder) / FILE
        if place.exists:
            with (
                explained(place.shown),
                closing(sqlite3.connect(Path(place.url))) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        if (place.folder / RESULTS).is_dir():
            shutil.copytree(place.folder / RESULTS, Path(folder) / RESULTS, copy_function=os.link)
        yield evolve(place, url=copy, folder=Path(folder))
