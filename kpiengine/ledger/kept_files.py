"""Files that a result was made from, kept by content where the project file asks for it (`[ledger] archive = true`).

    .kpiengine/inputs/<SHA-256 of the bytes>    the bytes as they were read

A file that several runs read is kept once.  It is durable before the entry that names it, appears whole or not at all,
and is never changed.  With it a run can be measured again when the file itself has long been replaced.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from kpiengine.errors import DataError, OutputError
from kpiengine.ledger.durable import sync_folder
from kpiengine.sources.files import CHUNK
from kpiengine.sources.hashing import sha256

INPUTS = "inputs"
FACTS = "facts"


@frozen
class ReadFile:
    """A file of a result: where it lay, how the record knows it, and the hash of its bytes."""

    path: Path
    shown: str
    sha256: str


def keep(folder: Path, files: Iterable[ReadFile]) -> None:
    """Copies what is not there yet.  Raises DataError for a file that is no longer what was read."""
    missing = {file.sha256: file for file in files if not (folder / file.sha256).is_file()}
    if not missing:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in missing.values():
            _copy(file, folder)
        sync_folder(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise OutputError(
            f"cannot keep the files that were read in {folder}: {error.strerror or error}; nothing was recorded"
        ) from error


def kept(folder: Path, record: Mapping[str, Any]) -> Mapping[str, Mapping[str, Path]] | None:
    """For each table the kept files by the names that the record has; None unless every one is there."""
    found: dict[str, dict[str, Path]] = {}
    for source in record["sources"]:
        if source["kind"] == FACTS:
            table, _, shown = source["path"].partition(": ")
            path = folder / source["sha256"]
            if not path.is_file():
                return None
            found.setdefault(table, {})[shown] = path
    return found or None


def clear_unfinished(folder: Path) -> None:
    """Takes away what a killed command left half written; only the holder of the lock may do so."""
    for left in folder.glob(".*"):
        left.unlink(missing_ok=True)


def faults(folder: Path) -> Iterator[str]:
    """A sentence for each kept file that is not what its name says."""
    for path in sorted(folder.glob("[!.]*")):
        if sha256(path) != path.name:
            yield f"{INPUTS}: {path.name[:12]} was changed after it was kept"


def _copy(file: ReadFile, folder: Path) -> None:
    temporary = folder / f".{file.sha256}.{os.getpid()}"
    digest = hashlib.sha256()
    try:
        with file.path.open("rb") as source, temporary.open("wb") as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if digest.hexdigest() != file.sha256:
            raise DataError(f"{file.shown} was written anew while it was evaluated; nothing was recorded. Run it again")
        temporary.replace(folder / file.sha256)
    finally:
        temporary.unlink(missing_ok=True)
