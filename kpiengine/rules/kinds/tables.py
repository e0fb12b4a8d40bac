"""Small tables: matches, slices, policies, lists of names, parameters."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Bad, Report
from kpiengine.rules.kinds.numbers import Number, is_number
from kpiengine.rules.kinds.texts import LONGEST_NAME, TEXT, Choice, Text
from kpiengine.rules.messages import values as messages


@frozen
class Match:
    """A match table: attribute = value, or a list of allowed values; all attributes must hold."""

    words: str = "match table"

    def read(self, value: object, path: Path, report: Report) -> dict[str, tuple[str, ...]] | Bad:
        """Attribute -> allowed values."""
        if not isinstance(value, dict):
            report.add(messages.wrong_kind(path, value, 'a table such as { role = "agent" }'))
            return BAD
        if not value:
            report.add(messages.empty_match(path))
            return BAD
        found: dict[str, tuple[str, ...]] = {}
        for attribute, allowed in value.items():
            values = allowed if isinstance(allowed, list) else [allowed]
            read = [TEXT.read(item, (*path, attribute), report) for item in values]
            if not values:
                report.add(messages.empty_list((*path, attribute)))
                return BAD
            good = [item for item in read if not isinstance(item, Bad)]
            if len(good) < len(read):
                return BAD
            found[attribute] = tuple(dict.fromkeys(good))
        return found

    def schema(self) -> dict[str, Any]:
        """A table of strings or lists of strings."""
        text = Text().schema()
        either = {"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]}
        return {"type": "object", "minProperties": 1, "additionalProperties": either}


@frozen
class Slice:
    """Which rows count: dimension = value, or a list of values; whether they fit is checked with the metric."""

    words: str = "table"

    def read(self, value: object, path: Path, report: Report) -> dict[str, tuple[Any, ...]] | Bad:
        """Dimension -> values, each once."""
        if not isinstance(value, dict) or not value:
            report.add(messages.wrong_kind(path, value, 'a table such as { channel = "voice" }'))
            return BAD
        found: dict[str, tuple[Any, ...]] = {}
        for name, given in value.items():
            values = given if isinstance(given, list) else [given]
            if not values:
                report.add(messages.empty_list((*path, name)))
                return BAD
            read = [self._value(item, (*path, name), report) for item in values]
            if any(item is BAD for item in read):
                return BAD
            found[name] = tuple(item for i, item in enumerate(read) if item not in read[:i])
        return found

    def _value(self, item: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- text, number or yes/no
        if isinstance(item, bool):
            return item
        return Number().read(item, path, report) if is_number(item) else Text().read(item, path, report)

    def schema(self) -> dict[str, Any]:
        """A table of values or lists of values."""
        one = {"type": ["string", "number", "boolean"]}
        either = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
        return {"type": "object", "minProperties": 1, "additionalProperties": either}


@frozen
class Policy:
    """What an unknown value does to a KPI: a word, or a number of points."""

    words: str = "redistribute, team, hold, or points"
    options: tuple[str, ...] = ("redistribute", "team", "hold")

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a word or a number
        """The word or the points."""
        if is_number(value):
            return Number(low=0, high=1000).read(value, path, report)
        instead = dict.fromkeys(("reweight", "skip", "ignore"), "redistribute")
        return Choice(self.options, instead, also="a number of points").read(value, path, report)

    def schema(self) -> dict[str, Any]:
        """A word or a number."""
        return {"anyOf": [{"enum": list(self.options)}, Number(low=0, high=1000).schema()]}


_NAME = Text(longest=LONGEST_NAME)


@frozen
class Names:
    """A list of names of this file, or where there are `options` of some of these words."""

    words: str = "list of ids"
    options: tuple[str, ...] = ()

    def read(self, value: object, path: Path, report: Report) -> tuple[str, ...] | Bad:
        """The names in the order written, each once."""
        if not isinstance(value, list):
            report.add(messages.wrong_kind(path, value, "a list in [ ]"))
            return BAD
        kind = Choice(self.options) if self.options else _NAME
        read = [kind.read(item, (*path, i), report) for i, item in enumerate(value)]
        good = [item for item in read if not isinstance(item, Bad)]
        return tuple(dict.fromkeys(good)) if len(good) == len(read) else BAD

    def schema(self) -> dict[str, Any]:
        """An array of strings."""
        one = Choice(self.options).schema() if self.options else {"type": "string"}
        return {"type": "array", "items": one}


@frozen
class Settings:
    """A table whose keys somebody else declares (a metric's parameters); checked with the metric."""

    words: str = "table"

    def read(self, value: object, path: Path, report: Report) -> dict[str, Any] | Bad:
        """The table as it is, with finite numbers only."""
        if not isinstance(value, dict):
            report.add(messages.wrong_kind(path, value, "a table such as { days = 7 }"))
            return BAD
        bad = list(_not_finite(value, path))
        for at, number in bad:
            report.add(messages.not_finite_value(at, number))
        return BAD if bad else value

    def schema(self) -> dict[str, Any]:
        """Any table."""
        return {"type": "object", "additionalProperties": True}


def _not_finite(value: object, path: Path) -> Iterator[tuple[Path, Decimal]]:
    """Every nan or infinity in a value, however deep."""
    if isinstance(value, Decimal) and not value.is_finite():
        yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from _not_finite(item, (*path, key))
