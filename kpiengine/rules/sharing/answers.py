"""What checks found, by what they looked at: a check is run again only where something that it looked at differs.

A check asks one question after another, and which one comes next depends on the answers alone.  So the answers of
all rule sets make a tree: at each branch some questions, below each set of answers the next ones, and at the end what
the check found.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import TypeAlias, TypeVar

from attrs import Factory, define, field, frozen

from kpiengine.rules.checks.context import Context
from kpiengine.rules.sharing.noted import Facts, Question, Questions, Words, noted

Result = TypeVar("Result")
Step = Callable[[Context], Result]
Given: TypeAlias = tuple[Hashable, ...]


@frozen
class _Found:
    """The end of a way: what was found, and the context that keeps alive what it was found in."""

    result: object
    context: Context


@define
class _Branch:
    """Questions that were always asked one after the other, and where each set of answers leads."""

    questions: tuple[Question, ...] = ()
    below: dict[Given, "_Branch | _Found"] = field(factory=dict)

    def put(self, asked: tuple[Question, ...], facts: Facts, found: _Found) -> None:
        """Note what was found after these questions."""
        if not self.below:
            self.questions = asked
        common = _common(self.questions, asked)
        if common < len(self.questions):
            self._part(common)
        given = tuple(map(facts.__getitem__, self.questions))
        rest = asked[common:]
        if not rest:
            self.below[given] = found
            return
        branch = self.below.get(given)
        if not isinstance(branch, _Branch):
            branch = self.below[given] = _Branch()
        branch.put(rest, facts, found)

    def _part(self, place: int) -> None:
        """From here on others may be asked."""
        later, ways = self.questions[place:], self.below
        self.questions, self.below = self.questions[:place], {}
        for given, end in ways.items():
            branch = self.below.setdefault(given[:place], _Branch(later))
            if isinstance(branch, _Branch):
                branch.below[given[place:]] = end


def _common(first: tuple[Question, ...], second: tuple[Question, ...]) -> int:
    """How many questions both begin with."""
    return next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a is not b), min(len(first), len(second))
    )


@define
class Answers:
    """What was found in one run."""

    _trees: dict[Step[object], _Branch] = Factory(dict)
    _questions: Questions = Factory(Questions)

    def of(self, step: Step[Result], facts: Facts) -> Result:
        """What a step says of a rule set."""
        tree = self._trees.get(step)
        if tree is None:
            tree = self._trees[step] = _Branch()
        at: _Branch | _Found | None = tree
        while type(at) is _Branch:
            at = at.below.get(tuple(map(facts.__getitem__, at.questions)))
        return (at if isinstance(at, _Found) else self._anew(step, facts, tree)).result  # type: ignore[return-value]  # each step has its own tree

    def _anew(self, step: Step[Result], facts: Facts, tree: _Branch) -> _Found:
        asked: dict[Words, None] = {}
        result: object = step(noted(facts.context, asked.setdefault))
        found = _Found(tuple(result) if isinstance(result, Iterator) else result, facts.context)
        tree.put(tuple(map(self._questions.about, asked)), facts, found)
        return found
