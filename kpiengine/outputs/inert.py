r"""Text from data made harmless for terminals and logs: what would act is shown as an escape.

Control characters (C0, C1), bidirectional and other format characters, line and paragraph separators and lone
surrogates become `\x1b`, `\u202e` and the like; every other character stays as it is.  It does not make text safe
for HTML, CSV or SQL.
"""

import re
import unicodedata
from functools import cache

_ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_PLAIN = re.compile(r"[ -~]*")


@cache
def _shown(sign: str) -> str:
    if unicodedata.category(sign) not in _ACTING:
        return sign
    code = ord(sign)
    if code <= 0xFF:  # noqa: PLR2004 -- two digits are enough
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 -- four digits are enough


def inert(text: str) -> str:
    """One line of text: acting characters, line breaks and tabs included, as escapes."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(map(_shown, text))


def inert_lines(text: str) -> str:
    """Text of several lines that is ours in its layout: line breaks stay, a tab becomes one blank."""
    return "\n".join(inert(line.replace("\t", " ")) for line in text.split("\n"))
