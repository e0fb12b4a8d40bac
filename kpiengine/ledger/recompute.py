"""A recorded run computed again from its kept parts and its recorded text, payee by payee, with the other interpreter.

What a run computes over columns is done here row by row.  Every step of every payee must come out as it was recorded.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import evolve, frozen

from kpiengine.decisions.compile import decide_steps
from kpiengine.decisions.decide import narrowed
from kpiengine.errors import KpiError
from kpiengine.expressions import scalar
from kpiengine.expressions.document import from_document, read_type
from kpiengine.expressions.program import Program
from kpiengine.expressions.tree import Node
from kpiengine.ledger import archive as archives
from kpiengine.ledger.archive import Trace
from kpiengine.ledger.opening import RESULTS, Ledger
from kpiengine.ledger.recorded import recorded_texts
from kpiengine.ledger.runs import Run
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.scores.compile import score_steps
from kpiengine.scores.scorecards import complete_types


@frozen
class Recomputed:
    """How many payees and steps were computed again, and what came out otherwise (the first of them)."""

    payees: int
    steps: int
    differences: tuple[str, ...]


MOST = 20  # differences that are told


def recompute(ledger: Ledger, run: Run, project: Project, plugins: Catalogue) -> Recomputed:
    """Computes every step of a run again; raises KpiError if its text or its frames are no longer there."""
    _, _, rulesets = recorded_texts(ledger, run.bundle, project, plugins)
    kept = archives.find(ledger.place.folder / RESULTS, run.archive)
    payees = steps = 0
    differences: list[str] = []
    for name, trace in kept.traces.items():
        made = steps_of(rule_set_of(rulesets, name, run, trace.frame), trace)
        for row in trace.frame.iter_rows(named=True):
            payees += 1
            again = values_of(row, made)
            differences += [
                f"{row['agent_id']}: {step} was {row[step]}, is {again[step]}"
                for step in made
                if (type(row[step]), row[step]) != (type(again[step]), again[step])
            ]
        steps += len(made) * trace.frame.height
    return Recomputed(payees, steps, tuple(differences[:MOST]))


def steps_of(checked: CheckedRuleSet, trace: Trace) -> dict[str, Node]:
    """Each value from its parts as it was recorded; score and decision as the recorded text gives them; in order."""
    text, bounds = trace.document["types"], trace.document["bounds"]
    types = {name: evolve(read_type(text[name]), bound=bound) for name, bound in bounds.items()}
    measured = {name: from_document(tree) for stage, name, tree in trace.document["steps"] if stage == "measure"}
    known = complete_types(checked, types)
    scores = Program(score_steps(checked, known))
    # Bounds decide how many decimals an exact quotient keeps, so money is made again with those of its values.
    of_money = trace.document.get("money_bounds", {})
    money = {name: evolve(read_type(text[name]), bound=bound) for name, bound in of_money.items()}
    deciding = decide_steps(narrowed(checked, money), {**known, **scores.types(), **money})
    decided = Program(deciding.steps)
    return {**measured, **scores.ordered(), **decided.ordered()}


def values_of(row: Mapping[str, Any], steps: Mapping[str, Node]) -> dict[str, Any]:
    """A payee's measured values and every step computed from them, in the order of computing."""
    values: dict[str, Any] = {name: value for name, value in row.items() if name not in steps}
    for name, tree in steps.items():
        values[name] = scalar.evaluate(tree, values)
    return values


def rule_set_of(rulesets: Sequence[CheckedRuleSet], name: str, run: Run, frame: pl.DataFrame) -> CheckedRuleSet:
    """The version of the rule set that held for the period: the last one that had begun on its first day."""
    first = frame["first_day"].min()
    own = [r for r in rulesets if r.ruleset.head.id == name]
    begun = [r for r in own if first is None or r.ruleset.head.start.toordinal() - EPOCH <= int(str(first))]
    if not begun:
        raise KpiError(f"the recorded text of run {run.number} of {run.plan} {run.period} has no rule set {name}")
    return max(begun, key=lambda r: r.ruleset.head.start)


EPOCH = 719163  # the ordinal of 1970-01-01
