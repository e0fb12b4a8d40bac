"""`extends`: one rule set takes over another, key by key, before anything is judged.

What a file says itself wins; a value is replaced whole, whether number, list or table, and only headings, rows and
the tables that a key declares (`Key.inherit`) are gone through.  A key that stands instead of others
(`Key.instead_of`) takes the inherited ones out; `off = true` takes out a heading or a row.  `id`, `from`, `to` and
`agents` are never taken over.  Every later check sees the whole rule set, and `Origins` knows the lines.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import Factory, define, frozen

from kpiengine.documents import wording
from kpiengine.documents.finding import Finding, Path
from kpiengine.rules.language import BY_NAME
from kpiengine.rules.library import Library, RuleText
from kpiengine.rules.messages import extends as messages
from kpiengine.rules.origins import Origins

NEVER = frozenset({("format",), *(("ruleset", key) for key in ("id", "from", "to", "agents", "extends"))})


@frozen
class Effective:
    """The whole rule set: its tables, the file of each part, the files that it takes over, nearest first.

    `findings` are faults of `extends` and `off`; `partial` says that a base is missing, so that what is not there
    may stand in it.
    """

    document: dict[str, Any]
    origins: Origins
    bases: tuple[RuleText, ...] = ()
    findings: tuple[Finding, ...] = ()
    partial: bool = False
    similar: Mapping[Path, str] = Factory(dict)  # a row that the base does not have -> one that it has


@define
class Resolver:
    """Resolves the rule files of one library, each once."""

    library: Library
    _done: dict[int, Effective] = Factory(dict)

    def effective(self, text: RuleText, above: tuple[RuleText, ...] = ()) -> Effective:
        """The whole rule set of a file that could be parsed; `above` are the files that ask for it."""
        known = self._done.get(id(text))
        if known is None:
            known = self._resolve(text, above)
            self._done[id(text)] = known
        return known

    def _resolve(self, text: RuleText, above: tuple[RuleText, ...]) -> Effective:
        document, origins = text.text.document or {}, Origins(text.text.locator)
        name = text.extends
        if name is None:
            return _without_base(document, origins)
        base = self.library.base(text, name)
        fault = self._fault(text, name, base, above)
        if fault is not None or base is None:
            found = () if fault is None else (fault,)
            return Effective(document, origins, findings=found, partial=True)
        taken = self.effective(base, (*above, text))
        if taken.partial:
            return Effective(document, origins, (base, *taken.bases), (messages.base_is_broken(name),), partial=True)
        merging = _Merging(taken.origins, name)
        merged = merging.tables(document, taken.document, ())
        whole = Origins(text.text.locator, merging.taken)
        return Effective(merged, whole, (base, *taken.bases), tuple(merging.findings), similar=merging.similar)

    def _fault(self, text: RuleText, name: str, base: RuleText | None, above: tuple[RuleText, ...]) -> Finding | None:
        if base is None:
            if name == text.id:
                return messages.extends_itself(name)
            known = [other for other in self.library.ids if other != text.id]
            return messages.unknown_base(name, known, text.start if self.library.versions(name) else None)
        circle = (*above, text)
        if base in circle:
            names = [str(each.id) for each in (*circle[circle.index(base) :], base)]
            return messages.extends_in_a_circle(names)
        return messages.base_is_broken(name) if base.text.document is None else None


def _without_base(document: dict[str, Any], origins: Origins) -> Effective:
    """A file that takes over nothing has nothing to take out."""
    text = origins.own.text
    if "off" not in text and "\\" not in text:  # with a backslash any letter can be written otherwise
        return Effective(document, origins)
    found = [
        messages.off_without_base(path, named=isinstance(_at(document, path), dict)) for path in _offs(document, ())
    ]
    if not found:
        return Effective(document, origins)
    merging = _Merging(origins, "")
    return Effective(merging.tables(document, {}, ()), origins, findings=tuple(found))


def _at(document: Mapping[str, Any], path: Path) -> object:
    found: Any = document
    for key in path:
        found = found[key]
    return found


def _offs(table: Mapping[str, Any], path: Path) -> Iterable[Path]:
    for key, value in table.items():
        here = (*path, key)
        if isinstance(value, dict) and descends(here):
            if "off" in value:
                yield (*here, "off")
            else:
                yield from _offs(value, here)


def descends(path: Path) -> bool:
    """Whether `extends` goes through the table at this path rather than replacing it whole."""
    section = BY_NAME.get(str(path[0]))
    if len(path) == 1:
        return section is not None
    if section is None:
        return False
    rows = 2 if section.named else 1
    if len(path) <= rows:
        return not section.whole_rows
    key = section.key(str(path[rows]))
    return key is not None and len(path) - rows <= key.inherit


@define
class _Merging:
    """One rule set laid over another."""

    base: Origins
    name: str
    taken: dict[Path, Any] = Factory(dict)
    findings: list[Finding] = Factory(list)
    similar: dict[Path, str] = Factory(dict)

    def tables(self, own: Mapping[str, Any], base: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """The keys of the base in their order, then those that only the rule set itself has."""
        replaced = _replaced(own, path)
        base = _parted(own, base)
        merged: dict[str, Any] = {}
        for key, value in base.items():
            here = (*path, key)
            if key in own:
                self._said(merged, key, own[key], value, here)
            elif here not in NEVER and key not in replaced:
                merged[key] = value
                self.taken.update(self.base.within(here))
        for key, value in own.items():
            if key not in base:
                self._said(merged, key, value, None, (*path, key))
                close = wording.nearest(key, base) if len(path) == 1 else None
                if close is not None:
                    self.similar[*path, key] = close
        return merged

    def _said(self, merged: dict[str, Any], key: str, own: Any, base: Any, here: Path) -> None:  # noqa: ANN401 -- TOML
        if not isinstance(own, dict) or not descends(here):
            merged[key] = own
        elif "off" in own:
            self._off(own, base, here)
        elif isinstance(base, dict):
            merged[key] = self.tables(own, base, here)
        else:
            merged[key] = self.tables(own, {}, here)

    def _off(self, own: Mapping[str, Any], base: object, here: Path) -> None:
        """Leaves the table out, and says so where that means nothing."""
        path = (*here, "off")
        if own["off"] is not True:
            self.findings.append(messages.off_is_true(path))
        elif len(own) > 1:
            self.findings.append(messages.off_beside_others(path, [key for key in own if key != "off"]))
        elif base is None and self.name:
            self.findings.append(messages.off_of_nothing(path, self.name))


def _parted(own: Mapping[str, Any], base: Mapping[str, Any]) -> Mapping[str, Any]:
    """The base without what the rule set says in another place: a key stands in the section or in one of its `by`."""
    mine, theirs = own.get("by"), base.get("by")
    if not isinstance(mine, dict) and not isinstance(theirs, dict):
        return base
    said = {dimension: _keys_of(lines) for dimension, lines in mine.items()} if isinstance(mine, dict) else {}
    moved = set().union(*said.values())
    kept = {key: value for key, value in base.items() if key not in moved}
    if isinstance(theirs, dict):
        kept["by"] = {
            dimension: _lines_without(lines, {*own, *(k for d, keys in said.items() if d != dimension for k in keys)})
            for dimension, lines in theirs.items()
        }
        kept["by"] = {dimension: lines for dimension, lines in kept["by"].items() if lines}
        if not kept["by"]:
            del kept["by"]
    return kept


def _keys_of(lines: object) -> set[str]:
    """Every key that a table or list of lines says."""
    rows = lines.values() if isinstance(lines, dict) else lines if isinstance(lines, list) else ()
    return {key for row in rows if isinstance(row, dict) for key in row} - {"from"}


def _lines_without(lines: Any, keys: set[str]) -> Any:  # noqa: ANN401 -- TOML
    """The lines without these keys; nothing if no line says anything more."""
    if not keys & _keys_of(lines):
        return lines
    if isinstance(lines, dict):
        left = {name: _without(row, keys) for name, row in lines.items()}
        return {name: row for name, row in left.items() if row}
    rows = [_without(row, keys) for row in lines]
    return rows if any(set(row) - {"from"} for row in rows if isinstance(row, dict)) else []


def _without(row: Any, keys: set[str]) -> Any:  # noqa: ANN401 -- TOML
    return {key: value for key, value in row.items() if key not in keys} if isinstance(row, dict) else row


def _replaced(own: Mapping[str, Any], path: Path) -> set[str]:
    """Keys of the base that a key said here stands instead of."""
    section = BY_NAME.get(str(path[0])) if path else None
    if section is None or len(path) != (2 if section.named else 1):
        return set()
    keys = (section.key(word) for word in own)
    return {word for key in keys if key is not None for word in key.instead_of} - set(own)
