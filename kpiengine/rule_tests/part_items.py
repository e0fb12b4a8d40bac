"""What of scenarios and of [points] can be tried: rows of weights, scenarios with too little work, steps."""

from collections.abc import Iterator

import polars as pl

from kpiengine.rule_tests.items import Item
from kpiengine.rules.in_force import ranked
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.score import Points
from kpiengine.rules.segments import scenarios_of
from kpiengine.rules.stints import is_split


def reweight_items(rules: RuleSet) -> Iterator[Item]:
    """Other weights in force, in any scenario."""
    for name in scenarios_of(rules) or (None,):
        column = "reweighted" if name is None else f"reweighted#{name}"
        mine = {id_: one for id_, one in rules.reweights.items() if name is None or one.scenario in {None, name}}
        for place, one in enumerate(ranked(mine), 1):
            yield Item(f"weights of {one.id} in force", ("reweight", one.id), pl.col(column) == place)


def scenario_items(rules: RuleSet) -> Iterator[Item]:
    """Each row of weights, each line of a `by.scenario`, and a scenario that is left out."""
    scenarios = rules.scenarios
    if scenarios is None or is_split(rules):
        return
    for name in rules.weights:
        counts = pl.col(f"counts:{name}") > 0
        yield Item(f"weights for {name}", ("weights", name), counts)
        for kpi in rules.kpis.values():
            for by in kpi.by:
                if by.of == "scenario" and any(line.at == name for line in by.lines):
                    yield Item(f"{kpi.id} by scenario {name}", ("kpi", kpi.id, "by", "scenario", name), counts)
    left_out = [(pl.col(f"exposure:{n}") > 0) & (pl.col(f"counts:{n}") == 0) for n in rules.weights]
    if scenarios.blend != "main" and scenarios.min_percent > 0:
        words = f"a scenario under {scenarios.min_percent} % is left out"
        yield Item(words, ("scenarios", "min_percent"), pl.any_horizontal(left_out))


def points_items(one: Points, columns: set[str]) -> Iterator[Item]:
    """Each step that a new case lies in, and earlier cases that make it the 2nd, 3rd, ..."""
    new, earlier = pl.col(f"cases:{one.id}"), pl.col(f"earlier:{one.id}")
    for index, step in enumerate(one.steps):
        reached = (new > 0) & (earlier + new >= step.start)
        if index + 1 < len(one.steps):
            reached &= earlier < one.steps[index + 1].start - 1
        does = "a warning" if step.each is None else f"{step.each} points each"
        yield Item(f"points {one.id} from case {step.start}: {does}", ("points", one.id, "steps", index), reached)
    if any(column.startswith(f"before:{one.id}:") for column in columns):
        yield Item(f"points {one.id} after earlier cases", ("points", one.id, "within"), earlier > 0)
