"""A rule set with scenarios as one plain rule set for each of them, under names of their own.

In a scenario the KPI `csat` is `csat#chat`: so its value, points and weight are the columns value:csat#chat,
points:csat#chat and weight:csat#chat, and everything that scores a plain rule set scores a segment.  Conditions keep
asking for values of the whole period (known:csat), except that in its own formula a KPI is the scenario's.
"""

from collections.abc import Callable, Mapping

from attrs import evolve

from kpiengine.expressions.tree import Node, Op
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.choosing import in_scenario, line_path
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Moved
from kpiengine.rules.model.weights import Move, Reweight

_OWN = "used"  # the only column of a KPI in its formulas that is the scenario's own


def segment_key(kpi: str, scenario: str) -> str:
    """What a KPI is called in one scenario."""
    return f"{kpi}#{scenario}"


def whole_key(kpi: str) -> str:
    """What a KPI is called that a scenario measures by a metric of its own, measured over everything."""
    return f"{kpi}@whole"


def in_segment(checked: CheckedRuleSet, scenario: str) -> CheckedRuleSet:
    """The rule set of one scenario: the KPIs that may count there, under their names in the scenario."""
    rules = in_scenario(checked.ruleset, scenario)
    names = {kpi.id: segment_key(kpi.id, scenario) for kpi in rules.weighted}
    kpis = {names[kpi.id]: _renamed(kpi, scenario) for kpi in rules.weighted}
    reweights = {f"{id_}#{scenario}": _moved(one, names, scenario) for id_, one in rules.reweights.items()}
    wanted: dict[str, Wanted] = {}
    for kpi in names.values():
        keys = (kpi, f"{kpi}@team")
        mine = {key: checked.wanted[key] for key in keys if key in checked.wanted}
        wanted |= mine | {str(one.whole): checked.wanted[str(one.whole)] for one in mine.values() if one.whole}
    return evolve(
        checked,
        ruleset=evolve(rules, kpis=kpis, reweights=reweights, gates={}, tiers=(), rewards={}, alerts={}),
        wanted=wanted,
        conditions=_trees(checked, scenario, names),
    )


def _renamed(kpi: Kpi, scenario: str) -> Kpi:
    """Relaxations keep their names: they stand under the KPI's."""
    return evolve(kpi, id=segment_key(kpi.id, scenario))


def _moved(one: Reweight, names: Mapping[str, str], scenario: str) -> Reweight:
    """The weights of KPIs that count in the scenario; others cannot be moved there."""
    shift = one.shift
    if isinstance(shift, Move):
        shift = evolve(shift, source=names.get(shift.source, ""), to=names.get(shift.to, ""))
    elif shift is not None:
        shift = _table(shift, names)
    own = None if one.set is None else _table(one.set, names)
    return evolve(one, id=segment_key(one.id, scenario), set=own, shift=shift, scenario=None)


def _table(table: Moved, names: Mapping[str, str]) -> Moved:
    return {names[kpi]: points for kpi, points in table.items() if kpi in names}


def _trees(checked: CheckedRuleSet, scenario: str, names: Mapping[str, str]) -> dict[str, Node]:
    """Conditions and formulas under the paths that they have in the scenario's rule set."""
    rules, found = checked.ruleset, dict[str, Node]()
    for path, tree in checked.conditions.items():
        section, _, rest = path.partition(".")
        name, _, key = rest.partition(".")
        if section == "kpi" and name in names:
            found[f"kpi.{names[name]}.{key}"] = tree
        elif section == "reweight":
            found[f"reweight.{segment_key(name, scenario)}.{key}"] = tree
    for kpi in rules.kpis.values():
        for by in kpi.by:
            for index, line in enumerate(by.lines):
                if by.of != "scenario" or line.at != scenario or kpi.id not in names:
                    continue
                for key in line.values:
                    path = ".".join(map(str, (*line_path(kpi.id, by, index), key)))
                    if path in checked.conditions:
                        found[f"kpi.{names[kpi.id]}.{key}"] = checked.conditions[path]
    renamed = renaming({f"{_OWN}:{kpi}": f"{_OWN}:{name}" for kpi, name in names.items()})
    return {path: renamed(tree) for path, tree in found.items()}


def renaming(names: Mapping[str, str]) -> Callable[[Node], Node]:
    """A function that gives a tree with columns called otherwise.

    Trees share parts; a part that was met before is the same object again, which keeps large programs quick.
    """
    done: dict[int, tuple[Node, Node]] = {}  # the first of each pair only keeps its id taken

    def renamed(tree: Node) -> Node:
        known = done.get(id(tree))
        if known is None:
            known = done[id(tree)] = tree, _with_names(tree)
        return known[1]

    def _with_names(tree: Node) -> Node:
        if tree.op is Op.NAME:
            name = names.get(str(tree.value))
            return tree if name is None else evolve(tree, value=name)
        args = tuple(renamed(arg) for arg in tree.args)
        same = all(new is old for new, old in zip(args, tree.args, strict=True))
        return tree if same else evolve(tree, args=args)

    return renamed


def scenarios_of(rules: RuleSet) -> tuple[str, ...]:
    """The scenarios by name, so that their order in the file changes nothing."""
    return tuple(sorted(rules.weights)) if rules.scenarios is not None else ()
