"""One connection to the ledger: transactions that are durable when they end, and nothing that is changed in silence.

On SQLite each connection sets what the promises rest on and reads it back: write-ahead log, full sync, foreign keys.
Every write is one transaction of one writer.  It knows no table.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from attrs import define

from kpiengine.errors import KpiError
from kpiengine.ledger import messages
from kpiengine.ledger.dialect import POSTGRES, SQLITE, Dialect

Row: TypeAlias = tuple[Any, ...]
SETTINGS = (("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"))
WAIT_MS = 5_000  # for a reader that checkpoints, not for another run: runs have a lock
_SERVER = re.compile(r"^postgres(ql)?://")


def is_server(place: str | Path) -> bool:
    """Whether the place of a ledger is a server's address and no file."""
    return isinstance(place, str) and _SERVER.match(place) is not None


@define
class Database:
    """An open ledger, before anything is known of its tables; `place` is its file, or a server without its secrets."""

    connection: Any
    dialect: Dialect
    place: str
    read_only: bool = False

    def all(self, text: str, **values: object) -> list[Row]:
        """Every row of a query."""
        with explained(self.place):
            return list(self._cursor(text, values).fetchall())

    def one(self, text: str, **values: object) -> Row | None:
        """The only row of a query, or none."""
        with explained(self.place):
            row: Row | None = self._cursor(text, values).fetchone()
            return row

    def value(self, text: str, **values: object) -> Any:  # noqa: ANN401 -- whatever the column holds
        """The first cell of the only row; None where there is none."""
        row = self.one(text, **values)
        return None if row is None else row[0]

    def run(self, text: str, **values: object) -> None:
        """One statement."""
        with explained(self.place):
            self._cursor(text, values)

    def add(self, table: str, **values: object) -> None:
        """One row."""
        names = ", ".join(values)
        self.run(f"INSERT INTO {table} ({names}) VALUES ({', '.join(':' + n for n in values)})", **values)  # noqa: S608 -- our own names

    def add_many(
        self, table: str, columns: Iterable[str], rows: Iterable[Row], alike: Mapping[str, int | None] | None = None
    ) -> None:
        """Many rows, as tuples in the order of the columns, in one call of the driver.

        `alike` are further columns that have one whole number, or nothing, in every row: they are said once instead of
        bound a million times.
        """
        names = list(columns)
        once = {name: "NULL" if value is None else f"{value:d}" for name, value in (alike or {}).items()}
        signs = ["?" if self.dialect is SQLITE else "%s"] * len(names)
        text = f"INSERT INTO {table} ({', '.join([*names, *once])}) VALUES ({', '.join([*signs, *once.values()])})"  # noqa: S608 -- our own names, whole numbers
        with explained(self.place):
            cursor = self.connection.cursor()
            cursor.executemany(text, rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: everything in it is durable at its end, or nothing is."""
        with explained(self.place):
            for text in self.dialect.begin:
                self.connection.execute(text)
        try:
            yield
        except BaseException:
            with suppress(Exception):  # the fault that matters is on its way
                self.connection.execute("ROLLBACK")
            raise
        with explained(self.place):
            try:
                self.connection.execute("COMMIT")
            except BaseException:
                with suppress(Exception):
                    self.connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Ends the connection; the write-ahead log is folded in first, because closing hides what goes wrong there."""
        try:
            if self.dialect is SQLITE and not self.read_only:
                with explained(self.place):
                    self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self.connection.close()

    def _cursor(self, text: str, values: Mapping[str, object]) -> Any:  # noqa: ANN401 -- of either driver
        return self.connection.execute(self.dialect.query(text), dict(values))


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Faults of either driver as sentences with their exit codes."""
    try:
        yield
    except sqlite3.Error as error:
        raise _sqlite_fault(place, error) from error
    except KpiError:
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "psycopg":
            raise
        raise _server_fault(place, error) from error


def _sqlite_fault(place: str, error: sqlite3.Error) -> KpiError:
    if isinstance(error, sqlite3.IntegrityError):
        return messages.rule_of_the_ledger(place, str(error))
    if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return messages.busy(place)
    return messages.unreadable(place, str(error))


def _server_fault(place: str, error: Exception) -> KpiError:
    state = getattr(error, "sqlstate", None) or ""
    said = str(error).partition("\n")[0]
    if state.startswith(("23", "P0001")):  # constraints, and what our triggers raise
        return messages.rule_of_the_ledger(place, said)
    return messages.unreadable(place, said)


def connect(place: str | Path, *, read_only: bool = False) -> Database:
    """Opens the ledger's database, an empty one if there is none; `read_only` never makes or changes anything."""
    if is_server(place):
        return _connect_server(str(place), read_only=read_only)
    file = Path(place)
    with explained(str(file)):
        if read_only:
            connection = sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, isolation_level=None)
        else:
            connection = sqlite3.connect(file, isolation_level=None)
    database = Database(connection, SQLITE, str(file), read_only)
    try:
        with explained(str(file)):
            connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
            for setting, wanted in SETTINGS:
                connection.execute(f"PRAGMA {setting} = {wanted}")
                got = str(connection.execute(f"PRAGMA {setting}").fetchone()[0])
                _check_setting(file, setting, wanted, got)
            if read_only:
                connection.execute("PRAGMA query_only = 1")
    except BaseException:
        connection.close()
        raise
    return database


def _check_setting(file: Path, setting: str, wanted: str, got: str) -> None:
    if got != wanted:
        raise messages.setting_refused(file, setting, wanted, got)


def _connect_server(url: str, *, read_only: bool) -> Database:
    shown = shown_place(url)
    try:
        import psycopg  # noqa: PLC0415 -- an extra that most projects never need
    except ImportError:
        raise KpiError(
            f"the ledger is on a server ({shown}), and the driver for it is not installed; "
            "type `pip install kpiengine[postgresql]`"
        ) from None
    with explained(shown):
        connection = psycopg.connect(url, autocommit=True)
        connection.execute("SET synchronous_commit = on")
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
    return Database(connection, POSTGRES, shown, read_only)


def shown_place(place: str | Path) -> str:
    """The place as messages may say it: a password is left out."""
    return re.sub(r"//([^/@:]*):[^/@]*@", r"//\1:***@", str(place)) if is_server(place) else str(place)
