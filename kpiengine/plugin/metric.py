"""A metric is data, not a procedure: a plan, and a record that says what it means.

View   a named, shared table made from facts (view.py)
Part   one integer aggregate over a view (plan.py)
Plan   parts, optional keys with reduce steps, and the formula over the parts (plan.py)
Metric the plan with its title, unit, direction, parameters and documents
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from attrs import Factory, field, frozen

from kpiengine.plugin.params import Param, Params
from kpiengine.plugin.plan import Plan


class Better(StrEnum):
    """Which way is good; `within` means good inside a range, `neutral` is context and never scored."""

    HIGHER = "higher"
    LOWER = "lower"
    WITHIN = "within"
    NEUTRAL = "neutral"


class Control(StrEnum):
    """Who can move the value: the agent, agent and system together, or the system alone."""

    AGENT = "agent"
    SHARED = "shared"
    SYSTEM = "system"


@frozen
class Case:
    """A worked example: rows per fact table, and the value as printed (None: no value)."""

    title: str
    expected: str | None
    facts: Mapping[str, tuple[Mapping[str, Any], ...]]
    params: Params = Factory(dict)
    level: str = "centre"
    subject: str | None = None


@frozen
class Metric:
    """What is measured, for whom, in which unit, and how it is read.

    `unit` is the one under the default parameters; `units` says it under any, where a parameter changes it.
    `range` is in the metric's unit, both ends allowed, as decimal text or whole numbers; a value outside it is a
    fault of the plugin.  `human`: for teams, sites and the centre only rows of people count who have the role agent on
    that day, and rows that name nobody; for one person it does not matter, since a rule set says whom it scores.
    `levels` are those at which it may be measured.  `min_sample` is a default that a rule
    set may override.  A site is made of its agents, or (`of_queues`) of its queues, as their table says: for what
    belongs to a queue and to nobody in particular, such as calls that nobody answered.
    """

    id: str
    title: Mapping[str, str]
    unit: str
    decimals: int
    range: tuple[int, int]
    better: Better
    levels: tuple[str, ...]
    group: str
    control: Control
    plan: Plan | Callable[[Params], Plan]
    min_sample: int = 1
    params: Mapping[str, Param] = Factory(dict)
    personal: bool = False
    docs: Mapping[str, str] = Factory(dict)
    formula: str = ""
    example: str = ""
    source: str = ""
    cases: tuple[Case, ...] = field(default=())
    units: Callable[[Params], str] | None = None
    human: bool = False
    of_queues: bool = False

    def counted_by(self, level: str) -> str | None:
        """Whose rows make up one unit of a level: agent or queue; None for the centre, which has all rows."""
        if level == "centre":
            return None
        return "queue" if level == "queue" or (level == "site" and self.of_queues) else "agent"

    def unit_for(self, params: Params) -> str:
        """The unit under these parameters (complete: defaults filled in)."""
        return self.unit if self.units is None else self.units(params)

    def plan_for(self, params: Params) -> Plan:
        """The plan under these parameters (complete: defaults filled in)."""
        return self.plan if isinstance(self.plan, Plan) else self.plan(params)

    def settings(self, given: Params, level: str | None = None) -> dict[str, Any]:
        """Defaults (those of the level, where it has its own) with `given` laid over them.

        Unknown names are the caller's to refuse.
        """
        own = {
            name: param.at.get(level, param.default) if level else param.default for name, param in self.params.items()
        }
        return own | {name: given[name] for name in own if name in given}
