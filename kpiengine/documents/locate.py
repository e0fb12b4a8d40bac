"""Where a key and its value stand in a TOML text: path of keys -> place, without judging the text.

Runs only when there is something to report.  It accepts what the parser refuses (it stops at the first thing
that it cannot follow) and never decides what a text means; a test compares its paths with the parser's.
"""

import re
from collections.abc import Generator, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen

from kpiengine.diagnostics import Diagnostic, Place
from kpiengine.documents.finding import Finding, Path

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_TEXT = re.compile(
    r'"""(?P<long>(?:\\.|[^\\])*?"{0,2})"""(?!")'
    r"|'''(?P<plain_long>.*?'{0,2})'''(?!')"
    r'|"(?P<short>(?:\\.|[^"\\\n])*)"'
    r"|'(?P<plain>[^'\n]*)'",
    re.DOTALL,
)
_BARE = re.compile(r"[^\s,#\[\]{}=]+(?: \d\d:[^\s,#\[\]{}=]+)?")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\n\s*|.)", re.DOTALL)
_SIGNS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


@frozen
class Spot:
    """Where a key begins and where its value begins and ends, as offsets in the text."""

    key: int
    value: int
    end: int


Statement: TypeAlias = tuple[Path, Spot, bool]


class _Lost(Exception):  # noqa: N818 -- not an error: the scanner stops and keeps what it has
    """The text is no TOML from here on."""


@frozen(slots=False)  # keeps what it has looked up
class Locator:
    """The text of one file and the path under which the user knows it.

    `original` is the text as typed, where `text` is one in which slips were mended length for length.
    """

    path: str
    text: str = field(repr=False)
    original: str | None = field(default=None, repr=False)

    def place(self, finding: Finding) -> Place:
        """The place of a finding; a path that is not written has the place of its nearest written part."""
        if finding.at is not None:
            return self.line(*finding.at)
        spot, whole = self._nearest(finding.path)
        if spot is None:
            return Place(self.path)
        offset = spot.key
        if whole and finding.on == "value":
            offset = spot.value
        elif whole and finding.on == "inside":
            offset = self._inside(spot, finding.offset)
        return self.line(*self.position(offset))

    def at(self, *path: str | int) -> Place:
        """The place of the key at this path, or of its nearest written part."""
        return self.place(Finding("", "", path=path, on="key"))

    def diagnose(self, finding: Finding) -> Diagnostic:
        """The finding with its place."""
        return Diagnostic(finding.code, finding.severity, finding.message, self.place(finding), finding.remedy)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of an offset."""
        before = self.text.rfind("\n", 0, offset) + 1
        return self.text.count("\n", 0, offset) + 1, offset - before + 1

    def line(self, line: int, column: int | None = None) -> Place:
        """The place of a line and column that are known."""
        lines = (self.original or self.text).split("\n")
        return Place(self.path, line, column, lines[line - 1] if 0 < line <= len(lines) else None)

    @cached_property
    def spots(self) -> Mapping[Path, Spot]:
        """Every path that is written, with its first place."""
        return self._scanned[0]

    @cached_property
    def twice(self) -> tuple[tuple[Path, int, int], ...]:
        """Paths that are written twice: path, offset of the first key, offset of the second."""
        return self._scanned[1]

    @cached_property
    def _scanned(self) -> tuple[dict[Path, Spot], tuple[tuple[Path, int, int], ...]]:
        spots: dict[Path, Spot] = {}
        given: dict[Path, int] = {}  # values and headings; tables that only follow from them are not "given"
        twice: list[tuple[Path, int, int]] = []
        try:
            for path, spot, explicit in _Scanner(self.text).statements():
                if explicit:
                    if path in given:
                        twice.append((path, given[path], spot.key))
                    given.setdefault(path, spot.key)
                spots.setdefault(path, spot)
        except (_Lost, RecursionError):
            pass
        return spots, tuple(twice)

    def _nearest(self, path: Path) -> tuple[Spot | None, bool]:
        for length in range(len(path), 0, -1):
            spot = self.spots.get(path[:length])
            if spot is not None:
                return spot, length == len(path)
        return None, False

    def _inside(self, spot: Spot, wanted: int) -> int:
        """The offset of character `wanted` of a text value, counting an escape as the one that it stands for."""
        found = _TEXT.match(self.text, spot.value)
        if found is None:
            return spot.value
        kind = found.lastgroup or "plain"
        at = found.start(kind)
        if kind.endswith("long") and self.text.startswith("\n", at):
            at += 1
        escapes = kind in {"short", "long"}
        while wanted > 0 and at < found.end(kind):
            escape = _ESCAPE.match(self.text, at) if escapes else None
            at = escape.end() if escape else at + 1
            wanted -= 0 if escape and escape[0][1:].isspace() else 1
        return min(at, found.end(kind))


class _Scanner:
    """Walks the text once; yields (path, spot, whether the text gives it rather than implies it)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lists: dict[Path, int] = {}  # [[name]] -> index of its last table

    def statements(self) -> Iterator[Statement]:
        """Headings and keys in file order."""
        table: Path = ()
        while True:
            self._skip(_SPACE)
            if self.at >= len(self.text):
                return
            if self.text[self.at] == "[":
                table = yield from self._heading()
            else:
                yield from self._pair(table)

    def _heading(self) -> Generator[Statement, None, Path]:
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        parts = self._key()
        self._expect("]]" if many else "]")
        path: Path = ()
        for number, (name, start) in enumerate(parts):
            path = (*path, name)
            last = number == len(parts) - 1
            spot = Spot(start, start, self.at)
            yield path, spot, last and not many
            if last and many:
                self.lists[path] = self.lists.get(path, -1) + 1
            if path in self.lists:
                path = (*path, self.lists[path])
                yield path, spot, last and many
        return path

    def _pair(self, table: Path) -> Iterator[Statement]:
        parts = self._key()
        self._skip(_BLANK)
        self._expect("=")
        self._skip(_BLANK)
        value = self.at
        path: Path = table
        starts = []
        for name, start in parts:
            path = (*path, name)
            starts.append((path, start))
        inner = list(self._value(path))
        for made, start in starts:
            yield made, Spot(start, value, self.at), made == path
        yield from inner

    def _value(self, path: Path) -> Iterator[Statement]:
        sign = self.text[self.at : self.at + 1]
        if sign == "[":
            yield from self._list(path)
        elif sign == "{":
            yield from self._inline(path)
        else:
            pattern = _TEXT if sign in {'"', "'"} else _BARE
            found = pattern.match(self.text, self.at)
            if not sign or found is None:
                raise _Lost
            self.at = found.end()

    def _list(self, path: Path) -> Iterator[Statement]:
        self._expect("[")
        index = 0
        while not self._closes("]"):
            start = self.at
            inner = list(self._value((*path, index)))
            yield (*path, index), Spot(start, start, self.at), True
            yield from inner
            index += 1
            self._comma("]")

    def _inline(self, path: Path) -> Iterator[Statement]:
        self._expect("{")
        while not self._closes("}"):
            yield from self._pair(path)
            self._comma("}")

    def _closes(self, sign: str) -> bool:
        self._skip(_SPACE)
        if self.text.startswith(sign, self.at):
            self.at += 1
            return True
        return False

    def _comma(self, end: str) -> None:
        self._skip(_SPACE)
        if not self.text.startswith(end, self.at):
            self._expect(",")

    def _key(self) -> list[tuple[str, int]]:
        parts = []
        while True:
            self._skip(_BLANK)
            word = _WORD.match(self.text, self.at)
            quoted = None if word else _TEXT.match(self.text, self.at)
            if word:
                parts.append((word[0], self.at))
                self.at = word.end()
            elif quoted and quoted.lastgroup in {"short", "plain"}:
                inside = quoted[quoted.lastgroup]
                parts.append((_unescaped(inside) if quoted.lastgroup == "short" else inside, self.at))
                self.at = quoted.end()
            else:
                raise _Lost
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _expect(self, sign: str) -> None:
        if not self.text.startswith(sign, self.at):
            raise _Lost
        self.at += len(sign)


def _unescaped(text: str) -> str:
    def sign(found: re.Match[str]) -> str:
        code = found[0][1:]
        return chr(int(code[1:], 16)) if code[0] in "xuU" and len(code) > 1 else _SIGNS.get(code, code)

    return _ESCAPE.sub(sign, text)
