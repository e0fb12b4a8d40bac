"""A rule set under check that notes what is asked of it, so that a check's answer is known by what the check looked at.

A question is a plain tuple; `Facts` answers the same questions for any rule set, and equal answers to all that a check
asked mean that it would say the same again.  What is no question: surroundings, which are those of the run, and faults
of the structure, of which there are none.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final, TypeAlias, TypeVar, cast

from attrs import define, field

from kpiengine.rules.checked import Wanted
from kpiengine.rules.checks.context import Context
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.structure import Reading

Question: TypeAlias = tuple[str, ...]
Note: TypeAlias = Callable[[Question], object]
Value = TypeVar("Value")


class Facts(dict[Question, Hashable]):
    """The answers of one rule set, each looked up when it is asked for.

    Records are told apart by what they are, not by what they say: those of a run are shared and live as long as it.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def __missing__(self, question: Question) -> Hashable:
        """Look it up."""
        found = self[question] = _ANSWERS[question[0]](self.context, *question[1:])
        return found


def _of_rules(context: Context, name: str) -> Hashable:
    value = getattr(context.ruleset, name)
    return tuple(map(id, value)) if isinstance(value, tuple) else id(value)


def _of_head(context: Context, name: str) -> Hashable:
    value = getattr(context.ruleset.head, name)
    return tuple(value.items()) if isinstance(value, Mapping) else cast("Hashable", value)


_ANSWERS: Final[Mapping[str, Callable[..., Hashable]]] = {
    "rules": _of_rules,
    "head": _of_head,
    "agents": lambda context, attribute: context.ruleset.head.agents.get(attribute),
    "excluded": lambda context, attribute: context.ruleset.head.excluded.get(attribute),
    "tiers": lambda context: len(context.ruleset.tiers),
    "tier": lambda context, place, name: repr(getattr(context.ruleset.tiers[int(place)], name)),  # 80 is not 80.0
    "keys": lambda context, *path: context.reading.keys(*path),
    "wanted": lambda context: id(context.wanted),
}


def noted(context: Context, note: Note) -> Context:
    """The same context, for one check."""
    ruleset = cast("RuleSet", _NotedRules(context.ruleset, note))
    wanted: Mapping[str, Wanted] = _NotedMapping(context.wanted, note, ("wanted",))
    return Context(ruleset, context.around, _NotedReading(context.reading.document, note), wanted)


@define
class _NotedReading(Reading):
    """Notes whose keys are asked for; there are no faults."""

    document: Mapping[str, Any]
    note: Note
    findings: list[Any] = field(factory=list, init=False)

    def keys(self, *path: str) -> frozenset[str]:
        self.note(("keys", *path))
        return Reading.keys(self, *path)


class _NotedMapping(Mapping[str, Value]):
    """Any look at it is one question; `key`, if given, makes `get` a question of its own."""

    def __init__(self, real: Mapping[str, Value], note: Note, whole: Question, key: str | None = None) -> None:
        self._real, self._note, self._whole, self._key = real, note, whole, key

    def __getitem__(self, name: str) -> Value:
        self._note(self._whole)
        return self._real[name]

    def __iter__(self) -> Iterator[str]:
        self._note(self._whole)
        return iter(self._real)

    def __len__(self) -> int:
        self._note(self._whole)
        return len(self._real)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 -- as Mapping.get
        self._note(self._whole if self._key is None else (self._key, name))
        return self._real.get(name, default)


class _NotedHead:
    """Stands for a head."""

    def __init__(self, head: Head, note: Note) -> None:
        self._head, self._note = head, note

    @property  # type: ignore[misc]  # so that `evolve` makes the real thing
    def __class__(self) -> type:
        return Head

    def __getattr__(self, name: str) -> object:
        value: object = getattr(self._head, name)
        if name in {"agents", "excluded"}:
            value = _NotedMapping(cast("Mapping[str, object]", value), self._note, ("head", name), name)
        else:
            self._note(("head", name))
        return value


class _NotedRules:
    """Stands for a rule set; what it works out of itself (`weighted`, `pays`) is a question like its parts."""

    def __init__(self, rules: RuleSet, note: Note) -> None:
        self._rules, self._note = rules, note
        self.head = _NotedHead(rules.head, note)

    @property  # type: ignore[misc]  # so that `evolve` makes the real thing
    def __class__(self) -> type:
        return RuleSet

    @property
    def tiers(self) -> tuple[object, ...]:
        """What tiers pay differs from file to file where nothing else does, so each key of them is a question."""
        self._note(("tiers",))
        return tuple(_NotedTier(tier, self._note, place) for place, tier in enumerate(self._rules.tiers))

    def __getattr__(self, name: str) -> object:
        self._note(("rules", name))
        return getattr(self._rules, name)


class _NotedTier:
    """Stands for the tier at a place of the order."""

    def __init__(self, tier: Tier, note: Note, place: int) -> None:
        self._tier, self._note, self._place = tier, note, str(place)

    @property  # type: ignore[misc]  # so that `evolve` makes the real thing
    def __class__(self) -> type:
        return Tier

    def __getattr__(self, name: str) -> object:
        self._note(("tier", self._place, name))
        return getattr(self._tier, name)
