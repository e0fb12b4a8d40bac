"""A table as lines of text: as wide as its cells, or folded inside them where the window is narrower.

It is drawn here and not by the console's own table, which makes several objects for each cell and measures each cell
three times: two hundred agents with twelve KPIs took it longer than a million calls take to be measured.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.segment import Segment


@frozen
class Heading:
    """What stands above a column, which side its cells keep to, and how narrow it may not become."""

    text: str
    right: bool = False
    at_least: int = 1


@frozen
class Frame:
    """Lines around cells, each as left end, between two columns, right end; `rules` are drawn with one sign each."""

    row: tuple[str, str, str]
    heading: tuple[str, str, str]
    above: tuple[str, str, str, str]
    under_heading: tuple[str, str, str, str]
    below: tuple[str, str, str, str]


LINED = Frame(
    row=("│ ", " │ ", " │"),
    heading=("┃ ", " ┃ ", " ┃"),
    above=("┏━", "━┳━", "━┓", "━"),
    under_heading=("┡━", "━╇━", "━┩", "━"),
    below=("└─", "─┴─", "─┘", "─"),
)
BARE = Frame(
    row=(" ", "  ", ""),
    heading=(" ", "  ", ""),
    above=("", "", "", ""),
    under_heading=(" ", "──", "", "─"),
    below=("", "", "", ""),
)


@frozen
class TextTable:
    """A title, headings, rows of cells and a caption; a line break in a cell or heading begins a new line of it.

    A bare one has no lines between its columns, so that more of them fit.  Cells must be inert already.
    """

    title: str
    columns: Sequence[Heading]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    frame: Frame = LINED

    @property
    def width(self) -> int:
        """How wide it is where nothing is folded, in places of a terminal."""
        return sum(self._widths()) + self._around()

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[Segment]":
        """For a console: title and headings bold, the caption under the middle."""
        from rich.segment import Segment  # noqa: PLC0415 -- only where a table is shown
        from rich.style import Style  # noqa: PLC0415 -- as above

        del console
        widths = self._fitted(options.max_width)
        whole = sum(widths) + self._around()
        bold, frame = Style(bold=True), self.frame
        sides = [head.right for head in self.columns]
        yield Segment("\n".join(_folded(self.title, max(whole, 1))), bold)
        yield Segment(f"\n{_rule(frame.above, widths)}\n")
        left, between, right = frame.heading
        for cells in _lines([head.text for head in self.columns], widths, sides, low=True):
            for i, cell in enumerate(cells):
                yield Segment(between if i else left)
                yield Segment(cell, bold)
            yield Segment(f"{right}\n")
        left, between, right = frame.row
        drawn = [left + between.join(cells) + right for row in self.rows for cells in _lines(row, widths, sides)]
        yield Segment("\n".join((_rule(frame.under_heading, widths), *drawn, _rule(frame.below, widths))) + "\n")
        if self.caption:
            middle = " " * max(0, (whole - _places(self.caption)) // 2)
            yield Segment(f"{middle}{self.caption}\n", Style(dim=True, italic=True))

    def _around(self) -> int:
        """Places that are no column's."""
        left, between, right = map(len, self.frame.row)
        return left + between * (len(self.columns) - 1) + right

    def _widths(self) -> list[int]:
        """What each column would need to fold nothing."""
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.columns)
        return [
            max(head.at_least, *(_places(line) for cell in (head.text, *cells) for line in cell.split("\n")))
            for head, cells in zip(self.columns, columns, strict=True)
        ]

    def _fitted(self, available: int) -> list[int]:
        """The widths in a window: the widest columns give way first, none to less than it must have."""
        wanted, room = self._widths(), available - self._around()
        most = max(wanted)

        def capped(most: int) -> list[int]:
            pairs = zip(self.columns, wanted, strict=True)
            return [max(head.at_least, min(width, most)) for head, width in pairs]

        while most > 1 and sum(capped(most)) > room:
            most -= 1
        fitted = capped(most)
        for i, width in enumerate(wanted):  # the last step may have taken too much
            if sum(fitted) < room and fitted[i] < width:
                fitted[i] += 1
        return fitted


def _rule(signs: tuple[str, str, str, str], widths: Sequence[int]) -> str:
    left, between, right, sign = signs
    return left + between.join(sign * width for width in widths) + right


def _lines(
    cells: Sequence[str], widths: Sequence[int], rights: Sequence[bool], *, low: bool = False
) -> Iterator[list[str]]:
    """The lines of one row: each cell folded to its column and filled up with blanks; `low` ones stand at the foot."""
    folded = [_folded(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, folded))
    for i in range(height):
        rows = ((lines, i - (height - len(lines)) if low else i) for lines in folded)
        parts = (lines[row] if 0 <= row < len(lines) else "" for lines, row in rows)
        yield [_filled(part, width, right=r) for part, width, r in zip(parts, widths, rights, strict=True)]


def _filled(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - _places(text))
    return blanks + text if right else text + blanks


def _folded(text: str, width: int) -> list[str]:
    """The text in lines of this many places: broken between words, and inside a word that is longer."""
    lines: list[str] = []
    for line in text.split("\n"):
        if _places(line) <= width:
            lines.append(line)
            continue
        begun = ""
        for word in line.split(" "):
            joined = f"{begun} {word}" if begun else word
            if _places(joined) <= width:
                begun = joined
                continue
            if begun:
                lines.append(begun)
            *full, begun = _chopped(word, width)
            lines += full
        lines.append(begun)
    return lines


def _chopped(word: str, width: int) -> list[str]:
    """A word in pieces of at most this many places; a sign that is wider stands alone."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and _places(pieces[-1]) + _places(sign) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _places(text: str) -> int:
    """How many places of a terminal the text takes: East Asian signs take two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 -- only where a table is shown

    return cell_len(text)
