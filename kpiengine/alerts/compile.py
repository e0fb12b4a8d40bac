"""The alert conditions of one rule set as a list of steps.

Columns, A an alert: `alert:A` (whether it is raised; missing where that cannot be known), `severity:A` (0 none, else
its place among the severities), `verdict:A` (what the log has of the window) and `clear:A` where the rule has one.
The highest severity whose condition holds counts.  A condition that cannot be known raises nothing, unless
`if_missing` or (with some data, but too few cases) `if_few` says `fire`: then it counts as true, at the highest
severity that cannot be known.

Alerts that are judged more or less often than the period ends, and those of queues, are judged apart, by rule sets of
their own (`planning.watched`).
"""

from collections.abc import Mapping

from kpiengine.alerts.states import Verdict
from kpiengine.expressions import build as b
from kpiengine.expressions.program import Step
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Type
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.alert import SEVERITIES, Alert
from kpiengine.scores.steps import Steps, any_of, whole

NOTHING = 0


def alert_steps(checked: CheckedRuleSet, types: Mapping[str, Type]) -> tuple[Step, ...]:
    """Two steps for each alert that a run judges, over a frame that is decided already."""
    steps = Steps(types)
    for alert in judged(checked):
        raised = steps.add(f"alert:{alert.id}", _raised(steps, checked, alert))
        severity = steps.add(f"severity:{alert.id}", _severity(steps, checked, alert, raised))
        steps.add(f"verdict:{alert.id}", _verdict(steps, checked, alert, raised, severity))
        if alert.clear is not None:
            steps.add(f"clear:{alert.id}", checked.conditions[f"alert.{alert.id}.clear"])
    return steps.done()


def _verdict(steps: Steps, checked: CheckedRuleSet, alert: Alert, raised: Node, severity: Node) -> Node:
    """What goes into the log (`states.Verdict`): the severity, 0, or why the window counts neither way."""
    calm = whole(Verdict.NO)
    few = whole(Verdict.FEW) if alert.if_few != "resolve" else calm
    missing = whole(Verdict.MISSING) if alert.if_missing != "resolve" else calm
    holds = b.or_(*(condition for _, condition in _conditions(checked, alert)))
    unknown = b.if_(_few(steps, checked, alert, holds), few, missing)
    verdict = b.if_(b.is_missing(raised), unknown, severity)
    unless = checked.conditions.get(f"alert.{alert.id}.unless")
    if unless is None:
        return verdict
    return b.if_(b.coalesce(unless, b.lit(value=False)), whole(Verdict.SKIPPED), verdict)


def judged(checked: CheckedRuleSet) -> tuple[Alert, ...]:
    """The alerts that are judged at the end of the rule set's period."""
    rules = checked.ruleset
    return tuple(alert for alert in rules.alerts.values() if alert.at_the_end_of(rules.head))


def place_of(severity: str) -> int:
    """A severity as a number; the milder the smaller."""
    return SEVERITIES.index(severity) + 1


def _conditions(checked: CheckedRuleSet, alert: Alert) -> list[tuple[str, Node]]:
    """Severity and condition, the mildest first."""
    return [(severity, checked.conditions[".".join(alert.path(severity))]) for severity in alert.by_severity]


def _raised(steps: Steps, checked: CheckedRuleSet, alert: Alert) -> Node:
    """One of the conditions, or what an unknown one counts as."""
    holds = b.or_(*(condition for _, condition in _conditions(checked, alert)))
    if "fire" not in {alert.if_missing, alert.if_few}:
        return holds
    return b.if_(b.is_missing(holds), _fires(steps, checked, alert, holds), holds)


def _severity(steps: Steps, checked: CheckedRuleSet, alert: Alert, raised: Node) -> Node:
    """The highest that holds; of an unknown one that fires, the highest that is unknown."""
    found = whole(NOTHING)
    fires = "fire" in {alert.if_missing, alert.if_few}
    for severity, condition in _conditions(checked, alert):
        known = b.coalesce(condition, b.lit(value=False))
        if fires:
            known = b.or_(known, b.and_(b.is_missing(condition), _fires(steps, checked, alert, condition)))
        found = b.if_(known, whole(place_of(severity)), found)
    return b.if_(b.coalesce(raised, b.lit(value=False)), found, whole(NOTHING))


def _fires(steps: Steps, checked: CheckedRuleSet, alert: Alert, condition: Node) -> Node:
    """Whether an unknown condition counts as true: by `if_few` where one of its values has some cases, but too few."""
    few = _few(steps, checked, alert, condition)
    return b.if_(few, b.lit(value=alert.if_few == "fire"), b.lit(value=alert.if_missing == "fire"))


def _few(steps: Steps, checked: CheckedRuleSet, alert: Alert, condition: Node) -> Node:
    """Whether one of its values has some cases, but too few."""
    few = any_of(
        b.and_(b.gt(n, whole(0)), b.lt(n, whole(least))) for n, least in _samples(steps, checked, alert, condition)
    )
    return b.coalesce(few, b.lit(value=False))


def _samples(steps: Steps, checked: CheckedRuleSet, alert: Alert, condition: Node) -> list[tuple[Node, int]]:
    """Of each measure in the condition its number of cases, and how many it needs."""
    keys = dict.fromkeys(name.partition(":")[2] for name in _names(condition) if ":" in name)
    wanted = {key: checked.wanted[key] for key in keys if key in checked.wanted and f"n:{key}" in steps}
    own = alert.min_sample
    return [
        (b.coalesce(steps[f"n:{key}"], whole(0)), one.min_sample if own is None else own) for key, one in wanted.items()
    ]


def _names(node: Node) -> list[str]:
    if node.op is Op.NAME:
        return [str(node.value)]
    return [name for arg in node.args for name in _names(arg)]
