"""Faults in the user's files, as data: code, level, place, sentence, remedy.

A `Diagnostic` is never raised.  Stages collect them, and `Refused` carries the lot to `cli` when a run cannot
go on.  Rendering (source line and caret) lives here too, so that every command shows faults in one form.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

from attrs import frozen

from kpiengine.errors import Exit, KpiError

# Whoever writes an address with a password or a token into a file does not want to read it in a log.
_OF_THE_TEXT = "KPI0"
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)[^\s\"']+")


class Level(StrEnum):
    """How bad it is: an error stops the run, a warning and a notice do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@frozen
class Place:
    """Where in a file: path as the user wrote it, line and column counted from 1, and the line's own text."""

    path: str
    line: int | None = None
    column: int | None = None
    source: str | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)


@frozen
class Diagnostic:
    """One fault: `message` says what is wrong, `remedy` what to type instead."""

    code: str
    level: Level
    message: str
    place: Place | None = None
    remedy: str | None = None


class Refused(KpiError):  # noqa: N818 -- reads as what happened: the files were refused
    """Files or data with at least one error; carries every diagnostic, in file order."""

    def __init__(self, diagnostics: Iterable[Diagnostic], *, exit_code: Exit = Exit.WRONG) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__(render(self.diagnostics), exit_code=exit_code)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops the run."""
    return any(d.level is Level.ERROR for d in diagnostics)


def in_file_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By path, line and column; faults without a place come first."""

    def key(d: Diagnostic) -> tuple[str, int, int, str]:
        at = d.place
        return (at.path if at else "", (at.line or 0) if at else 0, (at.column or 0) if at else 0, d.code)

    return sorted(diagnostics, key=key)


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """The lines that a terminal or log shows, one block per fault, separated by a blank line."""
    return "\n\n".join(_block(d) for d in diagnostics)


def _block(d: Diagnostic) -> str:
    where = f"{d.place}  " if d.place else ""
    level = "" if d.level is Level.ERROR else f"{d.level}: "
    text = d.message if d.remedy is None else f"{d.message}; {d.remedy}"
    if d.code.startswith(_OF_THE_TEXT):  # these repeat what is typed
        text = _ADDRESS.sub(r"\1***", text)
    lines = [f"{where}{d.code}  {level}{text}"]
    if d.place and d.place.source is not None:
        source = "".join(sign if sign.isprintable() or sign == "\t" else "\ufffd" for sign in d.place.source)
        lines.append("    " + _ADDRESS.sub(r"\1***", source))
        if d.place.column is not None:
            lines.append("    " + _blank(source[: d.place.column - 1]) + "^")
    return "\n".join(lines)


def _blank(text: str) -> str:
    """Spaces as wide as the text is on a terminal: two for a Chinese character, none for an accent, tabs stay."""
    return "".join("\t" if sign == "\t" else " " * _width(sign) for sign in text)


def _width(sign: str) -> int:
    if unicodedata.category(sign) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1
