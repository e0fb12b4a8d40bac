"""A rule set under check that notes what is asked of it, so that a check's answer is known by what the check looked at.

`Facts` answers the same questions for any rule set, and equal answers to all that a check asked mean that it would say
the same again.  What is no question: surroundings, which are those of the run, and faults of the structure, of which
there are none.
"""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar, cast

from attrs import Factory, define, field, fields, frozen

from kpiengine.rules.checked import Wanted
from kpiengine.rules.checks.context import Context
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.structure import Reading

Words: TypeAlias = tuple[str, ...]
Note: TypeAlias = Callable[[Words], object]
Value = TypeVar("Value")


@frozen(eq=False)
class Question:
    """What is asked, and who looks it up; each is there once, so that it is found by what it is."""

    words: Words
    look_up: Callable[..., Hashable]

    def of(self, context: Context) -> Hashable:
        """The answer of a rule set."""
        return self.look_up(context, *self.words[1:])


class Facts(dict[Question, Hashable]):
    """The answers of one rule set, each looked up when it is asked for.

    Records are told apart by what they are, not by what they say: those of a run are shared and live as long as it.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(zip(_PLAIN_QUESTIONS, map(id, _PLAIN_PARTS(context.ruleset)), strict=True))
        self.context = context

    def __missing__(self, question: Question) -> Hashable:
        """Look it up."""
        found = self[question] = question.of(self.context)
        return found


@define
class Questions:
    """Every question of a run, once."""

    _known: dict[Words, Question] = Factory(dict)

    def about(self, words: Words) -> Question:
        """The question of these words."""
        known = _OF_RULES.get(words) or self._known.get(words)
        if known is None:
            known = self._known[words] = Question(words, _ANSWERS[words[0]])
        return known


def _of_rules(context: Context, name: str) -> Hashable:
    value = getattr(context.ruleset, name)
    return tuple(map(id, value)) if isinstance(value, tuple) else id(value)


def _of_head(context: Context, name: str) -> Hashable:
    return _plain(getattr(context.ruleset.head, name))


def _of_tier(context: Context, place: str, names: Callable[[Tier], tuple[object, ...]]) -> Hashable:
    """Nothing where a rule set has fewer tiers: it may be asked though its own answers lead elsewhere."""
    tiers = context.ruleset.tiers
    return tuple(map(_plain, names(tiers[int(place)]))) if int(place) < len(tiers) else None


def _plain(value: object) -> Hashable:
    """The value of a key; numbers that are equal may be written otherwise, and messages show them as they are."""
    if type(value) is Decimal:
        return repr(value)
    found: Hashable = tuple(value.items()) if type(value) is dict else value
    return found


# Keys that mostly are alike in all files, and so are one question.
_FRAME = frozenset({"level", "period", "count_when", "cutoff_days", "state"})
_FRAME_OF: Final[Callable[[Head], Hashable]] = attrgetter(*sorted(_FRAME))
_PLACE = frozenset(part.name for part in fields(Tier)) - {"bonus", "percent", "multiply"}
_PLACE_OF: Final[Callable[[Tier], tuple[object, ...]]] = attrgetter(*sorted(_PLACE))

_ANSWERS: Final[Mapping[str, Callable[..., Hashable]]] = {
    "rules": _of_rules,
    "head": _of_head,
    "agents": lambda context, attribute: context.ruleset.head.agents.get(attribute),
    "excluded": lambda context, attribute: context.ruleset.head.excluded.get(attribute),
    "tiers": lambda context: len(context.ruleset.tiers),
    "tier": lambda context, place, name: _of_tier(context, place, lambda tier: (getattr(tier, name),)),
    "frame": lambda context: _FRAME_OF(context.ruleset.head),
    "place": lambda context, place: _of_tier(context, place, _PLACE_OF),
    "keys": lambda context, *path: context.reading.keys(*path),
    "wanted": lambda context: id(context.wanted),
}
# Most parts of a rule set are asked for in every file, so they are looked up in one go.
_PLAIN = [part.name for part in fields(RuleSet) if part.name not in {"head", "tiers", "accepts"}]
_PLAIN_PARTS: Final = attrgetter(*_PLAIN)
_PLAIN_QUESTIONS: Final = tuple(Question(("rules", name), _of_rules) for name in _PLAIN)
_OF_RULES: Final = {question.words: question for question in _PLAIN_QUESTIONS}


def noted(context: Context, note: Note) -> Context:
    """The same context, for one check."""
    ruleset = cast("RuleSet", _NotedRules(context.ruleset, note))
    wanted: Mapping[str, Wanted] = _NotedMapping(context.wanted, note, ("wanted",))
    return Context(ruleset, context.around, _NotedReading(context.reading.document, note), wanted)


# What a table says is what its records are made of, so these keys need no question of their own.
_PARTS: Final[Mapping[str, str]] = {
    "kpi": "kpis",
    "gate": "gates",
    "reward": "rewards",
    "alert": "alerts",
    "payout": "payout",
    "scenarios": "scenarios",
    "segments": "segments",
}


@define
class _NotedReading(Reading):
    """Notes whose keys are asked for; there are no faults."""

    document: Mapping[str, Any]
    note: Note
    findings: list[Any] = field(factory=list, init=False)

    def keys(self, *path: str) -> frozenset[str]:
        part = _PARTS.get(path[0])
        self.note(("keys", *path) if part is None else ("rules", part))
        return Reading.keys(self, *path)


class _NotedMapping(Mapping[str, Value]):
    """Any look at it is one question; `key`, if given, makes `get` a question of its own."""

    def __init__(self, real: Mapping[str, Value], note: Note, whole: Words, key: str | None = None) -> None:
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


class _Noted:
    """Stands for a record.  What was looked at once is an attribute of its own from then on: it is noted already."""

    def __init__(self, real: object, note: Note, *place: str) -> None:
        self._real, self._note, self._place = real, note, place

    @property  # type: ignore[misc]  # so that `evolve` makes the real thing
    def __class__(self) -> type:
        return type(self._real)

    def __getattr__(self, name: str) -> object:
        value = self.__dict__[name] = self._asked(name)
        return value

    @abstractmethod
    def _asked(self, name: str) -> object:
        """The value, noted."""


class _NotedHead(_Noted):
    """Stands for a head."""

    def _asked(self, name: str) -> object:
        value = getattr(self._real, name)
        if name in {"agents", "excluded"}:
            return _NotedMapping(value, self._note, ("head", name), name)
        self._note(("frame",) if name in _FRAME else ("head", name))
        return value


class _NotedTier(_Noted):
    """Stands for a tier.  What it pays differs from file to file where nothing else does, so it is asked for apart."""

    def _asked(self, name: str) -> object:
        self._note(("place", self._place[1]) if name in _PLACE else (*self._place, name))
        return getattr(self._real, name)


class _NotedRules(_Noted):
    """Stands for a rule set; what it works out of itself (`weighted`, `pays`) is a question like its parts."""

    def _asked(self, name: str) -> object:
        value = getattr(self._real, name)
        match name:
            case "head":
                return _NotedHead(value, self._note)
            case "tiers":
                self._note(("tiers",))
                return tuple(_NotedTier(tier, self._note, "tier", str(place)) for place, tier in enumerate(value))
            case _:
                self._note(("rules", name))
                return value
