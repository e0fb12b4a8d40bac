"""What trials are made on: the rule set, the agents to start from, and what the stages made of them."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import Factory, field, frozen

from kpiengine.expressions.tree import Node
from kpiengine.periods import Period
from kpiengine.plugin.columns import Column
from kpiengine.rule_tests.coverage import judged_conditions
from kpiengine.rule_tests.movable import Movable, Row, given_as, names
from kpiengine.rule_tests.points import Cell, Point
from kpiengine.rule_tests.stand_ins import Nature, nature_of
from kpiengine.rule_tests.thresholds.bases import GOOD, Bases, number_of
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Number
from kpiengine.rules.segments import segment_key


@frozen
class Trial:
    """One agent to try: which threshold, from which base, and what is given beside that."""

    what: str
    base: str
    point: Point


@frozen
class Ground:
    """`rows` are what the stages made of the bases; `conditions` those that all of their names are known for.

    `beside` is what the roster says of somebody whom another rule set of the plan is for; empty where there is none.
    """

    checked: CheckedRuleSet
    bases: Bases
    rows: Mapping[str, Row] = field(eq=False)
    period: Period
    columns: Mapping[str, Column]
    conditions: Mapping[str, Node] = field(eq=False)
    beside: Mapping[str, Cell] = Factory(dict)

    @property
    def rules(self) -> RuleSet:
        """The rule set."""
        return self.checked.ruleset

    def measure(self, key: str, scenario: str | None = None) -> Wanted:
        """What is measured for a KPI or metric: in a scenario perhaps by a metric of its own."""
        own = self.checked.wanted.get(key if scenario is None else segment_key(key, scenario))
        return own or self.checked.wanted[key]

    def around(self, key: str, mark: Number, scenario: str | None = None) -> Iterator[Number]:
        """The three values that a metric can have nearest to a number."""
        wanted = self.measure(key, scenario)
        low, high = (Fraction(str(end)) for end in wanted.metric.range)
        step = Fraction(1, 1 if nature_of(wanted.metric, wanted.params) is Nature.COUNT else 10**wanted.metric.decimals)
        at = (Fraction(mark) // step) * step
        for value in (at - step, at, at + step):
            if low <= value <= high:
                yield number_of(value, wanted, low, high)

    def given(self, pairs: Sequence[tuple[Movable, object]], base: str) -> Point:
        """Values of columns as what is given beside a base."""
        found = Point()
        for one, value in pairs:
            found = given_as(one, int(str(value)), found.over(self.bases.of(base)), self.period).over(found)
        return found


def make_ground(  # noqa: PLR0913, PLR0917 -- one for each field
    checked: CheckedRuleSet,
    bases: Bases,
    rows: Mapping[str, Row],
    period: Period,
    columns: Mapping[str, Column],
    beside: Mapping[str, Cell],
) -> Ground:
    """The ground for a rule set."""
    known = judged_conditions(checked).items()
    conditions = {key: tree for key, tree in known if all(name in rows[GOOD] for name in names(tree))}
    return Ground(checked, bases, rows, period, columns, conditions, beside)
