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
_HEADING = re.compile(r"\[([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9_-]+))?\][ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_KEY = re.compile(r"([A-Za-z0-9_-]+)[ \t]*=")
_DEEP = re.compile(r"^\[[\w-]+\.[\w-]+\.", re.MULTILINE)


@frozen(eq=False)
class Piece:
    """What one heading says: the keys that lead to it, and its table.  Each is there once."""

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
    _known: dict[str, Piece | None] = field(factory=dict, init=False)  # by all that stands under a heading
    _pieces: dict[str, Piece | None] = field(factory=dict, init=False)  # by the same without remarks
    _said: dict[str, tuple[str, Any]] = field(factory=dict, init=False)  # lines that are a key and its value
    _starts: dict[str, Table | None] = field(factory=dict, init=False)  # what stands before the first heading
    _tables: dict[tuple[Piece, ...], Table | None] = field(factory=dict, init=False)  # of the pieces of one name

    def document(self, text: str) -> Table | None:
        """The tables of a text; None where it must be read whole.  Tables are shared: nobody may change them."""
        start, *parts = f"\n{text}".split(_BREAK)
        new = [f"[{part}" for part in parts if part not in self._known]
        if start not in self._starts:
            new.append(start)
        if new and not self._are_plain("\n".join(new)):
            return None
        found = self._together(start, parts)
        return self._together(start, _glued(parts)) if found is None and _DEEP.search(text) else found

    def _are_plain(self, text: str) -> bool:
        """Whether nothing would be found in these lines."""
        if '"""' in text or "'''" in text:  # such a text may hold lines that look like something else
            return False
        fresh = [line for line in text.split("\n") if line not in self._lines]
        if fresh:
            if not self.plain("\n".join(fresh)) and not all(map(self.plain, fresh)):
                return False
            self._lines.update(fresh)
        return True

    def _together(self, start: str, parts: Iterable[str]) -> Table | None:
        found = self._start(start)
        if found is None:
            return None
        groups: dict[str, list[Piece]] = {}
        for part in parts:
            piece = self._known[part] if part in self._known else self._piece(part)
            if piece is None:
                return None
            groups.setdefault(piece.name, []).append(piece)
        document = dict(found)
        for name, group in groups.items():
            table = None if name in found else self._table(tuple(group))
            if table is None:
                return None
            document[name] = table
        return document

    def _table(self, group: tuple[Piece, ...]) -> Table | None:
        if group not in self._tables:
            self._tables[group] = _joined(group)
        return self._tables[group]

    def _start(self, text: str) -> Table | None:
        if text not in self._starts:
            self._starts[text] = self.read(_without_remarks(text))
        return self._starts[text]

    def _piece(self, part: str) -> Piece | None:
        lines = _without_remarks(f"[{part}")
        if lines not in self._pieces:
            self._pieces[lines] = self._parsed(lines)
        piece = self._known[part] = self._pieces[lines]
        return piece

    def _parsed(self, lines: str) -> Piece | None:
        heading = _HEADING.match(lines)
        if heading is None:
            return None
        name, row = heading.groups()
        table = self._line_by_line(lines[heading.end() :])
        if table is not None:
            return Piece(name, row, table)
        found = self.read(lines)
        if found is None or [*found] != [name]:
            return None
        table = found[name]
        if row is None:
            return Piece(name, None, table)
        return Piece(name, row, table[row]) if [*table] == [row] else None

    def _line_by_line(self, text: str) -> Table | None:
        """The table of lines each of which is a key and its value; None where they are not, or a key comes twice."""
        lines = [line for line in text.split("\n") if line]
        new = [line for line in lines if line not in self._said]
        if new:
            keys = [key[1] for key in map(_KEY.match, new) if key is not None]
            table = self.read("\n".join(new)) if len(keys) == len(new) else None
            # As many keys as lines that begin with one: no line can be the inside of another's value.
            if table is None or [*table] != keys:
                return None
            self._said.update(zip(new, table.items(), strict=True))
        found = dict(map(self._said.__getitem__, lines))
        return found if len(found) == len(lines) else None


def _without_remarks(text: str) -> str:
    """The lines that are more than a remark."""
    if "#" in text:
        text = "\n".join([line for line in text.split("\n") if line[:1] != "#"])
    return text.rstrip("\n") + "\n"


def _joined(group: tuple[Piece, ...]) -> Table | None:
    """The table of all pieces of one name; None where a key comes twice, or the rows before what they are rows of."""
    first, *others = group
    if not others and first.row is None:
        return first.table
    table = dict(first.table) if first.row is None else {first.row: first.table}
    for piece in others:
        if piece.row is None or piece.row in table:
            return None
        table[piece.row] = piece.table
    return table


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
