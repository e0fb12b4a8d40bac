"""`split_by = "team"`: a rule set with one segment for each team that an agent was in, as `segments` knows scenarios.

An agent's teams of a period are numbered in the order in which they come: `team1`, `team2`.  So a rule set has as many
segments as somebody had teams, however many teams there are; the team's name stands in the column unit:team#team1.
"""

from collections.abc import Iterable

from attrs import evolve

from kpiengine.rules.checked import CheckedRuleSet, Only, Wanted
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.scenarios import Scenarios
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.segments import segment_key

BY_TEAM = "@team"  # no dimension of contacts can be called so
_PERSONAL = (KpiLevel.AGENT, KpiLevel.QUEUE)


def stint(number: int) -> str:
    """What the first, second, ... team of an agent's period is called."""
    return f"team{number}"


def is_split(rules: RuleSet) -> bool:
    """Whether its segments are teams."""
    return rules.scenarios is not None and rules.scenarios.by == BY_TEAM


def stints_in(columns: Iterable[str]) -> int:
    """Into how many teams a recorded rule set was split, by its columns; 0 where nobody changed the team."""
    return sum(column.startswith("exposure:team") for column in columns)


def split(rules: RuleSet, count: int) -> RuleSet:
    """The rule set with so many segments, all with its weights; nothing is under a least share."""
    weights = {kpi.id: kpi.weight or 0 for kpi in rules.weighted}
    return evolve(
        rules,
        kpis={kpi.id: evolve(kpi, weight=None) for kpi in rules.kpis.values()},
        scenarios=Scenarios(BY_TEAM, rules.segments.blend, 0),
        weights={stint(number): weights for number in range(1, count + 1)},
    )


def split_checked(checked: CheckedRuleSet, count: int) -> CheckedRuleSet:
    """The same for a checked rule set, with the measures of each segment."""
    found: dict[str, Wanted] = dict(checked.wanted)
    for kpi in checked.ruleset.weighted:
        for key in (kpi.id, f"{kpi.id}@team"):
            if key not in checked.wanted:
                continue
            one, end = checked.wanted[key], key.removeprefix(kpi.id)
            own = one.level in _PERSONAL and one.back is None
            for name in map(stint, range(1, count + 1)):
                mine = f"{segment_key(kpi.id, name)}{end}"
                only = Only(BY_TEAM, name) if own else None
                found[mine] = evolve(one, key=mine, only=only, whole=key, stint=name)
    return evolve(checked, ruleset=split(checked.ruleset, count), wanted=found)
