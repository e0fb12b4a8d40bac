"""One table of the project file while it is read: keys are taken by name and kind, and faults are collected.

A fault never stops the reading; the key then has its default, and the caller refuses the file at the end.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from attrs import Factory, define

from kpiengine.diagnostics import Diagnostic, Place
from kpiengine.documents.locate import Locator
from kpiengine.project import keys, messages

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@define
class Section:
    """A table with the path of names that leads to it; `faults` is shared by all sections of a file."""

    path: tuple[str, ...]
    data: dict[str, Any]
    locator: Locator
    faults: list[Diagnostic] = Factory(list)
    meant: set[str] = Factory(set)  # keys that were probably meant by unknown ones

    @property
    def name(self) -> str:
        """As in the file's heading."""
        return ".".join(self.path)

    def place(self, *rest: str) -> Place:
        """Where this section, or a key of it, is written."""
        return self.locator.at(*self.path, *rest)

    def fault(self, diagnostic: Diagnostic) -> None:
        """Note a fault and go on."""
        self.faults.append(diagnostic)

    def check_keys(self) -> None:
        """Report every key that this kind of section does not have."""
        known = keys.known(self.path)
        for key in self.data:
            if key not in known:
                meant = keys.SYNONYMS.get(key)
                if meant not in known:
                    meant = messages.nearest(key, known)
                self.meant.add(meant or "")
                homes = () if meant else keys.homes(key)
                self.fault(messages.unknown_key(self.place(key), key, self.name, meant, homes))

    def text(self, key: str) -> str | None:
        """A text that is not empty."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(messages.wrong_kind(self.place(key), key, "text in quotes", value))
            return None
        if not value.strip():
            self.fault(messages.not_allowed(self.place(key), key, value, "leave the key out, or give it a value"))
            return None
        return value

    def required(self, key: str, remedy: str) -> str:
        """As `text`; a missing key is a fault, unless it was reported as misspelt, and gives an empty text."""
        if key not in self.data and key not in self.meant:
            self.fault(messages.missing_key(self.place(), key, self.name, remedy))
        return self.text(key) or ""

    def character(self, key: str) -> str | None:
        """A text of one character."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) != 1:
            self.fault(messages.wrong_kind(self.place(key), key, "one character in quotes", value))
            return None
        return value

    def whole(self, key: str, default: int, *, most: int) -> int:
        """A whole number from 0 to `most`."""
        value = self.data.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault(messages.wrong_kind(self.place(key), key, "a whole number", value))
            return default
        if not 0 <= value <= most:
            self.fault(messages.not_allowed(self.place(key), key, value, f"it is from 0 to {most}"))
            return default
        return value

    def number(self, key: str) -> Decimal | None:
        """A finite number, exact as written."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            self.fault(messages.wrong_kind(self.place(key), key, "a number without quotes", value))
            return None
        return Decimal(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            self.fault(messages.wrong_kind(self.place(key), key, "true or false", value))
            return default
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str) -> str:
        """One word of a closed list."""
        if key not in self.data:
            return default
        value = self.text(key)
        if value is not None and value not in allowed:
            self.fault(messages.not_one_of(self.place(key), key, value, allowed))
            return default
        return value or default

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; one text stands for a list of one."""
        value = self.data.get(key)
        if value is None:
            return None
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
            self.fault(messages.wrong_kind(self.place(key), key, "text or a list of texts", value))
            return None
        return tuple(found)

    def table(self, key: str) -> dict[str, Any]:
        """A table of any keys."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.fault(
                messages.wrong_kind(self.place(key), key, "a table", value, f"begin it with [{self.name}.{key}]")
            )
            return {}
        return value

    def section(self, key: str) -> "Section":
        """The section below this one; empty if it is not written."""
        return Section((*self.path, key), self.table(key), self.locator, self.faults)

    def named(self, key: str, what: str, *, pattern: re.Pattern[str] = ID) -> Iterator[tuple[str, "Section"]]:
        """The sections [key.NAME], in file order, with their names."""
        outer = self.section(key)
        for name in outer.data:
            if not pattern.fullmatch(name):
                self.fault(messages.bad_id(outer.place(name), what, name, dashes=pattern is ID))
                continue
            yield name, outer.section(name)
