"""Opening the ledger of a project: to look at it, or to work on it alone.

Working takes the lock, brings the schema up to date, notes the attempt, and notes at the end how it went.  A ledger
that is gone, or older than the payroll files that it wrote, is refused, because it would pay again.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from attrs import Factory, define, frozen

from kpiengine import __version__
from kpiengine.errors import KpiError
from kpiengine.ledger import attempts, entries, messages
from kpiengine.ledger.database import Database, connect, is_server, shown_place
from kpiengine.ledger.durable import sync_folder
from kpiengine.ledger.entries import Entry
from kpiengine.ledger.lock import AGAIN_S, locked
from kpiengine.ledger.migrate import migrate, schema_version
from kpiengine.ledger.process import Worker
from kpiengine.ledger.schema import MIGRATIONS

FOLDER = Path(".kpiengine")
FILE = "ledger.db"
RESULTS = "results"
BEGIN = "begin"  # the first entry: which ledger this is


@frozen
class Place:
    """Where a project's ledger is: `url` a file or a server; `folder` has results and lock, `payroll` the exports."""

    url: str | Path
    folder: Path
    payroll: Path

    @property
    def shown(self) -> str:
        """As messages name it."""
        return shown_place(self.url)

    @property
    def exists(self) -> bool:
        """Whether there is something to open; of a server only opening can tell."""
        if is_server(self.url):
            return True
        file = Path(self.url)
        return file.is_file() and file.stat().st_size > 0  # an empty one was begun and never written


def place_in(folder: Path, url: str | None = None, payroll: str = "payroll") -> Place:
    """The ledger of the project in `folder`; `url` as the project file says it, a path being relative to it."""
    own = folder / FOLDER
    if url is None:
        where: str | Path = own / FILE
    else:
        where = url if is_server(url) else folder / url.removeprefix("sqlite:")
    return Place(where, own, folder / payroll)


@define
class Ledger:
    """An open ledger.  `attempt` is 0 for one that is only looked at; `warnings` are said once by the command."""

    place: Place
    database: Database
    worker: Worker | None = None
    attempt: int = 0
    moment: str = ""
    warnings: list[str] = Factory(list)
    outcome: str = attempts.DONE
    detail: str = ""

    @property
    def id(self) -> str:
        """Which ledger this is, for ever."""
        return str(self.database.value("SELECT ledger FROM identity"))

    @property
    def head(self) -> str:
        """The last hash of the chain, which stands for the whole ledger."""
        last = entries.newest(self.database)
        return entries.BEGINNING if last is None else last.hash

    @property
    def person(self) -> str:
        """Who is at work."""
        return "" if self.worker is None else self.worker.person

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction of this attempt; refused if another command took it for dead."""
        with self.database.writing():
            attempts.check_fence(self.database, self.attempt)
            yield

    def append(self, kind: str, body: dict[str, Any], plan: str | None = None, period: str | None = None) -> Entry:
        """A line of the log, inside `writing`."""
        return entries.append(
            self.database,
            self.attempt,
            kind,
            body,
            person=self.person,
            moment=self.moment,
            plan=plan,
            period=period,
        )


def instant(now: datetime) -> str:
    """A moment as it is recorded: UTC, to the second."""
    return now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@contextmanager
def looking(place: Place) -> Iterator[Ledger]:
    """The ledger as it is, for reading only; raises KpiError where there is none, or a newer one."""
    if not place.exists:
        raise messages.no_ledger(place.shown)
    database = connect(place.url, read_only=True)
    try:
        found, known = schema_version(database), MIGRATIONS[-1].version
        if found == 0:
            raise messages.no_ledger(place.shown)
        if found > known:
            raise messages.newer_schema(place.shown, found, known)
        yield Ledger(place, database)
    finally:
        database.close()


@contextmanager
def working(  # noqa: PLR0913 -- where, who and when, and three wishes
    place: Place, worker: Worker, now: datetime, *, project: str = "", wait_s: float = 0.0, make: bool = False
) -> Iterator[Ledger]:
    """The ledger, for this command alone; `make` begins a new one where there is none yet.

    Raises KpiError: 75 while another command writes, 6 for a ledger that is gone or older than its exports.
    """
    if not place.exists and not make:
        raise messages.no_ledger(place.shown)
    with locked(place.folder / "lock", place.shown, wait_s):
        _check_not_lost(place)
        if not is_server(place.url):
            Path(place.url).parent.mkdir(parents=True, exist_ok=True)
        database = connect(place.url)
        try:
            _hold(database, wait_s)
            ledger = _begin(place, database, worker, instant(now), project)
            try:
                yield ledger
            except BaseException as error:
                ledger.outcome, ledger.detail = attempts.REFUSED, _said(error)
                with suppress(KpiError):  # what ended the work is what has to be told
                    _end(ledger)
                raise
            _end(ledger)
        finally:
            database.close()


def _hold(database: Database, wait_s: float) -> None:
    """Takes the lock of a server, which other machines see; it ends with the connection, however that ends."""
    end = time.monotonic() + wait_s
    while database.dialect.hold is not None and not database.value(database.dialect.hold):
        if time.monotonic() >= end:
            raise messages.locked(database.place, "on another machine, or an earlier one that the server still keeps")
        time.sleep(AGAIN_S)


def _begin(place: Place, database: Database, worker: Worker, moment: str, project: str) -> Ledger:
    _, backup = migrate(database, moment, __version__)
    # Asked of the table, whatever schema there was: whoever made the tables may have been killed right after.
    if database.value("SELECT ledger FROM identity") is None:
        with database.writing():
            if database.value("SELECT ledger FROM identity") is None:
                database.add("identity", only_one=1, ledger=str(uuid4()), project=project, made=moment)
    ledger = Ledger(place, database, worker, moment=moment)
    check_exports(ledger)
    ledger.attempt, dead = attempts.begin(database, worker, moment)
    if entries.newest(database) is None:
        if not is_server(place.url):
            sync_folder(Path(place.url).parent)  # before the first entry, whichever command was killed before it
        ledger_id, of, made = database.one("SELECT ledger, project, made FROM identity") or ("", "", "")
        with ledger.writing():
            ledger.append(BEGIN, {"ledger": ledger_id, "project": of, "made": made})
    if backup is not None:
        ledger.warnings.append(f"the ledger was brought to a newer schema; as it was before, it is in {backup}")
    for attempt in dead:
        number = f"attempt {attempt.id}, {attempt.command}, begun {attempt.started}"
        ledger.warnings.append(f"an earlier command died before its end ({number}); nothing of it is lost or half done")
    last = entries.newest(database)
    if last is not None and last.recorded > moment:
        ledger.warnings.append(
            f"the clock says {moment}, and the last entry of the ledger is of {last.recorded}; the order of entries "
            "is kept, their times are as the clock says them"
        )
    return ledger


def _end(ledger: Ledger) -> None:
    attempts.end(ledger.database, ledger.attempt, ledger.moment, ledger.outcome, ledger.detail)


def _said(error: BaseException) -> str:
    text = error.message if isinstance(error, KpiError) else type(error).__name__
    return text.partition("\n")[0][:200]


def _check_not_lost(place: Place) -> None:
    """A ledger that is not there although something of it is: it was lost, and a new one would pay again."""
    if place.exists:
        return
    for found in (place.payroll, place.folder / RESULTS):
        if found.is_dir() and any(path for path in found.rglob("*") if path.is_file()):
            raise messages.lost_ledger(place.shown, found)


def check_exports(ledger: Ledger) -> None:
    """Refuses a ledger that does not know a payroll batch of its own payroll folder, or a folder of another one."""
    newest = (ledger.database.value("SELECT max(entry) FROM batches WHERE kind = 'pay'")) or 0
    for file in sorted(ledger.place.payroll.glob("*.json")):
        try:
            said = json.loads(file.read_text("utf-8"))
            number, theirs = int(said["batch"]), str(said["ledger"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # somebody else's file
        if theirs != ledger.id:
            raise messages.other_ledger(ledger.place.shown, ledger.place.payroll, theirs)
        if number > newest:
            raise messages.older_than_exports(ledger.place.shown, number, ledger.place.payroll)
