"""A rule set whose subjects are queues, with the alerts of another one that are about queues, and nothing else.

A queue has neither score nor pay.  Of what the rule set measures only that is taken which the alerts name, so that a
check every quarter of an hour counts no more than it needs.
"""

from collections.abc import Iterable, Mapping

from attrs import evolve

from kpiengine.expressions.tree import Node, Op
from kpiengine.rules.checked import CheckedRuleSet, Watched
from kpiengine.rules.in_force import marks_in_force
from kpiengine.rules.model.alert import Alert
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import KpiLevel

_TARGET = "target:"


def of_queues(checked: CheckedRuleSet, head: Head, alerts: Mapping[str, Alert]) -> CheckedRuleSet:
    """The rule set that judges these alerts; `head` says in which periods."""
    more = checked.watched
    wanted = {**checked.wanted, **more.wanted}
    lifted = {**checked.lifted, **more.lifted}
    conditions = {key: tree for key, tree in checked.conditions.items() if key.startswith("alert.")}
    conditions = {key: tree for key, tree in conditions.items() if key.split(".")[1] in alerts}
    shown = [column for id_ in alerts for column in checked.message_names.get(id_, {}).values()]
    columns = _reached((*(name for tree in conditions.values() for name in _names(tree)), *shown), lifted)
    keys = {column.partition(":")[2] for column in columns}
    targets = {
        column: _target(checked, column.removeprefix(_TARGET)) for column in columns if column.startswith(_TARGET)
    }
    return evolve(
        checked,
        ruleset=RuleSet(evolve(head, level=KpiLevel.QUEUE), alerts=alerts),
        wanted={key: wish for key, wish in wanted.items() if key in keys},
        lifted={column: tree for column, tree in lifted.items() if column in columns} | targets,
        conditions=conditions,
        peers=(),
        watched=Watched(),
    )


def _target(checked: CheckedRuleSet, kpi: str) -> Node:
    """The target of a KPI, which the check has found to be one number for everybody."""
    rules = checked.ruleset
    return marks_in_force(rules, rules.kpis[kpi], checked.conditions)[f"{_TARGET}{kpi}"]


def _reached(names: Iterable[str], lifted: Mapping[str, Node]) -> frozenset[str]:
    """These columns and those that they are made of."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _names(lifted[name]) if name in lifted else []
    return frozenset(found)


def _names(node: Node) -> list[str]:
    if node.op is Op.NAME:
        return [str(node.value)]
    return [name for arg in node.args for name in _names(arg)]
