"""What is in force for a subject and period: targets, floors and weights as trees, by the step that they become.

Order of the targets: the line of `by`, then what a relaxation says instead, then the ramp.  Steps, K a KPI:

    relaxed:K      0, or which relaxation holds (its place in `ranked`, from 1); missing where that cannot be known
    ease           percent of the ramp
    target:K       the target in force; `target_from:K` and `target_to:K` for a pair; floor likewise; `stretch:K`
    moved:R        points that a reweight with a formula moves
    reweighted     0, or which reweight holds; missing where that, or what it moves, cannot be known
    weight:K       the weight in force
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from attrs import evolve, frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import number
from kpiengine.plugin.curve import MARKS
from kpiengine.rules.choosing import choose, line_path
from kpiengine.rules.model.kpi import Kpi, Ramp, Relax
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Mark
from kpiengine.rules.model.weights import Move, Reweight
from kpiengine.rules.model.words import GatePolicy, KpiLevel

Trees = Mapping[str, Node]
Ranked = TypeVar("Ranked", Relax, Reweight)
FULL = 100
MOVED_DECIMALS = 2


def in_force(rules: RuleSet, trees: Trees) -> dict[str, Node]:
    """Every step, each after those that it names; `trees` are the formulas and conditions by "kpi.K.target" and so on.

    Of a rule set with scenarios it is asked for one of them (`choosing.in_scenario`).
    """
    steps: dict[str, Node] = {}
    if rules.ramp is not None:
        steps["ease"] = _ease(rules.ramp)
    for kpi in rules.kpis.values():
        steps |= marks_in_force(rules, kpi, trees)
    return steps | weights_in_force(rules, trees)


def named(steps: Mapping[str, Node], name: str) -> Node:
    """A step as a node: a literal itself, else its column."""
    node = steps[name]
    return node if node.op is Op.LIT else b.name(name, node.type)


# -- marks --------------------------------------------------------------------------------------------------------


def marks_in_force(rules: RuleSet, kpi: Kpi, trees: Trees) -> dict[str, Node]:
    """The marks of one KPI, after `relaxed:K`."""
    steps: dict[str, Node] = {}
    if kpi.relax:
        steps[f"relaxed:{kpi.id}"] = _winner(
            [(one, trees[f"kpi.{kpi.id}.relax.{one.id}.when"]) for one in ranked(kpi.relax)]
        )
    marks = {name: _mark(steps, kpi, name, trees) for name in mark_names(kpi)}
    if rules.ramp is not None and is_eased(rules, kpi):
        for end in ("", "_from", "_to"):
            target, floor = marks.get(f"target{end}"), marks.get(f"floor{end}")
            if target is not None and floor is not None:
                marks[f"target{end}"] = _eased(target, floor, _ease(rules.ramp))
    return steps | {f"{name}:{kpi.id}": node for name, node in marks.items()}


def mark_names(kpi: Kpi) -> tuple[str, ...]:
    """The marks that the KPI says somewhere: target, or target_from and target_to for a pair; floor, stretch."""
    found: list[str] = []
    for key in MARKS:
        instead = [mark for _, mark in _instead(kpi, key)]
        if key in kpi.pairs or any(isinstance(mark, tuple) for mark in instead):
            found += [f"{key}_from", f"{key}_to"]
        elif key in kpi.given or instead:
            found.append(key)
    return tuple(found)


def is_eased(rules: RuleSet, kpi: Kpi) -> bool:
    """Whether the ramp moves the KPI's target: a personal one that has a floor to move to."""
    return (
        rules.ramp is not None
        and kpi.ramp
        and kpi.level is KpiLevel.AGENT
        and {"target", "floor"} <= {name.partition("_")[0] for name in mark_names(kpi)}
    )


def _said(kpi: Kpi, key: str) -> Iterator[tuple[str, Mark]]:
    """Every value that a mark can have, with the key of its formula."""
    mark = getattr(kpi, key)
    if mark is not None:
        yield f"kpi.{kpi.id}.{key}", mark
    yield from _instead(kpi, key)


def _instead(kpi: Kpi, key: str) -> Iterator[tuple[str, Mark]]:
    """Those of lines and relaxations."""
    for by in kpi.by:
        if by.of != "scenario":
            for index, line in enumerate(by.lines):
                if key in line.values:
                    yield ".".join(map(str, (*line_path(kpi.id, by, index), key))), line.values[key]  # type: ignore[misc]  # a mark
    for relax in kpi.relax.values():
        if getattr(relax, key) is not None:
            yield f"kpi.{kpi.id}.relax.{relax.id}.{key}", getattr(relax, key)


def _mark(steps: Mapping[str, Node], kpi: Kpi, name: str, trees: Trees) -> Node:
    key, _, end = name.partition("_")
    values = {path: _node(path, mark, end, trees) for path, mark in _said(kpi, key)}
    own = values.get(f"kpi.{kpi.id}.{key}")
    if own is not None and len(values) == 1:  # most marks are one number
        return own
    nothing = b.missing(b.align(*values.values())[0].type)
    found = nothing if own is None else own
    for by in kpi.by:
        if by.of != "scenario" and key in by.keys:
            paths = (".".join(map(str, (*line_path(kpi.id, by, index), key))) for index in range(len(by.lines)))
            found = choose(by.of, by.lines, [values.get(path, nothing) for path in paths])
    for place, relax in enumerate(ranked(kpi.relax), 1):
        instead = values.get(f"kpi.{kpi.id}.relax.{relax.id}.{key}")
        if instead is not None:
            found = b.if_(b.eq(named(steps, f"relaxed:{kpi.id}"), b.lit(place)), instead, found)
    return found


def _node(path: str, mark: Mark, end: str, trees: Trees) -> Node:
    if isinstance(mark, str):
        return trees[path]
    if isinstance(mark, tuple):
        return b.number_lit(mark[0] if end == "from" else mark[1])
    return b.number_lit(mark)


def _ease(ramp: Ramp) -> Node:
    values = [b.number_lit(line.values["ease_percent"]) for line in ramp.lines]  # type: ignore[arg-type]  # a number
    return choose(ramp.column, ramp.lines, values)


def _eased(target: Node, floor: Node, ease: Node) -> Node:
    """Target - (target - floor) x ease / 100, exactly; it lies between the two, which bounds cannot know."""
    ease = b.name("ease", ease.type)
    moved = b.sub(target, b.ratio((b.sub(target, floor), ease), (b.lit(FULL),), None))
    ends = b.align(moved, target, floor)[1:]
    return evolve(moved, type=number(moved.scale, max(end.type.bound for end in ends)))


def _winner(conditions: Sequence[tuple[Relax | Reweight, Node]]) -> Node:
    """The place (from 1) of the last that holds, which has the highest priority; 0: none, missing: not known."""
    found = b.lit(0)
    for place, (one, condition) in enumerate(conditions, 1):
        holds = condition
        if one.if_missing is not GatePolicy.HOLD:
            holds = b.coalesce(condition, b.lit(one.if_missing is GatePolicy.PASS))
        found = b.if_(holds, b.lit(place), found)
    return found


def ranked(items: Mapping[str, Ranked]) -> tuple[Ranked, ...]:
    """By priority, the lowest first; where they stand in the file does not matter."""
    return tuple(sorted(items.values(), key=lambda one: (one.priority or 0, one.id)))


@frozen
class InForce(Mapping[str, Node]):
    """The marks of these KPIs, each made when it is asked for: which there are does not depend on their figures."""

    rules: RuleSet
    kpis: frozenset[str]
    trees: Trees

    def __contains__(self, name: object) -> bool:
        """Whether the KPI says the mark somewhere."""
        mark, _, kpi = str(name).partition(":")
        return kpi in self.kpis and mark in mark_names(self.rules.kpis[kpi])

    def __getitem__(self, name: str) -> Node:
        """The mark, such as `target:csat`."""
        if name not in self:
            raise KeyError(name)
        return marks_in_force(self.rules, self.rules.kpis[name.partition(":")[2]], self.trees)[name]

    def __iter__(self) -> Iterator[str]:
        """KPI by KPI."""
        return (
            f"{mark}:{kpi}" for kpi in self.rules.kpis if kpi in self.kpis for mark in mark_names(self.rules.kpis[kpi])
        )

    def __len__(self) -> int:
        """How many marks there are."""
        return len(list(iter(self)))


# -- weights ------------------------------------------------------------------------------------------------------


def weights_in_force(rules: RuleSet, trees: Trees) -> dict[str, Node]:
    """`reweighted`, `moved` and `weight:K`; every table makes 100 by construction."""
    base = {kpi.id: Decimal(kpi.weight or 0) for kpi in rules.weighted}
    steps: dict[str, Node] = {}
    found: dict[str, Node] = {kpi: b.number_lit(_plain(weight)) for kpi, weight in base.items()}
    if rules.reweights:
        conditions = [(one, trees[f"reweight.{one.id}.when"]) for one in ranked(rules.reweights)]
        steps |= {
            f"moved:{one.id}": node for one in ranked(rules.reweights) if (node := _moves(rules, one, base, trees))
        }
        steps["reweighted"] = _known(steps, rules, _winner(conditions))
    for place, one in enumerate(ranked(rules.reweights), 1):
        holds = b.eq(named(steps, "reweighted"), b.lit(place))
        table = table_of(rules, one, base)
        if table is not None:
            for kpi in base:
                found[kpi] = b.if_(holds, b.number_lit(_plain(table[kpi])), found[kpi])
        elif isinstance(one.shift, Move):
            moved, give, take = named(steps, f"moved:{one.id}"), one.shift.source, one.shift.to
            less, more = b.number_lit(_plain(base[give])), b.number_lit(_plain(base[take]))
            found[give] = b.if_(holds, _within(b.sub(less, moved)), found[give])
            found[take] = b.if_(holds, _within(b.add(more, moved)), found[take])
    return steps | {f"weight:{kpi}": node for kpi, node in found.items()}


def table_of(rules: RuleSet, one: Reweight, base: Mapping[str, Decimal]) -> dict[str, Decimal] | None:
    """The whole table that a reweight gives; None where a formula decides it."""
    if one.set is not None:
        return {kpi: Decimal(one.set.get(kpi, 0)) for kpi in base}
    if isinstance(one.shift, Move):
        if isinstance(one.shift.points, str):
            return None
        give, take = one.shift.source, one.shift.to
        points = min(Decimal(one.shift.points), base.get(give, Decimal(0)), _room(rules, base.get(take, Decimal(0))))
        return {**base, give: base.get(give, Decimal(0)) - points, take: base.get(take, Decimal(0)) + points}
    return {kpi: weight + Decimal((one.shift or {}).get(kpi, 0)) for kpi, weight in base.items()}


def _room(rules: RuleSet, weight: Decimal) -> Decimal:
    """How much a weight may still grow."""
    return Decimal(FULL if rules.score.max_weight is None else rules.score.max_weight) - weight


def _known(steps: Mapping[str, Node], rules: RuleSet, winner: Node) -> Node:
    """Missing also where the points that the winner moves cannot be known."""
    for place, one in enumerate(ranked(rules.reweights), 1):
        if f"moved:{one.id}" in steps:
            lost = b.and_(b.eq(winner, b.lit(place)), b.is_missing(named(steps, f"moved:{one.id}")))
            winner = b.if_(b.coalesce(lost, b.lit(value=False)), b.missing(winner.type), winner)
    return winner


def _moves(rules: RuleSet, one: Reweight, base: Mapping[str, Decimal], trees: Trees) -> Node | None:
    """The points that go over: not under 0, not more than the one has, not more than the other may have."""
    move = one.shift
    if not isinstance(move, Move) or not isinstance(move.points, str):
        return None
    formula = trees[f"reweight.{one.id}.shift.points"]
    most = min(base[move.source], _room(rules, base[move.to]))
    return _within(b.max_(b.lit(0), b.min_(b.number_lit(_plain(most)), formula)))


def _within(node: Node) -> Node:
    """A weight is 0 to 100, which bounds cannot know."""
    return evolve(node, type=number(node.scale, FULL * 10**node.scale)) if node.op is not Op.LIT else node


def _plain(weight: Decimal) -> Decimal | int:
    return int(weight) if weight == weight.to_integral_value() else weight
