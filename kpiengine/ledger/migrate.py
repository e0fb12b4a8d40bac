"""Brings a ledger to the schema of this release: each step once, in order, after a backup of what was there.

A ledger of a later release is refused and stays as it is.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from kpiengine.errors import OutputError
from kpiengine.ledger import messages
from kpiengine.ledger.database import Database, explained
from kpiengine.ledger.dialect import SQLITE
from kpiengine.ledger.durable import sync_folder
from kpiengine.ledger.schema import MIGRATIONS, VERSIONS, Migration


def schema_version(database: Database) -> int:
    """The newest step that was applied; 0 for an empty database.  Raises KpiError where there is no ledger in it."""
    if database.dialect is SQLITE:
        found = database.value("SELECT count(*) FROM sqlite_master WHERE name = 'schema_versions'")
    else:
        found = database.value("SELECT count(*) FROM information_schema.tables WHERE table_name = 'schema_versions'")
    return int(database.value("SELECT max(version) FROM schema_versions") or 0) if found else 0


def migrate(
    database: Database, moment: str, release: str, migrations: Sequence[Migration] = MIGRATIONS
) -> tuple[int, Path | None]:
    """Applies what is missing; gives the version that was there before, and the backup that was made of it."""
    before, newest = schema_version(database), max(m.version for m in migrations)
    if before > newest:
        raise messages.newer_schema(database.place, before, newest)
    if before == newest:
        return before, None
    backup = back_up(database, f"schema-{before}") if before else None
    database.run(database.dialect.table(VERSIONS))
    with database.writing():
        applied = {version for (version,) in database.all("SELECT version FROM schema_versions")}
        for migration in sorted(migrations, key=lambda m: m.version):
            if migration.version in applied:  # by another command that came first
                continue
            for text in migration.texts(database.dialect):
                with explained(database.place):
                    database.connection.execute(text)
            database.add("schema_versions", version=migration.version, kpiengine=release, applied=moment)
    return before, backup


def back_up(database: Database, name: str) -> Path | None:
    """A durable copy beside the ledger, `ledger.db.NAME.backup`; on a server that is the administrator's to do."""
    if database.dialect is not SQLITE:
        return None
    file = Path(database.place)
    copy = file.with_name(f"{file.name}.{name}.backup")
    temporary = copy.with_name(f".{copy.name}")
    try:
        temporary.unlink(missing_ok=True)
        with explained(str(copy)), closing(sqlite3.connect(temporary)) as target:
            database.connection.backup(target)
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(copy)
        sync_folder(copy.parent)
    except OSError as error:
        raise OutputError(
            f"cannot write the backup {copy}: {error.strerror or error}; the ledger is unchanged"
        ) from error
    return copy
