"""The rule files of a project as texts: each is read and parsed once, and found by the id that it gives.

What a file says of itself is taken here before its structure is judged, so everything is asked with care: a broken
value counts as not said.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from attrs import field, frozen

from kpiengine.documents.pieces import Pieces
from kpiengine.documents.text import Hints, Text, read_text
from kpiengine.rules.model.words import State

# What a file that is no TOML says of its state, so that a half-written draft stops nobody.
_SAID_STATE = re.compile(r"^[ \t]*state[ \t]*=[ \t]*[\"'](draft|shadow)[\"']", re.MULTILINE)


@frozen
class RuleText:
    """One rule file: `path` is what it is recorded with, `text.locator.path` what faults call it."""

    path: str
    sha256: str
    text: Text

    @property
    def head(self) -> Mapping[str, Any]:
        """The table [ruleset], empty where there is none."""
        head = (self.text.document or {}).get("ruleset")
        return head if isinstance(head, dict) else {}

    @property
    def id(self) -> str | None:
        """The id that the file gives."""
        return _text(self.head.get("id"))

    @property
    def extends(self) -> str | None:
        """The rule set that it takes over."""
        return _text(self.head.get("extends"))

    @property
    def start(self) -> date | None:
        """Its first day."""
        return _day(self.head.get("from"))

    @property
    def end(self) -> date | None:
        """Its last day, if it says one."""
        return _day(self.head.get("to"))


def rule_text(
    raw: bytes, path: str, shown: str | None = None, hints: Hints | None = None, pieces: Pieces | None = None
) -> RuleText:
    """One file's bytes, read and parsed; with `pieces` (of the same hints) tables may be shared with other files."""
    return RuleText(path, hashlib.sha256(raw).hexdigest(), read_text(raw, shown or path, hints, pieces))


@frozen
class Library:
    """Every rule file that others may take over, in the order of their paths."""

    texts: tuple[RuleText, ...]
    _by_id: Mapping[str, tuple[RuleText, ...]] = field(init=False)

    @_by_id.default
    def _index(self) -> Mapping[str, tuple[RuleText, ...]]:
        found: dict[str, list[RuleText]] = {}
        for text in self.texts:
            if text.id is not None:
                found.setdefault(text.id, []).append(text)
        return {name: tuple(sorted(texts, key=_by_start)) for name, texts in found.items()}

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, in the order of the alphabet."""
        return tuple(sorted(self._by_id))

    def versions(self, name: str) -> tuple[RuleText, ...]:
        """The files that give this id, the earliest first."""
        return self._by_id.get(name, ())

    def at(self, name: str, day: date) -> RuleText | None:
        """The version in force on a day: the last one that has begun; shadows and drafts count if all of them are."""
        begun = [text for text in self.versions(name) if text.start is not None and text.start <= day]
        live = [text for text in begun if self.state_of(text) is State.LIVE]
        return (live or begun)[-1] if begun else None

    def base(self, text: RuleText, name: str) -> RuleText | None:
        """The version of the rule set `name` that `text` takes over.

        Of its own id it is the version before this one; of another id the only version, else the one that holds
        on the first day of `text`.
        """
        versions = self.versions(name)
        if name == text.id:
            before = [v for v in versions if v is not text and v.start and text.start and v.start < text.start]
            live = [v for v in before if self.state_of(v) is State.LIVE]
            return (live or before)[-1] if before else None
        if len(versions) <= 1:
            return versions[0] if versions else None
        return self.at(name, text.start) if text.start is not None else versions[-1]

    @staticmethod
    def state_of(text: RuleText) -> State:
        """Live, shadow or draft, as the file itself says."""
        if text.text.document is None:
            found = _SAID_STATE.search(text.text.locator.text)
            return State(found[1]) if found else State.LIVE
        word = text.head.get("state")
        return State(word) if isinstance(word, str) and word in tuple(State) else State.LIVE


def successor(start: date, later: Iterable[date]) -> date | None:
    """The last day of a version that begins on `start`: the day before the next one begins."""
    following = [day for day in later if day > start]
    return min(following) - timedelta(days=1) if following else None


def alone(text: RuleText) -> Library:
    """A library of one file."""
    return Library((text,))


def _by_start(text: RuleText) -> date:
    return text.start or date.min


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
