"""Scenarios in a story: each is told as a rule set of its own, and the score as the mean that it is."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import define

from kpiengine.explaining.sums import TIMES
from kpiengine.explaining.teller import Teller
from kpiengine.expressions.types import Type
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.plain import plain
from kpiengine.rules.segments import in_segment, segment_key
from kpiengine.rules.stints import is_split
from kpiengine.scores.scenarios import COMPOSITES, UNITS


@define
class SegmentTeller(Teller):
    """As for the agent, but one scenario's rules, and its score and weights for the score and weights."""

    segment: CheckedRuleSet
    scenario: str

    @property
    def rules(self) -> RuleSet:
        """Those of the scenario."""
        return self.segment.ruleset

    @property
    def checked(self) -> CheckedRuleSet:
        """The same with its measures."""
        return self.segment

    def type(self, column: str) -> Type:
        """The type of the scenario's own column, where it has one."""
        types = self.found.sheet.types
        return types.get(segment_key(column, self.scenario)) or types[column]


def segments_of(teller: Teller) -> Iterator[SegmentTeller]:
    """One teller for each scenario in which the agent worked."""
    for name in teller.rules.weights:
        if teller.values.get(f"exposure:{name}"):
            segment = in_segment(teller.checked, name)
            ends = segment_key("", name)
            groups = [c for c in teller.values if c.startswith("group:") and c.endswith(ends)]
            own = {column: segment_key(column, name) for column in COMPOSITES}
            own |= {column.removesuffix(ends): column for column in groups}
            own |= {unit: segment_key(unit, name) for unit in UNITS}  # of a team that somebody was in
            left = {c: v for c, v in teller.values.items() if not c.startswith("group:")}
            mine = left | {column: teller.values.get(source) for column, source in own.items() if source in teller}
            yield SegmentTeller(teller.found, mine, teller.language, segment, name)


def counts(teller: Teller, scenario: str) -> bool:
    """Whether the scenario is in the score."""
    return bool(teller.values.get(f"counts:{scenario}"))


def mix_sum(teller: Teller) -> str | None:
    """Each exposure times its scenario's score, over the exposures; None where there is no score to redo."""
    if teller.values.get("score") is None:
        return None
    names = [name for name in teller.rules.weights if counts(teller, name)]
    terms = (f"{teller.short(f'counts:{n}')} {TIMES} {teller.shown(segment_key('score', n))}" for n in names)
    total = sum((Decimal(teller.shown(f"counts:{name}")) for name in names), Decimal(0)).normalize()
    return f"({' + '.join(terms)}) ÷ {plain(total)}"


def headline(teller: Teller, scenario: str) -> str:
    """Its share of the work and of the score, and its own score."""
    team = teller.values.get(segment_key("unit:team", scenario))
    parts = {"name": team or scenario, "work": teller.shown(f"work:{scenario}"), "mix": teller.shown(f"mix:{scenario}")}
    score = teller.shown(segment_key("score", scenario))
    if is_split(teller.rules):
        return teller.say("stint", score=score, **parts)
    return teller.say("scenario" if counts(teller, scenario) else "scenario out", score=score, **parts)
