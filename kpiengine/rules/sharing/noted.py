"""A rule set under check that notes what is asked of it, so that a check's answer is known by what the check looked at.

`Facts` answers the same questions for any rule set, and equal answers to all that a check asked mean that it would say
the same again.  What is no question: surroundings, which are those of the run, and faults of the structure, of which
there are none.
"""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar, cast

from attrs import Factory, define, field, fields, frozen

from kpiengine.plugin.curve import MARKS
from kpiengine.rules.checked import Wanted
from kpiengine.rules.checks.context import Context
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet, weighted
from kpiengine.rules.structure import Reading

Words: TypeAlias = tuple[str, ...]
Note: TypeAlias = Callable[[Words], object]
Value = TypeVar("Value")


@frozen(eq=False)
class Question:
    """What is asked, and who looks it up; each is there once, so that it is found by what it is."""

    words: Words
    of: Callable[[Context], Hashable]


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
            about, *what = words
            known = self._known[words] = Question(words, _ANSWERS[about](*what))
        return known


Answer: TypeAlias = Callable[[Context], Hashable]


def _of_rules(name: str) -> Answer:
    def of(context: Context) -> Hashable:
        value = getattr(context.ruleset, name)
        return tuple(map(id, value)) if isinstance(value, tuple) else id(value)

    return of


def _of_head(name: str) -> Answer:
    return lambda context: _plain(getattr(context.ruleset.head, name))


def _of_table(table: str, attribute: str) -> Answer:
    return lambda context: getattr(context.ruleset.head, table).get(attribute)


def _of_tier(place: str, name: str) -> Answer:
    """Nothing where a rule set has fewer tiers: it may be asked though its own answers lead elsewhere."""
    index = int(place)

    def of(context: Context) -> Hashable:
        tiers = context.ruleset.tiers
        return _plain(getattr(tiers[index], name)) if index < len(tiers) else None

    return of


def _of_shapes(part: str, heading: str, figures: frozenset[str]) -> Answer:
    """What the tables under a heading say, but for their figures: of these only that they are there, and their kind."""
    known: dict[int, tuple[object, str]] = {}  # by record, which is kept so that its number stays its own

    def of(context: Context) -> Hashable:
        found: list[str] = []
        records = getattr(context.ruleset, part)
        for one in records.values() if type(records) is dict else records:
            shape = known.get(id(one))
            if shape is None:
                table = context.reading.document[heading][one.id]
                said = {
                    key: type(value) if key in figures and not isinstance(value, str) else value
                    for key, value in table.items()
                }
                shape = known[id(one)] = (one, f"{one.id} {getattr(one, 'level', '')} {said}")
            found.append(shape[1])
        return tuple(found)

    return of


def _plain(value: object) -> Hashable:
    """The value of a key; numbers that are equal may be written otherwise, and messages show them as they are."""
    if type(value) is Decimal:
        return repr(value)
    found: Hashable = tuple(value.items()) if type(value) is dict else value
    return found


# Keys that mostly are alike in all files, and so are one question.
_FRAME = frozenset({"level", "period", "count_when", "cutoff_days", "state", "extends"})
_FRAME_OF: Final[Callable[[Head], Hashable]] = attrgetter(*sorted(_FRAME))
_SPAN = frozenset({"start", "to", "review_by"})
_SPAN_OF: Final[Callable[[Head], Hashable]] = attrgetter(*sorted(_SPAN))
_MARKS, _PAYS = frozenset(MARKS), frozenset({"bonus", "percent", "multiply", "bonus_decimals"})

_ANSWERS: Final[Mapping[str, Callable[..., Answer]]] = {
    "rules": _of_rules,
    "head": _of_head,
    "frame": lambda: lambda context: _FRAME_OF(context.ruleset.head),
    "span": lambda: lambda context: _SPAN_OF(context.ruleset.head),
    "agents": partial(_of_table, "agents"),
    "excluded": partial(_of_table, "excluded"),
    "names": lambda table: lambda context: tuple(getattr(context.ruleset.head, table)),
    "tiers": partial(_of_shapes, "tiers", "tier", _PAYS),
    "tier": _of_tier,
    "keys": lambda *path: lambda context: context.reading.keys(*path),
    "kpis": partial(_of_shapes, "kpis", "kpi", _MARKS),
    "wanted": lambda: lambda context: id(context.wanted),
}
# Most parts of a rule set are asked for in every file, so they are looked up in one go.
_PLAIN = [part.name for part in fields(RuleSet) if part.name not in {"head", "tiers", "accepts"}]
_PLAIN_PARTS: Final = attrgetter(*_PLAIN)
_PLAIN_QUESTIONS: Final = tuple(Question(("rules", name), _of_rules(name)) for name in _PLAIN)
_OF_RULES: Final = {question.words: question for question in _PLAIN_QUESTIONS}
# What a rule set works out of itself follows from these parts.
_WORKED_OUT: Final[Mapping[str, tuple[Words, ...]]] = {
    "pays": (("rules", "payout"), ("tiers",)),
}


def noted(context: Context, note: Note) -> Context:
    """The same context, for one check."""
    ruleset = cast("RuleSet", _NotedRules(context.ruleset, note))
    wanted: Mapping[str, Wanted] = _NotedMapping(context.wanted, note, ("wanted",))
    return Context(ruleset, context.around, _NotedReading(context.reading.document, note), wanted)


# What a table says is what its records are made of, so these keys need no question of their own.
_PARTS: Final[Mapping[str, Words]] = {
    "kpi": ("kpis",),
    "tier": ("tiers",),
    "gate": ("rules", "gates"),
    "reward": ("rules", "rewards"),
    "alert": ("rules", "alerts"),
    "payout": ("rules", "payout"),
    "scenarios": ("rules", "scenarios"),
    "segments": ("rules", "segments"),
}


@define
class _NotedReading(Reading):
    """Notes whose keys are asked for; there are no faults."""

    document: Mapping[str, Any]
    note: Note
    findings: list[Any] = field(factory=list, init=False)

    def keys(self, *path: str) -> frozenset[str]:
        self.note(_PARTS.get(path[0]) or ("keys", *path))
        return Reading.keys(self, *path)


class _NotedMapping(Mapping[str, Value]):
    """Notes which names are asked for; `whole` is the question which there are."""

    def __init__(self, real: Mapping[str, Value], note: Note, whole: Words, key: str | None = None) -> None:
        self._real, self._note, self._whole, self._key = real, note, whole, key

    def __getitem__(self, name: str) -> Value:
        self._note(self._whole if self._key is None else (self._key, name))
        return self._real[name]

    def __iter__(self) -> Iterator[str]:
        self._note(self._whole)
        return iter(self._real)

    def __len__(self) -> int:
        self._note(self._whole)
        return len(self._real)


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
            return _NotedMapping(value, self._note, ("names", name), name)
        self._note(("frame",) if name in _FRAME else ("span",) if name in _SPAN else ("head", name))
        return value


class _NotedKpi(_Noted):
    """Stands for a KPI, whose figures may differ where nothing else does; the rest is asked for of all KPIs at once."""

    def _asked(self, name: str) -> object:
        if name in _MARKS:
            self._note(("rules", "kpis"))
        return getattr(self._real, name)


class _NotedTier(_Noted):
    """Stands for a tier.  What it pays differs from file to file where nothing else does, so it is asked for apart."""

    def _asked(self, name: str) -> object:
        if name in _PAYS:
            self._note(("tier", *self._place, name))
        return getattr(self._real, name)


class _NotedRules(_Noted):
    """Stands for a rule set."""

    def _asked(self, name: str) -> object:
        if name == "weighted":
            return weighted(cast("RuleSet", self))
        value = getattr(self._real, name)
        if name == "head":
            return _NotedHead(value, self._note)
        if name == "tiers":
            self._note(("tiers",))
            return tuple(_NotedTier(tier, self._note, str(place)) for place, tier in enumerate(value))
        if name == "kpis":
            self._note(("kpis",))
            return {kpi: _NotedKpi(one, self._note) for kpi, one in value.items()}
        for question in _WORKED_OUT.get(name) or (("rules", name),):
            self._note(question)
        return value
