"""A rule set with some alerts of another one, and of its measures only those that they name.

A check every quarter of an hour counts no more than it needs, and what reads earlier months elsewhere in the file is no
concern of half an hour.  A queue, as the subject of such a rule set, has neither score nor pay.
"""

from collections.abc import Iterable, Mapping

from attrs import evolve

from kpiengine.expressions.tree import Node, Op
from kpiengine.rules.checked import CheckedRuleSet, Watched
from kpiengine.rules.in_force import in_force
from kpiengine.rules.model.alert import Alert
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet

_SCORED = ("points:", "weight:", "group:", "used:", "share:", "past:")


def alerts_alone(checked: CheckedRuleSet, head: Head, alerts: Mapping[str, Alert]) -> CheckedRuleSet:
    """The rule set that judges these alerts; `head` says for whom and in which periods.

    An alert on a score or a tier needs the whole rule set; any other needs its own measures, with the targets it names.
    """
    more = checked.watched
    wanted = {**checked.wanted, **more.wanted}
    lifted = {**checked.lifted, **more.lifted}
    peers = {one.column: one for one in (*checked.peers, *more.peers)}
    conditions = {key: tree for key, tree in checked.conditions.items() if key.startswith("alert.")}
    conditions = {key: tree for key, tree in conditions.items() if key.split(".")[1] in alerts}
    shown = [column for id_ in alerts for column in checked.message_names.get(id_, {}).values()]
    named = [*(name for tree in conditions.values() for name in _names(tree)), *shown]
    made_of = {**lifted, **_marks(checked)}
    columns = _reached(named, {**{one.column: (one.of,) for one in peers.values()}, **_sources(made_of)})
    if any(_is_scored(column) or (column in peers and peers[column].late) for column in columns):
        whole = evolve(checked.ruleset, head=head, alerts=alerts)
        return evolve(checked, ruleset=whole, wanted=wanted, lifted=lifted, peers=tuple(peers.values()))
    keys = {column.partition(":")[2] for column in columns}
    return evolve(
        checked,
        ruleset=RuleSet(head, alerts=alerts),
        wanted={key: wish for key, wish in wanted.items() if key in keys},
        lifted={column: tree for column, tree in made_of.items() if column in columns},
        conditions=conditions,
        peers=tuple(one for one in peers.values() if one.column in columns),
        watched=Watched(),
        closed=(),
    )


def _marks(checked: CheckedRuleSet) -> dict[str, Node]:
    """Targets, and what they are made of, in the order in which they follow from each other."""
    if checked.ruleset.scenarios is not None:  # a target of one scenario is none of the whole window
        return {}
    return in_force(checked.ruleset, checked.conditions)


def _is_scored(column: str) -> bool:
    return column in {"score", "tier"} or column.startswith(_SCORED)


def _sources(trees: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    return {column: tuple(_names(tree)) for column, tree in trees.items()}


def _reached(names: Iterable[str], made_of: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """These columns and those that they are made of."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += made_of.get(name, ())
    return frozenset(found)


def _names(node: Node) -> list[str]:
    if node.op is Op.NAME:
        return [str(node.value)]
    return [name for arg in node.args for name in _names(arg)]
