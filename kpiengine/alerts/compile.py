"""The alert conditions of one rule set as a list of steps: `alert:A` is true, false or missing.

A missing condition raises nothing: silence of the data is not a state of the agent.
"""

from collections.abc import Mapping

from kpiengine.expressions.program import Step
from kpiengine.expressions.types import Type
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.scores.steps import Steps


def alert_steps(checked: CheckedRuleSet, types: Mapping[str, Type]) -> tuple[Step, ...]:
    """One step for each alert, over a frame that is decided already."""
    steps = Steps(types)
    for alert in checked.ruleset.alerts.values():
        steps.add(f"alert:{alert.id}", checked.conditions[f"alert.{alert.id}.when"])
    return steps.done()
