"""Names and mail addresses of the people whom alerts are about: a file beside the ledger, made anew by every run.

They are outside the ledger because rows of that never go away.  The file can be deleted; messages then say ids.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from kpiengine.outputs.files import write_text

FILE = "people.json"


def keep_people(folder: Path, roster: pl.DataFrame, columns: Sequence[str]) -> None:
    """Writes the newest name of everybody, and what the roster says in these columns."""
    wanted = [column for column in dict.fromkeys(("name", *columns)) if column in roster.columns]
    rows = roster.sort("valid_from").group_by("agent_id").agg(pl.col(wanted).last()).sort("agent_id")
    found = {row["agent_id"]: {c: row[c] for c in wanted if row[c] is not None} for row in rows.iter_rows(named=True)}
    write_text(folder / FILE, json.dumps(found, ensure_ascii=False, indent=0, default=str) + "\n")
    (folder / FILE).chmod(0o600)


def read_people(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """By id; nobody where there is no such file."""
    try:
        found: dict[str, dict[str, str]] = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found
