"""What opens a door: taken from the environment or from a file of its owner's, and never shown."""

import os
import re
import stat
from pathlib import Path
from urllib.parse import quote, unquote

from kpiengine.errors import KpiError

MASK = "***"
_BETWEEN = re.compile(r"[/?&@=:#;,\s]+")
_SHORTEST = 4  # shorter ones would hide ordinary words


class Secret:
    """A text that prints as `***`, in messages and in tracebacks alike."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one who has to send it."""
        return self._text

    def masked(self, text: str) -> str:
        """Another text without this one in it, nor any long part of an address that it is, however it is written."""
        for part in sorted(_parts(self._text), key=lambda part: (-len(part), part)):
            if len(part) > _SHORTEST:
                text = text.replace(part, MASK)
        return text

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not copied into files")


def _parts(text: str) -> set[str]:
    """A secret and what it is made of; the host of a web address is none, since the project file names it."""
    scheme, mark, rest = text.rpartition("://")
    if mark and scheme in {"http", "https"}:
        host, slash, path = rest.partition("/")
        rest = f"{host.rpartition('@')[0]}{slash}{path}"
    pieces = {rest, *_BETWEEN.split(rest)}
    return {text, *pieces, *map(unquote, pieces), *map(quote, pieces), *(quote(piece, safe="") for piece in pieces)}


def resolve(reference: str, folder: Path) -> Secret:
    """The text behind env:NAME or file:PATH (in the project's folder); raises KpiError without repeating it."""
    kind, _, name = reference.partition(":")
    if kind == "env":
        text = os.environ.get(name, "").strip()
        if not text:
            raise KpiError(f"the environment has no {name}; set it where this command runs, for cron too")
        return Secret(text)
    file = folder / name
    try:
        mode = file.stat().st_mode
        text = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise KpiError(f"the secret {name} cannot be read: {why}") from None
    if os.name == "posix" and stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise KpiError(f"others can read the secret {name}; type `chmod 600 {name}`")
    if not text:
        raise KpiError(f"the secret {name} is empty")
    return Secret(text)
