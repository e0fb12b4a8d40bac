"""What of a rule set its tests have tried: every condition true, false and missing, every tier, every line.

An item is something that a rule file says and that some case must come upon.  A condition counts as missing only where
it can be.  The share is rounded down: 100 % is said only where nothing is left.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import polars as pl
from attrs import frozen

from kpiengine.alerts.compile import judged as at_the_end
from kpiengine.decisions.given import Given
from kpiengine.decisions.reason import columns_of
from kpiengine.documents.finding import Path
from kpiengine.expressions import build as b
from kpiengine.expressions.program import Program, Step
from kpiengine.expressions.scalar import evaluate
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Kind
from kpiengine.outputs.results import Judged
from kpiengine.rule_tests.items import Item, lines
from kpiengine.rule_tests.kpi_items import kpi_items
from kpiengine.rule_tests.part_items import points_items, reweight_items, scenario_items
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.choosing import choose
from kpiengine.rules.in_force import is_eased
from kpiengine.rules.model.by import By, Line
from kpiengine.rules.model.ruleset import RuleSet

# Columns that every row of every frame has.
_ALWAYS = frozenset({"days", "period_days", "first_day", "last_day"})
_FULL = 100
_MOST_TRIES = 5_000


@frozen
class Coverage:
    """What was tried of one rule set, whose file is `path`: items in the order of the file."""

    ruleset: str
    path: str
    tried: tuple[Item, ...]
    left: tuple[Item, ...]

    @property
    def percent(self) -> int:
        """The share that was tried, rounded down."""
        whole = len(self.tried) + len(self.left)
        return _FULL if not whole else _FULL * len(self.tried) // whole


def coverage(checked: CheckedRuleSet, runs: Iterable[tuple[Judged, frozenset[str]]]) -> Coverage:
    """What the rows of these runs have tried; each run comes with the agents that are looked at."""
    seen: dict[tuple[str, Path], bool] = {}
    items: dict[tuple[str, Path], Item] = {}
    for judged, agents in _each(runs):
        own = list(_items(judged))
        frame = _with_conditions(judged).filter(pl.col("agent_id").is_in(list(agents)))
        found = frame.select(item.tried.fill_null(value=False).any().alias(str(i)) for i, item in enumerate(own))
        for item, tried in zip(own, found.row(0) if own else (), strict=True):
            key = (item.words, item.path)
            items.setdefault(key, item)
            seen[key] = seen.get(key, False) or bool(tried)
    if not seen:
        return Coverage(checked.ruleset.head.id, checked.path, (), tuple(items.values()))
    tried = tuple(item for key, item in items.items() if seen[key])
    return Coverage(
        checked.ruleset.head.id, checked.path, tried, tuple(item for key, item in items.items() if not seen[key])
    )


def _each(runs: Iterable[tuple[Judged, frozenset[str]]]) -> Iterator[tuple[Judged, frozenset[str]]]:
    """Runs that share their frames, as one."""
    found: dict[int, tuple[Judged, frozenset[str]]] = {}
    for judged, agents in runs:
        before = found.get(id(judged.alerts.frame), (judged, frozenset()))[1]
        found[id(judged.alerts.frame)] = (judged, before | agents)
    yield from found.values()


def _with_conditions(judged: Judged) -> pl.DataFrame:
    """The last frame with every condition of the rule set as a column of its own."""
    columns = set(judged.alerts.frame.columns)
    steps = [
        Step(f"when {key}", node)
        for key, node in judged_conditions(judged.checked).items()
        if all(name in columns for name in columns_of(node))
    ]
    steps += _line_steps(judged.checked.ruleset)
    made: pl.DataFrame = Program(tuple(steps)).run(judged.alerts.frame)
    return made


def judged_conditions(checked: CheckedRuleSet) -> dict[str, Node]:
    """Conditions that a run judges; alerts that `watch` judges are passed over."""
    passed_over = {alert.id for alert in checked.ruleset.alerts.values()} - {alert.id for alert in at_the_end(checked)}
    return {
        key: node
        for key, node in checked.conditions.items()
        if node.kind is Kind.BOOL and not (key.startswith("alert.") and key.split(".")[1] in passed_over)
    }


def _items(judged: Judged) -> Iterator[Item]:
    rules, columns = judged.checked.ruleset, set(judged.alerts.frame.columns)
    yield from kpi_items(judged.checked, columns)
    if rules.ramp is not None and any(is_eased(rules, kpi) for kpi in rules.kpis.values()):
        yield from lines("ramp", By("tenure_months", rules.ramp.lines), ("ramp",))
    yield from reweight_items(rules)
    yield from scenario_items(rules)
    for one in rules.points.values():
        yield from points_items(one, columns)
    for key, node in judged_conditions(judged.checked).items():
        if all(name in columns for name in columns_of(node)):
            yield from _of_condition(key, node, judged.checked)
    yield from _of_decision(judged, columns)


def _of_condition(key: str, node: Node, checked: CheckedRuleSet) -> Iterator[Item]:
    path = tuple(key.split("."))
    words = " ".join(path[:-1] if path[-1] in {"when", "require"} else path)
    seen = pl.col(f"when {key}")
    yield Item(f"{words} true", path, seen)
    yield Item(f"{words} false", path, ~seen)
    if may_be_missing(node) and _is_missing_somewhere(node, checked):
        yield Item(f"{words} missing", path, seen.is_null())


def _is_missing_somewhere(node: Node, checked: CheckedRuleSet) -> bool:
    """Whether some figures make it so: a value is known where there are cases enough, and only there.

    `csat >= 88 and sample(csat) >= 10` is false, not missing, for somebody with too few answers.
    """
    columns = columns_of(node)
    keys = dict.fromkeys(name.partition(":")[2] for name in columns if name.startswith("n:"))
    if not keys:
        return True
    options = [_figures_of(key, checked) for key in keys]
    own = {column for key in keys for column in (f"known:{key}", f"value:{key}", f"n:{key}")}
    # A target of numbers is always there; one of a formula is missing where its figures are.
    others = [
        [{name: value} for value in (0, 10**9, *(() if name.startswith("target") else (None,)))]
        for name in columns
        if name not in own
    ]
    for number, combination in enumerate(product(*options, *others)):
        if number > _MOST_TRIES:
            return True
        row = {name: value for part in combination for name, value in part.items()}
        if evaluate(node, row) is None:
            return True
    return False


def _figures_of(key: str, checked: CheckedRuleSet) -> list[dict[str, int | None]]:
    """No data, too few cases, and plenty with the least and the greatest value."""
    wanted = checked.wanted.get(key)
    least = 1 if wanted is None else wanted.min_sample
    low, high = (0, 10**9) if wanted is None else (int(end) * 10**wanted.metric.decimals for end in wanted.metric.range)
    found = [(None, 0), (low, 10**9), (high, 10**9), *([(None, least - 1)] if least > 1 else [])]
    return [{f"known:{key}": known, f"value:{key}": known, f"n:{key}": n} for known, n in found]


def may_be_missing(node: Node) -> bool:  # noqa: PLR0911 -- one line for each kind of node
    """Whether a tree can come to nothing, as far as its form says."""
    match node.op:
        case Op.LIT:
            return node.value is None
        case Op.NAME:
            return str(node.value) not in _ALWAYS
        case Op.IS_MISSING:
            return False
        case Op.COALESCE:
            return all(may_be_missing(arg) for arg in node.args)
        case Op.DIV:
            divisor = node.args[1]
            return may_be_missing(node.args[0]) or divisor.op is not Op.LIT or not divisor.value
        case Op.STAT:
            return True
        case _:
            return any(may_be_missing(arg) for arg in node.args)


def _line_steps(rules: RuleSet) -> Iterator[Step]:
    """Which line holds, by its place in the list."""
    if rules.ramp is not None:
        yield Step("line ramp", choose(rules.ramp.column, rules.ramp.lines, _places(rules.ramp.lines)))
    for kpi in rules.kpis.values():
        for by in kpi.by:
            if by.of != "scenario":
                yield Step(f"line kpi.{kpi.id}.by.{by.of}", choose(by.of, by.lines, _places(by.lines)))


def _places(lines: Sequence[Line]) -> list[Node]:
    return [b.lit(place) for place in range(len(lines))]


def _of_decision(judged: Judged, columns: set[str]) -> Iterator[Item]:
    rules = judged.checked.ruleset
    if "tier" in columns:
        yield Item("no tier", ("tier",), pl.col("tier") == 0)
        for place, tier in enumerate(rules.tiers, 1):
            yield Item(f"tier {tier.id}", ("tier", tier.id), pl.col("tier") == place)
    for gate in rules.gates.values():
        if "tier" in columns:
            yield Item(f"gate {gate.id} takes something", ("gate", gate.id, "else"), _takes(gate.id, columns))
    for reward in rules.rewards.values():
        if f"reward:{reward.id}" in columns:
            yield Item(
                f"reward {reward.id} given", ("reward", reward.id), pl.col(f"reward:{reward.id}") == int(Given.YES)
            )
    yield from _of_money(judged, columns)


def _of_money(judged: Judged, columns: set[str]) -> Iterator[Item]:
    """What cuts, lifts or shares out an amount, and each rate.  Limits are a net below that and need not be met."""
    payout = judged.checked.ruleset.payout
    cuts = (
        ("amount capped", ("payout", "cap"), payout.cap, "why:CAPPED"),
        ("amount lifted to the minimum", ("payout", "minimum"), payout.minimum, "lifted"),
        ("amounts lowered to the budget", ("payout", "budget"), payout.budget, "scaled"),
    )
    for words, path, said, column in cuts:
        if said is not None and column in columns:
            yield Item(words, path, pl.col(column))
    if "presence" in columns:
        yield Item("less than full time", ("payout", "prorate"), pl.col("presence") < pl.col("presence_full"))
    for rate in payout.rates:
        units = f"known:{payout.units}"
        scale = 10 ** judged.checked.wanted[str(payout.units)].metric.decimals
        yield Item(f"rate over {rate.over}", ("payout", "rates"), pl.col(units) > int(rate.over * scale))


def _takes(gate: str, columns: set[str]) -> pl.Expr:
    """The gate has failed and there was something to take away."""
    effects = [f"why:{kind}:{gate}" for kind in ("TIER_DROPPED", "TIER_CAPPED", "REDUCED")]
    found = [pl.col(name) for name in effects if name in columns]
    forbidden = pl.col(f"failed:{gate}") & (pl.col("tier_by_score") > 0)
    return pl.any_horizontal(found) if found else forbidden
