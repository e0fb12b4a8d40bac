"""What a rule file is checked against: the catalogue, and what the project file says of money and people."""

from collections.abc import Collection, Mapping
from datetime import date

from attrs import Factory, frozen

from kpiengine.expressions.types import Kind, Type
from kpiengine.plugin import Catalogue
from kpiengine.plugin.columns import Column
from kpiengine.plugin.roster import AGENTS, ATTRIBUTES, IDS
from kpiengine.project import Project
from kpiengine.rules.model import Head, Number

# Columns of every roster that conditions may name; those with text may also choose people.
ROSTER: Mapping[str, Column] = {name: AGENTS.columns[name] for name in ATTRIBUTES}
FTE = AGENTS.columns["fte"].static_type
_USABLE = frozenset({Kind.NUMBER, Kind.BOOL, Kind.TEXT})


@frozen
class Surroundings:
    """Catalogue, currencies, sites, calendars, benchmarks, and the roster's columns.

    `columns` are the further columns of the roster, as [facts.agents.extra] declares them.  `today` is the day on
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
    today: date | None = None
    unsaid: frozenset[str] = frozenset()

    def currency_of(self, head: Head) -> str | None:
        """What the rule set pays in: its own word, else that of its one site, else the project's."""
        sites = head.agents.get("site", ())
        of_sites = {self.site_currencies.get(site) or self.currency for site in sites}
        found = of_sites.pop() if len(of_sites) == 1 else self.currency
        return head.currency or found

    def roster(self) -> dict[str, Type]:
        """Every column of the roster that a condition may name."""
        types = {name: column.static_type for name, column in {**ROSTER, **self.columns}.items()}
        return {name: kind for name, kind in types.items() if kind.kind in _USABLE}

    def people(self) -> tuple[str, ...]:
        """Every attribute that `agents` may name."""
        texts = (name for name, kind in self.roster().items() if kind.kind is not Kind.NUMBER)
        return (*IDS, *texts)

    def words_of(self, attribute: str) -> tuple[str, ...]:
        """The only words that the roster has for this attribute; empty where any text may stand."""
        column = self.columns.get(attribute) or ROSTER.get(attribute)
        return column.values if column is not None else ()


# What cannot be judged while a part of the project file is in doubt: no currency; no such column, or no such name.
_UNSAID: Mapping[str, frozenset[str]] = {
    "currency": frozenset({"KPI144"}),
    "roster": frozenset({"KPI202", "KPI219"}),
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
        today=today,
        unsaid=frozenset().union(*(_UNSAID.get(doubt, ()) for doubt in doubts)),
    )
