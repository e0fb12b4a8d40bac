"""The figures of a payout as they are for one agent."""

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.choosing import choose
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.values import Number


def figure(checked: CheckedRuleSet, key: str) -> Node | None:
    """`cap`, `minimum`, `multiply` or `pool` as it is for this agent: a number, a formula, or what its `by` says."""
    payout: Payout = checked.ruleset.payout
    for by in payout.by:
        if key in by.keys:
            said = [line.values.get(key) for line in by.lines]
            at = [line.at if isinstance(line.at, str) else index for index, line in enumerate(by.lines)]
            paths = [f"payout.by.{by.of}.{where}.{key}" for where in at]
            values = [_value(checked, path, value) for path, value in zip(paths, said, strict=True)]
            return choose(by.of, by.lines, values)
    said = getattr(payout, key)
    plain: dict[str, Number | None] = {"cap": None, "minimum": None, "multiply": 1, "pool": None}
    return None if said == plain[key] else _value(checked, f"payout.{key}", said)


def _value(checked: CheckedRuleSet, path: str, said: object) -> Node:
    return checked.conditions[path] if isinstance(said, str) else b.number_lit(said)  # type: ignore[arg-type]  # a number
