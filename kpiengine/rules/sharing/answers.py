"""What checks found, by what they looked at: a check is run again only where something that it looked at differs.

A check asks one question after another, and which one comes next depends on the answers alone.  So the answers of
all rule sets make a tree: at each branch one question, below each of its answers the next one, and at the end what the
check found.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import TypeVar

from attrs import Factory, define, field, frozen

from kpiengine.rules.checks.context import Context
from kpiengine.rules.sharing.noted import Facts, Question, noted

Result = TypeVar("Result")
Step = Callable[[Context], Result]


@frozen
class _Found:
    """The end of a way: what was found, and the context that keeps alive what it was found in."""

    result: object
    context: Context


@define
class _Branch:
    question: Question
    below: dict[Hashable, "_Branch | _Found"] = field(factory=dict)


@define
class Answers:
    """What was found in one run."""

    _trees: dict[Step[object], dict[Hashable, _Branch | _Found]] = Factory(dict)

    def of(self, step: Step[Result], facts: Facts) -> Result:
        """What a step says of a rule set."""
        start = self._trees.setdefault(step, {})
        at = start.get(None)
        while type(at) is _Branch:
            at = at.below.get(facts[at.question])
        return (at if isinstance(at, _Found) else self._anew(step, facts, start)).result  # type: ignore[return-value]  # each step has its own tree

    def _anew(self, step: Step[Result], facts: Facts, start: dict[Hashable, _Branch | _Found]) -> _Found:
        asked: dict[Question, None] = {}
        result: object = step(noted(facts.context, asked.setdefault))
        found = _Found(tuple(result) if isinstance(result, Iterator) else result, facts.context)
        below, answer = start, None
        for question in asked:
            branch = below.get(answer)
            if not isinstance(branch, _Branch) or branch.question != question:
                branch = below[answer] = _Branch(question)
            below, answer = branch.below, facts[question]
        below[answer] = found
        return found
