"""What checks found, by what they looked at: a check is run again only where something that it looked at differs.

A check asks one question after another, and which one comes next depends on the answers alone.  So the answers of
all rule sets make a tree: at each branch some questions, below each set of answers the next ones, and at the end what
the check found.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import TypeAlias, TypeVar, cast

from attrs import Factory, define, field, frozen

from kpiengine.rules.checks.context import Context
from kpiengine.rules.sharing.noted import Facts, Question, Questions, Words, noted
from kpiengine.rules.verdict import Verdict, verdict

Result = TypeVar("Result")
Step = Callable[[Context], Result]
Given: TypeAlias = tuple[Hashable, ...]


@frozen
class _Found:
    """The end of a way: what was found, all that was asked, and the context that keeps alive what it was found in."""

    result: object
    asked: tuple[Question, ...]
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


_MEASURES: Words = ("wanted",)  # they follow from the conditions


@define
class Answers:
    """What was found in one run."""

    _trees: dict[Step[object], _Branch] = Factory(dict)
    _verdicts: _Branch = Factory(_Branch)
    _questions: Questions = Factory(Questions)

    def verdict(self, context: Context) -> Verdict:
        """What is said of a rule set of a sound file."""
        facts = Facts(context)
        known = _walk(self._verdicts, facts)
        if known is not None:
            return cast("Verdict", known.result)
        asked: dict[Question, None] = {}

        def ask(step: Step[Result], seen: Context) -> Result:
            facts.context = seen  # the same rule set; lints know its measures, too
            found = self._found(step, facts)
            asked.update(dict.fromkeys(found.asked))
            return cast("Result", found.result)

        result = verdict(context, ask, sound=True)
        needed = tuple(question for question in asked if question.words != _MEASURES)
        self._verdicts.put(needed, facts, _Found(result, needed, facts.context))
        return result

    def of(self, step: Step[Result], facts: Facts) -> Result:
        """What a step says of a rule set."""
        return cast("Result", self._found(step, facts).result)

    def _found(self, step: Step[Result], facts: Facts) -> _Found:
        tree = self._trees.get(step)
        if tree is None:
            tree = self._trees[step] = _Branch()
        return _walk(tree, facts) or self._anew(step, facts, tree)

    def _anew(self, step: Step[Result], facts: Facts, tree: _Branch) -> _Found:
        words: dict[Words, None] = {}
        result: object = step(noted(facts.context, words.setdefault))
        if isinstance(result, Iterator):  # it asks while it is gone through
            result = tuple(result)
        asked = tuple(map(self._questions.about, words))
        found = _Found(result, asked, facts.context)
        tree.put(asked, facts, found)
        return found


def _walk(tree: _Branch, facts: Facts) -> _Found | None:
    at: _Branch | _Found | None = tree
    while type(at) is _Branch:
        at = at.below.get(tuple(map(facts.__getitem__, at.questions)))
    return cast("_Found | None", at)
