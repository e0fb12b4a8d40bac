"""Texts, ids and words out of a list."""

import re
from collections.abc import Mapping
from typing import Any

from attrs import Factory, frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Bad, Report
from kpiengine.rules.messages import keys as key_messages
from kpiengine.rules.messages import values as value_messages

LONGEST_TEXT = 500
LONGEST_NAME = 64
METRIC_ID = "metric id"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
RULE_SET_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LENGTH = re.compile(r"[1-9]\d{0,5} (min|h|hours?|days?|weeks?|months?|quarters?|years?)")
LANGUAGE = re.compile(r"[a-z]{2}")


@frozen
class Text:
    """Any text that is not empty, on one line."""

    words: str = "text"
    longest: int = LONGEST_TEXT

    def read(self, value: object, path: Path, report: Report) -> str | Bad:
        """The text without spaces around it."""
        if not isinstance(value, str):
            report.add(value_messages.wrong_kind(path, value, "text in quotes"))
            return BAD
        if not value.strip():
            report.add(value_messages.empty_text(path))
            return BAD
        if len(value) > self.longest:
            report.add(value_messages.text_too_long(path, len(value), self.longest))
            return BAD
        odd = None if value.isprintable() else next((sign for sign in value if _is_odd(sign)), None)
        if odd is not None:
            report.add(value_messages.unprintable(path, odd, value.index(odd)))
            return BAD
        return value.strip()

    def schema(self) -> dict[str, Any]:
        """A string that is not empty."""
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


TEXT = Text()


def _is_odd(sign: str) -> bool:
    return not sign.isprintable() and sign not in "\u200c\u200d"


@frozen
class Id:
    """An id by pattern: of a rule set (a-z 0-9 _ -), or of a heading or metric (letters, digits, _)."""

    pattern: re.Pattern[str] = NAME
    words: str = "id"

    def read(self, value: object, path: Path, report: Report) -> str | Bad:
        """The id as written."""
        if not isinstance(value, str):
            report.add(value_messages.wrong_kind(path, value, "an id in quotes"))
            return BAD
        if not self.pattern.fullmatch(value):
            report.add(key_messages.bad_id(path, value, self.pattern is RULE_SET_ID))
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
    """One of a few words; `instead` maps words of other tools to ours.

    `also` says what may stand in its place and is no word.
    """

    options: tuple[str, ...]
    instead: Mapping[str, str] = Factory(dict)
    make: type = str
    also: str = ""

    @property
    def words(self) -> str:
        """The options."""
        return ", ".join(self.options)

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- the enum that `make` says
        """The word as `make` gives it."""
        if not isinstance(value, str):
            report.add(value_messages.wrong_kind(path, value, f"one of {self.words} in quotes"))
            return BAD
        if value not in self.options:
            report.add(value_messages.not_one_of(path, value, self.options, self.instead.get(value), self.also))
            return BAD
        return self.make(value)

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.options)}


@frozen
class Titles:
    """One text, or one per language."""

    words: str = "text or {en, zh}"

    def read(self, value: object, path: Path, report: Report) -> dict[str, str] | Bad:
        """Language -> text; one text alone is for every language (key "")."""
        if isinstance(value, str):
            text = TEXT.read(value, path, report)
            return BAD if isinstance(text, Bad) else {"": text}
        if not isinstance(value, dict) or not value:
            report.add(value_messages.wrong_kind(path, value, 'text in quotes, or { en = "...", zh = "..." }'))
            return BAD
        found: dict[str, str] = {}
        for language, text in value.items():
            if not LANGUAGE.fullmatch(language):
                report.add(value_messages.bad_language((*path, language), language))
                return BAD
            read = TEXT.read(text, (*path, language), report)
            if isinstance(read, Bad):
                return BAD
            found[language] = read
        return found

    def schema(self) -> dict[str, Any]:
        """A string or a table of strings."""
        table = {"type": "object", "patternProperties": {"^[a-z]{2}$": Text().schema()}, "additionalProperties": False}
        return {"anyOf": [Text().schema(), table]}


@frozen
class Condition:
    """A condition as text; it is parsed later, when its names are known."""

    words: str = "condition"

    def read(self, value: object, path: Path, report: Report) -> str | Bad:
        """The text exactly as written, so that columns in messages are right."""
        if isinstance(value, str) and value.strip():
            return value
        report.add(value_messages.condition_expected(path, value))
        return BAD

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1}
