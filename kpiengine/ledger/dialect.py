"""What two databases say differently about the same ledger; every other line of SQL runs on both as it is written.

A statement is written once, with `:name` for values.  SQLite runs it unchanged; a server gets its own spelling of
placeholders and types from here.
"""

import re
from typing import Protocol

_NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


class Dialect(Protocol):
    """How one database spells the ledger."""

    name: str
    begin: tuple[str, ...]  # statements that begin a transaction in which nobody else writes
    hold: str | None  # a query that takes the one writer's lock for the length of the connection, or says no

    def query(self, text: str) -> str:
        """The statement with this database's placeholders."""
        ...

    def table(self, text: str) -> str:
        """CREATE TABLE, written for strict SQLite, with this database's types."""
        ...

    def append_only(self, table: str) -> tuple[str, ...]:
        """Statements after which rows of the table can neither be changed nor deleted."""
        ...


class Sqlite:
    """SQLite 3.37 or newer: STRICT tables, one writer at a time."""

    name: str = "sqlite"
    begin: tuple[str, ...] = ("BEGIN IMMEDIATE",)
    hold: str | None = None  # a file's lock does it (ledger.lock)

    def query(self, text: str) -> str:
        """As written."""
        return text

    def table(self, text: str) -> str:
        """As written."""
        return text

    def append_only(self, table: str) -> tuple[str, ...]:
        """One trigger for each of the two."""
        return tuple(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END"
            for verb in ("UPDATE", "DELETE")
        )


class Postgres:
    """PostgreSQL 13 or newer."""

    name: str = "postgresql"
    begin: tuple[str, ...] = ("BEGIN", "LOCK TABLE schema_versions IN EXCLUSIVE MODE")
    hold: str | None = "SELECT pg_try_advisory_lock(hashtext('kpiengine ledger'))"

    def query(self, text: str) -> str:
        """`:name` as `%(name)s`."""
        return _NAMED.sub(r"%(\1)s", text.replace("%", "%%"))

    def table(self, text: str) -> str:
        """64-bit integers, text compared byte by byte, and no words of SQLite's after the bracket."""
        text = re.sub(r"\) (STRICT|WITHOUT ROWID)(, (STRICT|WITHOUT ROWID))?$", ")", text.strip())
        return re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', re.sub(r"\bINTEGER\b", "BIGINT", text))

    def append_only(self, table: str) -> tuple[str, ...]:
        """A function that refuses, and the trigger that calls it."""
        function = (
            f"CREATE FUNCTION {table}_no_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'rows of {table} never change'; END $$"
        )
        trigger = (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_no_change()"
        )
        return function, trigger


SQLITE: Dialect = Sqlite()
POSTGRES: Dialect = Postgres()
