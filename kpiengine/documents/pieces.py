"""TOML texts read heading by heading, so that what stands word for word in several files is scanned and parsed once.

A piece is a heading with all that stands under it.  A text is put together from pieces only where that certainly says
what the parser would say of the whole: every piece is sound TOML by itself, without a slip of the keyboard, no heading
comes twice and no key of one is written under another.  Of anything else `document` says nothing, and the text is
read whole: faults and their places always come from there.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from attrs import define, field, frozen

Table: TypeAlias = dict[str, Any]

_BREAK = "\n["
# One or two plain keys; deeper headings belong to the piece of their first two.
_HEADING = re.compile(r"([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9_-]+))?\][ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_LONG_TEXT = ('"""', "'''")  # may hold lines that look like headings or quotes


@frozen
class Piece:
    """What one heading says: the keys that lead to it, and its table."""

    name: str
    row: str | None
    table: Table


@define
class Pieces:
    """The pieces of the texts of one run; `read` gives the tables of a sound text, else None."""

    read: Callable[[str], Table | None]
    _known: dict[str, Piece | None] = field(factory=dict, init=False)
    _starts: dict[str, Table | None] = field(factory=dict, init=False)  # what stands before the first heading

    def document(self, text: str) -> Table | None:
        """The tables of a text; None where it must be read whole.  Tables are shared: nobody may change them."""
        start, *parts = f"\n{text}".split(_BREAK)
        found = self._start(start)
        if found is None:
            return None
        document, made = dict(found), set[str]()  # `made`: tables that only follow from the headings of their rows
        for part in _glued(parts):
            piece = self._piece(part)
            if piece is None:
                return None
            if piece.row is None:
                if piece.name in document:
                    return None
                document[piece.name] = piece.table
                continue
            if piece.name not in document:
                document[piece.name] = {}
                made.add(piece.name)
            elif piece.name in found:
                return None
            elif piece.name not in made:  # the table of a heading, which other texts may share
                document[piece.name] = dict(document[piece.name])
                made.add(piece.name)
            rows = document[piece.name]
            if piece.row in rows:
                return None
            rows[piece.row] = piece.table
        return document

    def _start(self, text: str) -> Table | None:
        if text not in self._starts:
            self._starts[text] = None if any(mark in text for mark in _LONG_TEXT) else self.read(f"{text}\n")
        return self._starts[text]

    def _piece(self, part: str) -> Piece | None:
        part = part.rstrip("\n")
        if part not in self._known:
            self._known[part] = self._parsed(part)
        return self._known[part]

    def _parsed(self, part: str) -> Piece | None:
        heading = _HEADING.match(part)
        if heading is None or any(mark in part for mark in _LONG_TEXT):
            return None
        name, row = heading.groups()
        found = self.read(f"[{part}\n")
        if found is None or [*found] != [name]:
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
