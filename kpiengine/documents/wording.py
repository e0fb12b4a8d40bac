"""How faults show values and guess what was meant; every file of messages uses these."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_SHOWN = 60


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    by_small = {k.casefold(): k for k in known}
    close = difflib.get_close_matches(word.casefold(), by_small, n=1, cutoff=0.6)
    return by_small[close[0]] if close else None


def did_you_mean(word: str, known: Sequence[str], *, what: str = "") -> str | None:
    """The nearest word as a question, else the list if it is short."""
    meant = nearest(word, known)
    if meant is not None:
        return f'did you mean "{meant}"?'
    if known and len(known) <= 12:  # noqa: PLR2004 -- what fits a line
        return f"{what or 'there are'} {', '.join(known)}"
    return None


def counted(count: int, one: str, several: str = "") -> str:
    """1 file, 2,000 files; `several` where the words of many are others: "file is", "files are"."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def shown(value: object) -> str:
    """A value as the user wrote it, cut to what fits a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def code_points(word: str) -> str:
    """The letters of a word that are not plain, by code point and name: U+0441 CYRILLIC SMALL LETTER ES."""
    odd = dict.fromkeys(sign for sign in word if not sign.isascii())
    return ", ".join(f"{sign} is U+{ord(sign):04X} {unicodedata.name(sign, 'without a name')}" for sign in odd)


def latin_like(sign: str) -> bool:
    """A letter of an alphabet that shares shapes with the plain one."""
    return not sign.isascii() and unicodedata.name(sign, "").split(" ")[0] in {"CYRILLIC", "GREEK", "LATIN", "ARMENIAN"}
