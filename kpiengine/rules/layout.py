"""The usual form of a rule file's text: sections in the order of the reference, one blank line between them.

Remarks stay where they belong: with the heading or line below them, or behind the value.  Keys keep the order and rows
the alignment that their author gave them.  Nothing is decided here: the text says the same before and after, and
`laid_out` refuses its own work if it does not.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import tomli
from attrs import field, frozen

from kpiengine.documents.text import code_only
from kpiengine.rules.language import SECTIONS

ORDER = {section.name: place for place, section in enumerate(SECTIONS)}
_HEADING = re.compile(r"[ \t]*\[{1,2}[ \t]*[\"']?([\w-]+)")
_STATEMENT = re.compile(r"[ \t]*([\w.\"'-]+(?:[ \t]*\.[ \t]*[\w\"'-]+)*)([ \t]*)=([ \t]*)(?=\S)")


@frozen
class Line:
    """One line as typed, and the same without what stands in quotes and remarks."""

    text: str
    code: str
    begins: bool = True  # False: it goes on with a value of the line before

    @property
    def heading(self) -> str | None:
        """The first key of a heading."""
        found = _HEADING.match(self.code) if self.begins else None
        return found[1] if found else None

    @property
    def blank(self) -> bool:
        """Nothing at all."""
        return self.begins and not self.text.strip()

    @property
    def remark(self) -> bool:
        """A remark of its own."""
        return self.begins and self.text.lstrip().startswith("#")


@frozen
class Part:
    """A heading with the remarks right above it and what stands under it; the file's head has no heading."""

    name: str | None
    lines: tuple[Line, ...]
    tight: bool = field(default=False)  # its author wrote no blank line before it

    @property
    def place(self) -> int:
        """Where it stands in a file; names that the language does not have come last."""
        return -1 if self.name is None else ORDER.get(self.name, len(ORDER))


def laid_out(text: str) -> str:
    """The text in the usual form; it must be valid TOML.

    Raises `ValueError` where the result would say something else than the text: a defect of this module.
    """
    parts = sorted(_parts(_lines(text)), key=lambda part: part.place)
    made: list[str] = []
    for before, part in zip([None, *parts], parts, strict=False):
        close = part.tight and before is not None and before.name == part.name
        made += [*([] if before is None or close else [""]), *_body(part.lines)]
    found = "\n".join(made).strip("\n") + "\n"
    if _content(found) != _content(text):
        raise ValueError("the text in its usual form would say something else")
    return found


def _content(text: str) -> dict[str, Any]:
    return tomli.loads(text, parse_float=str)


def _lines(text: str) -> Iterator[Line]:
    """Each line, and whether a value of the line before goes on in it."""
    depth, quoted = 0, False
    for typed, code in zip(text.split("\n"), code_only(text).split("\n"), strict=True):
        goes_on = depth > 0 or quoted
        yield Line(typed if quoted else typed.rstrip(), code, not goes_on)
        if not goes_on and _HEADING.match(code):
            continue
        depth += sum(code.count(sign) for sign in "[{") - sum(code.count(sign) for sign in "]}")
        quoted ^= (code.count('"') + code.count("'")) % 2 == 1


def _parts(lines: Iterator[Line]) -> Iterator[Part]:
    name, own, tight = None, list[Line](), False
    for line in lines:
        if line.heading is None:
            own.append(line)
            continue
        above = _remarks_at_end(own)
        done, above_lines = own[: len(own) - above], own[len(own) - above :]
        next_tight = bool(done) and not done[-1].blank
        if done or name is not None:
            yield Part(name, tuple(done), tight)
        name, own, tight = line.heading, [*above_lines, line], next_tight
    yield Part(name, tuple(own), tight)


def _remarks_at_end(lines: Sequence[Line]) -> int:
    """How many remarks stand right above what follows; those at the top of a file, over a blank line, do not."""
    count = 0
    for line in reversed(lines):
        if not line.remark:
            break
        count += 1
    return count


def _body(lines: Sequence[Line]) -> list[str]:
    """The lines of one part: no blank line at its ends, nor two in a row; `=` with a space on each side."""
    made: list[str] = []
    for group in _groups(lines):
        if made and not made[-1].lstrip().startswith("["):
            made.append("")
        made += _spaced(group)
    return made


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines between blank lines."""
    group: list[Line] = []
    for line in lines:
        if not line.blank:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _spaced(group: Sequence[Line]) -> list[str]:
    """Keys at the margin, `=` between single spaces; where all of them stand in one column they stay there."""
    found = [_STATEMENT.match(line.code) if line.begins and not line.heading else None for line in group]
    columns = {len(match[1]) + len(match[2]) for match in found if match}
    aligned = len(columns) == 1 and all(match[2] for match in found if match)
    made: list[str] = []
    for line, match in zip(group, found, strict=True):
        if match is None:
            made.append(line.text.strip() if line.begins else line.text)
            continue
        key = line.text[match.start(1) : match.end(1)]
        made.append(f"{key}{match[2] if aligned else ' '}= {line.text[match.end() :]}")
    return made
