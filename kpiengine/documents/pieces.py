"""TOML texts read line by line and heading by heading, so that what stands in several files is read once.

A piece is a heading with all that stands under it.  A text is put together from pieces only where that certainly says
what the parser would say of the whole: no line has a slip of the keyboard, every piece is sound TOML by itself, no
heading comes twice and no key of one is written under another.  Of anything else `document` says nothing, and the text
is read whole: faults and their places always come from there.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from attrs import define, field, frozen

Table: TypeAlias = dict[str, Any]

_BREAK = "\n["
# One or two plain keys; deeper headings belong to the piece of their first two.
_HEADING = re.compile(r"([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9_-]+))?\][ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_DEEP = re.compile(r"^\[[\w-]+\.[\w-]+\.", re.MULTILINE)


@frozen
class Piece:
    """What one heading says: the keys that lead to it, and its table."""

    name: str
    row: str | None
    table: Table


@define
class Pieces:
    """The pieces of the texts of one run.

    `plain` says of whole lines that nothing would be found in them, whatever stands around them; `read` gives the
    tables of lines that are plain, or None where they are no sound TOML.
    """

    plain: Callable[[str], bool]
    read: Callable[[str], Table | None]
    _lines: set[str] = field(factory=set, init=False)  # those that are plain
    _known: dict[str, Piece | None] = field(factory=dict, init=False)
    _starts: dict[str, Table | None] = field(factory=dict, init=False)  # what stands before the first heading

    def document(self, text: str) -> Table | None:
        """The tables of a text; None where it must be read whole.  Tables are shared: nobody may change them."""
        if '"""' in text or "'''" in text:  # such a text may hold lines that look like something else
            return None
        lines = text.split("\n")
        fresh = [line for line in lines if line not in self._lines]
        if fresh:
            if not self.plain("\n".join(fresh)) and not all(map(self.plain, fresh)):
                return None
            self._lines.update(fresh)
        if "#" in text:
            lines = [line for line in lines if line[:1] != "#"]
        start, *parts = "\n".join(["", *lines]).split(_BREAK)
        found = self._together(start, parts)
        return self._together(start, _glued(parts)) if found is None and _DEEP.search(text) else found

    def _together(self, start: str, parts: Iterable[str]) -> Table | None:
        found = self._start(start)
        if found is None:
            return None
        document, made = dict(found), set[str]()  # `made`: tables of this text alone, to which rows may be added
        for part in parts:
            piece = self._piece(part)
            if piece is None:
                return None
            name, row = piece.name, piece.row
            if row is None:
                if name in document:
                    return None
                document[name] = piece.table
                continue
            if name not in made:
                if name in found:
                    return None
                document[name] = dict(document.get(name, ()))
                made.add(name)
            if row in document[name]:
                return None
            document[name][row] = piece.table
        return document

    def _start(self, text: str) -> Table | None:
        if text not in self._starts:
            self._starts[text] = self.read(f"{text}\n")
        return self._starts[text]

    def _piece(self, part: str) -> Piece | None:
        part = part.rstrip("\n")
        if part not in self._known:
            self._known[part] = self._parsed(part)
        return self._known[part]

    def _parsed(self, part: str) -> Piece | None:
        heading = _HEADING.match(part)
        found = None if heading is None else self.read(f"[{part}\n")
        if heading is None or found is None:
            return None
        name, row = heading.groups()
        if [*found] != [name]:
            return None
        table = found[name]
        if row is None:
            return Piece(name, None, table)
        return Piece(name, row, table[row]) if [*table] == [row] else None


def _glued(parts: list[str]) -> Iterator[str]:
    """Each heading with the deeper ones below it: [kpi.csat.by.site] belongs to [kpi.csat]."""
    whole, prefix = "", "\n"
    for part in parts:
        if part.startswith(prefix):
            whole += _BREAK + part
            continue
        if whole:
            yield whole
        whole = part
        keys = part[: part.find("]")]
        prefix = f"{keys}." if keys.count(".") == 1 else "\n"
    if whole:
        yield whole
