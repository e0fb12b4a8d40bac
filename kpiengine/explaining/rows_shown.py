"""The rows behind a KPI as lines of text for a terminal of some width, Chinese characters counted as two.

What is alike in all rows is said once above them, and so are the parts of the metric that every row makes.  What is
left becomes a table; where that is too wide, each row is written over several lines.  No heading is ever broken.
"""

from collections.abc import Iterator, Sequence

import polars as pl
from attrs import frozen
from rich.cells import cell_len, chop_cells

from kpiengine.explaining.rows import REASON, Behind
from kpiengine.explaining.words import WORDS
from kpiengine.outputs.inert import inert

GAP = "  "
TIED = "\N{NO-BREAK SPACE}"  # between a name and its value, which stay on one line
LEAST = 24  # of a reason beside a table
FIRST = 2  # key and time, on the first line of a row that takes several


@frozen
class Shown:
    """One list of rows: its heading, and the lines below."""

    heading: str
    lines: tuple[str, ...]


def rows_shown(behind: Behind, width: int, language: str) -> tuple[Shown, ...]:
    """For each view the rows that count and those that do not; no line is wider than `width`."""
    found = []
    for one in behind.rows:
        for word, frame in (("rows counted", one.counted), ("rows left out", one.left_out)):
            heading = _say(language, word, kpi=behind.kpi, view=one.view, n=frame.height)
            found.append(Shown(heading, tuple(_lines(frame, width, language))))
    return tuple(found)


def _say(language: str, word: str, **parts: object) -> str:
    text: str = getattr(WORDS[word], language)
    return text.format(**parts)


def _lines(frame: pl.DataFrame, width: int, language: str) -> Iterator[str]:
    if frame.is_empty():
        return
    cells = {name: ["" if cell is None else inert(str(cell)) for cell in frame[name]] for name in frame.columns}
    alike = {name: column[0] for name, column in cells.items() if frame.height > 1 and len(set(column)) == 1}
    made = [_part(name) for name, cell in alike.items() if _is_part(name) and cell == "yes"]
    said = [f"{name}{TIED}{cell}" for name, cell in alike.items() if not _is_part(name) and cell]
    if said:
        yield from _wrapped(_say(language, "rows alike", said=", ".join(said)), width)
    if made:
        yield from _wrapped(_say(language, "rows make", parts=", ".join(made)), width)
    own = {name: column for name, column in cells.items() if name not in alike}
    heads = {name: _head(name, language) for name in own}
    widths = {name: max(map(cell_len, (heads[name], *column))) for name, column in own.items()}
    left = width - sum(widths.values()) - len(GAP) * (len(widths) - 1)
    if left < 0 and REASON in widths and widths[REASON] + left >= LEAST:
        widths[REASON], left = widths[REASON] + left, 0
    if left >= 0:
        yield from _table(heads, own, widths)
    else:
        yield from _blocks(heads, own, width)


def _is_part(name: str) -> bool:
    return name.startswith("[")


def _part(name: str) -> str:
    return name.strip("[]")


def _head(name: str, language: str) -> str:
    """As people read it; a part of the metric is a question that each row answers."""
    if name == REASON:
        return _say(language, "rows because")
    return f"{_part(name)}?" if _is_part(name) else name


def _table(heads: dict[str, str], cells: dict[str, list[str]], widths: dict[str, int]) -> Iterator[str]:
    yield GAP.join(_padded(heads[name], widths[name], right=_is_number(cells[name])) for name in cells).rstrip()
    yield GAP.join("─" * widths[name] for name in cells)
    for row in zip(*cells.values(), strict=True):
        texts = [
            _wrapped(cell, widths[name]) if name == REASON else [cell] for name, cell in zip(cells, row, strict=True)
        ]
        for at in range(max(map(len, texts))):
            line = (
                _padded(text[at] if at < len(text) else "", widths[name], right=_is_number(cells[name]))
                for name, text in zip(cells, texts, strict=True)
            )
            yield GAP.join(line).rstrip()


def _blocks(heads: dict[str, str], cells: dict[str, list[str]], width: int) -> Iterator[str]:
    """Each row over several lines, key and time first."""
    names = list(cells)
    for row in zip(*cells.values(), strict=True):
        yield from _wrapped(GAP.join(filter(None, row[:FIRST])), width)
        pairs = zip(names[FIRST:], row[FIRST:], strict=True)
        said = ", ".join(f"{heads[name]}{TIED}{cell}" for name, cell in pairs if cell)
        yield from _wrapped(said, width, GAP)


def _is_number(column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell]
    return bool(filled) and all(cell.lstrip("-").replace(".", "", 1).isdigit() for cell in filled)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(text))
    return space + text if right else text + space


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most that width, at blanks where there are some."""
    inner, lines = width - len(indent), [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= inner:
            lines[-1] = joined
        else:
            lines += chop_cells(word, inner)
    return [indent + line.replace(TIED, " ") for line in lines if line] or [indent]
