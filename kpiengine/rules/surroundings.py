"""What a rule file is checked against: the catalogue, and what the project file says of money and people."""

from collections.abc import Mapping
from datetime import date

from attrs import Factory, frozen

from kpiengine.expressions.types import TEXT, Kind, Type, number
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.model import Head

# Columns of every roster that conditions may name; those with text may also choose people.  They are the ones of
# the table `agents` (facts/agents.py), which this layer must not import; a test holds the two together.
ROSTER: Mapping[str, Type] = {
    "kind": TEXT,
    "role": TEXT,
    "line": TEXT,
    "employment": TEXT,
    "weekly_hours": number(2, 16_800),
    "base_pay": number(2, 10**12),
}
# Attributes that choose people only: ids, which the roster calls agent_id, team_id and site_id.
IDS = ("agent_id", "team", "site")
FTE = number(2, 150)
_USABLE = frozenset({Kind.NUMBER, Kind.BOOL, Kind.TEXT})


@frozen
class Surroundings:
    """Catalogue, currencies, and the roster's columns with their types.

    `columns` are the declared further columns of the roster.  `today` is the day on which lints that depend on
    one are judged; without it (in a run) they are silent.
    """

    catalogue: Catalogue
    currency: str | None = None
    site_currencies: Mapping[str, str | None] = Factory(dict)
    columns: Mapping[str, Type] = Factory(dict)
    today: date | None = None

    def currency_of(self, head: Head) -> str | None:
        """What the rule set pays in: its own word, else that of its one site, else the project's."""
        sites = head.agents.get("site", ())
        of_sites = {self.site_currencies.get(site) or self.currency for site in sites}
        found = of_sites.pop() if len(of_sites) == 1 else self.currency
        return head.currency or found

    def roster(self) -> dict[str, Type]:
        """Every column of the roster that a condition may name."""
        return {**ROSTER, **{name: kind for name, kind in self.columns.items() if kind.kind in _USABLE}}

    def people(self) -> tuple[str, ...]:
        """Every attribute that `agents` may name."""
        texts = (name for name, kind in self.roster().items() if kind.kind is not Kind.NUMBER)
        return (*IDS, *texts)


def surroundings(project: Project, catalogue: Catalogue, today: date | None = None) -> Surroundings:
    """As the project file says."""
    roster = project.roster
    return Surroundings(
        catalogue,
        currency=project.currency,
        site_currencies={site.id: site.currency for site in project.sites.values()},
        columns={name: column.static_type for name, column in roster.extra.items()} if roster else {},
        today=today,
    )
