"""The text of a part, `count_if(outcome == "saved")`, taken to pieces: what is done, of what, where.

The pieces keep their place in the text, so that a fault inside a condition points at the right character.
"""

import re
from collections.abc import Iterator

from attrs import frozen

from kpiengine.documents.finding import Finding, Path
from kpiengine.metric_files import messages
from kpiengine.plugin import Agg

CALL = re.compile(r"\s*([A-Za-z_]\w*)\s*\((.*)\)\s*", re.DOTALL)
# name -> aggregate, how many pieces, whether the last is a condition
FUNCTIONS: dict[str, tuple[Agg, int, bool]] = {
    "count": (Agg.COUNT, 0, False),
    "count_if": (Agg.COUNT, 1, True),
    "sum": (Agg.SUM, 1, False),
    "sum_if": (Agg.SUM, 2, True),
    "min": (Agg.MIN, 1, False),
    "max": (Agg.MAX, 1, False),
}


@frozen
class Piece:
    """A text inside a text, and the offset at which it begins there."""

    text: str
    offset: int


@frozen
class Taken:
    """A part in pieces."""

    agg: Agg
    of: Piece | None
    where: Piece | None


def take(text: str, path: Path) -> Taken | Finding:
    """The pieces of a part, or why it is none."""
    call = CALL.fullmatch(text)
    if call is None or call[1] not in FUNCTIONS:
        return messages.no_part(text, path)
    agg, takes, conditional = FUNCTIONS[call[1]]
    pieces = list(_pieces(call[2], call.start(2)))
    if len(pieces) != takes:
        return messages.part_takes(call[1], takes, len(pieces), path, call.start(1))
    where = pieces.pop() if conditional else None
    return Taken(agg, pieces[0] if pieces else None, where)


def _pieces(text: str, start: int) -> Iterator[Piece]:
    """What commas outside brackets and quotes part."""
    if not text.strip():
        return
    depth, quote, begin = 0, "", 0
    for index, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and not depth:
            yield _piece(text, begin, index, start)
            begin = index + 1
    yield _piece(text, begin, len(text), start)


def _piece(text: str, begin: int, end: int, start: int) -> Piece:
    inside = text[begin:end]
    return Piece(inside.strip(), start + begin + len(inside) - len(inside.lstrip()))
