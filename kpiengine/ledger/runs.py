"""Numbered run records on disk: written once, never changed, made durable before a run may say that it is done.

`.kpiengine/runs/<plan>/<period>/000001.json` lies in the project.  A result whose content equals the newest
record's adds nothing: evaluating twice records once.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from kpiengine.errors import OutputError
from kpiengine.ledger.record import RunRecord

FOLDER = Path(".kpiengine") / "runs"


@frozen
class Past:
    """The newest record of each plan and period that was asked for, as it was written."""

    newest: Mapping[tuple[str, str], Mapping[str, Any]]

    def content(self, plan: str, period: str) -> str | None:
        """The content hash of the newest record, or None if there is none."""
        record = self.newest.get((plan, period))
        return None if record is None else str(record["content"])


@frozen
class Settlement:
    """What became of one result: the record in force as it was written, and whether it was there before."""

    record: Mapping[str, Any]
    already_recorded: bool

    @property
    def number(self) -> int:
        """The record's number, from 1 for each plan and period."""
        return int(self.record["number"])


def recall(project_folder: Path) -> Past:
    """The newest record of every plan and period; an unreadable one is refused, not skipped."""
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for folder in sorted((project_folder / FOLDER).glob("*/*")):
        records = sorted(folder.glob("*.json"))
        if records:
            record = _read(records[-1])
            newest[record["plan"], record["period"]] = record
    return Past(newest)


def newest(project_folder: Path) -> tuple[tuple[str, str], ...]:
    """Every plan and period of which there is a record, in the order of their names."""
    folders = sorted((project_folder / FOLDER).glob("*/*"))
    return tuple((folder.parent.name, folder.name) for folder in folders if any(folder.glob("*.json")))


def read_record(project_folder: Path, plan: str, period: str, number: int | None = None) -> Mapping[str, Any] | None:
    """The record of a number, else the newest one; None if there is none."""
    records = sorted((project_folder / FOLDER / plan / period).glob("*.json"))
    wanted = records[-1:] if number is None else [path for path in records if path.stem == f"{number:06}"]
    return _read(wanted[0]) if wanted else None


def settle(project_folder: Path, record: RunRecord, past: Past) -> Settlement:
    """Writes the record durably unless the newest one has the same content."""
    known = past.newest.get((record.plan, record.period))
    if known is not None and known["content"] == record.content:
        return Settlement(known, already_recorded=True)
    number = 1 if known is None else int(known["number"]) + 1
    numbered = evolve(record, number=number).as_json()
    folder = project_folder / FOLDER / record.plan / record.period
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_new(folder / f"{number:06}.json", as_text(numbered))
    except OSError as error:
        raise OutputError(f"cannot write the run record in {folder}: {error.strerror or error}") from error
    return Settlement(numbered, already_recorded=False)


def as_text(record: Mapping[str, Any]) -> str:
    """The text of a record, the same wherever it is written."""
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def _read(path: Path) -> Mapping[str, Any]:
    try:
        record: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        _ = record["plan"], record["period"], record["content"], record["number"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(
            f"the run record {path} cannot be read ({error}); restore it from a backup, or move it away to start anew"
        ) from error
    return record


def _write_new(path: Path, text: str) -> None:
    """A whole file or none: temporary beside the target, fsync, link without overwriting, fsync of the folder."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)  # fails if another run wrote this number first: no record is ever replaced
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
