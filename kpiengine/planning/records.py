"""What the plan stage hands on: whom to measure, on which days, for which rule sets, and which measures.

Subjects, teams and sites are numbered; group keys are those numbers.  Number 0 is a subject that the roster does
not know: its rows are counted, never lost.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import Factory, field, frozen

from kpiengine.periods import Calendars, Period, ZoneSpans
from kpiengine.planning.exclusions import Exclusion
from kpiengine.rules.checked import Back, CheckedRuleSet, Wanted

if TYPE_CHECKING:
    import polars as pl


@frozen
class Roster:
    """Who works where and since when, checked: no two rows of one agent overlap.

    `frame` columns: agent (Int32, 1.. by sorted id), agent_id, name (or missing), valid_from, valid_to (Int32
    days, both included; open end = 2_000_000), kind, role, team_id, site_id, hired_on, fte (Int64, 2 decimals),
    and every further declared column under its own name.  `columns` gives their expression types.
    """

    frame: "pl.DataFrame"
    columns: Mapping[str, "object"]  # name -> expressions.types.Type
    sha256: str


@frozen
class Stretches:
    """Stretches by index, the asked periods first: then `singles` earlier periods, then what is made of several.

    `at` says which stretch a window of a rule set's calendar means in an asked period, `parts` of which single periods
    a stretch consists (oldest first).
    """

    periods: tuple[Period, ...] = ()
    singles: int = 0
    at: Mapping[tuple[int, Back], int] = Factory(dict)
    parts: Mapping[int, tuple[int, ...]] = Factory(dict)


@frozen
class Windows:
    """What the measure stage needs beside the plan of the asked periods.

    `stretches` and `members` are as `EvaluationPlan.stretches` and `assigned` for the further stretches, and `subjects`
    as `covered`: all of them under rule set 0.  There are none where no rule set has such a window.
    """

    over: Stretches = Stretches()
    stretches: "pl.DataFrame | None" = field(default=None, eq=False)
    members: "pl.DataFrame | None" = field(default=None, eq=False)
    subjects: "pl.DataFrame | None" = field(default=None, eq=False)


@frozen
class Stints:
    """The segments of rule sets that are split by team: as if each were a rule set of its own.

    `firsts` says for each such rule set the number of its first stint, `counts` how many it has; stints are numbered on
    from the rule sets.  `covered` has one row per agent x period x stint (column `ruleset`) with team, site and days,
    `assigned` is as `EvaluationPlan.assigned`.
    """

    firsts: Mapping[int, int]
    counts: Mapping[int, int]
    covered: "pl.DataFrame" = field(eq=False)
    assigned: "pl.DataFrame" = field(eq=False)


@frozen
class EvaluationPlan:
    """Everything that load and measure need to know.

    `windows` are the earlier stretches that windows over periods read; nothing else here is about them, but `cuts` and
    `zone` reach back to the first of them.

    `cuts` are the local days (ascending) at which an atom begins; the last one ends the last atom.
    `stretches` has exactly one row per agent x atom x asked period in which the roster knows the agent: agent,
    atom, period (index into `periods`), team, site (numbers, 0 for none), days.  Teams, sites and the centre are
    rolled up with it.  `assigned` has agent, atom, period, ruleset (index into `rulesets`): one row for each rule
    set that covers the agent on the days of the atom (rule sets of different plans may cover the same days).
    `covered` has one row per agent x period x ruleset: agent, agent_id, name, period, ruleset, first_day,
    last_day, days, period_days (days on which any rule set of the same plan covers this agent in the period),
    joined_days (of them taken over from short stretches under other rule sets), team, site (of the last covered day)
    and the roster columns of the first covered day as `roster:NAME`.  For a rule set of another level it has one row
    per unit x period: agent 0, the unit's name as agent_id, and no attributes.  `exclusions` are the spans that must
    not count, from the project's table and from the ledger.
    `stints` are there where somebody changed the team under a rule set that is split by it.
    """

    periods: tuple[Period, ...]
    zone: ZoneSpans
    cuts: tuple[int, ...]
    rulesets: tuple[CheckedRuleSet, ...]
    roster: Roster
    stretches: "pl.DataFrame"
    assigned: "pl.DataFrame"
    covered: "pl.DataFrame"
    teams: tuple[str, ...]  # names by number; "" is number 0
    sites: tuple[str, ...]
    tables: tuple[str, ...]  # fact tables to load
    as_of: int
    calendars: Calendars = field(factory=Calendars)
    exclusions: tuple[Exclusion, ...] = ()
    windows: Windows = field(factory=Windows)
    stints: Stints | None = None

    @property
    def measured(self) -> tuple[Period, ...]:
        """Every stretch that is measured, by its index: the asked periods, then those of windows."""
        return (*self.periods, *self.windows.over.periods)

    def wanted(self) -> dict[tuple[int, str], Wanted]:
        """Every measure of every rule set, by (rule set index, key); stints have those of the whole period."""
        return {(i, k): w for i, r in enumerate(self.rulesets) for k, w in r.wanted.items() if w.stint is None}
