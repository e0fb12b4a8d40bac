"""The kinds of values in a rule file: each reads strictly (no number from text, no yes from 1) and says its fault."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import Factory, frozen

from kpiengine.documents.finding import Path
from kpiengine.rules import messages
from kpiengine.rules.keys import BAD, Bad, Report, Section
from kpiengine.rules.model import OwnPeriod, PeriodKind

MOST_DIGITS = 15
MOST_DECIMALS = 9
LONGEST_TEXT = 500
LONGEST_NAME = 64
METRIC_ID = "metric id"

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
RULE_SET_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LENGTH = re.compile(r"[1-9]\d{0,5} (min|h|hours?|days?|weeks?|months?|quarters?|years?)")
LANGUAGE = re.compile(r"[a-z]{2}")


def is_number(value: object) -> bool:
    """A TOML integer or decimal; true and false are not numbers."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


@frozen
class Text:
    """Any text that is not empty, on one line."""

    words: str = "text"
    longest: int = LONGEST_TEXT

    def read(self, value: object, path: Path, report: Report) -> str | Bad:
        """The text without spaces around it."""
        if not isinstance(value, str):
            report.add(messages.wrong_kind(path, value, "text in quotes"))
            return BAD
        if not value.strip():
            report.add(messages.empty_text(path))
            return BAD
        if len(value) > self.longest:
            report.add(messages.text_too_long(path, len(value), self.longest))
            return BAD
        odd = next((sign for sign in value if not sign.isprintable() and sign not in "\u200c\u200d"), None)
        if odd is not None:
            report.add(messages.unprintable(path, odd, value.index(odd)))
            return BAD
        return value.strip()

    def schema(self) -> dict[str, Any]:
        """A string that is not empty."""
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


@frozen
class Id:
    """An id by pattern: of a rule set (a-z 0-9 _ -), or of a heading or metric (letters, digits, _)."""

    pattern: re.Pattern[str] = NAME
    words: str = "id"

    def read(self, value: object, path: Path, report: Report) -> str | Bad:
        """The id as written."""
        if not isinstance(value, str):
            report.add(messages.wrong_kind(path, value, "an id in quotes"))
            return BAD
        if not self.pattern.fullmatch(value):
            report.add(messages.bad_id(path, value, self.pattern is RULE_SET_ID))
            return BAD
        return value

    def schema(self) -> dict[str, Any]:
        """A string with the pattern."""
        return {"type": "string", "pattern": f"^{self.pattern.pattern}$"}


@frozen
class Reference:
    """The name of something declared elsewhere: any text here, so that a check can answer with the nearest one."""

    words: str = METRIC_ID

    def read(self, value: object, path: Path, report: Report) -> str | Bad:
        """The id as written."""
        return Text(longest=LONGEST_NAME).read(value, path, report)

    def schema(self) -> dict[str, Any]:
        """One of the metrics that the schema defines, or any name."""
        if self.words == METRIC_ID:
            return {"allOf": [{"$ref": "#/definitions/metric"}]}
        return {"type": "string", "pattern": f"^{NAME.pattern}$"}


@frozen
class Choice:
    """One of a few words; `instead` maps words of other tools to ours, `later` are words of a later release.

    `also` says what may stand in its place and is no word.
    """

    options: tuple[str, ...]
    instead: Mapping[str, str] = Factory(dict)
    make: type = str
    later: tuple[str, ...] = ()
    also: str = ""

    @property
    def words(self) -> str:
        """The options."""
        return ", ".join(self.options)

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- the enum that `make` says
        """The word as `make` gives it."""
        if not isinstance(value, str):
            report.add(messages.wrong_kind(path, value, f"one of {self.words} in quotes"))
            return BAD
        if value in self.later:
            report.add(messages.later_word(path, value, self.options))
            return BAD
        if value not in self.options:
            report.add(messages.not_one_of(path, value, self.options, self.instead.get(value), self.also))
            return BAD
        return self.make(value)

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.options)}


@frozen
class Number:
    """An exact number from `low` to `high`, both allowed."""

    words: str = "number"
    low: int | None = None
    high: int | None = None
    whole: bool = False

    def read(self, value: object, path: Path, report: Report) -> int | Decimal | Bad:
        """An int where it has no decimals, else a Decimal with the decimals as written."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            report.add(messages.number_expected(path, value, self.words))
            return BAD
        exact = Decimal(value)
        if not exact.is_finite():
            report.add(messages.not_finite_value(path, value))
            return BAD
        if self.whole and not isinstance(value, int):
            report.add(messages.wrong_kind(path, value, "a whole number"))
            return BAD
        if (self.low is not None and exact < self.low) or (self.high is not None and exact > self.high):
            report.add(messages.out_of_range(path, value, self.low, self.high))
            return BAD
        if abs(exact) >= 10**MOST_DIGITS or -int(exact.as_tuple().exponent) > MOST_DECIMALS:
            report.add(messages.too_many_digits(path, value, MOST_DIGITS, MOST_DECIMALS))
            return BAD
        return value if isinstance(value, int) else _plain(exact)

    def schema(self) -> dict[str, Any]:
        """A number with its bounds."""
        limits = {"minimum": self.low, "maximum": self.high}
        given = {word: limit for word, limit in limits.items() if limit is not None}
        return {"type": "integer" if self.whole else "number", **given}


def _plain(exact: Decimal) -> int | Decimal:
    """1e3 is the whole number 1000; 70.50 keeps its two decimals."""
    return int(exact) if int(exact.as_tuple().exponent) >= 0 else exact


PERCENT = Number("percent", 0, 100)
MONEY = Number("money", 0)
WHOLE = Number("whole number", 0, whole=True)


@frozen
class Flag:
    """True or false."""

    words: str = "true, false"

    def read(self, value: object, path: Path, report: Report) -> bool | Bad:
        """The answer; neither 1 nor text is one."""
        if isinstance(value, bool):
            return value
        report.add(messages.wrong_kind(path, value, "true or false"))
        return BAD

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@frozen
class Day:
    """A date."""

    words: str = "date"

    def read(self, value: object, path: Path, report: Report) -> date | Bad:
        """The day; a time of day is refused."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        report.add(messages.date_expected(path, value))
        return BAD

    def schema(self) -> dict[str, Any]:
        """TOML dates reach a schema as strings."""
        return {"type": "string", "format": "date"}


@frozen
class PeriodName:
    """A kind of period, or the name of one of the project's calendars; whether there is such a one is checked later."""

    words: str = f"{', '.join(PeriodKind)}, or a calendar"

    def read(self, value: object, path: Path, report: Report) -> PeriodKind | OwnPeriod | Bad:
        """The kind, or the calendar's name."""
        if not isinstance(value, str):
            report.add(messages.wrong_kind(path, value, f"one of {self.words} in quotes"))
            return BAD
        right = _PERIODS_ELSEWHERE.get(value)
        if right is not None or not CALENDAR.fullmatch(value):
            report.add(messages.not_one_of(path, value, tuple(PeriodKind), right, "a calendar of the project"))
            return BAD
        return PeriodKind(value) if value in tuple(PeriodKind) else OwnPeriod(value)

    def schema(self) -> dict[str, Any]:
        """The kinds, or a name."""
        return {"anyOf": [{"enum": [kind.value for kind in PeriodKind]}, {"type": "string", "pattern": _NOT_A_KIND}]}


_PERIODS_ELSEWHERE = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
    "semester": "half",
    "half-year": "half",
    "half_year": "half",
    "days": "day",
    "weeks": "week",
    "months": "month",
    "quarters": "quarter",
    "years": "year",
}
CALENDAR = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_NOT_A_KIND = f"^(?!({'|'.join(_PERIODS_ELSEWHERE)})$){CALENDAR.pattern}$"


@frozen
class Titles:
    """One text, or one per language."""

    words: str = "text or {en, zh}"

    def read(self, value: object, path: Path, report: Report) -> dict[str, str] | Bad:
        """Language -> text; one text alone is for every language (key "")."""
        if isinstance(value, str):
            text = Text().read(value, path, report)
            return BAD if isinstance(text, Bad) else {"": text}
        if not isinstance(value, dict) or not value:
            report.add(messages.wrong_kind(path, value, 'text in quotes, or { en = "...", zh = "..." }'))
            return BAD
        found: dict[str, str] = {}
        for language, text in value.items():
            if not LANGUAGE.fullmatch(language):
                report.add(messages.bad_language((*path, language), language))
                return BAD
            read = Text().read(text, (*path, language), report)
            if isinstance(read, Bad):
                return BAD
            found[language] = read
        return found

    def schema(self) -> dict[str, Any]:
        """A string or a table of strings."""
        table = {"type": "object", "patternProperties": {"^[a-z]{2}$": Text().schema()}, "additionalProperties": False}
        return {"anyOf": [Text().schema(), table]}


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
            read = [Text().read(item, (*path, attribute), report) for item in values]
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
class Condition:
    """A condition as text; it is parsed later, when its names are known."""

    words: str = "condition"

    def read(self, value: object, path: Path, report: Report) -> str | Bad:
        """The text exactly as written, so that columns in messages are right."""
        if isinstance(value, str) and value.strip():
            return value
        report.add(messages.condition_expected(path, value))
        return BAD

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1}


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


@frozen
class Names:
    """A list of names of this file."""

    words: str = "list of ids"

    def read(self, value: object, path: Path, report: Report) -> tuple[str, ...] | Bad:
        """The names in the order written, each once."""
        if not isinstance(value, list):
            report.add(messages.wrong_kind(path, value, "a list in [ ]"))
            return BAD
        read = [Text(longest=LONGEST_NAME).read(item, (*path, i), report) for i, item in enumerate(value)]
        good = [item for item in read if not isinstance(item, Bad)]
        return tuple(dict.fromkeys(good)) if len(good) == len(read) else BAD

    def schema(self) -> dict[str, Any]:
        """An array of strings."""
        return {"type": "array", "items": {"type": "string"}}


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


@frozen
class Amount:
    """A number, or a length of time as text."""

    words: str = "duration or number"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- text or a number
        """Text such as "8 h", or a number over 0."""
        if is_number(value):
            return Number(low=0).read(value, path, report)
        if isinstance(value, str) and LENGTH.fullmatch(value):
            return value
        report.add(messages.amount_expected(path, value))
        return BAD

    def schema(self) -> dict[str, Any]:
        """A number or text with a unit."""
        return {"anyOf": [Number(low=0).schema(), {"type": "string", "pattern": f"^{LENGTH.pattern}$"}]}


@frozen
class Table:
    """A small table with keys of its own, such as `points_at = { target = 80 }`."""

    inner: Section
    words: str = "table"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- the record that `inner` makes
        """The record."""
        if not isinstance(value, dict):
            report.add(messages.wrong_kind(path, value, "a table in { }"))
            return BAD
        return self.inner.read("", value, path, report)

    def schema(self) -> dict[str, Any]:
        """An object."""
        return table_schema(self.inner)


@frozen
class Rows:
    """A list of small tables, such as `bands = [{ from = 0, points = 0 }, ...]`."""

    inner: Section
    words: str = "list of tables"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a tuple of records
        """The records in the order written."""
        if not isinstance(value, list) or not value:
            report.add(messages.wrong_kind(path, value, "a list of lines in [ ]"))
            return BAD
        found = []
        for index, row in enumerate(value):
            if not isinstance(row, dict):
                report.add(messages.wrong_kind((*path, index), row, "a line in { }"))
                return BAD
            found.append(self.inner.read("", row, (*path, index), report))
        return BAD if any(row is BAD for row in found) else tuple(found)

    def schema(self) -> dict[str, Any]:
        """An array of objects."""
        return {"type": "array", "items": table_schema(self.inner), "minItems": 1}


OFF: Mapping[str, Any] = {"description": "Takes out what `extends` brought.", "const": True}


def table_schema(section: Section, *, whole: bool = True) -> dict[str, Any]:
    """The JSON Schema of one table of a section; not `whole` where `extends` may bring what is missing."""
    found: dict[str, Any] = {
        "type": "object",
        "description": section.doc,
        "properties": {k.name: {"description": k.doc, **k.kind.schema()} for k in section.keys},
        "additionalProperties": section.further.schema() if section.further is not None else False,
    }
    return {**found, **required_schema(section)} if whole else found


def required_schema(section: Section) -> dict[str, Any]:
    """Which keys a table must have."""
    required = [k.name for k in section.keys if k.required]
    return {"required": required} if required else {}
