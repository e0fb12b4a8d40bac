"""The project file as data: who is measured where, whom a plan covers, where facts come from.

The records hold what the file says, with defaults filled in.  Whether a table or a column exists, and whether an
expression is one, is asked by the stages that know the catalogue; `Project.place` gives them the line to name.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeAlias

from attrs import Factory, frozen

from kpiengine.diagnostics import Place
from kpiengine.documents.locate import Locator
from kpiengine.periods import Calendars, OpeningHours, PayCalendar
from kpiengine.plugin.columns import Column
from kpiengine.plugin.roster import AGENTS

# attribute of the roster -> allowed values; all attributes must hold
MatchTable: TypeAlias = Mapping[str, tuple[str, ...]]
# a header or an expression as text, or a constant for every row
Mapped: TypeAlias = str | int | bool | Decimal


# in major units: for every currency alike, or for each
MostMoney: TypeAlias = Decimal | Mapping[str, Decimal]


METRIC_FILES = ("metrics/*.toml",)


@frozen
class Site:
    """[site.ID]: zone, currency and calendar (the name of one); each defaults to the project's."""

    id: str
    zone: str
    currency: str | None = None
    calendar: str | None = None
    full_time_day: Decimal = Decimal(8)


@frozen
class PlanCoverage:
    """[plan.ID]: whom the plan must cover, and which plans may pay the same agent beside it."""

    id: str
    covers: MatchTable = Factory(dict)
    pays_beside: tuple[str, ...] = ()


@frozen
class Engine:
    """[engine]: what runs the aggregation, its memory limit in bytes, and where it may put what does not fit."""

    name: Literal["polars", "duckdb", "pyspark"] = "polars"
    memory: int | None = None
    spill: Path | None = None


@frozen
class Limits:
    """[limits]: what may be paid before a person has to look; None is no limit.  Amounts in major units.

    `per_agent`, `per_run` and `change_percent` hold a run; the other two bound what `adjust` may give by hand: to one
    payee, and in all as a share of what the period paid.  An amount may differ by currency; a currency that is not
    named has no limit then.
    """

    per_agent: MostMoney | None = None
    per_run: MostMoney | None = None
    change_percent: Decimal | None = None
    manual_per_agent: MostMoney | None = None
    manual_percent: Decimal | None = None


def most_of(limit: MostMoney | None, currency: str) -> Decimal | None:
    """The limit on amounts of one currency, in major units."""
    return limit.get(currency) if isinstance(limit, Mapping) else limit


@frozen
class Approval:
    """[approval]: whether only approved texts can close a period, and who may approve (nobody named: anybody)."""

    required: bool = False
    approvers: tuple[str, ...] = ()


@frozen
class LedgerPlace:
    """[ledger]: a file or the address of a server (None: a file in .kpiengine), and the folder of payroll files.

    `archive` says that the files which results are made from are kept beside the ledger.
    """

    url: str | None = None
    exports: str = "payroll"
    archive: bool = False


@frozen
class MailServer:
    """[mail]: where the server's address with its password stands, and who the mails are from."""

    server: str
    sender: str | None = None


@frozen
class Receiver:
    """[notify.NAME]: at most one of mail, chat, webhook and file; texts of the form env:NAME or file:PATH are secrets.

    `who` is "agent" or the roster column with the person's id; `address` the roster column with a person's mail
    address, which is used where no way is written.  `lines` is the most that one message lists.
    """

    name: str
    who: str | None = None
    address: str = "mail"
    mail: str | None = None
    chat: str | None = None
    webhook: str | None = None
    file: str | None = None
    hosts: tuple[str, ...] = ()
    private: bool = False
    language: Literal["en", "zh"] | None = None
    lines: int = 20

    @property
    def way(self) -> str:
        """How it is reached."""
        return next((way for way in ("mail", "chat", "webhook", "file") if getattr(self, way) is not None), "person")


@frozen
class FactSource:
    """[facts.TABLE]: files of one fact table and how their columns become the table's.

    `columns` maps a column of the table to a header, an expression over headers, or a constant.  `names` gives a
    header that is no plain word an alias for use in expressions.  `extra` are further declared columns (roster).
    `derive` names columns of other tables ("agent_legs.agent_id") from which the table's ids are taken where
    there is no file of its own.  `max_rejected_percent` is 0..100; both limits hold at once.

    `min_rows`, `max_age_ms` and `control` say when the files are too few, too old or not whole, so that nothing is
    decided on them; `max_drop_percent` is held against what earlier results were made of.  `control` is the path of a
    file with the source's own counts and sums.

    `kept` is of no project file: the bytes of an earlier run by the names that the files had then; they are read
    instead of whatever lies there now.
    """

    table: str
    source: tuple[str, ...] = ()
    format: Literal["csv", "parquet"] = "csv"
    encoding: str = "utf-8"
    separator: str = ","
    skip_lines: int = 0
    thousands: str | None = None
    where: str | None = None
    columns: Mapping[str, Mapped] = Factory(dict)
    names: Mapping[str, str] = Factory(dict)
    date_format: str | None = None
    time_format: str | None = None
    zone: str | None = None
    ambiguous: Literal["reject", "first"] = "first"
    max_rejected_rows: int = 0
    max_rejected_percent: Decimal | None = None
    min_rows: int = 0
    max_drop_percent: Decimal | None = None
    max_age_ms: int | None = None
    control: str | None = None
    rows: Literal["unique", "versions", "trusted"] = "unique"
    extra: Mapping[str, Column] = Factory(dict)
    derive: tuple[str, ...] = ()
    kept: Mapping[str, Path] = Factory(dict)


@frozen
class Project:
    """A checked kpiengine.toml; `folder` is absolute, `path` the file's in it (places say it as seen from here)."""

    name: str
    folder: Path
    path: str
    sha256: str
    zone: str
    language: Literal["en", "zh"] = "en"
    currency: str | None = None
    allow_outside: bool = False
    calendar: str | None = None
    full_time_day: Decimal = Decimal(8)  # hours
    sites: Mapping[str, Site] = Factory(dict)
    opening: Mapping[str, OpeningHours] = Factory(dict)  # [calendar.NAME]
    periods: Mapping[str, PayCalendar] = Factory(dict)  # [period.NAME]
    plans: Mapping[str, PlanCoverage] = Factory(dict)
    named_days: Mapping[str, tuple[tuple[date, date], ...]] = Factory(dict)  # name -> spans of days, both included
    benchmarks: Mapping[str, Decimal] = Factory(dict)
    rules: tuple[str, ...] = ("rules/*.toml",)
    metrics: tuple[str, ...] = METRIC_FILES
    facts: Mapping[str, FactSource] = Factory(dict)
    allowed_plugins: tuple[str, ...] | None = None  # None: every installed one
    engine: Engine = Engine()
    outputs: Path = Path("out")
    limits: Limits = Limits()
    approval: Approval = Approval()
    receivers: Mapping[str, Receiver] = Factory(dict)  # [notify.NAME]
    mail: MailServer | None = None
    ledger: LedgerPlace = LedgerPlace()
    locator: Locator = Factory(lambda: Locator("", ""))

    @property
    def roster(self) -> FactSource | None:
        """[facts.agents]: who works where and since when."""
        return self.facts.get(AGENTS.id)

    @property
    def calendars(self) -> Calendars:
        """Opening hours and where they hold; a single calendar holds everywhere."""
        default = self.calendar or (next(iter(self.opening)) if len(self.opening) == 1 else None)
        sites = {site.id: site.calendar for site in self.sites.values() if site.calendar is not None}
        return Calendars(self.opening, default, sites)

    def place(self, *path: str) -> Place:
        """Where the file says this key, as in `place("facts", "contacts", "columns", "talk_s")`."""
        return self.locator.at(*path)

    def currency_of(self, site: str | None) -> str | None:
        """The site's currency, else the project's."""
        found = self.sites.get(site) if site is not None else None
        return found.currency if found is not None else self.currency
