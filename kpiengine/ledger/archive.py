"""The whole frames of a result, kept beside the ledger in a folder named by the hash of its files.

    .kpiengine/results/<hash>/decisions.parquet        the decisions as they are shown
    .kpiengine/results/<hash>/trace-<rule set>.parquet  one row per payee: what was measured, each step to the amount
    .kpiengine/results/<hash>/trace-<rule set>.json     how each step is computed, and the rule set
    .kpiengine/results/<hash>/roster.parquet           who worked where, as it was known; likewise `exclusions`, and
                                                       `rejected`, the count of rejected rows by table and cause

No names of people.  A folder appears whole or not at all, and is never changed.
"""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import polars as pl
from attrs import Factory, frozen

from kpiengine.errors import KpiError, OutputError
from kpiengine.expressions.document import read_type
from kpiengine.ledger.durable import sync_folder

# A person's name may change and must be erasable, so it stays outside everything that is kept for ever.
PERSONAL = ("name", "message", "message_en", "message_zh")
DECISIONS = "decisions"
TRACE = "trace-"
BESIDE = ("roster", "exclusions", "rejected")
ROWS_IN_A_GROUP = 4096  # one payee is found without reading all of them


@frozen
class Trace:
    """One rule set: the wide frame by payee, and how each of its columns is computed, as plain data."""

    frame: pl.DataFrame
    document: Mapping[str, Any]


@frozen
class Archive:
    """What is kept of a result: the decisions as text, the trace of each rule set, and what an auditor asks beside it.

    `beside` has some of the frames of BESIDE; results of earlier releases have none.
    """

    decisions: pl.DataFrame
    traces: Mapping[str, Trace]
    beside: Mapping[str, pl.DataFrame] = Factory(dict)

    def files(self) -> dict[str, bytes]:
        """Its files, the same bytes for the same frames."""
        made = {f"{DECISIONS}.parquet": _parquet(self.decisions)}
        for name, trace in sorted(self.traces.items()):
            made[f"{TRACE}{name}.parquet"] = _parquet(trace.frame)
            made[f"{TRACE}{name}.json"] = (json.dumps(trace.document, ensure_ascii=False) + "\n").encode()
        return made | {f"{name}.parquet": _parquet(frame) for name, frame in self.beside.items()}


def keep(results: Path, archive: Archive) -> str:
    """Writes the archive durably, unless it is there; gives the hash by which it is known."""
    files = archive.files()
    sha256 = _known_by({name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()})
    folder = results / sha256
    if folder.is_dir():
        return sha256
    temporary = results / f".{sha256}.{os.getpid()}"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        for name, raw in files.items():
            with (temporary / name).open("xb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
        sync_folder(temporary)
        temporary.rename(folder)
        sync_folder(results)
        sync_folder(results.parent)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise OutputError(f"cannot write {folder}: {error.strerror or error}; nothing was recorded") from error
    return sha256


def find(results: Path, sha256: str) -> Archive:
    """The archive of that hash; raises KpiError if it is gone or no longer what its hash says."""
    check(results, sha256)
    folder = results / sha256
    return Archive(
        decisions=pl.read_parquet(folder / f"{DECISIONS}.parquet"),
        traces={
            file.stem.removeprefix(TRACE): Trace(
                pl.read_parquet(file), json.loads(file.with_suffix(".json").read_bytes())
            )
            for file in trace_files(folder)
        },
        beside={name: pl.read_parquet(file) for name in BESIDE if (file := folder / f"{name}.parquet").is_file()},
    )


def part(
    results: Path, sha256: str, ruleset: str, columns: Collection[str]
) -> tuple[pl.DataFrame, dict[str, int]] | None:
    """`agent_id` and those of the columns that a rule set's trace has, with the decimals of its numbers.

    None where the result has no such rule set.
    """
    check(results, sha256)
    file = results / sha256 / f"{TRACE}{ruleset}.parquet"
    if not file.exists():
        return None
    types = json.loads(file.with_suffix(".json").read_bytes())["types"]
    here = [name for name in pl.read_parquet_schema(file) if name == "agent_id" or name in columns]
    scales = {name: read_type(types[name]).scale for name in here if name in types}
    return pl.read_parquet(file, columns=here), scales


def trace_files(folder: Path) -> list[Path]:
    """The frames of the traces in a kept folder; beside each lies its document."""
    return sorted(folder.glob(f"{TRACE}*.parquet"))


def decisions(results: Path, sha256: str) -> pl.DataFrame:
    """The decisions alone, as text."""
    check(results, sha256)
    return pl.read_parquet(results / sha256 / f"{DECISIONS}.parquet")


def check(results: Path, sha256: str) -> None:
    """Raises KpiError unless every byte is as it was written."""
    folder = results / sha256
    try:
        found = {path.name: _file_hash(path) for path in folder.iterdir()}
    except OSError as error:
        raise KpiError(
            f"the recorded result {folder} cannot be read ({error.strerror or error}); restore it from the backup"
        ) from error
    if _known_by(found) != sha256:
        raise KpiError(f"the recorded result {folder} was changed after it was recorded; restore it from the backup")


def clear_unfinished(results: Path) -> None:
    """Takes away what a killed command left half written; only the holder of the lock may do so."""
    for folder in results.glob(".*"):
        shutil.rmtree(folder, ignore_errors=True)


def _known_by(hashes: Mapping[str, str]) -> str:
    return hashlib.sha256("".join(f"{name} {hashes[name]}\n" for name in sorted(hashes)).encode()).hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, row_group_size=ROWS_IN_A_GROUP, statistics=True)
    return buffer.getvalue()
