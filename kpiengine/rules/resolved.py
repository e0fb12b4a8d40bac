"""The whole rule set as a file of its own: what it says itself and what it takes over, each key with its place.

tomli-w writes the values, so the text reads back equal; the places stand behind the keys as remarks.  `extends`,
which is carried out, is a remark too.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import tomli_w

from kpiengine.documents.finding import Path
from kpiengine.rules.extends import Effective, descends

EXTENDS = ("ruleset", "extends")


def resolved_text(effective: Effective, title: str) -> str:
    """The rule set as TOML; `title` is its first remark."""
    lines = [f"# {title}", *_keys(effective.document, (), effective)]
    for path, table in _headings(effective.document, ()):
        name = ".".join(_word(str(part)) for part in path)
        lines += ["", f"[{name}]", *_keys(table, path, effective)]
    return "\n".join(lines) + "\n"


def resolved_rows(effective: Effective) -> list[dict[str, Any]]:
    """Each key with its value, file and line: for programs.  Numbers with decimals and dates are text."""
    tables = [((), effective.document), *_headings(effective.document, ())]
    rows = []
    for path, table in tables:
        for key, value in table.items():
            if not _is_heading((*path, key), value):
                place = effective.origins.place((*path, key))
                row = {"key": [*path, key], "value": _plain(value), "file": place.path, "line": place.line}
                rows.append(row)
    return rows


def _is_heading(path: Path, value: object) -> bool:
    return isinstance(value, dict) and descends(path)


def _headings(table: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every table that has a heading, in the order of the file; one that only holds others needs none."""
    for key, value in table.items():
        here = (*path, key)
        if _is_heading(here, value):
            if not value or not all(_is_heading((*here, inner), item) for inner, item in value.items()):
                yield here, value
            yield from _headings(value, here)


def _keys(table: Mapping[str, Any], path: Path, effective: Effective) -> Iterator[str]:
    for key, value in table.items():
        here = (*path, key)
        if not _is_heading(here, value):
            place = effective.origins.place(here)
            done = "# " if here == EXTENDS else ""
            yield f"{done}{_word(key)} = {_value(value)}  # {place.path}:{place.line}"


def _value(value: object) -> str:
    """One value on one line."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_word(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")


def _word(key: str) -> str:
    """A key as TOML writes it, in quotes where it needs them."""
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


def _plain(value: object) -> Any:  # noqa: ANN401 -- what JSON has
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal | date | datetime | time) else value
