"""What is said of a rule set whose structure could be read: conditions, checks, and lints where nothing is wrong.

Each step is asked for by `ask`, so that whoever judges many rule sets need not run a step again (`rules.sharing`).
"""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from attrs import frozen

from kpiengine.diagnostics import Level
from kpiengine.documents.finding import Finding
from kpiengine.plugin import Curve
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.every import CHECKS, LINTS
from kpiengine.rules.choosing import curve_ids
from kpiengine.rules.conditions import Conditions, read_conditions

Result = TypeVar("Result")


class Ask(Protocol):
    """Gives what a step says of a rule set."""

    def __call__(self, step: Callable[[Context], Result], context: Context, /) -> Result:
        """The step itself, or what it said before where it looked at the same."""


def ask_itself(step: Callable[[Context], Result], context: Context) -> Result:
    """The step itself."""
    return step(context)


@frozen
class Verdict:
    """`faults` are those of conditions and checks; without errors there are `lints` and the curves of plugins."""

    conditions: Conditions
    faults: tuple[Finding, ...]
    lints: tuple[Finding, ...] = ()
    curves: Mapping[str, Curve] | None = None


def verdict(context: Context, ask: Ask, *, sound: bool) -> Verdict:
    """Everything but the lints of figures; no lints where the file is not `sound` so far."""
    conditions = ask(read_conditions, context)
    between = (finding for check in CHECKS for finding in ask(check, context))
    unsaid = context.around.unsaid
    faults = tuple(finding for finding in (*conditions.findings, *between) if finding.code not in unsaid)
    if not sound or any(finding.severity is Level.ERROR for finding in faults):
        return Verdict(conditions, faults)
    measured = Context(context.ruleset, context.around, context.reading, conditions.wanted)
    lints = tuple(finding for lint in LINTS for finding in ask(lint, measured))
    return Verdict(conditions, faults, lints, ask(_curves, context))


def _curves(context: Context) -> Mapping[str, Curve]:
    return {id_: context.around.catalogue.curves[id_] for id_ in curve_ids(context.ruleset)}
