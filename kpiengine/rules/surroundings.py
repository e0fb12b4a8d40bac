"""What a rule file is checked against: the catalogue, and what the project file says of money and people."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from attrs import Factory, field, frozen

from kpiengine.documents.text import Hints
from kpiengine.expressions.types import Kind, Type
from kpiengine.periods import PayCalendar
from kpiengine.plugin import Catalogue, Metric, Params
from kpiengine.plugin.catalogue import Judgement
from kpiengine.plugin.columns import Column
from kpiengine.plugin.roster import AGENTS, ATTRIBUTES, IDS
from kpiengine.project import Project
from kpiengine.rules.full_time import FullTime
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.values import Number
from kpiengine.rules.model.words import OwnPeriod, PeriodKind

# Columns of every roster that conditions may name; those with text may also choose people.
ROSTER: Mapping[str, Column] = {name: AGENTS.columns[name] for name in ATTRIBUTES}
FTE = AGENTS.columns["fte"].static_type
_USABLE = frozenset({Kind.NUMBER, Kind.BOOL, Kind.TEXT})


@frozen
class Surroundings:
    """Catalogue, currencies, sites, calendars, benchmarks, and the roster's columns.

    `columns` are the further columns of the roster, as [facts.agents.extra] declares them; `plans` are the plans that
    the project file has, if it has any, `periods` its calendars, `receivers` those of [notify].  `today` is the day on
    which lints that depend on one are judged; without it (in a run) they are silent.  `unsaid` are codes that would
    only repeat a fault of the project file, where that has faults itself.
    """

    catalogue: Catalogue
    currency: str | None = None
    site_currencies: Mapping[str, str | None] = Factory(dict)
    columns: Mapping[str, Column] = Factory(dict)
    sites: frozenset[str] = frozenset()
    calendars: Mapping[str, tuple[tuple[date, date], ...]] = Factory(dict)
    benchmarks: Mapping[str, Number] = Factory(dict)
    plans: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    periods: Mapping[str, PayCalendar] = Factory(dict)
    full_time: FullTime = Factory(FullTime)
    site_full_time: Mapping[str, FullTime] = Factory(dict)
    today: date | None = None
    unsaid: frozenset[str] = frozenset()
    _judged: dict[tuple[str, str], Judgement] = field(factory=dict, init=False, eq=False, repr=False)

    def judge(self, metric: Metric, settings: Params) -> Judgement:
        """What the catalogue says of a metric under complete settings, asked once for many files."""
        key = (metric.id, repr(sorted(settings.items())))
        known = self._judged.get(key)
        if known is None:
            known = self._judged[key] = self.catalogue.judge(metric, settings)
        return known

    @cached_property
    def hints(self) -> Hints:
        """What the scan of raw lines may say."""
        return Hints(self.currency, {metric.id: metric.unit for metric in self.catalogue.metrics.values()})

    def currency_of(self, head: Head) -> str | None:
        """What the rule set pays in: its own word, else that of its one site, else the project's."""
        sites = head.agents.get("site", ())
        of_sites = {self.site_currencies.get(site) or self.currency for site in sites}
        found = of_sites.pop() if len(of_sites) == 1 else self.currency
        return head.currency or found

    def calendar(self, period: PeriodKind | OwnPeriod) -> str | PayCalendar | None:
        """What periods of this kind are made by; None if the project has no such calendar."""
        return period.value if isinstance(period, PeriodKind) else self.periods.get(period.value)

    def roster(self) -> Mapping[str, Type]:
        """Every column of the roster that a condition may name."""
        return self._roster

    @cached_property
    def _roster(self) -> dict[str, Type]:
        types = {name: column.static_type for name, column in {**ROSTER, **self.columns}.items()}
        return {name: kind for name, kind in types.items() if kind.kind in _USABLE}

    def people(self) -> tuple[str, ...]:
        """Every attribute that `agents` may name."""
        texts = (name for name, kind in self.roster().items() if kind.kind is not Kind.NUMBER)
        return (*IDS, *texts)

    def words_of(self, attribute: str) -> tuple[str, ...]:
        """The only words that the roster has for this attribute; empty where any text may stand.

        Sites are those of the project file, where it declares any.
        """
        if attribute == "site":
            return tuple(self.site_currencies)
        column = self.columns.get(attribute) or ROSTER.get(attribute)
        return column.values if column is not None else ()


def _full_time(project: Project, hours: Decimal, calendar: str | None) -> FullTime:
    """Full time by one calendar; its holidays are the days on which it is closed."""
    opening = project.opening.get(calendar) if calendar is not None else None
    closed = () if opening is None else tuple(day for day, windows in opening.days if not windows)
    return FullTime(int(hours) if hours == int(hours) else hours, closed)


# What cannot be judged while a part of the project file is in doubt: no currency; no such column, or no such name.
_UNSAID: Mapping[str, frozenset[str]] = {
    "currency": frozenset({"KPI144", "KPI237"}),
    "roster": frozenset({"KPI202", "KPI219", "KPI237"}),
}


def surroundings(
    project: Project, catalogue: Catalogue, today: date | None = None, doubts: Collection[str] = ()
) -> Surroundings:
    """As the project file says; `doubts` are the parts of it that could not be read (`project.read.Doubt`)."""
    roster = project.roster
    return Surroundings(
        catalogue,
        currency=project.currency,
        site_currencies={site.id: site.currency for site in project.sites.values()},
        columns=roster.extra if roster else {},
        sites=frozenset(project.sites),
        calendars=project.named_days,
        benchmarks=project.benchmarks,
        plans=tuple(project.plans),
        receivers=tuple(project.receivers),
        periods=project.periods,
        full_time=_full_time(project, project.full_time_day, project.calendars.default),
        site_full_time={
            site.id: _full_time(project, site.full_time_day, site.calendar or project.calendars.default)
            for site in project.sites.values()
        },
        today=today,
        unsaid=frozenset().union(*(_UNSAID.get(doubt, ()) for doubt in doubts)),
    )
